"""Whether somebody did better than its market, where the sentence that gives the figure says so: 业务量同比增长9%,跑输行业."""

from dataclasses import replace

from intents.finding.figures import figure_of, with_companion
from intents.finding.find import Aspect, Fit
from intents.finding.picking import best_pick
from intents.kinds.claimed import verdict
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import fold

_OUTRUN, _PIECE = pattern("outrun"), pattern("piece_end")


def outrun(question: Question, kb: KnowledgeBase) -> Answer | None:
    """The verdict on 跑赢行业了吗 by the words behind the growth that is asked, up to the end of its piece; None where they say nothing of it."""
    asked = question.finds(_OUTRUN)
    if asked is None or question.quantities:
        return None
    units = tuple(u for u in question.units if u.end <= asked.start())  # behind it stands whom it ran with
    pick = best_pick(units, replace(question, units=units), Aspect.GROWTH, kb) if any(u.kind == "metric" for u in units) else None
    if not isinstance(pick, Fit) or pick.substitute:
        return None
    quote, at = fold(pick.fact.citation.quote), pick.fact.start - pick.fact.citation.start
    stop = _PIECE.search(quote, at)
    told = _OUTRUN.search(quote, at, stop.start() if stop else len(quote))
    if told is None:
        return None
    return verdict(question, told.lastgroup == asked.lastgroup, with_companion(figure_of(pick.fact, kb), kb))
