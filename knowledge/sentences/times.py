"""When: the period of each figure of a sentence, and what the next sentence takes over."""

import re
from dataclasses import dataclass, field

from knowledge.language.patterns import pattern, rare
from knowledge.periods.order import ORDER, is_later, quarter_before, since_new_year
from knowledge.periods.period import QUARTERS, Period, PeriodMention
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure
from knowledge.sentences.mention import Mention
from knowledge.sentences.untold import before_preview, calendar_year, follows_figure, is_nameless, is_planned, paid_in, planned_year, said_then, under_way

_AS_OF = pattern("as_of")
_ON_A_DAY = pattern("on_a_day")
_COMPARED, _COMPARED_BEHIND = pattern("compared"), rare("compared_behind")
_OF_THE_REPORT, _IN_THE_YEAR = pattern("of_the_report"), pattern("in_the_year")
_LATE, _REPORTED, _GOAL, _COMPARED_CLAUSE, _FIGURE_NEXT = pattern("late_period"), pattern("reported_span"), pattern("goal_noun"), pattern("compared_clause"), pattern("figure_next")
_WORD, _DIGIT = re.compile(r"[a-z]"), re.compile(r"\d|[一二三四五六七八九十百千][亿万]")
_WRITTEN, _WHOLE, _WHOLE_YEAR = pattern("written_year"), re.compile("全年度?"), re.compile("[整全]年")
_THAT_SPAN, _IN_THE_SPAN, _SPAN_OF_MONTHS = pattern("that_span"), pattern("in_the_span"), pattern("span_of_months")
_LAST_QUARTER, _QUARTER_BEFORE = pattern("last_quarter"), pattern("quarter_before")
_TURN, _PIECE, _THIS_YEAR, _EVERY_YEAR = pattern("reason_turn"), re.compile(r"[;:]"), re.compile("this year"), pattern("every_year")
_ACCUMULATED, _PER_MANY, _EVENT_BEHIND, _OF_EVENT = pattern("accumulated"), pattern("per_many"), pattern("event_behind_period"), pattern("event_before_period")
_PRIOR_WRITTEN, _FROM = pattern("prior_written"), pattern("from_word")
_LAST_MONTH = {"Q1": 3, "H1": 6, "Q2": 6, "Q1-Q3": 9, "Q3": 9}
_AND_OURS, _NEAR, _QUOTES = re.compile(r" and (?:our|its|their) [a-z]"), 8, ('"', "“")
_LED_IN = 4  # characters before a comparison that opens its clause
_OF_THE_DAY = ("share_price", "market_cap")  # measures of the day on which somebody writes, not of a period that a paragraph speaks of
_PAYOUTS = ("dps", "final_dps", "interim_dps", "special_dps", "dividend")
_BY_DISTANCE, _OVER = pattern("by_distance"), pattern("told_as_over")
_FIRST_MONTH = {"Q2": 4, "Q3": 7, "H2": 7, "Q4": 10}


