"""Which measure an amount belongs to, from the most binding construction to the loosest."""

import re
from dataclasses import dataclass, field, replace

from knowledge.fact import Fact
from knowledge.language.patterns import pattern, rare
from knowledge.language.relations import related, relating
from knowledge.periods.order import is_later
from knowledge.periods.period import QUARTERS, Period
from knowledge.quantities.quantity import MONEY, Bound, Quantity
from knowledge.sentences.buybacks import bought
from knowledge.sentences.carried import Carried
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.comparatives import Comparatives
from knowledge.sentences.goingon import GoingOn
from knowledge.sentences.lists import Owner
from knowledge.sentences.measure import Measure, fits, measure_of
from knowledge.sentences.measures import Measures
from knowledge.sentences.nouns import stripped, trimmed
from knowledge.sentences.resumed import is_a_sum, told_apart
from knowledge.sentences.spoken import Spoken, measure_again

_PER_SHARE, _PER_SHARE_BEFORE, _DIVIDEND, _SHARE_WITHIN = pattern("per_share_behind"), pattern("per_share_before"), pattern("dividend_of_part"), pattern("each_share_within")
_EXPECTED, _AGAINST_EXPECTED, _AHEAD_OF = rare("expected_behind"), pattern("against_expected"), pattern("ahead_of")
_DOING, _USED_BY, _SPENDING = pattern("doing"), pattern("used_by"), pattern("spending")
_SPENDING_BEHIND, _SPOT, _DID = pattern("spending_behind"), pattern("spot"), pattern("did_something")
_CLOSING, _OUTLETS, _INCLUDING = pattern("closing"), pattern("outlets"), pattern("including_before")
_PART_PLACE, _WHOLE_COUNTED, _ADJUSTED_BEHIND, _VERSUS = pattern("part_place"), pattern("whole_counted"), pattern("adjusted_behind"), pattern("compared_figure")
_TOTAL_NOW, _ADDED = pattern("total_now"), ("新", "净增", "淨增")
_WORTH_OF, _PART_COUNTED = pattern("worth_of"), pattern("part_counted")
_THE_COMPANY = re.compile(r"\b(?:company|group|firm|bank|it|airline|retailer|maker|business(?:es)?|quarter|year|period|half|results?|months?)$")
_EXCLUDED, _FROM_FIGURE = pattern("excluded_amount"), pattern("from_figure")
_DENOMINATED, _OR_AMOUNT, _ADDING = pattern("denominated"), pattern("or_amount"), pattern("adding")
_OR_ELSE, _OLD_GOAL, _LEFT_OVER = rare("or_else"), rare("old_goal"), pattern("left_over")
_TO_PROFIT, _TO_LOSS = pattern("turned_to_profit"), pattern("turned_to_loss")
_ARRIVING, _COMPARED_ONLY, _LEFT_WITH, _LOST_OR_EARNED, _ENGLISH_PART = pattern("arriving"), pattern("compared_only"), pattern("left_with"), pattern("lost_or_earned"), pattern("english_part")
_WHOLE_DIVIDEND = 100  # an amount below it is what each share gets
_PLAN_OF, _PLAN, _NEUTRAL = pattern("plan_of"), pattern("plan_noun"), pattern("neutral")
_OBJECT, _IMPACT, _INCLUDES = rare("object_of_including"), rare("impact_of"), pattern("includes")
_IN_METRIC, _NOT_LED, _ARTICLE = pattern("in_metric"), pattern("not_led_to"), pattern("article_before")
_BARE_RESULT, _TOGETHER_ALONE, _NEAR = pattern("bare_result"), rare("together_alone"), 16
_PIECE = re.compile(r"[;。!?]")


