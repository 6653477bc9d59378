"""Mentions: what the lexicon, the period reader and the number reader find in one sentence, in order."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from knowledge.language.lexicon import Lexicon
from knowledge.language.patterns import pattern, rare
from knowledge.language.relations import related
from knowledge.language.scanner import Token, longest
from knowledge.periods.period import Anchor, PeriodMention, read_periods
from knowledge.quantities.quantity import Bound, Quantity, numeral, quantities

_ORDINAL = rare("ordinal")
_NO_PRONOUN, _VERB_FIRST, _NO_COUNTRY = pattern("no_pronoun"), pattern("verb_first"), pattern("no_country")
_NO_FORM, _OF_THE_DAY = pattern("no_metric_form"), pattern("of_the_day")
_OF_DAYS, _BEFORE = ("losses", "gains", "loss"), 32
_NO_FORECAST, _NO_EXPECTATION = pattern("no_forecast"), pattern("no_expectation")
_FIGURE_NEXT, _PAYOUT = pattern("figure_next"), pattern("payout")
_CODE, _DECLARED = rare("code_in_brackets"), rare("declared_currency")
_DIGIT = re.compile(r"\d")
_CHANGES = frozenset(("direction", "basis"))  # kinds of words of change
_IN_A_WORD = rare("in_a_word")
_GRAMMAR = frozenset(("reach", "direction", "rank", "cause", "forecast", "part", "pair", "ahead", "event"))  # kinds of words that can be part of a noun
_OF_NAMES = ("annual", "年内", "年度")  # periods that the names of balances hold
_WORDS = {"first": "1", "second": "2", "third": "3"}


class Mention(NamedTuple):
    """Something found at [start, end) of the folded sentence; exactly one of the last three is set."""

    start: int
    end: int
    token: Token | None = None
    quantity: Quantity | None = None
    period: PeriodMention | None = None

    def of(self, kind: str) -> str | None:
        """The id that a token has in `kind`."""
        return self.token.of(kind) if self.token is not None else None


def read_mentions(folded: str, lexicon: Lexicon, names: list[Token], anchor: Anchor) -> list[Mention]:
    """Periods first, then numbers, then the longest surfaces of what is left; none overlaps another; `names` are the article's own in it.

    A basis of comparison holds its period (较上年同期, from a year earlier), a stock code or a declared unit in brackets is no number.
    """
    hits = _telling(folded, lexicon, [*names, *lexicon.hits(folded)])
    told = read_periods(folded, anchor)
    bases = [t for t in hits for s in t.senses if s.kind == "basis" and not _FIGURE_NEXT.match(folded, t.end)]
    metrics = [t for t in hits if t.of("metric")]
    bases += [t for t in metrics if _PAYOUT.search(t.surface)]  # 派中期息
    named = [t for t in metrics if lexicon.metrics[t.of("metric") or ""].part_of == "dps"] if "息" in folded or "红" in folded else []  # 中期股息
    periods = [p for p in told if not any(t.start < p.start and p.end <= t.end for t in bases) and not any(t.start <= p.start and p.end < t.end for t in named)]
    if within := [p for p in periods if folded[p.start : p.end] in _OF_NAMES]:  # annual recurring revenue, 一年内到期债务, 年度交易用户
        balances = [t for t in hits if (key := t.of("metric")) and lexicon.metrics[key].kind == "stock"]
        periods = [p for p in periods if p not in within or not any(t.start <= p.start and p.end < t.end for t in balances)]
    spans = [(p.start, p.end) for p in periods]
    codes = [(m.start(), m.end()) for construction in (_CODE, _DECLARED) for m in construction.finditer(folded)]
    codes += [(t.start, t.end) for t in metrics if not t.surface.isalpha() and _DIGIT.search(t.surface)]  # 5G用户数, Tier 1 ratio
    codes += [(t.start, t.end) for t in metrics if "年内" in t.surface] if "年内" in folded else []  # 一年内到期债务
    taken = [*spans, *codes]
    numbers = [q for q in (_counted(folded, q) for q in quantities(folded)) if not any(q.start < end and start < q.end for start, end in taken)]
    spans += [(q.start, q.end) for q in numbers]
    tokens = longest(hits, spans)
    found: Iterable[Mention] = (
        *(Mention(p.start, p.end, period=p) for p in periods),
        *(Mention(q.start, q.end, quantity=q) for q in numbers),
        *(Mention(t.start, t.end, token=t) for t in tokens),
    )
    return sorted(found, key=lambda m: m.start)


def _counted(folded: str, q: Quantity) -> Quantity:
    """员工总数1.8万人: before digits 数 belongs to the noun, not to the number."""
    own = folded[q.start] == "数" and folded[q.start + 1 : q.start + 2].isdigit()
    return q._replace(start=q.start + 1, bound=Bound.EXACT if q.bound is Bound.OVER else q.bound, vague=False) if own else q


def _telling(folded: str, lexicon: Lexicon, hits: list[Token]) -> list[Token]:
    """The tokens that count in an article: its words of change, not the terms and metrics that end in one (大幅增长, 亏损收窄), and no 其 of 其中."""
    hits = [t for t in hits if t.end - t.start > 1 or not _NO_PRONOUN.match(folded, t.start)]
    if "料" in folded:
        hits = [t for t in hits if not (t.end - t.start == 1 and _NO_FORECAST.match(folded, t.start))]  # 骨料业务 foretells nothing
    if words := [m.span() for m in _IN_A_WORD.finditer(folded)]:
        hits = [t for t in hits if not (_GRAMMAR.intersection(s.kind for s in t.senses) and any(a <= t.start and t.end <= b for a, b in words))]
    if "预期信" in folded:
        hits = [t for t in hits if not (t.of("forecast") and _NO_EXPECTATION.match(folded, t.start))]  # 预期信贷损失 is no forecast
    if "其中国" in folded:
        hits = [t for t in hits if not _NO_COUNTRY.match(folded, t.start)]
    if "plan" in folded or "rate" in folded or "order" in folded:
        hits = [t for t in hits if not (t.of("metric") and _NO_FORM.fullmatch(folded, t.start, t.end))]  # it plans 200 openings, rates rose
    kinds = {s.kind for t in hits for s in t.senses}
    ends = {} if kinds.isdisjoint(_CHANGES) else {t.end: t.start for t in hits for s in t.senses if s.kind in _CHANGES}
    if "metric" in kinds:
        hits = _of_metrics(folded, _beside_names(hits) if "entity" in kinds else hits, forecast="forecast" in kinds)
    if not ends:
        return hits
    shortest = {t.start: t.end for t in sorted(hits, key=lambda t: -t.end) if t.of("metric")}
    return [t for t in hits if not (t.end in ends and t.start < ends[t.end] and _is_apart(t, lexicon, shortest))]


def _beside_names(hits: list[Token]) -> list[Token]:
    """甲公司|电商收入, not 甲公司电商|收入."""
    named = {(t.start, t.end): key for t in hits if (key := t.of("entity"))}
    over = [m for m in hits if m.of("metric") and any(start < m.start < end < m.end for start, end in named)]
    return [t for t in hits if not (over and t.of("entity") and any(t.start < m.start < t.end < m.end and named.get((t.start, m.start), t.of("entity")) != t.of("entity") for m in over))]


def _of_metrics(folded: str, hits: list[Token], *, forecast: bool) -> list[Token]:
    """The tokens without metrics that are none: what is only expected, verbs of reporting."""
    if forecast:
        hits = [t._replace(senses=tuple(s for s in t.senses if s.kind != "metric")) if t.of("forecast") and t.of("metric") else t for t in hits]  # consensus estimate of
    metrics = [t for t in hits if t.of("metric")]
    goals = [t for t in metrics if (t.of("metric") or "").endswith("_guidance")]  # forecasts|sales volume, not forecasts sales|volume
    none = [t for t in goals if any(t.start < m.start < t.end < m.end for m in metrics)]
    none += [t for t in metrics if t.surface[0] in "rp" and _VERB_FIRST.match(folded, t.start)]
    if "losses" in folded or "gains" in folded:
        none += [t for t in metrics if t.surface in _OF_DAYS and _OF_THE_DAY.search(folded, max(0, t.start - _BEFORE), t.start)]  # pared losses to trade
    if "率" in folded:  # 财务费用|率 is no amount
        none += [t for t in metrics if folded.startswith("率", t.end)]
    return [t for t in hits if t not in none] if none else hits


def _is_apart(token: Token, lexicon: Lexicon, shortest: Mapping[int, int]) -> bool:
    """Whether a term, or a metric that begins with another one, is that one and its change in an article; 股价上涨 is a measure itself."""
    metric = lexicon.metrics.get(token.of("metric") or "")
    nested = shortest.get(token.start, token.end) < token.end
    if metric is None:
        return all(s.kind == "term" for s in token.senses)
    return not metric.change_of and (nested or related("apart", metric.id) is not None)


def ordinals(folded: str) -> list[tuple[int, int, int]]:
    """Ranks as (start, end, rank): 第一, No. 3."""
    found = []
    for m in _ORDINAL.finditer(folded):
        text = m[1] or m[2] or _WORDS[m[3]]
        value = int(text) if text.isdigit() else int(numeral(text) or 0)
        found.append((m.start(), m.end(), value))
    return found