@dataclass(frozen=True)
class Times:
    """The periods that one sentence tells; `known` is the one that the paragraph speaks of, `last` the one that the paragraph before did."""

    at: Clauses
    known: Period | None
    last: Period | None = None
    told: list[Mention] = field(init=False)  # mentions of periods that figures can be of
    meant: dict[int, Period] = field(default_factory=dict)  # the periods told so far as the article means them, by where they stand
    compared: dict[int, bool] = field(default_factory=dict)  # whether something is only held against a period, by where it stands
    held: set[int] = field(default_factory=set)  # where the periods stand that another figure was held against
    origins: list[tuple[int, int]] = field(init=False)  # where it is told what a figure came from (由2029年的10亿元增至)

    def __post_init__(self) -> None:
        told = [m for m in self.at.mentions if m.period and not m.period.since and not self._is_of_event(m) and not (self.is_compared(m) and not _FIGURE_NEXT.match(self.at.text, m.end))]
        object.__setattr__(self, "told", told)
        spans = [(self.at.figures[i - 1].end if i > j else self._from(i), self.at.figures[i].end) for i, j in self.at.moves.items()]
        object.__setattr__(self, "origins", spans)

    def _from(self, i: int) -> int:
        """Where 由 or from stands before the `i`-th figure."""
        end = self.at.figures[i].start
        return max((m.end() for m in _FROM.finditer(self.at.text, max(0, end - 3 * _NEAR), end)), default=end)

    def of(self, position: int, end: int, measure: Measure, *, changes: bool = False) -> Period | None:
        """The period of a figure at [position, end): told behind it, else before it, else by the paragraph, else the reported one."""
        if self.at.is_latin and (is_nameless(self.at, self.told, position) or _EVERY_YEAR.match(self.at.text, end)):
            late = self._behind(end)
            return self._period(late, self.known) if late else None  # to save $900 million a year
        if measure.id in _PAYOUTS and (paid := paid_in(self.at, position, end)):
            return paid
        found = self.told_for(position, end, measure)
        if measure.base == "share_price" or measure.id == "share_price_change":
            since = self.right_behind(end)
            if since and _THIS_YEAR.fullmatch(self.at.text, since.start, since.end):
                return Period(self.at.reader.anchor.date.year, "YTD") if self.at.reader.anchor.reported.year else found  # have lost 18% this year
        payout_of_year = found is not None and not found.part and self.at.reader.previews and found.year == (self.at.reader.anchor.reported.year or 0) - 1
        if found and not payout_of_year and (measure.id in _PAYOUTS or _PER_MANY.match(measure.id)) and self.at.reader.anchor.reported.year and not self._tells_of(position, end, measure):
            return self.at.reader.anchor.reported  # 第四季度营收5亿元。拟每10股派38元: of the year that is reported
        if found:
            return self._so_far(found, position, measure)
        metric = self.at.reader.lexicon.metrics.get(measure.base or measure.id)
        flows = metric is not None and measure.kind in ("flow", "ratio") and metric.unit not in ("count", "price")
        return self.at.reader.anchor.reported if flows or changes or (_PER_MANY.match(measure.id) and self.at.reader.anchor.reported.year) else None

    def _tells_of(self, position: int, end: int, measure: Measure) -> bool:
        """Whether a period stands by a payout as that of its own: near its measure, behind it, or right before it (较去年上半年的2.2元)."""
        near = measure.start >= 0 and any((m.end <= end and m.end > measure.start - _NEAR) or (m.start >= end and not (m.period and m.period.period.is_day)) for m in self.told)
        return near or any(0 <= position - m.end <= 1 + (self.at.text[m.end : m.end + 1] == ":") for m in self.told)

    def _so_far(self, found: Period, position: int, measure: Measure) -> Period:
        """11月获利5亿元,累计获利39亿元: from the beginning of the year to the end of the month or quarter that a figure before was of."""
        since = max((m.end for m in self.told if m.end <= position), default=0)
        begin = since if measure.id == "eps" else max(0, measure.start - _NEAR) if 0 <= measure.start < position else position
        if not (told := _ACCUMULATED.search(self.at.text, begin, position)) or (measure.kind != "flow" and measure.id != "eps"):
            return found
        apart = any(since <= f.start and f.end <= told.start() for f in self.at.figures)
        return since_new_year(found) if apart else found

    def origin(self, i: int, of: Period | None, *, quarterly: bool) -> Period | None:
        """The period of a figure that another one, of the period `of`, came from: told with it, else the comparable one before."""
        figure = self.at.figures[i]
        right = self.right_behind(figure.end)
        own = [] if right else [m for m in self.at.mentions if m.period and any(s <= m.start < e for s, e in self.origins if s <= figure.start <= e)]
        goal = self.at.figures[self.at.moves[i]]
        behind = self._behind(figure.end) or right
        if behind and figure.start < goal.start <= behind.start:
            behind = None
        if own or behind:
            told = self._period(own[-1] if own else behind or own[-1], of)
            return (quarter_before(told) if told == of else None) or told  # from 112% last quarter
        if of is None or of.year is None or of.is_day:
            return None
        if not quarterly and not _QUARTER_BEFORE.search(self.at.text, max(0, figure.start - 2 * _NEAR), figure.start):
            return of.shifted(-1)
        return quarter_before(of)

    def told_for(self, position: int, end: int, measure: Measure) -> Period | None:
        """The period of a figure as far as sentence and paragraph tell it; a price is of no period of the paragraph's."""
        late = self._behind(end)
        if late and self.at.is_latin and " and " in (gap := self.at.text[end : late.start]) and (_AND_OURS.search(gap) or any(m in self.told for m in self.at.between(self.at.left(position), position))):
            late = None  # July sales were up 2% and bookings for August are ahead, and our pipeline for the second half exceeds
        late = late or (self.right_behind(end) if "forecast" in self._kinds(position) or self.at.text.startswith(" next ", end) else None)
        other = (measure.base == "share_price" and self._is_of_another(position)) or (measure.unit == "price" and self.at.is_latin and follows_figure(self.at, self.told, position))
        before = None if other else self._before(position, measure)
        return (self._period(late, before or self.known) if late else before) or (None if measure.unit == "price" or measure.base in _OF_THE_DAY else self.known)

    def _is_of_another(self, position: int) -> bool:
        """Third-quarter profit fell, sending its shares down 3%: whether the last period before a move of the share is that of another measure."""
        told = [m for m in self.told if m.end <= position]
        return bool(told) and self.at.is_latin and any(not (m.of("metric") or "").startswith("share_price") for m in self.at.named("metric", told[-1].end, position))

    def _kinds(self, position: int) -> set[str]:
        """The kinds of words in the clause before a place."""
        return {s.kind for m in self.at.between(self.at.left(position), position) if m.token for s in m.token.senses}

    def meant_by(self, mention: Mention, of: Period | None) -> Period:
        """The period of a mention in the light of another: 同期, the same quarter last year."""
        return self._period(mention, of)

    def years_away(self, mention: Mention) -> int | None:
        """How many years a year lies from this one that is told by its distance alone (last year); None of all others."""
        told = mention.period
        away = told is not None and not told.period.part and self._is_relative(mention) and not told.end_of
        return told.period.year - self.at.reader.anchor.date.year if away and told and told.period.year else None

    def is_lost(self, position: int) -> bool:
        """Whether a figure is of a year that is only told by its distance from one that nobody knows."""
        if self.at.reader.anchor.reported.year:
            return False
        near = [m for m in self.told if m.end <= position]
        told = near[-1].period if near else None
        before = told is not None and told.same and told.years < 0 and self._holds(near[-1], position)
        return before or (bool(near) and self._is_relative(near[-1]))

    def passed_on(self) -> Period | None:
        """What the next sentence of the paragraph inherits: the newer of the first and the last period, comparisons aside; what somebody
        is quoted with, without a figure, tells no time of what follows."""
        if not self.at.figures and self.at.is_latin and self.at.text.startswith(_QUOTES):
            return self.known
        own = [m for m in self.told if m.period and m.start not in self.held and not m.period.period.is_day and self.at.can_own(m.start) and not self.is_compared(m)]
        own = [m for m in own if not _COMPARED_CLAUSE.search(self.at.text, self.at.left(m.start), m.start)]
        own = [m for m in own if (self._is_over(m) or not self.at.ids("forecast", self.at.left(m.start), m.start)) and not self._is_of_goal(m.end)]
        if self.at.is_latin and self.at.figures and not self.at.reader.anchor.reported.is_month:
            own = [m for m in own if m.start < self.at.figures[0].start or not self._is_aside(m)]
        own = own[:1] + [m for m in own[1:] if not is_planned(self.at, m)]
        while own and own[-1].period and own[-1].period.same:
            own = own[:-1]  # 上年同期 is held against what was told before it
        own = [m for m in own if not m.start or not _PRIOR_WRITTEN.fullmatch(self.at.text, m.start, m.end)]
        if not own or not own[-1].period or not own[0].period:
            return self.known
        last, first = self.resolved(own[-1]), self.resolved(own[0])
        if not self.at.is_latin and len({part for m in own[1:] if (part := self.resolved(m)).within(first)}) > 1:
            return first  # 上半年同店下降3%,一季度增长1%,二季度下降7%
        spoken = self.known or self.at.reader.anchor.reported
        if self.at.figures and self.at.figures[0].start < own[0].start and is_later(spoken, last):
            return self.known  # 毛利率21%,上一季度为20%: what the paragraph speaks of, then what it is held against
        return first if not own[0].period.same and is_later(first, last) else last

    def _is_aside(self, mention: Mention) -> bool:
        """Sales rose 5% in July, cut 1,200 jobs by the end of next year: a month or a time to come behind its figure holds for that alone."""
        told, period = mention.period, self.resolved(mention)
        if told is None or (period.is_month and not told.end_of):
            return True
        return told.end_of and (period.year or 0) > self.at.reader.anchor.date.year

    def _is_over(self, mention: Mention) -> bool:
        """Whether a span is over on the article's day: 预计2031年一季度净亏损 in April."""
        period, date = self.resolved(mention), self.at.reader.anchor.date
        if not period.year or period.part not in ORDER or not self.at.reader.anchor.reported.year:
            return False
        return (period.year, _LAST_MONTH.get(period.part, 12)) < (date.year, date.month)

    def _is_of_goal(self, position: int) -> bool:
        """Whether a period that ends at a place is a goal's: its 2031 production guidance at 460,000."""
        right = self.at.right(position)
        figure = next((f.start for f in self.at.figures if position <= f.start < right), position)
        return any(_GOAL.fullmatch(self.at.text, m.start, m.end) for m in self.at.named("forecast", position, figure))

    # --- one mention

    def resolved(self, mention: Mention) -> Period:
        """A period as the article means it: of the year that the sentence, the paragraph or the article speaks of."""
        if mention.start not in self.meant:
            self.meant[mention.start] = self._resolved(mention)
        return self.meant[mention.start]

    def _resolved(self, mention: Mention) -> Period:
        told = mention.period
        assert told is not None
        anchor, words = self.at.reader.anchor, self.at.text[mention.start : mention.end]
        if _OF_THE_REPORT.fullmatch(words):
            return self.last if self.last and self.last.is_event and _IN_THE_SPAN.fullmatch(words) else anchor.reported
        if anchor.reported.year and anchor.reported.part == "" and _PRIOR_WRITTEN.fullmatch(words):
            return Period(anchor.reported.year - 1)  # 收入25亿元,上年为24亿元: the year before the reported one, whenever it is written
        if _IN_THE_YEAR.search(words) and anchor.reported.year:
            return Period(anchor.reported.year, told.period.part)
        if anchor.reported.year is None and not _WRITTEN.search(words):
            return Period(self._year_before(mention), told.period.part)
        if anchor.calendar and told.period.part == anchor.calendar.part and _SPAN_OF_MONTHS.search(words) and anchor.reported.year:
            years = (told.period.year or anchor.calendar.year or 0) - (anchor.calendar.year or 0)
            return anchor.reported.shifted(years)  # the three months to June, which the firm calls its first quarter
        if _WHOLE.fullmatch(words) and (ahead := planned_year(self.at, mention, self._year_before(mention))):
            return Period(ahead)
        if coming := under_way(self.at, mention) or before_preview(self.at, mention):
            return coming
        if told.dated or told.period.year is not None:
            return Period(told.period.year, anchor.reported.part) if self._is_year_in_brackets(mention) else told.period
        return Period(self._year(mention), told.period.part)

    def _is_year_in_brackets(self, mention: Mention) -> bool:
        """0.40p (2029: 0.36p): a year held against the part that the article reports, which the sentence leaves unsaid."""
        part = mention.period.period.part if mention.period else ""
        held = not part and self.at.text[max(0, mention.start - 1) : mention.start] == "(" and self.at.text[mention.end : mention.end + 1] == ":"
        return held and self.at.reader.anchor.reported.part in ORDER and (self.known is None or self.known == self.at.reader.anchor.reported) and not any(m.start < mention.start for m in self.told)

    def _year(self, mention: Mention) -> int | None:
        """The year of a part that is told without one: of what is told before, forecast, inherited, told behind or reported."""
        anchor = self.at.reader.anchor
        part = mention.period.period.part if mention.period else ""
        year = self._year_before(mention)
        if (anchor.reported.year or 0) > anchor.date.year and (not year or year > anchor.date.year):
            of_months = anchor.begins == 1 and part in QUARTERS and _SPAN_OF_MONTHS.search(self.at.text, mention.start, mention.end)
            month = int(part[1:3]) if part.startswith("-") else _LAST_MONTH.get(part, 12) if of_months else 0
            if month:
                return calendar_year(self.at, month)  # July to September, in the fiscal year that ends next March
        if year:
            return year
        if self.at.is_latin and anchor.reported.part in ("Q4", "H2") and part in ("-01", "-02") and anchor.date.year == (anchor.reported.year or 0) + 1:
            return anchor.date.year  # in January, on a call about the fourth quarter
        if self._is_recent(mention, part):
            return anchor.date.year
        if self._is_past(part):
            return (anchor.reported.year or 0) - 1
        ahead = self.at.ids("forecast", self.at.left(mention.start), mention.start)
        if self.at.is_latin:
            figure = next((f.start for f in self.at.figures if f.start >= mention.end), mention.end)
            late = any(self.at.left(mention.start) <= f.start < mention.start for f in self.at.figures)  # grew 38% in the third quarter, and analysts see
            ahead += [key for key in self.at.ids("forecast", mention.end, figure) if key == "guidance" and not late]  # in the first quarter we expect
            ahead += ["guidance"] * any((m.of("metric") or "").endswith("_guidance") for m in self.at.named("metric", self.at.left(mention.start, _PIECE), mention.start))
        if ahead[:1] == ["guidance"] and anchor.reported.year and part in ORDER and anchor.reported.part in ORDER:
            return anchor.reported.year + (ORDER.index(part) < ORDER.index(anchor.reported.part) or part == anchor.reported.part == "")
        if self.known and self.known.year:
            return self.known.year
        past = self.at.is_latin and self.is_compared(mention)  # versus 17.90 euros in March and 17.10 euros in April 2030
        later = (m for m in self.told if not past and m.period and m.start > mention.start and m.period.dated and m.period.period.part != part)
        behind = [m.period.period.year for m in later if m.period and _WRITTEN.search(self.at.text[m.start : m.end]) and self.at.text[m.start - 1 : m.start] not in ("至", "到")]
        return behind[0] if behind else anchor.reported.year

    def _is_recent(self, mention: Mention, part: str) -> bool:
        """As of February 22, in an article of February 24 about the year before: whether a day is of the article's own year."""
        anchor = self.at.reader.anchor
        if part.count("-") != 2 or not anchor.reported.year or anchor.reported.year >= anchor.date.year:
            return False
        told_as_of = _AS_OF.search(self.at.text[: mention.start][-6:]) is not None
        return told_as_of and (int(part[1:3]), int(part[4:])) <= (anchor.date.month, anchor.date.day)

    def _is_past(self, part: str) -> bool:
        """In the fourth quarter the carmaker earned, in April: a part that has not begun on the article's day, told as if it were
        over and with nothing foreseen in its sentence, is of the year before."""
        anchor = self.at.reader.anchor
        month = int(part[1:3]) if part.startswith("-") else 0
        begins = anchor.reported.year == anchor.date.year and max(_FIRST_MONTH.get(part, 0), month) > anchor.date.month
        if not begins or part == anchor.reported.part or any(m.quantity and m.quantity.high is not None for m in self.at.figures):
            return False
        return (month > 0 or _OVER.search(self.at.text) is not None) and not any(self.at.ids(kind, 0, len(self.at.text)) for kind in ("forecast", "ahead"))

    def _year_before(self, mention: Mention) -> int | None:
        """The year of the last period before, unless that one is a comparison."""
        for before in reversed(self.told):
            if before.period and before.start < mention.start and not (self.at.reader.anchor.begins > 1 and before.period.period.is_day) and before.period.dated and not before.period.same and before.period.period.year:
                if not self.at.reader.anchor.reported.year and not _WRITTEN.search(self.at.text[before.start : before.end]):
                    continue
                return before.period.period.year
        return None

    def _is_relative(self, mention: Mention) -> bool:
        """Whether a year is told by its distance alone (去年)."""
        told = mention.period
        words = self.at.text[mention.start : mention.end]
        return told is not None and told.dated and not told.same and not _WRITTEN.search(words) and not _REPORTED.match(words)

    def is_compared(self, mention: Mention) -> bool:
        """较2016年减少, compared with 2016: a period that something is only held against."""
        if mention.start not in self.compared:
            text = self.at.text
            self.compared[mention.start] = bool(_COMPARED.search(text, max(0, mention.start - 4 * _NEAR), mention.start) or _COMPARED_BEHIND.match(text, mention.end))
        return self.compared[mention.start]

    def _is_of_event(self, mention: Mention) -> bool:
        """Acquired in March, 第二季公布的回购计划: a period in which something happened to what is spoken of, not when it was measured."""
        return said_then(self.at, mention) or _EVENT_BEHIND.match(self.at.text, mention.end) is not None or _OF_EVENT.search(self.at.text, max(0, mention.start - 4 * _NEAR), mention.start) is not None

    # --- around a figure

    def _behind(self, end: int) -> Mention | None:
        """$3 billion in the fourth quarter: the first period behind, where it is led in and nothing ends the clause before it."""
        after = next((m for m in self.at.mentions if m.period and m.start >= end), None)
        if after is None or after not in self.told:
            return None
        if not _LATE.fullmatch(self.at.text, end, after.start) or self._is_origin(end, after):
            return None
        gap = self.at.text[end : after.start]
        apart = ("," in gap and not gap.rpartition(",")[2].startswith(" by ")) or not _WORD.search(gap)  # $1 million, a year earlier: only a comparison stands apart
        return after if not apart or (after.period is not None and after.period.same and after.period.years < 0) else None

    def right_behind(self, end: int) -> Mention | None:
        """5% to 6% this year, from 112% last quarter: a span told by its distance right behind a figure."""
        after = next((m for m in self.told if m.start >= end), None)
        near = after is not None and self.at.text[end : after.start] == " " and _BY_DISTANCE.fullmatch(self.at.text, after.start, after.end)
        return after if near else None

    def _is_origin(self, end: int, mention: Mention) -> bool:
        """Whether a period behind a figure is of another that this one came from."""
        return any(s >= end and s <= mention.start for s, _ in self.origins)

    def _before(self, position: int, measure: Measure) -> Period | None:
        """The nearest period before; a comparison holds for its own clause, one in brackets for its bracket.

        Behind a semicolon the last period before the first figure of the piece before holds again; a day counts only for what is of a day.
        """
        found, begin = None, 0
        while True:
            stop = self.at.text.find(";", begin)
            end = stop if stop >= 0 else len(self.at.text)
            told = [m for m in self.told if begin <= m.start and m.end <= min(end, position) and self._reaches(m, position, measure)]
            first = next((f.start for f in self.at.figures if begin <= f.start), end)
            found = self._chained([m for m in told if m.end <= first], found)
            if position <= end:
                return self._chained([m for m in told if m.end > first], found, after=True)
            begin = end + 1

    def _chained(self, mentions: list[Mention], found: Period | None, *, after: bool = False) -> Period | None:
        """The last of some periods, each told in the light of the one before; `after` a figure 去年 may be the same part of a year."""
        before, place = found or self.known, -1
        for mention in mentions:
            base = found or self.known
            of_year = found is not None and not found.part and mention.start == place and mention.period is not None and mention.period.same
            found, before = self._period(mention, before if of_year else base, found if of_year else None), base
            light = base or self.at.reader.anchor.reported
            if after and self._is_relative(mention) and not _WHOLE_YEAR.search(self.at.text, mention.start, mention.end + 2) and not (mention.period and mention.period.end_of) and not found.part and found == Period((light.year or 0) - 1):
                found = light.shifted(-1)  # 第三季度5亿元,去年为3亿元
            place = mention.end
        return found

    def _reaches(self, mention: Mention, position: int, measure: Measure) -> bool:
        """Whether a period before a figure can be that figure's."""
        if self.at.is_latin and _TURN.search(self.at.text, mention.end, position) and self.at.ids("forecast", self.at.left(mention.start), mention.start):
            return False  # forecast first-quarter revenue above estimates after profit doubled
        other = (self.origins and any(s <= mention.start < e <= position for s, e in self.origins)) or (self.at.is_latin and self.at.exclusions.apart(mention, position))
        return mention.period is not None and not other and mention.start not in self.held and self._holds(mention, position) and self._is_for(mention.period, mention, measure)

    def _holds(self, mention: Mention, position: int) -> bool:
        """Whether a period before a figure reaches it."""
        text = self.at.text
        if not self.at.can_own(mention.start):
            return ")" not in text[mention.end : position]
        if mention.start and _PRIOR_WRITTEN.fullmatch(text, mention.start, mention.end):
            return self.at.left(position) <= mention.start
        compared = mention.period is not None and mention.period.same and mention.period.years < 0
        if self.is_compared(mention):
            return not _DIGIT.search(text, mention.end, position)
        if not compared or (text[mention.end : mention.end + 1] in (",", ":") and len(text[self.at.left(mention.start) : mention.start].strip()) <= _LED_IN):
            return True
        return self.at.left(position) <= mention.start

    def _is_for(self, told: PeriodMention, mention: Mention, measure: Measure) -> bool:
        """Whether a figure can be of this period: of a day only as of it (截至), at its end, or for prices and balances."""
        if not told.period.is_day or told.same:
            return True
        if self.at.text[max(0, mention.start - 1) : mention.start] == "(" and self.at.text[mention.end : mention.end + 1] == ":":
            return True  # (30 June 2031: 205%)
        as_of = _AS_OF.search(self.at.text[: mention.start][-6:]) or _ON_A_DAY.search(self.at.text, max(0, mention.start - 4), mention.end + 1)
        return told.end_of or measure.kind == "stock" or as_of is not None

    def _period(self, mention: Mention, before: Period | None, year: Period | None = None) -> Period:
        """The period of a mention; 同期 is the one told `before`, of `year` where that is told (2029年同期)."""
        told = mention.period
        assert told is not None
        if not told.same:
            past = quarter_before(before) if before and _LAST_QUARTER.fullmatch(self.at.text, mention.start, mention.end) else None
            return past or self.resolved(mention)
        same = before or (self.last if _THAT_SPAN.fullmatch(self.at.text, mention.start, mention.end) else None) or self.at.reader.anchor.reported
        return Period(year.year, same.part) if year else same.shifted(told.years)