@dataclass
class Amounts:
    """Finds what the amounts of one sentence measure; `before` is the fact told before the sentence."""

    at: Clauses
    measures: Measures
    spoken: Spoken
    before: Fact | None
    comparatives: Comparatives
    repeated: set[int] = field(default_factory=set)  # where figures measure what the sentence before measured

    def measure_of_value(self, i: int, q: Quantity, begin: int, owner: Owner, *, attributive: bool) -> tuple[Measure | None, str]:
        """What an amount measures and the construction that tells it."""
        if told := self._beside_another(i, q):
            return told
        if self._is_untold(i, q):
            return None, ""
        if self.at.is_latin and not owner.told and (own := told_apart(self.at, self.measures, q) or bought(self.at, self.measures, q) or self._object(q) or self._worth_of(q) or self._in_metric(q)):
            return (own[0] and self._of_each_share(i, q, own[0])) or own[0], own[1]
        measure, rule = self._measure(i, q, begin, owner, attributive=attributive)
        if measure and self.at.is_latin and _ADJUSTED_BEHIND.match(self.at.text, q.end) and (key := related("adjusted", measure.id)):
            return measure_of(self.at.reader.lexicon.metrics[key], measure.start), rule
        if rule == "same-metric" and self.at.is_latin and is_a_sum(self.at, q):
            return None, ""
        if measure and self.at.is_latin and rule in ("attributive", "value-after-metric") and (earner := self._earner(q, measure)):
            return earner, rule
        if measure and i and rule in ("same-metric", "growth-to"):
            measure = self._turned(measure, self.at.figures[i - 1].end, q.start)
        if measure and not measure.owner and (denominated := _DENOMINATED.search(self.at.text, max(0, q.start - _NEAR), q.start)):
            named = self.measures.named(denominated[1], measure.unit)
            return replace(named, base="", labels=named.labels[:1]), "denominated"
        return (self._of_each_share(i, q, measure) or measure if measure else None), rule

    def _earner(self, q: Quantity, measure: Measure) -> Measure | None:
        """The vapes business, which generated $26 million of revenue: what the noun before a relative clause earned is not all that was earned."""
        noun = self.measures.nouns.antecedent(q.start) if related("of_any_part", measure.id) else ""
        place = self.at.text.find(noun) if noun else -1
        if place < 0 or _THE_COMPANY.search(noun):
            return None
        name = self.at.original(place, place + len(noun))
        label = f"{name} {measure.labels[-1]}"
        return replace(measure, id=label, labels=(label, *measure.labels), base=measure.base or measure.id, owner=name, terms=measure.terms | self.at.terms(noun))

    def _turned(self, measure: Measure, start: int, end: int) -> Measure:
        """亏损3亿元,扭亏为盈至2亿元: a profit behind a loss that turned into one, and the other way round."""
        turned = _TO_PROFIT.search(self.at.text, start, end) or _TO_LOSS.search(self.at.text, start, end)
        table = "earned_before" if turned and _TO_PROFIT.search(turned[0]) else "lost_before"
        key = related(table, measure.id) if turned else None
        return measure_of(self.at.reader.lexicon.metrics[key], measure.start) if key else measure

    def _is_untold(self, i: int, q: Quantity) -> bool:
        """Whether a figure is of a time or of another company that the sentence does not tell: 由1亿元…, versus $2.5 billion, up from its previous forecast of $9 billion."""
        text, before = self.at.text, max(0, q.start - _NEAR)
        if i not in self.at.moves and (_FROM_FIGURE.search(text, before, q.start) or self.is_held_untold(q)):
            return True
        if self.at.is_latin and _EXCLUDED.search(text, max(0, q.start - 2 * _NEAR), q.start):
            return True  # excluding a $700 million assessment
        if q.unit in MONEY and _SPENDING.search(text, max(0, q.start - 4 * _NEAR), q.start):
            return True  # customers spending more than $100,000
        return _OLD_GOAL.search(text, max(0, q.start - 3 * _NEAR), q.start) is not None

    def _object(self, q: Quantity) -> tuple[Measure | None, str] | None:
        """Operating income excludes a gain of $8 million, an impact on sales of $3 million: the amount is of the nearer noun, not of the metric beside it."""
        begin = self.at.left(q.start, _PIECE)
        found = _OBJECT.search(self.at.text, begin, q.start) or _IMPACT.search(self.at.text, begin, q.start)
        if not found or any(found.start() < f.start < q.start for f in self.at.figures):
            return None
        noun = trimmed(found["noun"])
        if not noun or self.at.named("metric", found.start("noun"), found.end("noun")):
            return (None, "") if found.re.groups == 1 and not _INCLUDES.match(found[0]) else None
        return self.measures.named(noun, "money"), "object"

    def _worth_of(self, q: Quantity) -> tuple[Measure | None, str] | None:
        """$13 billion worth of its vaccines and $1.5 billion of its pills: an amount of the things behind it."""
        found = _WORTH_OF.match(self.at.text, q.end) if q.unit in MONEY else None
        noun = trimmed(found["what"]) if found else ""
        return (self.measures.named(noun, "money"), "object") if found and noun and not self.at.named("metric", found.start("what"), found.end("what")) else None

    def _in_metric(self, q: Quantity) -> tuple[Measure | None, str] | None:
        """$96 million in total assets with $27 million in cash: the metric right behind the figure, where none leads to it."""
        behind = next((m for m in self.at.named("metric", q.end, self.at.right(q.end)) if fits(self.at.reader.lexicon.metrics[m.of("metric") or ""], q)), None)
        if behind and q.unit in MONEY and behind.start == q.end + 1 and _ARTICLE.search(self.at.text, max(0, q.start - _NEAR), q.start):
            return measure_of(self.at.reader.lexicon.metrics[behind.of("metric") or ""], behind.start, self.at.original(behind.start, behind.end)), "attributive"  # with a $180 price target
        if behind is None or q.unit not in MONEY or not _IN_METRIC.fullmatch(self.at.text, q.end, behind.start) or not _NOT_LED.search(self.at.text, max(0, q.start - 2 * _NEAR), q.start):
            return None
        metric = self.at.reader.lexicon.metrics[behind.of("metric") or ""]
        phrase = stripped(self.at.text[self.at.left(q.start) : q.start])
        name, earned = self.measures.parts.before(phrase.removeprefix("the "), q) if related("of_any_part", metric.id) else ("", False)
        if name and earned and not any(m.of("entity") for m in self.at.between(self.at.left(q.start), q.start)):
            return GoingOn(self.at, self.before).measure(name, metric), "part"
        of = self.measures.read(behind)
        whole = of.base == metric.id and of.start < behind.start  # words before it that narrow nothing: in total assets
        return measure_of(metric, behind.start, self.at.original(behind.start, behind.end)) if whole else of, "attributive"

    def _of_each_share(self, i: int, q: Quantity, measure: Measure) -> Measure | None:
        """The measure of each share's part: $1.57 a share; from $601 million, or 61 cents, a year earlier; 派息0.35元."""
        each = _PER_SHARE.match(self.at.text, q.end) or _PER_SHARE_BEFORE.search(self.at.text, max(0, q.start - _NEAR), q.start)
        other = (i > 0 and self._is_share_of(self.at.figures[i - 1].quantity, q)) or self._is_held_against_share(i, q)
        small = measure.id == "dividend" and q.unit in MONEY and q.scale == 1 and abs(q.value) < _WHOLE_DIVIDEND
        within = measure.base == "dividend" and _SHARE_WITHIN.search(measure.labels[0]) is not None  # 每股配發現金股利
        key = related("per_share", measure.id) or related("per_share", measure.base) if each or other or small or within else None
        written = measure.labels[-1] if _DIVIDEND.search(measure.labels[-1].lower()) else ""
        return measure_of(self.at.reader.lexicon.metrics[key], measure.start, written) if key else None

    def _is_share_of(self, amount: Quantity | None, q: Quantity) -> bool:
        """Whether a small figure tells a large amount another way."""
        other = _OR_ELSE.search(self.at.text, max(0, q.start - _NEAR), q.start) is not None
        return other and amount is not None and amount.unit in MONEY and q.unit in MONEY and amount.scale > q.scale == 1

    def _is_held_against_share(self, i: int, q: Quantity) -> bool:
        """$1.03 billion, or $1.27 a share, compared with the estimate of $1.21: a small figure behind one that told a large amount by the share."""
        before = self.at.figures[i - 1].quantity if i > 1 else None
        return before is not None and q.unit == before.unit and q.scale == 1 and self._is_share_of(self.at.figures[i - 2].quantity, before)

    def _beside_another(self, i: int, q: Quantity) -> tuple[Measure, str] | None:
        """What is told of another figure's measure: what was expected of it, how many were closed, what of it is of a place."""
        last, text, metrics = self.spoken.measure, self.at.text, self.at.reader.lexicon.metrics
        if q.unit in ("", "count") and _CLOSING.search(text, max(0, q.start - _NEAR), q.start) and _OUTLETS.search(text, 0, q.start):
            return measure_of(metrics["closed_stores"]), "closed"
        if last is None or not i:
            return None
        if _ADJUSTED_BEHIND.match(text, q.end) and self.spoken.fits(q, self.at.reader.lexicon) and (key := related("adjusted", last.id)):
            return measure_of(metrics[key], last.start), "adjusted-beside"
        if _EXPECTED.match(text, q.end) and self.spoken.fits(q, self.at.reader.lexicon) and (_AGAINST_EXPECTED.fullmatch(text, self.at.figures[i - 1].end, q.start) or _AHEAD_OF.search(text, max(0, q.start - _NEAR), q.start)):
            return last, "versus-expected"
        place = _PART_PLACE.match(text, q.end) if q.unit in MONEY and _INCLUDING.search(text, max(0, q.start - _NEAR), q.start) else None
        if place and not any(m.period for m in self.at.between(place.start(), place.end() + 1)):  # not: of which $1 million in the fourth quarter
            where = self.at.original(place.start(), place.end()).strip(" .")
            label = f"{last.labels[0]} {where}"
            return replace(last, id=label, labels=(label, place[1].rstrip(".")), terms=last.terms | self.at.terms(place[1])), "included"
        return None

    def _measure(self, i: int, q: Quantity, begin: int, owner: Owner, *, attributive: bool) -> tuple[Measure | None, str]:
        owned = owner.measure or (self.measures.nearest(0, q.start) if owner.told else None)
        bound = owned or (self.measures.before(q, begin) or self.spoken.measure if q.threshold else None)
        if bound:
            return bound, "threshold" if q.threshold else "respectively"
        if self._adds(q) and (measure := self.measures.after(q)):
            return self.measures.added(measure, self._adds(q)), "added"  # the streaming company added 5 million subscribers
        if carried := self._arrived(i, q) or Carried(self.at, self.measures, self.spoken.measure).measure(q, fits=self.spoken.fits(q, self.at.reader.lexicon)):
            return carried
        if (own := self._of_own_noun(q)) and (told := self.measures.before(q, begin)) and told.id != own.id:
            return own, "counted-noun"  # 214 hotels and 27,900 rooms
        if measure := self.measures.before(q, begin):
            return self._of_metric(q, measure, attributive=attributive)
        if self.at.in_brackets(q.start) and (measure := self.measures.before(q, self.at.left(self.at.text.rfind("(", 0, q.start)))):
            return measure, "apposition"
        return self._in_words(i, q, attributive=attributive)

    def _arrived(self, i: int, q: Quantity) -> tuple[Measure, str] | None:
        """Shares rose 3% to $50: the level that a change arrives at, of what changed."""
        told = self.spoken.measure
        if not told or not self.goes_on(i, q):
            return None
        base = self.at.reader.lexicon.metrics.get(told.base)
        return (measure_of(base) if base and base.unit == "price" else told), "growth-to"

    def _of_own_noun(self, q: Quantity) -> Measure | None:
        """The metric that the noun behind a count itself counts, in English, where a metric stands before it."""
        return self.measures.of_classifier(q) if q.unit == "count" and self.at.text[q.number_end : q.number_end + 1] == " " else None

    def _adds(self, q: Quantity) -> str:
        """The verb of adding to a stock right before a figure that its noun follows; "" if none."""
        adding = _ADDING.search(self.at.text, max(0, q.start - _NEAR), q.start)
        return adding[1] if adding and q.unit in ("", "count") and adding[1].isascii() else ""

    def _of_metric(self, q: Quantity, measure: Measure, *, attributive: bool) -> tuple[Measure, str]:
        """A metric before its figure: of what the figure describes, or of what was traded where the share was spoken of last."""
        measure = self.of_the_same(measure)
        if related("beside_price", measure.id) and self._of_price():
            return self.measures.named(self.at.text[measure.start : q.start].rstrip("为达约 "), "money"), "phrase"
        if attributive and q.unit and (phrase := self.measures.nouns.phrase_after(q)):
            return self.measures.described(measure, q, phrase), "attributive"
        return measure, "value-after-metric"

    def of_the_same(self, measure: Measure) -> Measure:
        """净亏损3亿元,去年同期盈利1亿元: 盈利 and 亏损 alone are of the profit or the loss spoken of."""
        told = self.spoken.measure
        table = {"profit": "earned_before", "net_loss": "lost_before"}.get(measure.id)
        key = related(table, told.id) if table and told and _BARE_RESULT.fullmatch(measure.labels[-1].lower()) else None
        return measure_of(self.at.reader.lexicon.metrics[key], measure.start, measure.labels[-1]) if key else measure

    def is_held_untold(self, q: Quantity) -> bool:
        """Whether another figure is held against this one, of which the sentence does not say of when it is."""
        return _VERSUS.search(self.at.text, max(0, q.start - _NEAR), q.start) is not None and not self.is_dated(q) and not self.comparatives.is_year_before(q)

    def is_dated(self, q: Quantity) -> bool:
        """Whether a period or what was expected stands behind a figure in its clause."""
        other = _OR_AMOUNT.match(self.at.text, q.end)
        end = self.at.right(other.end() + 1 if other else q.end)
        apart = next((m for m in self.at.mentions if m.start == end + 2 and m.period and m.period.same), None)  # versus $2 million, a year ago
        return apart is not None or any(m.period or m.of("forecast") for m in self.at.between(q.end, end))

    def _of_price(self) -> bool:
        """Whether the share was spoken of last."""
        known = self.at.reader.lexicon.metrics.get(self.spoken.measure.base) if self.spoken.measure else None
        return known is not None and known.unit == "price"

    def goes_on(self, i: int, q: Quantity) -> bool:
        """增长15%至1亿元, 15%的增长至1亿元, from A to B: the value that a change right before arrives at."""
        if not i or not self.at.figures[i - 1].quantity:
            return False
        return self.at.moves.get(i - 1) == i or _ARRIVING.fullmatch(self.at.text, self.at.figures[i - 1].end, q.start) is not None

    def _in_words(self, i: int, q: Quantity, *, attributive: bool) -> tuple[Measure | None, str]:
        """The metric that follows, a phrase around the figure, or what was measured last."""
        words = self.measures.nouns.words_before(i, q)
        if same := self._of_the_last(words, q):
            return same, "same-metric"
        adding = _ADDING.search(self.at.text, max(0, q.start - _NEAR), q.start)
        bound_by_phrase = trimmed(words) and q.bound is not Bound.EXACT and q.unit and not attributive
        if used := self._of_users(i, words, q):
            return used, "counted-noun"
        if not bound_by_phrase and (measure := self.measures.after(q)):
            return (self.measures.added(measure, adding[1]), "added") if adding else (measure, "attributive")
        if moved := self.measures.came_or_went(q, self.spoken.counted or self.spoken.measure):
            return moved, "added"
        if whole := self._left_with(q, self.spoken.measure) if self.spoken.measure else None:
            return whole, "same-metric"
        if result := self._lost_or_earned(q):
            return result, "attributive"
        if part := self._part_counted(i, q):
            return part, "part"
        repeated = "figure" in self.at.ids("anaphor", self.at.left(q.start), q.start) and self.spoken.measure is not None
        if not repeated and (adding or not stripped(words) or _DOING.search(words)) and (measure := self.measures.of_classifier(q)):
            return (self.measures.added(measure, adding[1]), "added") if adding else (measure, "counted-noun")
        if not repeated and (part := self._of_part(i, q) or GoingOn(self.at, self.before).of_topic(q)):
            return part, "part"
        measure, rule = (None, "") if repeated else self.measures.of_phrase(i, q)
        if measure or (stripped(words) and not repeated):
            return measure, rule  # words that are no noun phrase: whatever they say, it is not what was measured last
        return self._told_last(q, repeated=repeated), "same-metric"

    def _of_the_last(self, words: str, q: Quantity) -> Measure | None:
        """What was measured last, where nothing but a comparison (高于预期的) or a total stands between."""
        told = self.spoken.measure
        if told is None or not self.spoken.fits(q, self.at.reader.lexicon):
            return None
        return told if _COMPARED_ONLY.fullmatch(words.strip()) else self._total_now(q)

    def _total_now(self, q: Quantity) -> Measure | None:
        """新建基站20万个,累计132万个: the stock that something was added to."""
        told, metrics = self.spoken.measure, self.at.reader.lexicon.metrics
        if told is None or told.base not in metrics or not told.labels[0].startswith(_ADDED):
            return None
        return measure_of(metrics[told.base]) if _TOTAL_NOW.search(self.at.text, max(0, q.start - _NEAR), q.start) else None

    def _of_part(self, i: int, q: Quantity) -> Measure | None:
        """Europe delivered $5 million; Electric cars were the bright spot: 52,700 units."""
        going = GoingOn(self.at, self.before)
        whole = self.spoken.measure if "其中" in self.at.text[self.spoken.end : q.start] else None  # 营收50亿元,其中华东地区20亿元
        if part := going.of_part(self.measures.nouns.clause_before(i, q), self.spoken.measure, q, self.spoken.parted or whole):
            return part
        spot = _SPOT.search(self.at.text, self.at.left(q.start, _PIECE), q.start) if ":" in self.at.text else None
        return going.named(spot[1], self.spoken.measure, q) if spot else None

    def _of_users(self, i: int, words: str, q: Quantity) -> Measure | None:
        """Quill is now used by 640 customers: the users of what stands before; customers spending more than $100,000 numbered 2,870."""
        spenders = _SPENDING.search(self.at.text, 0, self.at.figures[i - 1].start) if i and q.unit in ("", "count") else None
        if spenders:
            return measure_of(self.at.reader.lexicon.metrics["large_customers"], spenders.start(), self.at.original(spenders.start(), self.at.figures[i - 1].end))
        if q.unit in ("", "count") and i + 1 < len(self.at.figures) and _SPENDING_BEHIND.match(self.at.text, q.number_end):
            return measure_of(self.at.reader.lexicon.metrics["large_customers"], q.start, self.at.original(q.number_end, self.at.figures[i + 1].end))
        if q.unit in ("", "count") and (did := _DID.match(self.at.text, q.number_end)):
            return self.measures.named(did[0].strip(), "count")  # 1,800 employees had signed exit packages
        found = _USED_BY.search(words.strip()) if " by" in words else None
        measure = self.measures.of_classifier(q) if found else None
        if not found or not measure:
            return None
        name = trimmed(found[1])
        place = self.at.text.find(name)
        written = self.at.original(place, place + len(name)) if place >= 0 else name
        label = f"{written} {measure.labels[-1]}"
        return replace(measure, id=label, labels=(label, *measure.labels), terms=measure.terms | self.at.terms(name), owner=written)

    def _told_last(self, q: Quantity, *, repeated: bool) -> Measure | None:
        """What the sentence measured last, if the figure can be of it; the price of a share, the stock that something was added to."""
        lexicon, told = self.at.reader.lexicon, self.spoken.measure
        if told and (told.base != told.id or lexicon.metrics[told.id].part_of) and _TOGETHER_ALONE.search(self.at.text, max(0, q.start - _NEAR), q.start):
            return None  # 甲收入5亿元,乙收入3亿元,合计8亿元
        if self.at.is_latin and _LEFT_OVER.match(self.at.text, q.end):
            return None  # burned $15M of cash and have $140M left
        if told is None:
            return self.again(q) or self.measures.before(q, 0)
        base = lexicon.metrics.get(told.base)
        if base and base.unit == "price" and fits(base, q):  # 股价上涨3%,报50元
            return measure_of(base)
        if not self.spoken.fits(q, lexicon):
            return None
        return measure_of(base) if base and repeated and told.kind == "added" else told

    def _lost_or_earned(self, q: Quantity) -> Measure | None:
        """The company lost $18.9 million; a year ago it earned 12 cents a share."""
        found = _LOST_OR_EARNED.search(self.at.text, max(0, q.start - 2 * _NEAR), q.start) if q.unit in MONEY else None
        noun = trimmed(self.at.text[self.at.left(found.start()) : found.start()]) if found else ""
        if found and _ENGLISH_PART.search(noun):  # its streaming arm lost $22 million
            return self.measures.parts.result(noun, "net_loss" if found[1] else "net_profit")
        if not found or self.measures.parts.before(self.at.text[self.at.left(q.start) : found.start()].strip(), q)[0]:
            return None
        each = self.spoken.measure is not None and self.spoken.measure.unit == "per_share" and q.scale == 1
        profit = self.before.base if self.before and self.before.base in self.at.reader.lexicon.profits and self.before.unit == q.unit else "net_profit"
        key = ("loss_per_share" if each else "net_loss") if found[1] else ("eps" if each else profit)
        return measure_of(self.at.reader.lexicon.metrics[key], found.start(), found[0].strip())

    def _part_counted(self, i: int, q: Quantity) -> Measure | None:
        """餐厅356间,其中香港221间、内地98间: parts of what was counted last in the same words."""
        whole, before = self.spoken.counted or self.spoken.measure, self.at.figures[i - 1].quantity if i else None
        if not whole or not before or q.unit in MONEY or q.unit in ("percent", "pp", "times", "") or before.unit != q.unit:
            return None
        alike = self.at.text[before.number_end : before.end] == self.at.text[q.number_end : q.end]
        found = _PART_COUNTED.fullmatch(self.at.text, before.end, q.start) if alike else None
        if found and _WHOLE_COUNTED.fullmatch(found[1]):
            return whole  # 用户净增21万户,总数达896万户
        base = whole.base or (whole.id if whole.id in self.at.reader.lexicon.metrics else "")
        if not found or not base or any(m.of("metric") or m.of("direction") or m.of("basis") or m.period for m in self.at.between(found.start(1), found.end(1))):
            return None
        return GoingOn(self.at, self.before).measure(self.at.original(found.start(1), found.end(1)), self.at.reader.lexicon.metrics[base])

    def _left_with(self, q: Quantity, told: Measure) -> Measure | None:
        """Lost 41,000 customers, leaving it with 6.37 million; open 45 stores, taking the total to 1,200: the stock that was changed."""
        if not _LEFT_WITH.search(self.at.text, max(0, q.start - 3 * _NEAR), q.start):
            return None
        metrics = self.at.reader.lexicon.metrics
        key = relating("added", told.id) or relating("closed", told.id) or (told.base if told.kind == "added" else None)
        return measure_of(metrics[key]) if key and key in metrics else None

    def again(self, q: Quantity) -> Measure | None:
        """这一数字, or what analysts expected of it: the measure of the figure before."""
        foretold = self.at.ids("forecast", self.at.left(q.start), q.start)
        consensus = "consensus" in foretold
        if self.before and not self.spoken.measure and self.before.forecast == "guidance" and "guidance" in foretold and self.before.unit == q.unit and not self._is_other_plan(q) and self.before.base in self.at.reader.lexicon.metrics:
            return measure_of(self.at.reader.lexicon.metrics[self.before.base])  # for the third quarter it guided to $498 million
        if not self.before or self.spoken.measure or not (consensus or "figure" in self.at.ids("anaphor", 0, q.start)):
            return None
        if not consensus and self.before.base not in self.at.reader.lexicon.metrics:
            return None
        if consensus:
            self.repeated.add(q.start)
            return measure_again(self.before, self.at.reader.lexicon)
        return measure_of(self.at.reader.lexicon.metrics[self.before.base])

    def _is_other_plan(self, q: Quantity) -> bool:
        """It raised its five-year capital plan to $24 billion: whether what is planned has a noun of its own."""
        told = self.at.named("forecast", self.at.left(q.start), q.start)
        found = _PLAN_OF.search(self.at.text, self.at.left(q.start), told[-1].start) if told and self.at.is_latin and _PLAN.fullmatch(self.at.text, told[-1].start, told[-1].end) else None
        return bool(found and _NEUTRAL.sub("", found["what"]).strip())

    def period_again(self, q: Quantity) -> Period | None:
        """The period of the figure before, where this one is only what was expected of it."""
        if not self.before or q.start not in self.repeated:
            return None
        reported = self.at.reader.anchor.reported  # what was expected is of the period reported, not of the one that it is held against
        early = self.before.period is not None and self.before.period.part in QUARTERS and reported.part in QUARTERS and is_later(reported, self.before.period)
        return reported if reported.year and (early or self.before.period == reported.shifted(-1)) else self.before.period

