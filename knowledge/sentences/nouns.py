"""Noun phrases around a figure: where they begin and end, and what of them is no noun."""

import re
from dataclasses import dataclass

from knowledge.language.patterns import pattern, rare
from knowledge.language.text import has_hanzi
from knowledge.quantities.quantity import Quantity
from knowledge.sentences.clauses import BREAK, Clauses
from knowledge.sentences.mention import Mention

_JOINT, _LIST_JOINT = pattern("joint"), rare("list_joint")
_LEAD, _TAIL = pattern("lead"), pattern("tail")
_ANOTHER = pattern("another_company")
_BEHIND_METRIC, _ENGLISH_PART, _NO_NARROWER = pattern("behind_metric"), pattern("english_part"), pattern("no_narrower")
_ENDS = ("reach", "direction", "basis", "entity", "anaphor", "metric", "forecast", "part", "pair", "speech")  # kinds of words that end a noun
_AIM = pattern("aim")
_RELATIVE = pattern("relative")
_EARNS, _NEUTRAL = pattern("earns"), pattern("neutral")
_OF_THE_COMPANY = pattern("of_the_company")
_COMPANY_DOES = pattern("company_does")
_SAW, _NO_ENGLISH_NOUN = pattern("saw_behind"), pattern("no_english_noun")
_OUT_OF = ("由", "从", "自")
_FOR_A_REASON = rare("for_a_reason")
_SHORT_NOUN = 3  # characters up to which a noun before a word of forecast is whoever forecasts
_LONGEST_NAME = 10  # characters of a part of the company before a verb of earning
_NO_NOUN = pattern("no_noun")
_ADVERB, _NEWLY = pattern("adverb"), pattern("newly")
_PHRASE_END = pattern("phrase_end")
_PER_UNIT, _PREDICATE = pattern("per_unit"), pattern("new_predicate")
_MOST_WORDS = 6  # a phrase of more Latin words is no noun phrase
_RATE_OF, _PLACE_SCOPE = pattern("rate_of"), pattern("place_scope")
_BRACKETS = re.compile(r"\s?\([^()]{0,40}\)")
_PUNCTUATED = re.compile(r"[(),:;%]")
_WORD = re.compile(r"[^\W\d_]{2}|[\u4e00-\u9fff]")
_BOUNDARIES = frozenset((
    "entity", "person", "reach", "basis", "anaphor", "forecast", "pair", "direction", "rank", "surpass", "speech", "event", "cause", "ahead",
))  # kinds of words behind which a noun phrase begins


def without_lead(phrase: str) -> str:
    """A noun phrase without the words that open it."""
    return _LEAD.sub("", phrase.lstrip())


def trimmed(phrase: str) -> str:
    """A noun phrase without the words that open it or lead to its figure; "" where nothing else is left."""
    noun = stripped(phrase)
    return noun if has_hanzi(noun) or is_noun(noun) else ""


def is_noun(phrase: str) -> bool:
    """Whether Latin words can name something measured: few, without verbs and words of grammar."""
    return len(phrase.split()) <= _MOST_WORDS and not _NO_ENGLISH_NOUN.search(phrase)


def stripped(phrase: str) -> str:
    """The same, however long."""
    noun = _TAIL.sub("", _LEAD.sub("", _BRACKETS.sub("", phrase).strip())).strip()
    return noun if _WORD.search(noun) else ""


