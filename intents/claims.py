"""Claims to check: a number, a comparison, a direction, a date, a name or a statement; yes or no with its source."""

import re
from dataclasses import replace
from decimal import Decimal

from intents.decline import decline_for
from intents.figures import FASTER, Problem, best_pick, figure_of, with_companion
from intents.find import Aspect, Fit, covered, passages, weight
from intents.numbers import in_order, operands, time_spent
from intents.question import Question
from intents.reply import Answer, Figure, Mode, Reason, Reply
from intents.texts import TITLES, dated
from intents.wording import period_text
from knowledge.fact import Direction, Kind, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.lexicon import Token
from knowledge.mention import ordinals
from knowledge.quantity import Bound, Quantity

_OPENS = re.compile(r"(?:^|[,.;:!?]\s*)(?:so\s|and\s|then\s)?(?:did|does|do|is|are|was|were|has|have|had|isn't|wasn't|didn't|hasn't)\s")
_EVERY = re.compile(r"只[做有在是给]|仅仅?|全是|全部都?|都是|全靠|(?<![a-z])(?:only|entirely|solely|all|exclusively)(?![a-z])")
_AHEAD = re.compile(r"未来|接下来|往后|今后|coming|next|going to|will")
_LESS = re.compile(r"trim|cut|reduc|slash|shrink|scal\w+ back|削减|缩减|减少|砍|收缩|下滑|下降|变差|萎缩|转弱|减弱")
_MORE = re.compile(r"加大|加码|增加|提升|扩大|继续投|raise|boost|step up|more")
_DIRECTIONS = frozenset(("term:decline", "term:stock_fall", "term:growth", "term:increase", "term:cost_reduction", "metric:cost_reduction", "term:continue"))
_GROWTH_WORDS = {"doubl|翻倍|翻番|翻一番|翻了一?[倍番]": 100, "tripl|翻了?两[倍番]": 200, "halv|腰斩|砍半|减半": -50}
_WORDS = re.compile("|".join(_GROWTH_WORDS))
_SURE = 0.62  # share of a claim that a sentence must cover to decide it


def is_claim(question: Question) -> bool:
    """Whether the question wants a yes or a no."""
    if question.asks("how_much", "why", "who", "when", "where", "difference") and not _tagged(question):
        return False
    if question.quantities and question.of("metric") and not question.asks("how_much", "what", "which", "share", "compute", "overview", "outlook"):
        return True
    if re.search(r"(.)[不没]\1|打不打算|(?<![a-z])(?:yes|no|right|correct|true|yeah|huh|eh)\s?\?", question.folded):
        return True
    return question.asks("claim") or bool(_OPENS.search(question.folded)) or (question.asks("more_than", "less_than") and bool(question.quantities))


def is_tagged(question: Question) -> bool:
    """Whether a statement only waits for a yes or no (…对吧, …, right?)."""
    return bool(re.search(r"(?:对[吧吗不]|是吧|没错吧|对不对|right|correct|true|yes|didn't (?:they|it|he)|isn't (?:it|that so))\s?\?*\s*$", question.folded))


def _tagged(question: Question) -> bool:
    return bool(re.search(r"(?:吗|吧|对不对?|是不是|没错|right|correct|true)\s*(?:[?!。,;~]|$)", question.folded))


