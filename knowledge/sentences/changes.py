"""Which way and against what a figure moved: the words of change around it."""

from dataclasses import dataclass, field

from knowledge.fact import Direction, Role
from knowledge.language.patterns import pattern, rare
from knowledge.language.relations import related
from knowledge.language.scanner import Sense, Token
from knowledge.periods.order import quarter_before
from knowledge.periods.period import QUARTERS, Period
from knowledge.quantities.quantity import Bound, Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import SPOT, Measure
from knowledge.sentences.mention import Mention

_LEADS_TO = pattern("leads_to")
_ARRIVES = pattern("arrives")
_BEFORE_NUMBER = pattern("before_number")
_CHANGE_BEHIND = pattern("change_behind")
_RISES = pattern("rises")
_FALLS = pattern("falls")
_RAISED = pattern("raised")
_PASSED = pattern("passed")
_NEWLY = pattern("newly")
_GROWN_IN_BRACKETS = pattern("grown_in_brackets")
_ARRIVING_WORD = pattern("arriving_word")
_RISING, _FALLING = pattern("rising"), pattern("falling")
_LINKED = pattern("names_link")
_YEARLY_NOUN = pattern("yearly_noun")
_END_OF_YEAR = pattern("end_of_year_against")
_HELD_AGAINST = pattern("held_against")
_BY, _BASIS_OF_NEXT = rare("by_before"), pattern("basis_of_next")
_MORE_OR_LESS, _NOUN_OF_CHANGE = pattern("more_or_less"), pattern("noun_of_change")
_GROWTH_TOLD, _HIGHER_OR_LOWER = rare("growth_told"), rare("higher_or_lower")
_SHARES = ("_share", "_stake")
_NEAR = 40  # characters behind a figure in which its word of change may stand
_NEAR_BASIS = 6  # characters before a signed amount in which its basis stands
_DIRECTIONS = {"up": Direction.UP, "down": Direction.DOWN}
_BASES = {"yoy": Role.YOY, "qoq": Role.QOQ}


