"""What an answer rests on, in words for whoever asked: how the question was read, from which article and sentences the answer comes.

`intents.explain` tells the same to whoever mends the bot.
"""

from collections.abc import Iterable, Iterator

from intents.conversation import EMPTY, Conversation, inherit
from intents.library import Told, ask_any, read
from intents.questions.language import Language
from intents.questions.question import Question, Unit
from intents.questions.reading import MAX_CHARACTERS, read_question
from intents.questions.vocabulary import load_vocabulary
from intents.reply import Answer
from intents.saying.sources import article_of
from intents.saying.spoken import Line, Spoken
from intents.saying.wording import period_text, phrase, said
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import tidy
from knowledge.library import Library


def grounds(text: str, library: Library, conversation: Conversation = EMPTY, language: Language | None = None) -> Spoken:
    """How a question was read, and where what was answered stands."""
    told, _ = ask_any(text, library, conversation, language)
    question, kb = _read(text, library, conversation, told, language)
    tongue = told.reply.language
    lines = [Line(line) for line in _reading(question, kb, tongue)]
    if not isinstance(told.reply, Answer):
        return Spoken((*lines, *told.spoken.lines), told.spoken.sources)
    periods = {figure.period for figure in told.reply.figures}
    if not question.periods and len(periods) == 1 and (period := periods.pop()):
        lines.append(Line(phrase("grounds", "no_period", tongue, period=period_text(period, tongue))))
    catalog = library.catalog
    articles = dict.fromkeys(c.article for c in told.reply.citations)
    lines += [Line(phrase("grounds", "article", tongue, article=article_of(catalog.cards[catalog.places[key]], catalog, tongue))) for key in articles]
    lines += [Line(phrase("grounds", "worked_out", tongue))] if any(f.formula for f in told.reply.figures) else []
    lines += [Line(phrase("grounds", "sentence", tongue, number=s.citation.sentence + 1), (s.number,)) for s in told.spoken.sources]
    return Spoken(tuple(lines), told.spoken.sources)


def _read(text: str, library: Library, conversation: Conversation, told: Told, language: Language | None) -> tuple[Question, KnowledgeBase]:
    """The question with what it took from the chat, and what knows the names of its parts."""
    clean = tidy(text[: 4 * MAX_CHARACTERS]).strip()[:MAX_CHARACTERS] or " "
    if told.catalog is not None:
        asked = read(clean, library, conversation, language)
        return asked.question, asked.front
    return inherit(read_question(clean, told.kb, load_vocabulary(), language), conversation, told.kb), told.kb


def _reading(question: Question, kb: KnowledgeBase, language: Language) -> Iterator[str]:
    """What was understood, what was mended, what the chat gave, and which words were not known."""
    parts = [name for unit in question.units if (name := _name(unit, kb, language))]
    parts += [period_text(mention.period, language) for mention in question.periods]
    if parts:
        yield phrase("grounds", "read", language, parts=" · ".join(dict.fromkeys(parts)))
    for before, after in question.mended:
        yield phrase("grounds", "mended", language, before=before.strip(), after=after.strip())
    if question.inherited:
        taken = [phrase("grounds", f"from_chat_{what}", language) for what in question.inherited]
        yield phrase("grounds", "inherited", language, parts=_listed(taken, language))
    if unknown := [unit.word or unit.id for unit in question.units if unit.kind == "unknown" and not unit.soft]:
        yield phrase("grounds", "unknown", language, words=_listed(dict.fromkeys(unknown), language))


def _listed(words: Iterable[str], language: Language) -> str:
    return ("、" if language is not Language.EN else ", ").join(words)


def _name(unit: Unit, kb: KnowledgeBase, language: Language) -> str:
    """What a part of a question is called; "" for what is but a word."""
    if unit.soft:
        return ""
    if unit.kind == "entity":
        return said(kb.entity(unit.id).name, language)
    if unit.kind == "metric" and unit.id in kb.metrics:
        return said(kb.metrics[unit.id].name, language)
    return unit.word if unit.kind in ("person", "text", "metric") else ""