def check(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """The verdict on a claim with the figures or sentences that decide it; None if it is none we can decide."""
    return (
        _person(question, kb)
        or _compared(question, kb, before)
        or _loss(question, kb)
        or _gain(question, kb)
        or _number(question, kb)
        or _date(question, kb)
        or _rank(question, kb)
        or _direction(question, kb)
        or _statement(question, kb)
    )


def _verdict(question: Question, verdict: bool, *figures: Figure) -> Answer:
    return Answer(question.language, Mode.VERDICT, figures, verdict=verdict)


def _person(question: Question, kb: KnowledgeBase) -> Answer | None:
    """CEO是X对吧, X是CFO吧: the holder of the office and whoever is named, or the person and their own office."""
    asked = {TITLES[u.key] for u in question.units if u.key in TITLES}
    named = question.of("person")
    if not asked or question.asks("quote"):
        return None
    holder = next((p for p in kb.people if asked & set(p.titles)), None)
    told = next((p for p in kb.people if p.name in named), None)
    other = [u for u in question.units if u.kind in ("unknown", "text") and not u.soft]
    if (holder is None and told is None) or not (named or other):
        return None
    person = holder or told
    assert person is not None
    return Answer(question.language, Mode.PERSON, passages=(kb.article.cite(person.sentence),), verdict=holder is not None and holder.name in named, text=person.name)


def _compared(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Answer | None:
    """A超过B了吗, did A outgrow B, 比百度高吗."""
    if not question.asks("more_than", "less_than", "compare") or question.quantities:
        return None
    growth = question.asks("growth", "yoy") or FASTER.search(question.folded)
    pair = operands(question, kb, before, Aspect.GROWTH if growth else Aspect.VALUE)
    if pair is None:
        return None
    first, second = in_order(pair, question)
    lower = question.asks("less_than") or bool(re.search(r"低|少|小|慢|不如|不及|lower|less|smaller|slower|behind|below", question.folded))
    more = _signed(first) > _signed(second)
    return Answer(question.language, Mode.VERDICT, (first, second), verdict=(not more if lower else more) and _signed(first) != _signed(second))


def _signed(figure: Figure) -> Decimal:
    return figure.fact.signed if figure.fact else figure.value


def _loss(question: Question, kb: KnowledgeBase) -> Answer | None:
    """还在亏钱吗: a profit refutes a loss, and bears out that money is made."""
    for key in question.of("metric"):
        for opposite in kb.lexicon.metrics[key].opposite:
            units = tuple(u for u in question.units if u.key != f"metric:{key}")
            pick = best_pick((*units, replace(question.units[0], key=f"metric:{opposite}", parts=frozenset(), soft=False)), question, Aspect.VALUE, kb)
            if isinstance(pick, Fit) and pick.fact.value and pick.fact.value > 0 and pick.fact.base == opposite:
                negated = bool(re.search(r"(?:没有?|不|未|not|n't)\s?(?:再)?亏|扭亏|摆脱|turn(?:ed)? profitable", question.folded))
                return _verdict(question, negated, with_companion(figure_of(pick.fact, kb), kb))
    return None


def _gain(question: Question, kb: KnowledgeBase) -> Answer | None:
    """赚钱了吗, is it profitable: a profit above zero bears it out."""
    if question.quantities or question.asks("growth", "yoy", "decline", "up", "compare", "more_than", "less_than") or not set(question.of("metric")) <= kb.lexicon.profits or not question.of("metric"):
        return None
    pick = best_pick(question.units, question, Aspect.VALUE, kb)
    return _verdict(question, bool(pick.fact.value and pick.fact.value > 0), with_companion(figure_of(pick.fact, kb), kb)) if isinstance(pick, Fit) else None


def refuted_loss(question: Question, kb: KnowledgeBase) -> Answer | None:
    """亏了多少, where the article reports a profit."""
    return _loss(question, kb)


def _number(question: Question, kb: KnowledgeBase) -> Reply | None:
    """A claimed number against the figure of its metric, period and aspect."""
    claims = [q for q in question.quantities if q.unit not in ("year", "month", "day")] or _in_words(question)
    if not claims:
        return None
    claim = _in_base(claims[0])
    if claim.unit == "times":
        return _multiple(question, kb, claim)
    changed = question.asks("growth", "decline", "up", "yoy") or bool(_WORDS.search(question.folded))
    aspects = (Aspect.GROWTH, Aspect.VALUE) if claim.unit in ("percent", "pp") and changed else (Aspect.VALUE, Aspect.GROWTH) if claim.unit in ("percent", "pp") else (Aspect.VALUE,)
    if timed := time_spent(question, kb):
        return _verdict(question, _holds(claim, timed, question), with_companion(timed, kb))
    problem: Problem | None = None
    for aspect in aspects:
        pick = best_pick(question.units, question, aspect, kb)
        if isinstance(pick, Fit) and _comparable(claim, pick):
            figure = with_companion(figure_of(pick.fact, kb), kb)
            return _verdict(question, _holds(claim, figure, question), figure)
        problem = problem or (pick if isinstance(pick, Problem) else None)
    return decline_for(problem, question, kb) if problem else None


def _in_words(question: Question) -> list[Quantity]:
    """Doubled, 翻倍, halved: growth said in a word."""
    found = _WORDS.search(question.folded)
    if not found:
        return []
    percent = next(value for word, value in _GROWTH_WORDS.items() if re.match(word, found[0]))
    return [Quantity(found.start(), found.end(), Decimal(percent), "percent")]


def _in_base(claim: Quantity) -> Quantity:
    """Hours as minutes, like the figures."""
    return replace(claim, value=claim.value * 60, unit="minute") if claim.unit == "hour" else claim


def _multiple(question: Question, kb: KnowledgeBase, claim: Quantity) -> Answer | None:
    """A是B的两倍: the claimed multiple against the quotient of the two figures."""
    pair = operands(question, kb, (), Aspect.VALUE)
    if pair is None or not pair[1].value:
        return None
    quotient = pair[0].value / pair[1].value
    more = question.asks("more_than") or re.search(r"[多余以]|还多|over|more", question.folded[claim.end :])
    right = quotient >= claim.value if more else abs(quotient - claim.value) <= Decimal("0.05") * claim.value
    return _verdict(question, right, *pair)


def _comparable(claim: Quantity, pick: Fit) -> bool:
    return claim.unit == pick.fact.unit or (claim.unit in ("", "count") and pick.fact.unit not in ("percent", "pp")) or (claim.unit == "" and pick.fact.unit == "percent" and claim.scale == 1)


def _holds(claim: Quantity, figure: Figure, question: Question) -> bool:
    value = figure.value
    if figure.role.is_change and figure.direction is not None:
        wrong = (question.asks("decline") and figure.direction is Direction.UP) or (question.asks("up") and not question.asks("decline") and figure.direction is Direction.DOWN)
        if wrong:
            return False
    if re.match(r"[多余来几]", question.folded[claim.end :]) or re.search(r"[多余来几]$", question.folded[claim.start : claim.end]):
        return claim.value <= value < claim.value * (1 + Decimal(1) / Decimal(max(1, claim.value.as_tuple().digits[0])))
    if question.asks("less_than") or claim.bound is Bound.UNDER:
        return value < claim.value
    if question.asks("more_than", "reach") or claim.bound is Bound.OVER or re.search(r"有没有|有无|有冇|没到|到了|够", question.folded):
        return value >= claim.value
    if claim.high is not None and figure.high is not None:
        return (claim.value, claim.high) == (figure.value, figure.high)
    return value == claim.value or _rounds_to(value, claim)


def _rounds_to(value: Decimal, claim: Quantity) -> bool:
    """Whether the value, rounded to the digits of the claim, is the claim (约1270亿 for 1269亿)."""
    if claim.bound is not Bound.ABOUT:
        return False
    return abs(value - claim.value) <= Decimal("0.02") * abs(value)


def _date(question: Question, kb: KnowledgeBase) -> Answer | None:
    """可灵2023年上线的吧: a claimed date against the event's."""
    if not question.periods or question.of("metric"):
        return None
    fact = dated(question, kb)
    claimed = max((p.period for p in question.periods), key=lambda p: len(p.part))
    if fact is None or fact.period is None:
        return None
    late = claimed.part == "" and question.periods[0].end_of
    if late:
        return Answer(question.language, Mode.DATE, passages=(fact.citation,), verdict=fact.period.part[1:3] in ("11", "12"), text=f"{fact.labels[0]}|{period_text(fact.period, question.language)}")
    right = claimed == fact.period or (fact.period.within(claimed)) or (claimed.year in (None, fact.period.year) and claimed.part == fact.period.part)
    text = f"{fact.labels[0]}|{period_text(fact.period, question.language)}"
    return Answer(question.language, Mode.DATE, passages=(fact.citation,), verdict=right, text=text)


def _rank(question: Question, kb: KnowledgeBase) -> Answer | None:
    """A claimed rank against the one the article gives."""
    claimed = [rank for _, _, rank in ordinals(question.folded)]
    ranks = [f for f in kb.facts if f.role is Role.RANK]
    if not claimed or not ranks or not any(u.key in ("metric:ranking", "term:ranking", "term:first_place", "term:image_to_video") for u in question.units):
        return None
    units = [u for u in question.units if not u.soft]
    best = max(ranks, key=lambda f: sum(weight(u, kb) * covered(u, kb.content[f.citation.sentence], kb) for u in units))
    return _verdict(question, best.value == claimed[0], figure_of(best, kb))


def _direction(question: Question, kb: KnowledgeBase) -> Reply | None:
    """是跌的吧, did it fall, 增长了吗: a claimed direction against the growth that the article gives."""
    down, up = question.asks("decline"), question.asks("up", "growth", "yoy")
    if not (down or up) or not (question.of("metric") or question.inherited):
        return None
    pick = best_pick(question.units, question, Aspect.GROWTH, kb)
    if isinstance(pick, Problem):
        return None if pick.reason is Reason.METRIC else decline_for(pick, question, kb)
    figure = with_companion(figure_of(pick.fact, kb), kb)
    falls = figure.direction is Direction.DOWN
    return _verdict(question, falls if down else not falls, figure)


def _statement(question: Question, kb: KnowledgeBase) -> Answer | None:
    """A claim without a number: borne out by a sentence that covers it, refuted by one that says the contrary."""
    units = tuple(u for u in question.units if u.key not in _DIRECTIONS)
    ahead = frozenset(s.citation.sentence for s in kb.statements if s.kind is Kind.OUTLOOK) if question.asks("outlook") or _AHEAD.search(question.folded) else None
    found = passages(replace(question, units=units), kb, only=ahead)
    asked = -1 if question.asks("decline") or _LESS.search(question.folded) else 1 if question.asks("up", "growth") or _MORE.search(question.folded) else 0
    sure = _SURE if not asked else 0.5 if ahead is None else 0.35
    if not found or found[0].coverage < sure:
        return None
    keys = kb.content[found[0].sentence]
    if not any(u.key != f"entity:{kb.company.id}" and covered(u, keys, kb) >= 0.5 for u in question.content):
        return None
    binding = [u for u in question.content if u.kind == "metric" or u.key in kb.lexicon.scope or (u.kind == "entity" and u.id != kb.company.id)]
    if _EVERY.search(question.folded):
        return None
    if any(covered(u, keys, kb) < 0.5 for u in binding):
        return None
    sentence = kb.article.sentences[found[0].sentence]
    cited = tuple(kb.article.cite(p.sentence) for p in found[:2] if p.coverage >= sure)
    told = _tendency(kb.lexicon.scanner.hits(sentence.folded))
    contrary = bool(asked and told and asked != told)
    return Answer(question.language, Mode.PASSAGES, passages=cited, verdict=not contrary)


def _tendency(tokens: list[Token]) -> int:
    """1 if a sentence speaks of rising only, -1 of falling only, else 0."""
    kinds = {t.of("direction") for t in tokens} & {"up", "down"}
    return 0 if len(kinds) != 1 else 1 if "up" in kinds else -1
