"""Names of parts of the company that no lexicon has: regions, brands, products, told by capitals or quotation marks."""

import re
from dataclasses import dataclass, replace

from knowledge.language.patterns import pattern
from knowledge.language.relations import related
from knowledge.language.text import has_hanzi
from knowledge.quantities.quantity import Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure, measure_of
from knowledge.sentences.mention import Mention

_PROPER, _LAST_PROPER, _NO_PART = pattern("proper_noun"), pattern("last_proper_noun"), pattern("no_part")
_IN_PLACE, _NO_REPORTER = pattern("in_place"), pattern("no_reporter")
_PART_GROUP, _PLACE_FIRST = pattern("part_group"), pattern("place_first")
_OF_PROPER = pattern("of_proper_noun")
_QUOTED = pattern("quoted_name")
_HYPHENED = pattern("hyphened_word")
_SEGMENT = pattern("segment_whole")
_EARNING = pattern("earning_behind")
_ASIDE = pattern("aside_before_verb")
_DESCRIBES = re.compile(r"(?:\s[a-z-]{2,16}){1,3}\s")
_NUMBERED, _COMPANY_NOUN, _ENGLISH_PART = pattern("numbered_name"), pattern("company_noun"), pattern("english_part")
_EARN = re.compile(r"earn(?:s|ed)\b")
_MOST = 4  # words of a name


