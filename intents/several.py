"""Several questions in one message: asked one after the other, each going on from the one before, and answered together."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from intents.conversation import Conversation
from intents.questions.patterns import pattern
from intents.reply import Answer, Decline, Figure, Mode, Reason, Reply
from knowledge.language.lexicon import Name
from knowledge.language.text import fold

_BETWEEN = pattern("between_questions")
_ASKING = pattern("asking_clause")
_SET_ASIDE = pattern("set_aside")
_ABOUT_ASKER = pattern("about_asker")
_MOST = 4  # questions in one message
_MARKS = " ,，、;；.。?？!！"  # around a question
_SHORTEST = 2  # characters of a question

Ask = Callable[[str, Conversation], tuple[Reply, Conversation]]


def clauses_of(text: str) -> list[str]:
    """The questions of a message; one where it does not ask twice.

    >>> clauses_of("不良率多少，拨备覆盖率又是几"), clauses_of("快手2024年总收入，1269亿元对吗")
    (['不良率多少', '拨备覆盖率又是几'], ['快手2024年总收入，1269亿元对吗'])
    """
    folded = fold(text)
    cuts = [(0, 0), *(match.span(match.lastindex or 0) for match in _BETWEEN.finditer(folded)), (len(text), len(text))]
    if len(cuts) == 2:
        return [text]
    spans = [(before[1], after[0]) for before, after in pairwise(cuts) if len(text[before[1] : after[0]].strip()) >= _SHORTEST]
    each = all("?" in folded[end : end + 2] for _, end in spans)  # 1) revenue? 2) DAU?
    if not 1 < len(spans) <= _MOST or not (each or _ASKING.search(folded, *spans[-1])):
        return [text]
    if any(_SET_ASIDE.match(folded, start) for start, _ in spans[:-1]):
        return [text]  # 除了搜索,其他的收入多少: what is left aside is not asked
    asked = [(start, end) for start, end in spans if _ASKING.search(folded, start, end) or not _ABOUT_ASKER.search(folded, start, end)]
    return [text[start:end].strip() for start, end in asked]


def together(text: str, whole: Reply, before: Conversation, ask: Ask) -> tuple[Answer, Conversation] | None:
    """The answers to all questions of a message, and which measures are not given where `whole` has no answer; `whole` with
    the question that it leaves aside; None where it is one question, where `whole` says as much, or nothing of it is answered."""
    if isinstance(whole, Answer) and (not (_is_plain(whole) or _worked_out(whole)) or len({f.fact.forecast for f in whole.figures if f.fact}) > 1):
        return None
    if len(clauses := clauses_of(text)) < 2:
        return None
    asked = all(_ASKING.search(fold(clause)) for clause in clauses)  # else one may only lead up to the other
    told: list[Answer] = []
    lacking: list[Name] = []
    conversation = before
    for clause in clauses:
        reply, conversation = ask(clause, conversation)
        if lacking:  # what goes on from a question that has no answer may be misread
            return None
        if isinstance(reply, Answer) and _is_plain(reply) and not reply.missing:
            if isinstance(whole, Decline) and reply.figures and {_identity(f) for f in reply.figures} <= {_identity(f) for r in told for f in r.figures}:
                return None  # 调到多少,之前是多少: the same figure again answers one of the two
            told.append(reply)
        elif isinstance(reply, Decline) and isinstance(whole, Decline) and asked and (name := _lacking(reply)):
            lacking.append(name)
        elif isinstance(whole, Answer) and isinstance(reply, Decline) and asked and _is_all_of(whole, told):
            return replace(whole, unanswered=clause.strip(_MARKS)), conversation
        else:
            return None
    if not told or (lacking and not all(reply.figures for reply in told)):
        return None
    figures = _apart(tuple({_identity(f): f for reply in told for f in reply.figures}.values()))
    if isinstance(whole, Answer) and not _says_more(figures, whole):
        return None
    passages = tuple(dict.fromkeys(c for reply in told for c in reply.passages))
    joined = replace(told[0], figures=figures, passages=passages, missing=tuple(lacking), substitute=told[0].substitute if told[0].figures else None)
    return joined, replace(conversation, figures=figures)


def _is_all_of(whole: Answer, told: list[Answer]) -> bool:
    """Whether an answer has no figures but those that questions of the message were answered with."""
    given = {_identity(f) for reply in told for one in reply.figures for f in (one, *((one.companion,) if one.companion else ()))}
    return bool(whole.figures) and not _worked_out(whole) and all(_identity(f) in given for f in whole.figures)


def _lacking(reply: Decline) -> Name | None:
    """The measure that a question of several asked for and no article gives; None where it failed otherwise."""
    return Name(reply.missing, reply.missing, reply.missing) if reply.reason is Reason.METRIC and reply.missing else None


def _apart(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """The figures without those that stand beside an earlier one already: 不良率多少,降了多少."""
    beside = [f.companion.fact for f in figures if f.companion and not f.role.is_change]
    return tuple(f for f in figures if not (f.role.is_change and any(f.fact is b for b in beside)))


def _says_more(figures: tuple[Figure, ...], whole: Answer) -> bool:
    """Whether figures tell of all measures of an answer and of no fewer things: each question says best which aspect it asks.
    Of an answer that is worked out, whether they are of measures that it left aside."""
    if _worked_out(whole):
        used = {o.metric for f in whole.figures for o in (f, *f.operands)}
        return len({f.metric for f in figures}) > 1 and any(f.metric not in used for f in figures)
    more = {_identity(f) for f in figures} - {_identity(f) for f in whole.figures}
    return bool(more) and len(figures) >= len(whole.figures) and {f.metric for f in whole.figures} <= {f.metric for f in figures}


def _worked_out(reply: Answer) -> bool:
    return any(f.formula for f in reply.figures)


def _is_plain(reply: Answer) -> bool:
    """Figures and sentences, which can stand beside others; no verdict, comparison or list, and nothing worked out from the whole."""
    return reply.mode in (Mode.FIGURES, Mode.PASSAGES) and reply.verdict is None and not (reply.disagree or _worked_out(reply))


def _identity(figure: Figure) -> tuple[object, ...]:
    return figure.metric, figure.subject, figure.period, figure.value, figure.unit, figure.role
