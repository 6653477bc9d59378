"""Questions that name several things: the figure of each, and the names of those that the article does not tell."""

from dataclasses import replace

from intents.finding.aspects import aspects_of
from intents.finding.figures import figure_of, name_of
from intents.finding.find import Aspect, Fit, covers_aspect
from intents.finding.picking import Problem, best_pick
from intents.finding.wanted import items_of
from intents.questions.question import Question, Unit, measures_of
from intents.reply import Answer, Mode, Reason, Reply
from intents.saying.decline import decline
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Name


def of_a_list(items: list[tuple[Unit, ...]], question: Question, kb: KnowledgeBase) -> Reply | None:
    """The figures of the things that a list names, with the names of what is missing."""
    groups, picks = _picks(items, question, kb)
    found = [(g, p) for g, p in zip(groups, picks, strict=True) if isinstance(p, Fit)]
    missing = _missing(groups, picks, question, kb) if found and not question.asks("share", "ratio", "difference", "compare", "exclude") else ()
    if missing and not all(any(u.kind == "metric" for u in g) for g, _ in found):
        return None  # 用AI生成的内容,品牌的制作成本: words that only lead up to the measure which is not given
    if len({id(p.fact) for _, p in found}) > (not missing) and _is_list_of_measures(groups if missing else [g for g, _ in found], question.asks("which")):
        return replace(listed(question, kb, [p for _, p in found]), missing=missing, instead=_instead(found, missing, question, kb))
    return None if missing else _each(groups, [p for _, p in found], question, kb)


def _picks(items: list[tuple[Unit, ...]], question: Question, kb: KnowledgeBase) -> tuple[list[tuple[Unit, ...]], list[Fit | Problem]]:
    """The items of a list, each once for each aspect that is asked of it, with what answers them: its value where no growth is told."""
    asked = [(g, a) for g, aspects in zip(items, aspects_of(items, question), strict=True) for a in aspects]
    picks = [best_pick(g, _of_item(g, items, question), a, kb) for g, a in asked]
    if any(isinstance(p, Fit) for p in picks):
        picks = [best_pick(g, _of_item(g, items, question), Aspect.VALUE, kb) if isinstance(p, Problem) and p.reason is Reason.GROWTH_ONLY_VALUE else p for (g, _), p in zip(asked, picks, strict=True)]
    return [g for g, _ in asked], picks


def _each(groups: list[tuple[Unit, ...]], found: list[Fit], question: Question, kb: KnowledgeBase) -> Reply | None:
    """The figures of things of which each is asked how many; a decline where not all of them are told."""
    if not _asks_each(groups, question):
        return None
    each = len({id(p.fact) for p in found}) == len(groups) and len({p.fact.unit for p in found}) == 1
    return listed(question, kb, found) if each else decline(question, kb, Reason.UNSAID, near=tuple(p.fact for p in found))


def _asks_each(groups: list[tuple[Unit, ...]], question: Question) -> bool:
    """How many shops in total & how many in Oslo: a number is asked of each, so that one figure is no answer."""
    asked = question.cues.get("how_much", ())
    if len(asked) < 2 or len(groups) < 2 or any(all(u.soft or u.kind == "unknown" or covers_aspect(u) for u in g) for g in groups):
        return False  # 净息差多少,变动几个基点: of the same
    starts = [g[0].start for g in groups]
    owners = {sum(start <= at + 1 for start in starts[1:]) if at >= starts[0] else 0 for at in asked}
    return len(owners) == len(groups)


def _of_item(item: tuple[Unit, ...], items: list[tuple[Unit, ...]], question: Question) -> Question:
    """The question for one of several things: a period that stands before the last one's measure is that one's alone
    (DAU, MAU and full-year revenue)."""
    last = items[-1]
    measure = next((u.start for u in last if u.kind == "metric" and not u.soft and u.start < u.end), None)
    before = items[-2][-1].end if len(items) > 1 else 0
    if measure is None or item is last or len(question.periods) != 1 or not before <= question.periods[0].start < measure:
        return question
    return replace(question, periods=())


def _missing(groups: list[tuple[Unit, ...]], picks: list[Fit | Problem], question: Question, kb: KnowledgeBase) -> tuple[Name, ...]:
    """Names of the measures in a list that the article does not give, also where it gives a near relative."""
    lost = [g for g, p in zip(groups, picks, strict=True) if (p.substitute and not any(u.id == p.fact.metric for u in g) if isinstance(p, Fit) else p.reason is Reason.METRIC)]
    return tuple(dict.fromkeys(kb.metrics[m].name for g in lost for m in measures_of(g, question.counts)[:1]))


def _instead(found: list[tuple[tuple[Unit, ...], Fit]], missing: tuple[Name, ...], question: Question, kb: KnowledgeBase) -> tuple[tuple[Name, Name], ...]:
    """The near relatives that are given for measures that are missing: 经调整净利润 for 净利润."""
    given = [(kb.metrics[m].name, name_of(p.fact, kb)) for g, p in found if p.substitute for m in measures_of(g, question.counts)[:1]]
    return tuple(dict.fromkeys(pair for pair in given if pair[0] in missing))


def groups_of(question: Question) -> list[tuple[Unit, ...]]:
    """The units of each of several things asked for; [] if one is asked."""
    groups = items_of(question)
    if "measure" in question.inherited or (len(groups) < 2 and question.asks("which")):
        groups = [tuple(u for u in question.units if u.kind != "metric" or u.id == m) for m in question.of("metric")]
    return groups if len(groups) > 1 else []


def without_heading(groups: list[tuple[Unit, ...]], kb: KnowledgeBase) -> list[tuple[Unit, ...]]:
    """The items of a list without what they are all kinds of: users of 用户数据:日活、月活."""
    named = {u.id for g in groups for u in g if u.kind == "metric"}
    return [g for g in groups if not any(u.kind == "metric" and named & set(kb.metrics[u.id].accepts) for u in g)] if len(groups) > 2 else groups


def _is_list_of_measures(groups: list[tuple[Unit, ...]], each: bool) -> bool:
    """Whether several things are measured: by their names, or by words where each is asked for."""
    measures = [any(u.kind == "metric" and not u.soft for u in g) for g in groups]
    return sum(measures) > 1 or (len(groups) > 2 - each and sum(measures) > 0)


def listed(question: Question, kb: KnowledgeBase, picks: list[Fit]) -> Answer:
    facts = list({id(p.fact): p.fact for p in picks}.values())
    figures = [figure_of(f, kb) for f in facts]
    mode = Mode.COMPARISON if len(figures) == 2 and question.asks("compare", "more_than", "less_than") else Mode.FIGURES
    return Answer(question.language, mode, tuple(figures))