@dataclass(frozen=True)
class Nouns:
    """The noun phrases of one sentence."""

    at: Clauses

    def phrase_start(self, end: int) -> int:
        """Where the noun phrase before `end` begins: after the last name, period, verb of reaching, or break.

        和 and 及 join two things measured where something is measured before them, else the parts of one noun.
        """
        left = start = self.at.left(end, BREAK)
        for mention in self.at.between(start, end):
            placed = mention.end == end and _PLACE_SCOPE.fullmatch(self.at.text, mention.start, end)  # 中国销售额, but not 全国销量
            boundaries = _BOUNDARIES - {"direction", "rank" if placed else ""} if mention.end == end else _BOUNDARIES
            if mention.token is None or any(s.kind in boundaries for s in mention.token.senses):
                start = mention.end
        start = max([start, *(w.end() for w in _JOINT.finditer(self.at.text, left, end))])
        if self.at.sentence.index == 0 and has_hanzi(self.at.text[start:end]):
            start = max(start, self.at.text.rfind(" ", start, end - 1) + 1)  # clauses of a title are set apart by spaces
        measured = [m.end for m in self.at.named("metric", start, end)]
        return max((w.end() for w in _LIST_JOINT.finditer(self.at.text, start, end) if measured and measured[0] <= w.start()), default=start)

    def antecedent(self, position: int) -> str:
        """The hospital segment, which grew: the noun that the relative clause of a place tells of, where it is no metric, name or figure; "" if none."""
        left = self.at.left(position)
        if self.at.text[: max(0, left - 1)].endswith(("per share", "a share")):
            return ""  # a dividend of 80 cents per share, which was down 27%
        if not left or not _RELATIVE.match(self.at.text, left) or any(m.end == left - 1 for m in self.at.mentions if m.quantity or m.period or m.of("metric") or m.of("entity")):
            return ""
        return trimmed(self.at.text[self.phrase_start(left - 1) : left - 1])

    def phrase_before(self, i: int, q: Quantity) -> str:
        """The noun phrase between the `i`-th figure and whatever stands before it, without the word of change; what the company does is none."""
        noun = trimmed(self.words_before(i, q))
        if self.at.is_latin:
            return "" if _COMPANY_DOES.fullmatch(noun) else noun  # the carrier flies 76 aircraft
        rate = _RATE_OF.fullmatch(noun)
        return rate[1] if rate else noun

    def clause_before(self, i: int, q: Quantity) -> str:
        """The same with the verb that it may end in: Westland delivered."""
        words = stripped(self.words_before(i, q))
        return words if has_hanzi(words) or len(words.split()) <= _MOST_WORDS else ""

    def words_before(self, i: int, q: Quantity) -> str:
        """The words between the `i`-th figure and whatever stands before it, without the word of change."""
        text = self.at.text
        start, end = self.at.left(q.start, BREAK), q.start
        earlier = [m.quantity for m in self.at.figures[:i] if m.quantity and m.end > start]
        if earlier and not text[earlier[-1].end :].startswith("的"):
            per = _PER_UNIT.match(text, earlier[-1].end)  # $66 a barrel versus $74
            start = per.end() if per else earlier[-1].end
        start = max((p.end() for p in _PREDICATE.finditer(text, start, end)), default=start)
        for mention in self.at.between(start, q.start):
            if mention.of("forecast") and self._foretells(start, mention, q):
                end = mention.start
                break
            if mention.period and text[mention.start - 1 : mention.start] in _OUT_OF and text[mention.end : q.start] in ("", "的"):
                end = mention.start - 1  # 配置比例由2030年底的42%变化至40%
                break
            aim = mention.of("forecast") and _AIM.fullmatch(text, mention.start, mention.end) and not stripped(text[mention.end : q.start])
            if mention.period or mention.of("entity") or mention.of("anaphor") or (mention.of("forecast") and not aim):
                start = mention.end
        moved = next((m for m in self.at.between(start, q.start) if (m.of("direction") or m.of("basis")) and not _NEWLY.search(text, m.start, m.end)), None)
        if moved and not trimmed(self._without_change(moved.end, q.start)):
            end = moved.start
        return text[start:end]

    def _foretells(self, start: int, mention: Mention, q: Quantity) -> bool:
        """关联交易销售预计3.7亿元: whether a word of forecast parts a figure from the noun that it is of."""
        noun = trimmed(self.at.text[start : mention.start])
        near = has_hanzi(noun) and not self.at.text[mention.end : q.start].strip("约为在达至将 ")
        return near and len(noun) > _SHORT_NOUN and not _NO_NOUN.search(noun) and not self.at.named("metric", start, mention.start)

    def _without_change(self, start: int, end: int) -> str:
        """The text of [start, end) without words of change and bases."""
        spans = [(m.start, m.end) for m in self.at.between(start, end) if m.of("direction") or m.of("basis")]
        return "".join(c for i, c in enumerate(self.at.text[start:end], start) if not any(s <= i < e for s, e in spans))

    def changing(self, start: int, end: int) -> str:
        """The noun before a word of change at `end`, not before `start`: 门店 in 门店大幅增长20%."""
        for mention in reversed(self.at.between(start, end)):  # 单价同比下降: the basis stands between
            if (mention.of("basis") or mention.of("direction")) and not stripped(_ADVERB.sub("", self.at.text[mention.end : end])):
                end = mention.start
        if reason := _FOR_A_REASON.search(self.at.text, start, end):
            end = reason.start()
        if self.at.is_latin:
            end = next((s for s, e in self.at.exclusions.asides if start <= s and e <= end and not self.at.text[e:end].strip(" ,")), end)
        if saw := _SAW.search(self.at.text, start, end):
            end = saw.start()
        begin = max(start, self.phrase_start(end))
        return trimmed(_ADVERB.sub("", self.at.text[begin:end]))

    def who(self, end: int) -> str:
        """省内 in 省内实现收入, 手机 in 手机第三季度收入: the noun before a verb of earning or a period right before `end`; "" if none."""
        left = self.at.left(end, BREAK)
        verb = _EARNS.search(self.at.text, left, end)
        stop = verb.start() if verb else end
        period = next((m for m in self.at.mentions if m.period and m.end <= stop and not self.at.text[m.end : stop].strip(" 的")), None)
        if not verb and not period:
            return ""
        stop = period.start if period else stop
        start = max([left, *(m.end for m in self.at.between(left, stop) if m.period or m.quantity or m.of("entity") or m.of("anaphor") or m.of("forecast"))])
        noun = _NEUTRAL.sub("", trimmed(_ADVERB.sub("", self.at.text[start:stop])))
        part = _ENGLISH_PART.search(noun) is not None
        kinds = ("direction", "cause", "speech", "event") if part else ("direction", "metric", "cause", "speech", "event")
        plain = not any(m.of(k) for m in self.at.between(start, stop) for k in kinds) and not _PUNCTUATED.search(noun)
        named = part or (has_hanzi(noun) and 1 < len(noun) <= _LONGEST_NAME)
        return noun if plain and named and not _ANOTHER.match(noun) and not _NO_NARROWER.search(noun) and not _NO_NOUN.search(noun) else ""

    def behind(self, start: int) -> str:
        """Data centers in revenue from data centers; "" where nothing of the kind stands behind a metric."""
        found = _BEHIND_METRIC.match(self.at.text, start)
        if not found:
            return ""
        boundary = (m for m in self.at.mentions if m.start >= found.start(1) and (m.period or m.quantity or any(m.of(k) for k in _ENDS)))
        end = min(found.end(1), next((m.start for m in boundary), found.end(1)))
        noun = self.at.text[found.start(1) : end].strip()
        return noun if len(noun) > 2 and noun == stripped(noun) and not _OF_THE_COMPANY.search(noun) else ""

    def phrase_after(self, q: Quantity) -> str:
        """The noun phrase that a figure describes or counts."""
        text = self.at.text
        end = self.at.right(q.end)
        while end < len(text) and text[end] == "、" and "的" not in text[q.end : end] and not any(f.start == end + 1 for f in self.at.figures):
            end = self.at.right(end + 1)
        moved = [m.start for m in self.at.between(q.end, end) if m.of("basis") or (m.of("direction") and not _NEWLY.search(text, m.start, m.end))]
        end = min([end, *(s for s in moved if s != q.end + 1)])
        phrase = text[q.end : end]
        return phrase[1:].strip() if phrase.startswith("的") else _PHRASE_END.split(phrase.strip(), maxsplit=1)[0].strip().rstrip(".")
