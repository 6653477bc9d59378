"""Claims of a share: whether a part makes up half, a third or 60 % of a whole."""

from dataclasses import replace
from decimal import Decimal

from intents.kinds.claimed import verdict
from intents.kinds.parts import share
from intents.kinds.settled import statement
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Figure, Mode, Reason, Reply
from intents.saying.decline import decline
from knowledge.knowledgebase import KnowledgeBase
from knowledge.quantities.quantity import Bound

_PORTION, _OF_WHOLE, _AT_LEAST = pattern("portion"), pattern("of_a_whole"), pattern("portion_passed")
_STRICTLY = pattern("strictly_more")
_PERCENT = {"half": Decimal(50), "third": Decimal(100) / 3, "thirds": Decimal(200) / 3, "quarter": Decimal(25), "quarters": Decimal(75)}
_AS_GOOD_AS, _NEAR = Decimal(1), Decimal(5)  # points by which a share may be off that is claimed to be so much, and off without a no
_CHANGING = ("growth", "yoy", "qoq", "mom", "up", "decline")


def portion(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """Do ads make up more than half of revenue, 广告占收入六成以上吗: by the share that the article states or its figures make."""
    named = question.finds(_PORTION)
    percent = [q for q in question.quantities if q.unit == "percent"]
    if named and question.asks("growth", "yoy", "up", "decline") and not question.asks("share"):
        return None  # 利润跌了一半
    if not named and (len(percent) != 1 or question.asks(*_CHANGING) or not (question.asks("share") or question.finds(_OF_WHOLE))):
        return None
    reply = share(replace(question, cues={**question.cues, "share": question.cues.get("share", (0,))}, quantities=()), kb, before)
    figure = reply.figures[0] if isinstance(reply, Answer) and reply.figures else None
    if figure is None or figure.unit != "percent":
        return (statement(question, kb) or decline(question, kb, Reason.UNSAID)) if named else None  # one of the two is no answer to how they compare
    claimed = _PERCENT[named.lastgroup or "half"] if named else percent[0].value
    low, high = figure.value, figure.value if figure.high is None else figure.high
    if question.asks("less_than") or (percent and percent[0].bound is Bound.UNDER):
        return verdict(question, high < claimed, figure)
    if question.asks("more_than", "reach") or question.finds(_AT_LEAST) or (percent and percent[0].bound is Bound.OVER):
        strictly = question.finds(_STRICTLY) is not None and (figure.fact is None or figure.bound is not Bound.OVER)
        return verdict(question, low > claimed if strictly else low >= claimed, figure)
    off = abs(low - claimed)
    return verdict(question, off <= _AS_GOOD_AS, figure) if off <= _AS_GOOD_AS or off > (_NEAR if percent else 2 * _NEAR) else Answer(question.language, Mode.FIGURES, (figure,))