@dataclass(frozen=True)
class Changes:
    """The changes that one sentence tells; `begin` is where a figure's clause begins."""

    at: Clauses
    found: dict[tuple[int, int, str, int], Mention | None] = field(default_factory=dict)  # words of change, by figure and clause

    def moved(self, q: Quantity, begin: int) -> Mention | None:
        """The word of change next to the figure: 增长11.8%, up 94%, 36% increase, 15.34%的增长."""
        asked = q.start, q.end, q.unit, begin
        if asked not in self.found:
            self.found[asked] = self._moved(q, begin)
        return self.found[asked]

    def _moved(self, q: Quantity, begin: int) -> Mention | None:
        for mention in reversed(self.at.between(max(0, begin), q.start)):
            if mention.of("direction") or mention.of("basis"):
                gap = _BEFORE_NUMBER.sub("", self.at.text[mention.end : q.start])
                if len(gap) <= 2:
                    return mention
            elif mention.of("metric"):
                if self.at.is_latin and self.at.text[mention.end : q.start].strip() in ("", "by") and (verb := next((m for m in self.at.named("direction", max(0, begin), mention.start) if m.end + 1 == mention.start), None)):
                    return verb  # the division grew revenue 7.4%
                break
        if _BY.search(self.at.text, max(0, q.start - 4), q.start) and (told := self.at.named("direction", max(0, begin), q.start)):
            return told[-1]  # raised its quarterly dividend by 5%
        if self._is_signed(q) and (basis := next((m for m in self.at.named("basis", q.end, q.end + _NEAR) if m.start <= q.end + 1 and self.at.text[q.end : m.start] in ("", " ", "/")), None)):
            return basis  # +24.1% YoY
        if self._is_signed(q) and q.unit == "percent" and self._is_beside_level(q):
            way = "down" if q.value < 0 or self.at.text[q.start] == "-" else "up"
            return Mention(q.start, q.start, Token(q.start, q.start, "", (Sense("direction", way),)))
        if q.unit == "pp" and self._is_signed(q):
            return Mention(q.start, q.start, Token(q.start, q.start, "", (Sense("direction", "down" if q.value < 0 else "up"),)))  # 毛利率40%(-1.9pcts)
        if _CHANGE_BEHIND.match(self.at.text[q.end : q.end + 26]) and not self._is_level(q):
            return next(iter(self.at.named("direction", q.end, q.end + _NEAR)), None)
        if q.unit in ("percent", "pp", "times") and (than := _MORE_OR_LESS.match(self.at.text, q.end)):  # 7% more than in the same period
            return Mention(than.start(), than.end(), Token(than.start(), than.end(), than[0].strip(), (Sense("direction", "up" if than["up"] or than["above"] else "down"),)))
        return None

    def _is_beside_level(self, q: Quantity) -> bool:
        """$104.2M (+26%), 营收19亿元/-22%: whether a signed percentage stands in brackets or behind a slash, beside the figure that grew."""
        text, before = self.at.text, self.at.text[: q.start].rstrip("+-")
        if before.endswith("("):
            return text[q.end : q.end + 1] == ")"
        return before.endswith("/") and any(f.quantity and f.end == len(before) - 1 and f.quantity.unit not in ("", "pp") for f in self.at.figures)

    def _is_level(self, q: Quantity) -> bool:
        """毛利率17.4%同比下降4.7个百分点: whether the word of change behind belongs to the figure that follows it."""
        right = self.at.right(q.end)
        following = next((f.quantity for f in self.at.figures if q.end < f.start < right), None)
        led = following is not None and following.unit in ("percent", "pp", "times") and self.at.ids("direction", q.end, following.start)
        return bool(led) and self.at.text[q.end : q.end + 1] not in ("的", " ")

    def _is_signed(self, q: Quantity) -> bool:
        """Whether a sign is written before a percentage."""
        return (q.unit in ("percent", "pp") and self.at.text[q.start] in "+-") or self.at.text[q.start - 1 : q.start] == "+"

    def arrives(self, moved: Mention, q: Quantity) -> bool:
        """提升至36%: the figure behind is the level arrived at, not the change."""
        text = self.at.text
        if moved.of("direction") == "flat":
            return True
        if moved.token and _NOUN_OF_CHANGE.fullmatch(moved.token.surface):
            return False  # 增幅达到15%
        return moved.end <= q.start and (_ARRIVING_WORD.search(text[moved.start : moved.end]) is not None or _ARRIVES.search(text[moved.end : q.start] + " ") is not None)

    @staticmethod
    def against(basis: Mention) -> Role:
        """What a change is, by the basis it is told against."""
        return _BASES.get(basis.of("basis") or "", Role.CHANGE)

    def role_of_ratio(self, measure: Measure, q: Quantity, *, share: bool) -> tuple[Role, Direction | None]:
        """What a percentage is to its measure: a share, a margin, the change that the metric itself is (股价涨幅), or its value."""
        metrics = self.at.reader.lexicon.metrics
        known = metrics.get(measure.id) or metrics.get(measure.base)
        if known and known.change_of:
            told = [Direction.DOWN if _FALLING.search(label) else Direction.UP for label in measure.labels[3:] if _FALLING.search(label) or _RISING.search(label)]
            return Role.CHANGE, Direction.DOWN if q.value < 0 else told[-1] if told else self.direction(q, self.at.left(q.start))
        if share or (known and (known.id.endswith(_SHARES) or related("of_whole", known.id))):
            return Role.SHARE, None
        if known and related("of_revenue", known.id):
            return Role.MARGIN, None
        return (Role.MARGIN if known and "margin" in known.id else Role.VALUE), None

    def growth_told(self, q: Quantity, left: int) -> Mention | None:
        """The noun of growth whose percentage a figure is, with words of keeping or slowing between: 增速放缓至19%; None if none."""
        found = _GROWTH_TOLD.search(self.at.text, left, q.start) if q.unit == "percent" else None
        if not found:
            return None
        sense = Sense("direction", "up" if found[1] else "down")
        return Mention(found.start(), found.start() + 2, Token(found.start(), found.start() + 2, found[0][:2], (sense,)))

    def lost_percent(self, i: int, q: Quantity) -> bool:
        """增长20.1至724亿元: a bare number between a change and the value it leads to has lost its % sign."""
        if q.unit or q.scale != 1 or i + 1 >= len(self.at.figures) or not self.moved(q, q.start - 8):
            return False
        following = self.at.figures[i + 1].quantity
        return following is not None and _LEADS_TO.fullmatch(self.at.text[q.end : following.start]) is not None and abs(q.value) < 1000

    def direction(self, q: Quantity, begin: int) -> Direction | None:
        """Which way the figure went: its sign, the last word of change before it, else the basis (年减), else the first word behind it."""
        if self.at.text[q.start] == "+" or self.at.text[q.start - 1 : q.start] == "+":
            return Direction.UP
        if than := _MORE_OR_LESS.match(self.at.text, q.end):
            return Direction.UP if than["up"] or than["above"] else Direction.DOWN
        if not self.at.is_latin and (off := _HIGHER_OR_LOWER.search(self.at.text, self.at.left(q.start), q.start)):
            return Direction.UP if off["up"] else Direction.DOWN  # 比去年同期低2个百分点
        if moved := self.at.ids("direction", max(0, begin), q.start):
            return _DIRECTIONS.get(moved[-1])
        bases = [m.token.surface for m in self.at.named("basis", max(0, begin), q.start) if m.token]
        if told := [c for c in bases[-1] if _RISES.match(c) or _FALLS.match(c)] if bases else []:
            return Direction.UP if _RISES.match(told[-1]) else Direction.DOWN
        behind = self.at.ids("direction", q.end, min(q.end + _NEAR, self.at.right(q.end)))
        return _DIRECTIONS.get(behind[0]) if behind else None

    def basis(self, q: Quantity, begin: int, measure: Measure) -> Role:
        """What a change is measured against: the basis named near it, else a year before for amounts."""
        near = self.at.named("basis", max(0, begin), q.start)
        right = self.at.right(q.end)
        behind = [m for m in self.at.named("basis", q.end, right) if not (self.at.is_latin and self._is_of_next(m))]
        if not near and not behind and measure.unit != "price" and any(m.period and m.period.period.part == "YTD" for m in self.at.between(q.end, right)):
            return Role.CHANGE  # up 5% since the start of the year
        if told := (behind + near if behind and behind[0].token and behind[0].token.surface.isascii() else near + behind):
            return self.against(self._paired(told, q) or told[0])  # English puts the basis behind: up 5% year over year and down 3% sequentially
        if than := self.than(q):
            return than
        if self.at.reader.anchor.reported.part and _END_OF_YEAR.search(self.at.text, self.at.left(q.start), q.start):
            return Role.CHANGE  # at the end of June 较2030年底增长11%
        left = self.at.left(q.start)
        if held := _HELD_AGAINST.search(self.at.text, self.at.left(left - 1) if self.at.text[max(0, left - 3) : left] == "相比," else left, q.start):  # 较上一季度的43亿元增长5%
            return Role.QOQ if held[1] else Role.YOY if held[2] else Role.CHANGE
        metrics = self.at.reader.lexicon.metrics
        known = metrics.get(measure.base or measure.id)
        before = self.at.named("basis", 0, q.start)
        if before and known is not None and known.kind == "stock" and known.unit == "money" and before[-1].of("basis") == "ytd":
            return Role.CHANGE  # 总资产3万亿元,较年初增长5%;存款2万亿元,增长6%
        if known and related("yearly", known.id):
            return Role.YOY
        planned = "guidance" in self.at.ids("forecast", self.at.left(q.start), q.start)
        if known is None and self.at.is_latin and not planned and _YEARLY_NOUN.search(measure.id.lower()):
            return Role.YOY
        flow = known is not None and measure.kind in (("flow", "average") if self.at.is_latin else ("flow",)) and known.unit not in ("price", "percent") and not (planned and measure.id not in metrics)
        amount = known is not None and measure.id in metrics and (known.kind != "ratio" or known.unit == "money") and known.unit not in ("price", "percent") and not planned
        return Role.YOY if amount or flow or (measure.owner and measure.kind != SPOT) else Role.CHANGE

    def than(self, q: Quantity) -> Role | None:
        """7% more than in the second quarter, 5 points ahead of last year: the basis that a comparison behind a figure names by its period."""
        than = _MORE_OR_LESS.match(self.at.text, q.end) if self.at.is_latin else None
        after = next((m.period for m in self.at.mentions if m.period and than and m.start >= than.end()), None)
        if after is None:
            return None
        reported = self.at.reader.anchor.reported
        if after.same:
            return Role.YOY if after.years < 0 else None
        if reported.part in QUARTERS and after.period.part in QUARTERS:
            before = quarter_before(reported)
            return Role.QOQ if before and before.part == after.period.part and after.period.year in (None, before.year) else None
        return Role.YOY if reported.year and after.period == Period(reported.year - 1) else None

    def _is_of_next(self, basis: Mention) -> bool:
        """Year-on-year growth of 3% and sequential growth of 2%: whether a basis begins what is told of the figure behind it."""
        following = next((f.start for f in self.at.figures if f.start > basis.end), -1)
        return following > 0 and _BASIS_OF_NEXT.fullmatch(self.at.text, basis.end, following) is not None

    def _paired(self, bases: list[Mention], q: Quantity) -> Mention | None:
        """The n-th basis for the n-th figure of 按年及按季分别增长38%及11%; None where they are not paired."""
        pair = next((m for m in self.at.named("pair", bases[-1].end, q.start) if m.of("pair") == "respectively"), None)
        if len(bases) < 2 or pair is None or not _LINKED.fullmatch(self.at.text, bases[0].end, bases[1].start):
            return None
        n = sum(pair.end <= f.start < q.start for f in self.at.figures)
        return bases[n] if n < len(bases) else None

    def planned(self, start: int, end: int) -> Direction | None:
        """Whether a plan between `start` and `end` raises or cuts."""
        moved = self.at.ids("direction", start, end)
        if moved:
            return _DIRECTIONS.get(moved[0])
        return Direction.UP if _RAISED.search(self.at.text[start:end]) else None

    def role_of_value(self, i: int, q: Quantity, begin: int, measure: Measure) -> tuple[Role, Direction | None]:
        """What an amount is to its measure: the value, a mark that was passed, a price, or the change itself."""
        text = self.at.text
        following = self.at.figures[i + 1].quantity if i + 1 < len(self.at.figures) else None
        passed = q.bound is Bound.OVER and following is not None and following.start < self.at.right(q.end)
        if q.threshold or (passed and text[q.end] == "的" and not q.unit):
            return Role.THRESHOLD, Direction.UP if q.threshold else None
        if measure.unit == "price":
            return Role.PRICE, None
        signed = next((m for m in self.at.named("basis", max(0, q.start - _NEAR_BASIS), q.start) if text[m.end : q.start] in ("", "+")), None)
        if signed and q.unit and (q.value < 0 or text[q.start - 1] == "+"):
            return Role.CHANGE, Direction.DOWN if q.value < 0 else Direction.UP  # 合同负债4.57亿元(环比-1.21亿元)
        moved = self.moved(q, begin)
        direction = _DIRECTIONS.get(moved.of("direction") or "") if moved else None
        level = moved is not None and self.at.is_latin and text[moved.end : q.start].strip() == "at"  # 2.1% higher at €127.80
        by_itself = moved and moved.token and moved.end <= q.start and not level and not self.arrives(moved, q)
        if by_itself and direction and moved and moved.token and not _NEWLY.search(moved.token.surface):
            return Role.CHANGE, direction
        return Role.VALUE, self._direction_of_value(q, begin, measure)

    def _direction_of_value(self, q: Quantity, begin: int, measure: Measure) -> Direction | None:
        """Up where a mark was passed, something is counted anew, or the bracket's own noun grew."""
        text = self.at.text
        if _PASSED.search(text[begin : q.start]) or _NEWLY.match(measure.labels[0]):
            return Direction.UP
        opened = text.rfind("(", max(0, q.start - 7), q.start)
        bracketed = opened >= 0 and ")" not in text[opened : q.start]
        return Direction.UP if bracketed and _GROWN_IN_BRACKETS.match(text[q.end : q.end + 16]) else None
