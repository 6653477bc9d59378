"""Who the customers of a product are: the sentences about it that tell of some."""

from intents.finding.passages import passages
from intents.kinds.speakers import told
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Mode, Reason, Reply
from intents.saying.decline import decline
from knowledge.knowledgebase import KnowledgeBase

_SURE = 0.8  # share of a question that a sentence must cover where it names no product
_BUYING = {"customer", "user", "partner"}  # who they are called says nothing of what they use
_ASKED, _TOLD = pattern("customers_asked"), pattern("customers_told")


def customers(question: Question, kb: KnowledgeBase) -> Reply | None:
    """谁在用可灵, who are Kling's customers: what the article tells of the customers of a product or another company; a decline where it tells nothing of them."""
    if not question.finds(_ASKED):
        return None
    named = [e for e in question.of("entity") if e != kb.company.id]
    if question.asks("how_much", "why", "when", "claim"):
        return None
    about = frozenset(i for i, keys in enumerate(kb.content) if (not named or any(f"entity:{e}" in keys for e in named)) and _TOLD.search(kb.article.sentences[i].folded))
    found = passages(question, kb, only=about)
    if not named:  # who's plugged into its API
        found = [p for p in found if p.coverage >= _SURE]
        return told(question, kb, Mode.PASSAGES, found) if found and set(question.of("term")) - _BUYING else None
    return told(question, kb, Mode.PASSAGES, found) if found else decline(question, kb, Reason.UNSAID)
