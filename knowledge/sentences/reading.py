"""From sentences to facts: every number finds its metric, subject, period and role.

Each figure is attached by one named construction of the language (`Fact.rule`); what a sentence leaves
unsaid (subject, period, year) is inherited from the sentences of its paragraph.
"""

import re
from dataclasses import replace
from decimal import Decimal

from knowledge.fact import Direction, Fact, Role, Subject
from knowledge.language.patterns import pattern, rare
from knowledge.language.relations import related
from knowledge.language.text import has_hanzi
from knowledge.quantities.quantity import MONEY, Bound, Quantity
from knowledge.sentences.changing import Changing
from knowledge.sentences.contributions import contribution
from knowledge.sentences.earlier import EARLIER, earlier
from knowledge.sentences.lists import Lists, Owner
from knowledge.sentences.measure import Measure, measure_of
from knowledge.sentences.mention import Mention
from knowledge.sentences.neighbours import in_their_light
from knowledge.sentences.nouns import is_noun
from knowledge.sentences.otherwise import is_of_whole, is_on_other_basis, part_used, told_otherwise
from knowledge.sentences.rises import Rise
from knowledge.sentences.spoken import measure_again
from knowledge.sentences.topics import of_next_parts, of_those

_SHARES_MOVED, _SHARE_OF_THING, _PARTICIPLE = pattern("shares_moved"), pattern("share_of_thing"), pattern("noun_participle")
_SHARE = pattern("share_words")
_HORIZON = pattern("horizon")
_COMPANIES_OF, _CONTRIBUTED, _BEATEN_BY, _OF_MARKET = pattern("companies_of"), rare("contributed"), rare("beaten_by"), rare("of_market")
_COMPANIES_COUNTED, _THAN_EXPECTED, _DESCRIBES_COUNTED = pattern("companies_counted"), rare("than_expected"), pattern("describes_counted")
_MARK, _GROWTH_WORD = pattern("mark"), pattern("growth_word")
_CONDITION = pattern("condition")
_AS_SHARE, _SIGNED_ALONE = rare("as_share"), pattern("signed_alone")
_DIFFERENCE, _ADJUSTED_BEHIND = pattern("difference"), pattern("adjusted_behind")
_SO_MANY = re.compile(f"{pattern('so_many_more').pattern}|{pattern('so_many_analysts').pattern}")
_MARGIN_BEFORE, _MARGIN_BEHIND, _AN = pattern("a_margin_before"), pattern("a_margin_behind"), pattern("a_margin_article")
_OR = pattern("or")
_HYPOTHETICAL, _IMPACT = pattern("hypothetical"), pattern("impact_on")
_SHARES_SENT = rare("shares_sent")
_MILLION = 1_000_000
_NEAR_DIRECTION = 8  # characters behind a percentage in which higher or lower stands