@dataclass(frozen=True)
class Parts:
    """The parts of the company that one sentence names."""

    at: Clauses

    def narrowing(self, phrase: str) -> str:
        """North America in North America revenue, “甲” in 无糖茶“甲”收入: the name among the words before a metric; "" if none."""
        return self._quoted(phrase) or (name if (name := self._proper(phrase)) and not self._may_be_common(name) else "")

    def _may_be_common(self, name: str) -> bool:
        """Whether nothing but a sentence's beginning may be why one word has a capital: Diagnostics revenue."""
        begins = " " not in name and self.at.sentence.text.lstrip().startswith(name)
        place = self.at.reader.lexicon.surfaces.get(name.lower())
        return begins and not (place and related("place", place.id)) and f" {name}" not in self.at.reader.article.text

    def subject(self, phrase: str) -> str:
        """Footwear in Footwear accounted for 58% of sales: a capitalised phrase before a word for a share."""
        return self._proper(phrase, share=True)

    def is_name(self, phrase: str) -> bool:
        """Whether capitalised words can name a company: none of them is common."""
        folded = phrase.lower()
        told = {s.kind for t in self.at.reader.lexicon.scanner.hits(folded) for s in t.senses} if " " not in phrase else set()
        return _PROPER.fullmatch(phrase) is not None and not _NO_PART.search(folded) and not _NO_REPORTER.search(folded) and not told & {"metric", "term", "title", "anaphor"}

    def is_numbered(self, q: Quantity) -> bool:
        """Interest on 18 Robson: whether a number begins a name."""
        found = _NUMBERED.search(self.at.sentence.text, max(0, q.start - 8)) if self.at.is_latin else None
        return found is not None and found.start("number") == q.start

    def is_earner(self, phrase: str, verb: int) -> bool:
        """The Oslo-based airline earned: whether what stands before a verb of earning says what the company is, and is no part of it."""
        noun = _COMPANY_NOUN.match(phrase) if _EARN.match(self.at.text, verb) else None
        return noun is not None and noun.end() == len(phrase.rstrip()) and not _ENGLISH_PART.search(noun[0])

    def place(self, end: int) -> str:
        """Europe in fell 4% in Europe: where a figure is told of, right behind it; "" if nowhere."""
        return self._place(_IN_PLACE.match(self.at.sentence.text, end))

    def place_first(self, end: int) -> str:
        """The U.S. in In the U.S., its largest market, sales fell 5%: where what a piece tells up to `end` is told of; "" if nowhere."""
        if "in" not in self.at.text[:12] and "; in" not in self.at.text:
            return ""
        begin = self.at.text.rfind(";", 0, end) + 1
        found = _PLACE_FIRST.search(self.at.sentence.text, max(0, begin - 1), end)
        return self._place(found)

    def result(self, noun: str, key: str) -> Measure:
        """The profit or loss of a part that has no name of its own: its streaming arm lost."""
        place = self.at.text.find(noun)
        name = self.at.original(place, place + len(noun))
        whole = measure_of(self.at.reader.lexicon.metrics[key])
        label = f"{name} {whole.labels[2] if len(whole.labels) > 2 else whole.labels[-1]}"
        return replace(whole, id=label, labels=(label, *whole.labels), terms=whole.terms | self.at.terms(noun), owner=name)

    def placed(self, of: str, metric: Mention) -> str:
        """China in deliveries in China, where parts of a company have the metric; "" where what narrows it is no name."""
        place = self.at.text.find(of, metric.end)
        return self.narrowing(self.at.original(place, place + len(of))) if self.at.is_latin and related("of_any_part", metric.of("metric") or "") else ""

    def _place(self, found: re.Match[str] | None) -> str:
        taken = found and any(m.start < found.end(1) and found.start(1) < m.end and (m.period or m.quantity or m.of("person")) for m in self.at.mentions)
        return found[1] if found and not taken and not _NO_PART.search(found[1].lower()) else ""

    def behind(self, end: int) -> str:
        """Zolvera in sales of Zolvera, the company's treatment: the name behind a metric."""
        found = _OF_PROPER.match(self.at.sentence.text, end)
        if not found or _NO_PART.search(found[1].lower()) or "-based" in self.at.text[found.end() : found.end() + 24]:
            return ""
        if any(m.of("entity") and _DESCRIBES.fullmatch(self.at.text, found.end(1), m.start) for m in self.at.mentions):
            return ""  # profits at US media giant Elm
        taken = any(m.start < found.end(1) and found.start(1) < m.end and (m.period or m.quantity or (m.of("entity") and m.end >= found.end(1))) for m in self.at.mentions)
        return "" if taken else found[1]

    def earning(self, phrase: str) -> str:
        """Continental Europe in Continental Europe contributed, the solar pump segment in the solar pump segment clocked; "" if nobody earns."""
        verb = _EARNING.search(phrase.rstrip())
        noun = phrase[: verb.start()].strip() if verb else ""
        return self._written(noun) if noun and _SEGMENT.fullmatch(noun) and not has_hanzi(noun) else self._proper(noun) if noun else ""

    def before(self, phrase: str, q: Quantity) -> tuple[str, bool]:
        """Europe in Europe delivered, Little Maple in the breakfast chain Little Maple posted: the name, and whether a verb of earning follows it."""
        verb = _EARNING.search(phrase)
        noun = phrase[: verb.start()].strip() if verb else phrase
        if not noun:
            aside = _ASIDE.match(self.at.sentence.text, 0, q.start)
            return (aside[1] if aside and self._proper(aside[1]) else ""), True
        segment = self._written(noun) if _SEGMENT.fullmatch(noun) and not has_hanzi(noun) else ""
        return self._quoted(noun) or segment or self._named(noun), verb is not None

    def _quoted(self, phrase: str) -> str:
        found = _QUOTED.search(phrase)
        return self._written(found[1]) if found else ""

    def _named(self, phrase: str) -> str:
        """The name that a noun phrase is or ends in."""
        written = self._written(phrase)
        if name := self._proper(written):
            return name
        found = _PART_GROUP.search(written) or _LAST_PROPER.search(written)
        return found[1] if found and (found.re is _PART_GROUP or not _NO_PART.search(found[1].lower())) else ""

    def _proper(self, phrase: str, *, share: bool = False) -> str:
        """A phrase of capitalised words that no lexicon has, none of which only says how something was measured."""
        written = self._written(phrase)
        if has_hanzi(written) or not _PROPER.fullmatch(written) or _NO_PART.search(written.lower()) or len(written.split()) > _MOST:
            return ""
        known = self.at.reader.lexicon.surfaces.get(written.lower())
        begins = " " not in written and self.at.sentence.text.lstrip().startswith(written)
        told = self.at.reader.lexicon.scanner.hits(written.lower())
        common = begins and (_HYPHENED.search(written) or any(s.kind == "metric" or (s.kind == "term" and not related("place", s.id)) for t in told for s in t.senses))
        if share:
            return "" if _HYPHENED.search(written) or (known and known.kind == "metric") else written
        unknown = known is None or known.kind == "entity" or (known.kind == "term" and related("place", known.id) is not None)
        return written if unknown and not common else ""

    def _written(self, phrase: str) -> str:
        """A folded phrase as the article writes it."""
        place = self.at.text.find(phrase.lower())
        return self.at.original(place, place + len(phrase)) if phrase and place >= 0 else phrase
