"""Shares that an article reports: 占总收入的50.7%, made up 22% of net sales."""

import re

from intents.finding.figures import figure_of
from intents.finding.find import Fit, covered, is_metric, of_subject
from intents.finding.picking import of_period
from intents.questions.question import Question, Unit
from intents.reply import Figure
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import fold

_OF = re.compile(r"[占佔]([^占佔]{1,16}?)的?(?:比例|比重)$")
_WHOLES = frozenset(("revenue",))


def reported_share(question: Question, kb: KnowledgeBase) -> Figure | None:
    """The share that the article states for the part and the whole that a question names; None if none is surely theirs."""
    shares = [f for f in kb.facts if f.role is Role.SHARE and f.value is not None]
    if not shares:
        return None
    subjects = [e for e in question.of("entity") if e != kb.company.id]
    metrics = [m for key in question.of("metric") for m in (kb.metrics[key].formula[1:] or (key,))]
    whole = metrics[-1] if len(metrics) > 1 or (metrics and (subjects or metrics[0] in _WHOLES)) else ""
    part = metrics[0] if metrics and metrics[0] != whole else ""
    told = [f for f in shares if _is_of_whole(f, whole, kb) and _is_of_part(f, part, subjects, question, kb)]
    timely = of_period(tuple(p for p in question.periods if not p.same), [Fit(f, 1.0) for f in told], kb)
    return figure_of(timely[0].fact, kb) if timely and len({(f.fact.value, f.fact.period) for f in timely if f.fact.period == timely[0].fact.period}) == 1 else None


def _is_of_part(fact: Fact, part: str, subjects: list[str], question: Question, kb: KnowledgeBase) -> bool:
    """Whether a share is of the subject, the measure or the words that the question names as the part."""
    if subjects:
        return fact.subject.id in subjects and (not part or is_metric(fact, part, kb) > 0)
    if not of_subject(fact, (), kb) or kb.is_part(fact.subject.id):
        return False
    if part:
        return is_metric(fact, part, kb) >= 0.8
    words = [u for u in question.content if u.kind in ("term", "text") and u.key not in _PLAIN_OF_SHARE]
    return bool(words) and all(_is_in_label(u, fact, kb) for u in words)


_PLAIN_OF_SHARE = frozenset(("term:proportion", "term:part", "term:business"))


def _is_in_label(unit: Unit, fact: Fact, kb: KnowledgeBase) -> bool:
    named = kb.labels[id(fact)][1]
    return bool(unit.word and unit.word in named) or covered(unit, kb.keys[id(fact)], kb) >= 0.8


def _is_of_whole(fact: Fact, whole: str, kb: KnowledgeBase) -> bool:
    """Whether a share is one of the whole asked; what the label does not say is revenue's."""
    named = next((m[1] for label in fact.labels if (m := _OF.search(fold(label)))), "")
    if not named or not whole:
        return whole in ("", *_WHOLES) or (kb.is_part(fact.subject.id) and whole in (fact.metric, fact.base))
    senses = {s.id for t in kb.lexicon.scanner.hits(named) for s in t.senses if s.kind == "metric"}
    return whole in senses or any(f"metric:{m}" in kb.lexicon.near.get(f"metric:{whole}", ()) for m in senses) or (whole == "net_profit" and bool(senses & set(kb.metrics["profit"].accepts)))