class SentenceReader(Changing):
    """Reads the figures of one sentence from left to right."""

    def read(self) -> list[Fact]:
        """The facts of the sentence in the order of its text."""
        lists = Lists(self.at, self.measures, self.times, self.earlier).read()
        for i, mention in enumerate(self.at.figures):
            owner = lists.owner(i, self.facts)
            if mention.quantity and not owner.skip:
                first = lists.heads.get(i, i)
                begin = max(self.at.left(self.at.figures[first].start), self.at.end_before(first))
                told = len(self.facts)
                for shared in lists.shared.get(i) or [owner]:
                    self._figure(i, mention.quantity, self.at.figures[first].quantity or mention.quantity, begin, shared)
                if self.forecasts.is_told_earlier(mention.quantity):
                    self.facts[told:] = [replace(f, forecast=EARLIER) for f in self.facts[told:]]
        self.flats()
        self.multiples()
        self.ranks()
        self.facts[:] = of_next_parts(in_their_light(self.facts, self.times, self.sentence.start), self.earlier, self.at)
        return sorted(map(self.with_growth, self.facts), key=lambda f: f.start)

    # --- what a figure is

    def _figure(self, i: int, q: Quantity, first: Quantity, begin: int, owner: Owner) -> None:
        """Reads the `i`-th figure; `first` is the first of its list, `begin` where that one's clause begins."""
        if self._is_of_another_time(i, q):
            return
        if self._is_aside(q) or self._is_stray(i, q) or self._is_condition(q) or self._in_brackets(i, q) or self._moves_shares(q, owner) or self._is_goal(q, owner):
            return
        if rise := self.rises.behind(q):
            self._rise(q, rise, begin, owner)
            return
        if _COMPANIES_OF.match(self.at.text, q.end) and self.at.text[q.number_end : q.end] == "家":
            self.spoken.forget()
            return
        moved = self.changes.moved(first, begin) if i not in self.at.moves and all(origin > i for origin, goal in self.at.moves.items() if goal == i) else None  # 年增3%至5%,高于原先的2%
        if self.changes.lost_percent(i, q):
            self._change(q, begin, owner, inferred="percent")
        elif q.unit in ("percent", "pp", "times") and moved and not self.changes.arrives(moved, first):
            self._change(q, begin, owner)
        elif i and q.unit == "percent" and self.facts and self.facts[-1].role is Role.CHANGE and _OR.fullmatch(self.at.text, self.at.figures[i - 1].end, q.start):
            direction = self.facts[-1].direction  # 减少2亿元或22%
            if self.spoken.measure:
                self.add(q, self.spoken.measure, self.changes.basis(q, begin, self.spoken.measure), "growth", direction, owner)
        elif i and q.unit == "percent" and self._tells_again(q, owner):
            return
        elif q.unit in ("percent", "pp"):
            self._ratio(i, q, owner)
        elif q.unit in ("year", "month", "day") and not self.measures.before(q, self.at.left(q.start)):
            self._horizon(q)
        else:
            self._value(i, q, begin, owner)

    def _is_of_another_time(self, i: int, q: Quantity) -> bool:
        """Whether a figure was only foreseen before, or is a further one that another is held against; it is then read as such."""
        outdated = self.forecasts.is_outdated(q)
        told = (earlier(self.at, self.forecasts, q, self.facts) if self.at.is_latin else None) if outdated else self.comparatives.also(i, q)
        self.facts += [told] if told else []
        return outdated or told is not None

    def _is_aside(self, q: Quantity) -> bool:
        """Decreased as a percentage of sales to 10.5%; topping the consensus by 3 cents; in a market that shrank 2%: no figure of what the sentence measures."""
        left = self.at.left(q.start)
        if self.at.is_latin and _HYPOTHETICAL.search(self.at.text, left, q.start):
            return not any(self.at.exclusions.adjusts(m) for m in self.at.named("metric", left, q.start))  # excluding the charge, profit would have been
        return self.at.is_latin and any(p.search(self.at.text, left, q.start) for p in (_AS_SHARE, _BEATEN_BY, _OF_MARKET))

    def _is_goal(self, q: Quantity, owner: Owner) -> bool:
        """Its sales growth forecast to 8%: whether a percentage is the growth that is aimed at, which it then reads."""
        goal = self.rises.goal(q)
        if goal:
            self.add(q, goal, Role.YOY, "growth", Direction.UP, owner)
        return goal is not None

    def _in_brackets(self, i: int, q: Quantity) -> bool:
        """Whether a figure alone in brackets tells the one before it again: in another currency, or of the year before."""
        if i and self.at.is_latin and _SIGNED_ALONE.search(self.at.text, max(0, q.start - 3), q.start) and q.unit not in ("percent", "pp"):
            return True  # 2.0% (+197 million euros)
        if i and self.at.is_latin and self._is_beside_unread(i, q):
            return True
        told = self.comparatives.converted(i, q)
        alone = told is not None or self.comparatives.is_bracketed(i, q)
        if fact := told or (self.comparatives.bracketed(i, q) if alone else None):
            self.facts.append(fact)
        return alone

    def _is_beside_unread(self, i: int, q: Quantity) -> bool:
        """£890m (2030: £884m): whether a bracket holds what a figure right before it, of which nobody knows what it is of, was at another time."""
        before, opened = self.at.figures[i - 1], self.at.text.rfind("(", max(0, q.start - 32), q.start)
        dated = before.end + 1 == opened and any(m.period and m.start == opened + 1 for m in self.at.mentions)
        alike = before.quantity is not None and before.quantity.unit == q.unit
        return dated and alike and not any(f.start == self.sentence.start + before.start for f in self.facts)

    def _moves_shares(self, q: Quantity, owner: Owner) -> bool:
        """Sending its shares up 3%: whether a percentage is by how much news moved the shares."""
        sent = _SHARES_SENT.search(self.at.text, self.at.left(q.start), q.start) if q.unit == "percent" and self.at.is_latin else None
        if sent:
            told = [way for t in self.reader.lexicon.scanner.hits(self.at.text[sent.start() : q.end + _NEAR_DIRECTION]) if (way := t.of("direction"))]
            self.add(q, measure_of(self.reader.lexicon.metrics["share_price_change"], sent.start()), Role.CHANGE, "growth", Direction.DOWN if told[-1:] == ["down"] else Direction.UP, owner)
            if self.facts and not any(m.period for m in self.at.between(q.end, self.at.right(q.end))):
                self.facts[-1] = replace(self.facts[-1], period=None)  # the quarter that the news tells of is not when the shares moved
        return sent is not None

    def _rise(self, q: Quantity, rise: Rise, begin: int, owner: Owner) -> None:
        """A 7% rise in net income: a change of what stands behind it."""
        measure = owner.measure or rise.measure
        if measure is None:
            return
        measure = self._as_change(measure)
        role = self.changes.basis(q, max(begin, q.start), measure) if q.unit not in MONEY and q.unit not in ("count", "") else Role.CHANGE
        self.add(q, measure, role, "growth", rise.direction or self.changes.direction(q, begin) or Direction.UP, owner)

    def _is_condition(self, q: Quantity) -> bool:
        """人民币每升值1%, for every 1% rise in the dollar: so much of a condition, of which what follows in the sentence depends."""
        if q.unit not in ("percent", "pp") or not (found := _CONDITION.search(self.at.text, self.at.left(q.start), q.start)):
            return False
        begin = found.start() if has_hanzi(self.at.text) else q.start
        self.condition = self.at.original(begin, q.end if has_hanzi(self.at.text) else self.at.right(q.end))
        return True

    def _tells_again(self, q: Quantity, owner: Owner) -> bool:
        """Whether a percentage tells the figure before another way: , or 12% at constant currency; , or 25% of revenue."""
        if not self.facts or not self.spoken.measure:
            return False
        told, last = part_used(self.at, q, self.spoken.measure), self.facts[-1]
        if not told and (self.is_other(q) or is_on_other_basis(self.at, q) or is_of_whole(self.at, q, max(f.end for f in self.at.figures if f.end <= q.start))):
            bracketed = last.start < self.sentence.start + self.at.text.rfind(")", 0, q.start)
            last = next((f for f in reversed(self.facts) if f.role.is_change), last) if bracketed and is_on_other_basis(self.at, q) else last
            told = told_otherwise(self.at, q, self.spoken.measure, last)
        if told:
            self.add(q, told.measure, told.role, told.rule, told.direction, replace(owner, period=last.period, subject=last.subject))
        return told is not None

    def _is_stray(self, i: int, q: Quantity) -> bool:
        """Whether a figure only tells another way what was left out (, or $1.91 per share), of how many companies something is told, or how far what was expected is off."""
        if not self.at.is_latin:
            companies = self.at.text[q.number_end : q.end] == "家" and _COMPANIES_COUNTED.match(self.at.text, q.end) is not None
            return companies or _IMPACT.search(self.at.text, self.at.left(q.start), q.start) is not None or _DESCRIBES_COUNTED.match(self.at.text, q.end) is not None or _THAN_EXPECTED.search(self.at.text, self.at.left(q.start), q.start) is not None
        return self.is_other(q) and i > 0 and (not self.facts or self.facts[-1].start != self.sentence.start + self.at.figures[i - 1].start)

    def _ratio(self, i: int, q: Quantity, owner: Owner) -> None:
        left = self.at.left(q.start)
        if self._in_other_words(i, q, left, owner):
            return
        part = next(iter(self.at.named("part", left, q.start)), None) if q.unit == "percent" or not self.at.is_latin else None
        listed = self._next_share(i, q, owner)
        share = part is not None or listed is not None or _SHARE.search(self.at.text[left : q.start]) is not None
        measure = owner.measure or listed or self._beside(i, q) or self._share_or_metric(i, q, left, part, owner)
        if measure is None and q.unit == "percent" and (moved := _SHARES_MOVED.search(self.at.text, left, q.start)):
            self.add(q, measure_of(self.reader.lexicon.metrics["share_price_change"], moved.start()), Role.CHANGE, "growth", Direction.UP if moved[1] else Direction.DOWN, owner)
            return
        if measure is None and (phrase := self.nouns.phrase_before(i, q)):
            measure = self.measures.named(phrase, "percent")
        if measure is None and q.unit == "percent" and (of := _SHARE_OF_THING.match(self.at.text, q.end)) and is_noun(_PARTICIPLE.sub("", of[1])):
            measure, share = self.measures.named(of[1].strip(), "percent"), True
        measure = measure or self.amounts.again(q) or self._same_ratio(q, left)
        if measure is None or _SHARE.fullmatch(measure.labels[0]):
            return  # 主要业务为化工,占比62%: a share of nothing that is named
        share = share or (self.at.in_brackets(q.start) and bool(self.facts) and (self.facts[-1].role, self.facts[-1].metric) == (Role.SHARE, measure.id))
        role, direction = self.changes.role_of_ratio(measure, q, share=share)
        if q.unit == "pp" and not role.is_change:
            role = Role.CHANGE  # 净息差改善28个基点: points are no level
        if role is not Role.VALUE or measure.unit not in ("money", "count", "per_share"):
            owner = self._of_share(measure, part, left, q, owner) if part else owner
            self.add(q, measure, role, "respectively" if owner.told else "share-of" if part or listed else "ratio", direction, owner, figure=i)
        elif _GROWTH_WORD.search(self.at.text, left, q.start):
            self._change(q, left, replace(owner, measure=measure))  # no amount is a percentage

    def _beside(self, i: int, q: Quantity) -> Measure | None:
        """Gross margin: 76.4% GAAP, 80.1% non-GAAP; operating profit of $5 million, for a margin of 14%: a ratio that the measure told before makes what it is."""
        told = self.spoken.measure if self.at.is_latin and self.facts else None
        if told is None:
            return None
        adjusted = _ADJUSTED_BEHIND.match(self.at.text, q.end)
        margin = _MARGIN_BEFORE.search(self.at.text, 0, q.start) or (_MARGIN_BEHIND.match(self.at.text, q.end) and i and _AN.fullmatch(self.at.text, self.at.figures[i - 1].end, q.start))
        key = related("adjusted", told.id) if adjusted else related("margin_of", told.id) if margin else None
        return measure_of(self.reader.lexicon.metrics[key]) if key else None

    def _is_gapped(self, i: int, q: Quantity, owner: Owner) -> bool:
        """International traffic rose 10% to 3.4 million and domestic traffic 4% to 2.5 million: whether a percentage that a level follows goes on with
        the change told before, which it then reads."""
        last = next((f for f in reversed(self.facts) if f.role.is_change), None)
        follows = i + 1 < len(self.at.figures) and self.at.text[q.end : self.at.figures[i + 1].start] == " to "
        phrase = self.nouns.phrase_before(i, q) if last and follows and q.unit == "percent" else ""
        if not last or not phrase:
            return False
        measure = self.measures.nearest(self.at.left(q.start), q.start) or self.measures.named(phrase, "")
        self.add(q, measure, last.role, "growth", last.direction, owner)
        return True

    def _in_other_words(self, i: int, q: Quantity, left: int, owner: Owner) -> bool:
        """Whether a percentage is none of the metric before it: versus 22.4% in the prior period, a decline in profit of 18%, growth, a contribution."""
        if self.at.is_latin and (self.amounts.is_held_untold(q) or self._is_gapped(i, q, owner)):
            return True
        if self.at.is_latin and (fallen := self.rises.fallen(left, q)):
            self._change(q, left, replace(owner, measure=fallen))
            return True
        if not self.at.is_latin and (growth := self.changes.growth_told(q, left)):
            self._growth(i, q, growth, owner)
            return True
        given = contribution(self.at, q, self.spoken, self.facts)
        if given and given.measure:
            self.add(q, given.measure, Role.SHARE, "share-of", None, replace(owner, subject=given.subject))
        return given is not None

    def _growth(self, i: int, q: Quantity, noun: Mention, owner: Owner) -> None:
        """收入19亿元,同比增速由28%放缓至18%: what the noun of growth says is a change of the metric before it, or of what was measured last."""
        left = self.at.left(noun.start)
        measure = owner.measure or self.measures.nearest(left, noun.start) or self._noun_changing(q, left, noun.start) or self.spoken.measure
        if scope := next((m for m in self.at.named("rank", left, noun.start) if m.of("rank") == "scope"), None):
            measure = self.measures.named(self.at.text[scope.start : noun.start].removesuffix("同比"), "")  # 全球新增装机增速 is nobody's own
        if measure and not (measure.unit == "percent" and measure.id in self.reader.lexicon.metrics):
            direction = Direction.DOWN if q.value < 0 or noun.of("direction") == "down" else Direction.UP
            self.add(q._replace(value=abs(q.value)), measure, self.changes.basis(q, left, measure), "growth", direction, owner, figure=i)

    def _share_or_metric(self, i: int, q: Quantity, left: int, part: Mention | None, owner: Owner) -> Measure | None:
        """The measure that a percentage is a share of, the metric before it, or the one that goes on."""
        measure = (of_those(self.at, left, part) or self._of_which_told(q, left, part) if self.at.is_latin else None) or self.measures.share_of(left, part, q, self.spoken.measure, named=owner.told) if part else None
        measure = measure or self.measures.before(q, left) or (self.measures.in_percent(left, q) if q.unit == "percent" else None)
        spoken = self.spoken.measure
        if measure is None and not part and spoken and spoken.unit == "percent" and self.amounts.goes_on(i, q):
            return spoken  # 毛利率受益于此,提升1个百分点到47%
        if measure is None and self.at.moves.get(i, i) < i and self.spoken.unit == q.unit:
            return spoken  # 111%, from 114% a year ago and 112% last quarter
        return measure

    def _of_which_told(self, q: Quantity, left: int, part: Mention) -> Measure | None:
        """Snacks, which account for 38% of sales: a share of the noun that a relative clause tells of."""
        noun = self.nouns.antecedent(q.start) if self.at.text[left : part.start].strip() == "which" else ""
        return replace(self.measures.named(noun, "percent"), kind="ratio") if noun else None

    def _of_share(self, measure: Measure, part: Mention, left: int, q: Quantity, owner: Owner) -> Owner:
        """上年同期为6亿元,占收入的17%: a share of what was told last is of its period."""
        between = self.at.between(max([f.end for f in self.at.figures if f.end <= q.start], default=left), q.start)
        own = any(m.period or m.of("metric") for m in self.at.between(left, part.start)) or any(m.period for m in between if m.start > part.end)
        if not self.facts or measure.id != self.facts[-1].metric or owner.told or own or self.facts[-1].rule == "from-to":
            return owner
        apart = [f for f in self.facts if not self.at.in_brackets(f.start - self.sentence.start) or self.at.in_brackets(q.start)]
        return replace(owner, period=(apart or self.facts)[-1].period)

    def _next_share(self, i: int, q: Quantity, owner: Owner) -> Measure | None:
        """工控 in 车用占营收31%、工控27%: a further part in a list of shares."""
        j = next((j for j in range(i - 1, -1, -1) if not self.at.in_brackets(self.at.figures[j].start)), -1)  # 占16%(第二季为18%)、其他占4%
        last = next((f for f in self.facts if f.start == self.sentence.start + self.at.figures[j].start), None) if j >= 0 and not owner.told else None
        if last is None or last.role is not Role.SHARE:
            return None
        return self.measures.next_share(self.at.figures[i - 1].end, q, self.spoken.measure)

    def _same_ratio(self, q: Quantity, left: int) -> Measure | None:
        """毛利率35%,去年为30%: the measure told last, at another time or of another; the only one told so far where none was measured."""
        if self.spoken.measure is None:
            return self.measures.before(q, 0)
        if self.at.in_brackets(q.start):
            left = min(left, self.at.text.rfind("(", 0, q.start))  # (去年同期:30%)
        dated = any(m.period or (m.of("entity") and not self.at.text[m.end : q.start].strip()) for m in self.at.between(left, q.start)) or self.amounts.is_dated(q)
        return self.spoken.measure if dated and self.spoken.unit == q.unit else None

    def _horizon(self, q: Quantity) -> None:
        """未来三年将加大AI研发投入: a span of years ahead and what it is planned for."""
        if q.unit != "year" or not _HORIZON.search(self.at.text[: q.start]):
            return
        end = self.at.right(q.end)
        if measure := self.measures.nearest(q.end, end):
            self.add(q, replace(measure, kind="stock"), Role.VALUE, "horizon", self.changes.planned(q.end, end))

    def _value(self, i: int, q: Quantity, begin: int, owner: Owner) -> None:
        if self.at.is_latin and ((q.unit in MONEY and _DIFFERENCE.match(self.at.text, q.end)) or (q.unit in ("", "count") and _SO_MANY.match(self.at.text, q.number_end))):
            return
        attributive = self.at.text[q.end :].startswith("的")
        measure, rule = self.amounts.measure_of_value(i, q, begin, owner, attributive=attributive)
        if measure is None:
            if self.at.text[q.number_end : q.end] == "家":
                self.spoken.forget()  # 其中13家公司增速超过200%
            return
        if self.at.is_latin and not (q.unit or measure.unit or measure.base) and q.scale >= _MILLION and self.at.text.endswith(" at ", 0, q.start) and any(f.unit in MONEY for f in self.facts):
            return  # turnover was £4 billion, with vaccines down 9% and oncology up 16% at 1.05 billion: nobody says of what
        if self.at.is_latin and measure.unit == "price" and (by := self.changes.moved(q, begin)) and by.end + 1 >= q.start > by.start and not self.changes.arrives(by, q):
            return  # up $2.94 or 7.3 percent
        subject = owner.subject
        if rule in ("attributive", "phrase") and (measure.start >= q.end or rule == "phrase"):
            subject = subject or (self.measures.describes(measure) if rule == "attributive" else self.measures.described_entity(q))
        if rule == "attributive" and measure.start >= q.end:
            part = _CONTRIBUTED.search(self.at.text, 0, q.start)
            subject = Subject("", self.at.original(*part.span(1))) if part and not subject else subject
            self._surpassed(q)
        moving = rule == "object" or i in self.at.moves or i in self.at.moves.values()
        role, direction = (Role.PRICE if measure.unit == "price" else Role.VALUE, None) if moving else self.changes.role_of_value(i, q, begin, measure)
        if rule == "added":
            role, direction = Role.VALUE, direction or self.changes.planned(self.at.left(q.start), q.start)
        unit, factor = (q.unit, Decimal(1)) if q.unit else self._unit(measure, q)
        currency = not q.unit and unit in MONEY and role is Role.THRESHOLD and not _MARK.search(self.at.text)
        figure = q if unit == q.unit else q._replace(unit=unit, value=q.value * factor, high=q.high and q.high * factor)
        owner = owner if subject is owner.subject else replace(owner, subject=subject)
        self.add(figure, measure, role, rule, direction, owner, "currency" if currency else "", i)
        if attributive and q.unit and rule in ("phrase", "attributive") and measure.start < q.start:
            self.speak_of(self.nouns.phrase_after(q))

    def _unit(self, measure: Measure, q: Quantity) -> tuple[str, Decimal]:
        """The unit of a bare number, and what it is to be multiplied by where the article declares it."""
        again = not measure.unit and q.scale > 1 and self.spoken.measure is not None and self.spoken.measure.id == measure.id and self.spoken.valued
        again = again or (self.at.is_latin and not (measure.unit or measure.base) and q.scale >= _MILLION and self._is_beside_money(q))
        if measure.unit in ("money", "per_share", "price") or (again and (self.spoken.unit in MONEY or self._is_beside_money(q))):  # set aside £214 million, against 287 million
            if self.at.is_latin and q.scale == 1 and not self.at.reader.declared and related("countable", measure.base or measure.id):
                return "count", Decimal(1)  # net new orders of 2,655
            near = next((f.unit for f in reversed(self.earlier) if f.unit in MONEY and self._is_in_paragraph(f)), "") if self.at.is_latin else ""
            currency, factor = self.at.money(q, near)
            return currency, factor if measure.unit == "money" else Decimal(1)
        return ("percent" if measure.unit == "percent" and q.scale == 1 else "count"), Decimal(1)

    def _is_beside_money(self, q: Quantity) -> bool:
        """Clothing grew 5% to 560 million pounds, homeware fell 2% to 214 million: whether a bare number follows a change as an amount before it did."""
        before = [f for f in self.at.figures if f.end <= q.start]
        money = [f for f in before[:-1] if f.quantity and f.quantity.unit in MONEY and self.at.text.endswith((" to ", " at "), 0, f.start)]
        return bool(money) and before[-1].quantity is not None and before[-1].quantity.unit == "percent" and self.at.text.endswith((" to ", " at "), 0, q.start)

    def _surpassed(self, q: Quantity) -> None:
        """这一数字超越百度同期179亿元: a rival's figure is also the mark that the figure just named has passed."""
        before = self.amounts.before
        measure = measure_again(before, self.reader.lexicon) if before and before.base in self.reader.lexicon.metrics else None
        if before and measure and self.at.ids("surpass", self.at.left(q.start), q.start):
            fact = self.fact(q, measure_of(self.reader.lexicon.metrics[before.base]), Role.THRESHOLD, "surpassed", Direction.UP, Owner(subject=before.subject))
            self.facts.append(replace(fact, period=before.period, bound=Bound.OVER))
