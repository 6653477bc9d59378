"""Whether expectations were beaten, met or missed, where the article says so in words and gives no estimate to hold a figure against."""

from intents.finding.find import covered
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Mode
from knowledge.article import Sentence
from knowledge.knowledgebase import KnowledgeBase
from knowledge.periods.period import read_periods

_MISSED, _IN_LINE, _MET, _UNMET = pattern("missed"), pattern("in_line"), pattern("met"), pattern("unmet")
_TOLD = {1: pattern("told_beat"), 0: pattern("told_in_line"), -1: pattern("told_missed")}
_MOST = 2  # sentences that are shown


def beaten_in_words(question: Question, kb: KnowledgeBase) -> Answer | None:
    """The verdict that all sentences about expectations agree on which speak of each measure asked; None where they tell none or differ."""
    measures = [u for u in question.units if u.kind == "metric" and not u.soft]
    told: dict[int, list[Sentence]] = {}
    asked = tuple(p.period.part for p in question.periods if not p.same and p.period.part)
    for sentence in kb.article.sentences:
        if asked and not any(m.period.part in asked for m in read_periods(sentence.folded, kb.anchor)):
            continue  # that this quarter beat estimates says nothing of the next one's guidance
        if (way := _way(sentence.folded)) is not None and all(covered(u, kb.content[sentence.index], kb, sentence.folded) >= 1.0 for u in measures):
            told.setdefault(way, []).append(sentence)
    if len(told) != 1:
        return None
    (way, sentences), *_ = told.items()
    cited = tuple(kb.article.cite(s.index) for s in sentences[:_MOST])
    return Answer(question.language, Mode.PASSAGES, passages=cited, verdict=_holds(way, question))


def _way(folded: str) -> int | None:
    """1 where a sentence says that expectations were beaten, 0 that they were met, -1 that they were missed; None where it says none or several."""
    ways = [way for way, words in _TOLD.items() if words.search(folded)]
    return ways[0] if len(ways) == 1 else None


def _holds(way: int, question: Question) -> bool:
    unmet = question.finds(_UNMET) is not None
    if question.finds(_IN_LINE):
        return (way == 0) is not unmet
    if question.finds(_MISSED) and not unmet:
        return way < 0
    return (way >= 0 if question.finds(_MET) else way > 0) is not unmet
