"""Why a question is answered as it is: how it was read, what came into question, what was chosen."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from intents.across.parties import put_to
from intents.answer import ask
from intents.conversation import EMPTY, Conversation, inherit
from intents.finding.find import Fit, fits, weight
from intents.finding.passages import passages
from intents.finding.wanted import aspect_of, wanted_for
from intents.kinds.expected import forecast_asked
from intents.library import ask_any, read
from intents.questions.language import Language
from intents.questions.question import Question
from intents.questions.reading import MAX_CHARACTERS, read_question
from intents.questions.vocabulary import load_vocabulary
from intents.reply import Answer, Clarify, Decline, Figure, Reply
from knowledge.fact import Fact
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import tidy
from knowledge.library import Library

_MOST = 5  # candidates of each sort that are shown
_LONGEST = 60  # characters of a sentence that are shown


def explain(text: str, kb: KnowledgeBase, conversation: Conversation = EMPTY, language: Language | None = None) -> str:
    """Several lines: the folded text, slots, candidates with scores and margins, the reply with rules and spans."""
    clean = tidy(text[: 4 * MAX_CHARACTERS]).strip()[:MAX_CHARACTERS]
    reply, _ = ask(text, kb, conversation, language)
    question = inherit(read_question(clean, kb, load_vocabulary(), language), conversation, kb)
    question = replace(question, expected=forecast_asked(question, kb))
    return "\n".join([*_reading(question, kb), *_candidates(question, kb), *_sentences(question, kb), *_reply(reply)])


def explain_any(text: str, source: KnowledgeBase | Library, conversation: Conversation = EMPTY, language: Language | None = None) -> str:
    """The same for a library: first the companies read from the question and the article that was chosen."""
    if not isinstance(source, Library):
        return explain(text, source, conversation, language)
    told, _ = ask_any(text, source, conversation, language)
    if told.catalog is None:
        return explain(text, told.kb, conversation, language)
    asked = read(tidy(text[: 4 * MAX_CHARACTERS]).strip()[:MAX_CHARACTERS] or " ", source, conversation, language)
    card = told.catalog.cards[told.catalog.places[told.kb.article.id]]
    lines = [f"companies  {', '.join(p.key for p in asked.parties) or 'none named'}", f"article    {card.id} of {len(told.catalog.cards)}, {card.company}, {card.anchor.reported}"]
    question = put_to(told.kb, asked, next((p for p in asked.parties), None)) or asked.question
    return "\n".join([*lines, *_reading(question, told.kb), *_candidates(question, told.kb), *_sentences(question, told.kb), *_reply(told.reply)])


def _reading(question: Question, kb: KnowledgeBase) -> Iterator[str]:
    yield f"question   {question.text}"
    yield f"folded     {question.folded}"
    yield f"language   {question.language.value}"
    for before, after in question.mended:
        yield f"mended     {before} -> {after}"
    if question.inherited:
        yield f"inherited  {', '.join(question.inherited)}"
    for unit in question.units:
        parts = f" of {', '.join(sorted(unit.parts))}" if unit.parts else ""
        yield f"unit       {_span(unit.start, unit.end)} {unit.key}{parts}, weight {weight(unit, kb):.2f}{', soft' if unit.soft else ''}"
    for mention in question.periods:
        yield f"period     {_span(mention.start, mention.end)} {mention.period}{'' if mention.dated else ', year not written'}{', same period' if mention.same else ''}"
    for quantity in question.quantities:
        yield f"quantity   {_span(quantity.start, quantity.end)} {quantity.bound.value} {quantity.value:f} {quantity.unit or '(no unit)'}"
    for cue, places in question.cues.items():
        yield f"cue        {cue} at {', '.join(map(str, places))}"


def _candidates(question: Question, kb: KnowledgeBase) -> Iterator[str]:
    """For each reading of what is wanted the facts that fit, best first, with the margin over the next one."""
    for wanted in wanted_for(question.units, question, aspect_of(question), kb):
        found = fits(wanted, kb)
        yield f"wanted     {wanted.metric or 'a measure in other words'}, {wanted.aspect.value}, of {', '.join(wanted.subjects) or 'the company'}: {len(found)} facts"
        for position, fit in enumerate(found[:_MOST]):
            yield f"  {fit.score:.3f} margin {_margin(found, position)} {_fact(fit.fact)}{', near relative' if fit.substitute else ''}"


def _margin(found: list[Fit], position: int) -> str:
    after = found[position + 1 : position + 2]
    return f"{found[position].score - after[0].score:.3f}" if after else "  -  "


def _sentences(question: Question, kb: KnowledgeBase) -> Iterator[str]:
    found = passages(question, kb) if question.units else []
    yield f"sentences  {len(found)} speak of it"
    for passage in found[:_MOST]:
        text = kb.article.sentences[passage.sentence].text
        yield f"  {passage.score:.3f} covers {passage.coverage:.0%} [{passage.sentence}] {text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}"


def _reply(reply: Reply) -> Iterator[str]:
    match reply:
        case Answer():
            verdict = "" if reply.verdict is None else f", verdict {'yes' if reply.verdict else 'no'}"
            yield f"reply      answer, {reply.mode.value}{verdict}"
            for figure in reply.figures:
                yield from _figure(figure, "  ")
            for citation in reply.passages:
                yield f"  sentence [{citation.sentence}] {_span(citation.start, citation.end)}"
        case Decline():
            yield f"reply      decline, {reply.reason.value}{': ' + reply.missing if reply.missing else ''}"
        case Clarify():
            yield f"reply      clarify, {reply.about}"
        case _:
            assert_never(reply)


def _figure(figure: Figure, indent: str) -> Iterator[str]:
    """A chosen figure; a computed one with its operands below it."""
    if figure.fact:
        yield f"{indent}{_fact(figure.fact)}"
    else:
        yield f"{indent}computed by {figure.formula}: {figure.value:f} {figure.unit}"
    for operand in figure.operands:
        yield from _figure(operand, indent + "  ")
    if figure.companion:
        yield from _figure(figure.companion, indent + "  beside it ")


def _fact(fact: Fact) -> str:
    value = "" if fact.value is None else f" {fact.bound.value} {fact.value:f} {fact.unit}"
    place = f"sentence [{fact.citation.sentence}] {_span(fact.citation.start, fact.citation.end)}, number at {fact.start}"
    return f"{fact.subject.name} {fact.metric} {fact.period or 'undated'} {fact.role.value}{value}; rule {fact.rule}, {place}"


def _span(start: int, end: int) -> str:
    return f"[{start}, {end})"
