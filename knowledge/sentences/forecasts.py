"""What is only expected: guidance and consensus, told by a word near the figure or by a period that is still to come."""

import re
from dataclasses import dataclass, replace

from knowledge.fact import Fact
from knowledge.language.patterns import pattern, rare
from knowledge.periods.order import ORDER, is_later
from knowledge.periods.ownyear import is_over
from knowledge.periods.period import QUARTERS, Period
from knowledge.quantities.quantity import Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure
from knowledge.sentences.mention import Mention
from knowledge.sentences.spoken import Spoken

_YEAR_END = rare("running_year_end")
_STREET, _BRACKET = pattern("street_in_brackets"), 32  # characters of a bracket before its figure
_ADVERB = pattern("adverb_of_time")
_EXPECTED, _ANALYSTS = rare("expected_behind"), pattern("of_analysts")
_PIECE = re.compile(r"[;!?]")
_LAST_MONTH = {"Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12}
_AIMED, _BY_ANALYSTS = pattern("aimed_behind"), pattern("by_analysts")
_ANALYSTS_FIRST, _YARDSTICK, _TO_ITS_FIGURE = pattern("analysts_first"), pattern("yardstick"), pattern("to_its_figure")
_OLD, _OLD_BEHIND, _IMPLIED = rare("old_view"), pattern("old_view_behind"), rare("implied")
_OLD_CHINESE, _OLD_TOLD = pattern("old_view_chinese"), pattern("old_told")
_ON_SALES = pattern("on_sales_of")
_MOVED, _RANGE_FROM = pattern("outlook_moved"), pattern("range_from")
_HELD_EXPECTATION = pattern("held_expectation")
_COMPARED = pattern("compared")
_ASIDE_FROM = pattern("clause_turns")
_HELD = 40  # characters before a word of forecast in which it is said that something is held against it
_CONSENSUS_OF = pattern("consensus_of")
_AS_ANALYSTS_SAY, _OWN_WORDS = rare("as_analysts_say"), rare("by_company")
_FURTHER, _BARE_EXPECTED = pattern("further_thing"), pattern("bare_expectation")
_ORDER = frozenset(ORDER)
_FIRST_MONTH = {"Q2": 4, "Q3": 7, "H2": 7, "Q4": 10}


@dataclass(frozen=True)
class Forecasts:
    """The forecasts among the figures of one sentence; `spoken` is what it measured last."""

    at: Clauses
    spoken: Spoken

    def of_future(self, fact: Fact) -> Fact:
        """What is of a period that begins after the article's day is only expected, whatever the sentence says."""
        date, period = self.at.reader.anchor.date, fact.period
        if fact.forecast == "guidance" and self._is_of_year_end(fact):
            return replace(fact, period=Period(date.year))
        over = period == self.at.reader.anchor.reported and period.part and self.at.is_latin if period else False
        if fact.forecast == "guidance" and over and not any(m.period for m in self.at.mentions):
            return replace(fact, period=self.at.reader.foreseen)  # what is over is no more foreseen: of which time it is, the sentence does not say
        if fact.forecast == "guidance" and self.at.is_latin and period and period.year and self.at.reader.anchor.reported.year and period.year < self.at.reader.anchor.reported.year:
            return replace(fact, forecast="")  # able to match its 2029 profit of $8 billion
        if fact.forecast and period and period.year and self._is_comparative(fact):
            return replace(fact, forecast="")  # expect revenue of $11 billion, down from $12 billion a year earlier
        if fact.forecast or not period or not period.year or not self.at.reader.anchor.reported.year or (period.part and period == self.at.reader.anchor.reported):
            return fact
        if self.at.is_latin and period.part in _ORDER and not is_later(period, self.at.reader.anchor.reported) and period.year < self.at.reader.anchor.reported.year:
            return fact  # the prior quarter of a fiscal year that runs ahead of the calendar
        if is_over(period, self.at.reader.anchor):
            return fact
        frame = "guidance" in self.at.ids("forecast", 0, fact.start - self.at.sentence.start)
        if frame and is_later(period, self.at.reader.anchor.reported):
            return replace(fact, forecast="guidance")  # Elm expects sales of $2 billion in the third quarter and a margin of 40%
        later = period.year > date.year or (period.year == date.year and _FIRST_MONTH.get(period.part, 1) > date.month)
        going_on = period.part in QUARTERS and (period.year, _LAST_MONTH[period.part]) > (date.year, date.month)
        later = later or (going_on and is_later(period, self.at.reader.anchor.reported))  # 第四季营收季增3% in October
        unfinished = fact.high is not None and not period.is_day and (period.year, _LAST_MONTH.get(period.part, 12)) > (date.year, date.month) and period.part in ("", *_LAST_MONTH)
        return replace(fact, forecast="guidance") if later or unfinished else fact  # a range of a year that is not over

    def _is_of_year_end(self, fact: Fact) -> bool:
        """Expects to have 108 at year-end: whether what is foreseen is of the end of the running year, and its clause names no other time."""
        at = fact.start - self.at.sentence.start
        left, right = self.at.left(at), self.at.right(at)
        told = self.at.reader.anchor.reported.year is not None and _YEAR_END.search(self.at.text, left, right)
        return bool(told) and not any(m.period for m in self.at.between(left, right))

    def _is_comparative(self, fact: Fact) -> bool:
        """Whether a figure among forecasts is the reported one of a year before that they are held against."""
        if fact.high is not None or not self.at.reader.anchor.reported.year:
            return False
        position = fact.start - self.at.sentence.start
        behind = next((m.period for m in self.at.mentions if m.period and m.start > position), None)
        return fact.period == self.at.reader.anchor.reported.shifted(-1) and behind is not None and ((behind.same and behind.years < 0) or behind.period == fact.period)

    def _by_company(self, mention: Mention) -> str:
        """Elm expects, the Texas-based company expects: what the company itself expects is guidance, though analysts use the same verb."""
        before = [m for m in self.at.mentions if m.end <= mention.start and (m.of("entity") or m.of("anaphor") == "company")]
        own = bool(before) and _ADVERB.fullmatch(self.at.text, before[-1].end, mention.start) is not None
        own = own or any(said.start() < mention.start < said.end() for said in _OWN_WORDS.finditer(self.at.text))
        return "guidance" if own and not _ANALYSTS.search(self.at.text[mention.start : mention.end]) else ""

    def _by_analysts(self, position: int) -> str:
        """Analysts polled by the company expect: what others expect is consensus, whoever is named between."""
        left = self.at.left(position)
        if self.at.is_latin and self.at.text.startswith(" who ", left):
            left = self.at.left(left - 1)  # an analyst at Elm, who expects
        return "consensus" if _BY_ANALYSTS.search(self.at.text, left, position) else ""

    def _is_beside_reported(self, mention: Mention, q: Quantity, measure: Measure) -> bool:
        """每股收益3.42元,预期2.95元: bare expectation right behind what was reported of the same measure is the market's."""
        same = self.spoken.measure is not None and self.spoken.measure.id == measure.id and not self.spoken.forecast
        bare = _BARE_EXPECTED.fullmatch(self.at.text, mention.start, q.start)
        return same and bare is not None and self.at.text[self.at.left(mention.start) : mention.start].strip() == ""

    def _carried(self, left: int, position: int) -> str:
        """Analysts expect revenue of $11 billion, down from $12 billion, and a margin of 4%: a further thing expected."""
        if not _FURTHER.fullmatch(self.at.text, left, position):
            return ""
        told = [m for m in self.at.between(0, left) if (m.of("forecast") or (m.of("metric") or "").endswith("_guidance")) and not self._is_behind(m)]
        return self._by_analysts(told[-1].start) or self._by_company(told[-1]) or told[-1].of("forecast") or "guidance" if told else ""

    def _is_behind(self, mention: Mention) -> bool:
        """Whether a word of forecast belongs to the figure that it stands behind: the $2 billion analysts had expected."""
        figure = next((f for f in reversed(self.at.figures) if f.end <= mention.start), None)
        behind = _EXPECTED.match(self.at.text, figure.end) if figure else None
        return behind is not None and mention.start < behind.end()

    def _framed(self, position: int) -> str:
        """法人预估,…: a forecast that a comma follows frames what the sentence says behind it."""
        told = [m for m in self.at.named("forecast", 0, position) if self.at.text[m.end : m.end + 1] in (",", ":") and not self._is_behind(m) and not (self.at.is_latin and _YARDSTICK.search(self.at.text, max(0, m.start - _HELD), m.start))]
        return (told[-1].of("forecast") or "") if told else ""

    def _is_old(self, q: Quantity) -> bool:
        """先前预估的120亿元: whether words of an earlier view, with no change since, stand before a figure of a Chinese sentence."""
        told = _OLD_CHINESE.search(self.at.text, max(0, q.start - 2 * _HELD), q.start)
        return told is not None and not self.at.named("direction", told.start(), q.start)

    def is_revised(self, q: Quantity) -> bool:
        """由原订的120亿元下修至105亿元: whether a figure is the goal of before that the sentence says was moved."""
        i = next((i for i, f in enumerate(self.at.figures) if f.start == q.start), -1)
        goal = self.at.moves.get(i)
        return goal is not None and not self.at.is_latin and bool(self.at.named("direction", q.end, self.at.figures[goal].start)) and self._is_old(q)

    def is_outdated(self, q: Quantity) -> bool:
        """Whether a figure is only what was foreseen before: up from its prior forecast of 60%, the 8% drop predicted earlier."""
        if not self.at.is_latin:
            return self._is_old(q) and not self.is_revised(q)
        last = next((f for f in reversed(self.at.figures) if f.end <= q.start), None)
        if q.high is not None and last and last.quantity and last.quantity.high is not None and self.spoken.forecast == "guidance" and _RANGE_FROM.fullmatch(self.at.text, last.end, q.start):
            return True
        before = _OLD.search(self.at.text, self.at.left(q.start, _PIECE), q.start)
        if before and (before[0].endswith((",", ":")) or not any(before.end() < q.start and before.start() < f.start < q.start and f.quantity and f.quantity.unit != q.unit for f in self.at.figures)):
            return True
        return _OLD_BEHIND.match(self.at.text, q.end) is not None

    def is_told_earlier(self, q: Quantity) -> bool:
        """In June we told you to expect $5 million, so we are raising that outlook: whether a figure was foreseen before in a sentence that moves it."""
        told = _OLD_TOLD.search(self.at.text, 0, q.start) if self.at.is_latin else None
        return told is not None and _MOVED.search(self.at.text, q.end) is not None

    def _of_analysts(self, position: int) -> str:
        """Analysts had been modeling $4.1 billion and a profit of 66 cents: what a sentence tells of others' expectations."""
        found = _ANALYSTS_FIRST.match(self.at.text) if self.at.is_latin else None
        return "consensus" if found and found.end() <= position and not _ASIDE_FROM.search(self.at.text, found.end(), position) else ""

    def _is_yardstick(self, mention: Mention, q: Quantity) -> bool:
        """Matching forecasts and rising 2%: whether something is only held against a forecast, of which the figure is none."""
        held = self.at.is_latin and _YARDSTICK.search(self.at.text, max(0, mention.start - _HELD), mention.start)
        return bool(held) and not _TO_ITS_FIGURE.fullmatch(self.at.text, mention.end, q.start)

    def _is_held(self, mention: Mention) -> bool:
        """预估第4季毛利率15%,较第3季17.5%下滑: whether a period that is over is only held against what is foreseen."""
        reported, told = self.at.reader.anchor.reported, mention.period
        over = told is not None and reported.year and told.period.part in QUARTERS and not is_later(told.period._replace(year=told.period.year or reported.year), reported)
        return bool(over) and _COMPARED.search(self.at.text, max(0, mention.start - _HELD), mention.start) is not None

    def _by_guidance(self, left: int, position: int) -> str:
        """Projected revenue of $19 billion with earnings of $1.22: what stands beside guidance that is told as a metric; what follows from a forecast."""
        beside = any((m.of("metric") or "").endswith("_guidance") for m in self.at.between(left, position))
        return "guidance" if beside or (self.spoken.forecast and _IMPLIED.search(self.at.text, left, position)) else ""

    def told(self, q: Quantity, measure: Measure) -> str:
        """Guidance or consensus, where the sentence says so; in an article that looks forward to results only what the company says is guidance."""
        told = self._told(q, measure) if measure.base != "share_price" else ""
        if told != "guidance" or not self.at.is_latin:
            return told
        others = _CONSENSUS_OF.search(self.at.text, max(0, q.start - 2 * _HELD), q.start) or _AS_ANALYSTS_SAY.search(self.at.text, q.end) or (self.at.reader.previews and not self._is_own(q))
        return "consensus" if others else told

    def _is_own(self, q: Quantity) -> bool:
        """Whether the company itself foretells a figure of its sentence."""
        words = (*self.at.named("forecast", 0, q.start), *(m for m in self.at.named("metric", 0, q.start) if (m.of("metric") or "").endswith("_guidance")))
        return _OWN_WORDS.search(self.at.text) is not None or any(map(self._by_company, words))

    def _told(self, q: Quantity, measure: Measure) -> str:
        """Guidance or consensus where the clause says so, before the figure or right behind it; what goes on from a forecast is one."""
        left = self.at.left(q.start)
        if _STREET.search(self.at.text, max(0, q.start - _BRACKET), q.start):
            return "consensus"
        if behind := _EXPECTED.match(self.at.text, q.end):
            told_as = next(iter(self.at.ids("forecast", behind.start(), behind.end() + 1)), "consensus")
            return "consensus" if _ANALYSTS.search(behind[0]) else told_as
        if self.spoken.forecast == "consensus" and _ON_SALES.search(self.at.text, 0, q.start):
            return "consensus"
        if self.at.is_latin and _HELD_EXPECTATION.search(self.at.text, max(0, q.start - _HELD), q.start):
            return "consensus"
        if of_others := self._of_analysts(q.start):
            return of_others
        if told := [m for m in self.at.named("forecast", left, q.start) if not self._is_behind(m) and not self._is_yardstick(m, q) and " despite " not in self.at.text[m.end : q.start]]:
            of_market = "consensus" if self._is_beside_reported(told[-1], q, measure) else self._by_analysts(told[-1].start)
            return of_market or self._by_company(told[-1]) or told[-1].of("forecast") or ""
        reported = self.at.reader.anchor.reported.year or 0
        held = any(m.period and ((m.period.same and m.period.years <= 0) or (m.period.period.year or reported) < reported or self._is_held(m)) for m in self.at.between(left, q.start))
        if framed := "" if held else self._framed(left) or self._carried(left, q.start):
            return framed  # 预期去年纯利增25%,2026年同期为5亿元
        if beside := self._by_guidance(left, q.start) if self.at.is_latin else "":
            return self._by_analysts(max(0, measure.start)) or beside
        known = self.at.reader.lexicon.metrics.get(measure.id)
        if known and known.id.endswith("_guidance"):
            return self._by_analysts(max(0, measure.start)) or "guidance"
        if _AIMED.match(self.at.text, q.end):
            return "guidance"
        if q.high is not None and (foretold := self.at.ids("forecast", 0, left)) and foretold[0] == "guidance" and ";" not in self.at.text[:left]:
            return "guidance"  # 预估第四季营收30亿元,汇率假设7.1元,毛利率59%至61%
        own = any(m.of("metric") or m.period for m in self.at.between(left, q.start))
        goes_on = self.spoken.measure is not None and measure.id == self.spoken.measure.id and not own
        return "guidance" if goes_on and self.spoken.forecast == "guidance" else ""
