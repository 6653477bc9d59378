"""Companies that the lexicon lacks, found by the constructions in which texts introduce them."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from knowledge.article import Article
from knowledge.language.lexicon import Lexicon
from knowledge.language.patterns import pattern, rare
from knowledge.language.scanner import Token
from knowledge.language.text import fold, has_hanzi

_REPORTS, _REPORTED = rare("reports"), rare("reported")
_RESULTS, _RESEARCH = pattern("results"), pattern("research")
_TAKINGS = rare("takings_amount")
_CODE, _RUN, _AFTER_PERIOD = rare("code_in_brackets"), pattern("name_run"), pattern("period_before_name")
_DIGEST, _DECLARED, _LEGAL = pattern("digest_line"), rare("declared_name"), rare("legal_form")
_ROUNDUP, _HEADING, _DESCRIBED_FIRM = pattern("roundup_line"), pattern("roundup_heading"), rare("described_firm")
_ROUNDUP_NAME = pattern("roundup_name")
_DESCRIBED_REPORTER, _BASED_FIRM = rare("described_reporter"), rare("based_firm")
_OPENING, _PERIOD = pattern("clause_opening"), pattern("period_opening")
_HEADLINE, _TITLED = pattern("headline_lead"), pattern("title_name")
_TITLE_COMPANY, _HANZI_TITLE_COMPANY = pattern("title_company"), pattern("hanzi_title_company")
_OF_PARTS = rare("told_by_parts")
_OF_COMPANY, _NO_COMPANY = pattern("latin_of_company"), pattern("no_repeated_company")
_BEFORE_NAME, _ORIGIN = pattern("before_name"), pattern("origin_before_name")
_TIMES, _DESCRIBED = pattern("time_behind_name"), pattern("described_before_name")
_LATIN_CODED, _BEGINNING = pattern("latin_coded"), 600  # characters in which a code introduces a company
_LATIN_BEFORE, _RIVAL = pattern("latin_name_before"), pattern("rival_lead")
_FUNCTION, _NO_NAME, _SEGMENT = pattern("function_character"), pattern("no_company"), pattern("segment_whole")
_SUFFIX, _TRADE = pattern("company_suffix"), pattern("trade_in_name")
_NO_NAME_PART, _GOODS = pattern("no_name_part"), pattern("common_part")
_LONGEST, _SHORT, _SHORTEST = 8, 6, 2  # characters of a Chinese name; up to the second one, one is taken as it stands
_CERTAIN = 4  # how sure an introduction is that a weaker one does not prolong
_ABBREVIATED = 4  # capitals of an abbreviation
_QUOTED = ('" ', "” ")  # right before a name: who is quoted
_MOST = 300  # introductions of one kind that are looked at
_BEHIND, _BEFORE = 24, 24  # characters behind a verb of publishing in which the results are named; before a bracket


class Introduction(NamedTuple):
    """A name as written, how sure the construction is that it is a company's, and whether its results are told."""

    name: str
    sure: int
    results: bool = False
    short: str = ""  # the name that is declared for it
    code: str = ""  # the digits of the stock code behind it


def _digits(code: str) -> str:
    """293 of (293), 00293 of (00293.HK); "" where a bracket holds no single number."""
    found = re.findall(r"\d+", code)
    return found[0] if len(found) == 1 else ""


def without_origin(name: str) -> str:
    """Norrland of Oslo-listed Norrland."""
    return _ORIGIN.sub("", name) if "-" in name else name


class Introductions:
    """The introductions of one article, its text and tokens looked at once."""

    def __init__(self, article: Article, lexicon: Lexicon, tokens: list[Token], people: tuple[str, ...] = ()) -> None:
        self.text, self.folded, self.lexicon = article.text, article.folded, lexicon
        self.title, self.people = article.title, people
        self.measures = sorted({t.start for t in tokens if t.senses[0].kind == "metric" and t.end - t.start > 1} | {m.start() for m in _TAKINGS.finditer(self.folded)})
        self.starts = {t.start for t in tokens}
        self.companies = {lexicon.entities[key].owner or key for t in tokens if (key := t.of("entity"))}  # that the lexicon knows
        self.offices = {t.end for t in tokens if t.of("title")}  # where offices end, behind which a person is named
        self.known = bytearray(len(article.folded))  # 1 where a known word stands
        for token in tokens:
            self.known[token.start : token.end] = b"\1" * (token.end - token.start)

    @cached_property
    def openings(self) -> list[re.Match[str]]:
        """What the clauses begin with."""
        return list(islice(_OPENING.finditer(self.folded), _MOST))

    @cached_property
    def parts(self) -> frozenset[str]:
        """扫地机 and 割草机 of 分产品看,扫地机收入5亿元;割草机收入2亿元: what a sentence tells of one by one as parts of somebody."""
        told = [m.span("listed") for m in _OF_PARTS.finditer(self.folded)]
        begins = ((m.start(1), end) for m in self.openings for start, end in told if start <= m.start(1) < end)
        return frozenset(self.folded[at : self.measures[i]] for at, end in begins if (i := bisect_right(self.measures, at)) < len(self.measures) and self.measures[i] <= min(end, at + _LONGEST))

    def all(self) -> list[Introduction]:
        """Every introduction, in no order; 甲科技预计 is none where 甲科技 is surely one."""
        ways = (self._declared, self._legal, self._coded, self._coded_latin, self._reporters, self._listed, self._roundup, self._described, self._subjects, self._described_reporters, self._traders, self._headline, self._owner, self._title)
        named = (i._replace(name=without_origin(i.name)) for way in ways for i in islice(way(), _MOST))
        found = [i for i in named if self.is_name(i.name) and (i.results or not self.is_person(i.name))]  # a firm may be called as its boss is
        certain = tuple({i.name for i in found if i.sure >= _CERTAIN})
        return [i for i in found if i.sure >= _CERTAIN or i.name in certain or not i.name.startswith(certain)]

    def is_name(self, name: str) -> bool:
        """Whether a name may be a company's: no common noun, no clause, no adjective (Leeds-based)."""
        folded = fold(name)
        known = self.lexicon.surfaces.get(folded)
        if known is not None:
            return known.kind == "entity"
        if _NO_NAME_PART.search(name):
            return False
        common = folded in self.lexicon.grammar or _SUFFIX.fullmatch(name) or _NO_NAME.search(folded) or _SEGMENT.fullmatch(folded)
        return len(name) > 1 and not common

    def _declared(self) -> Iterator[Introduction]:
        """X in X集团有限公司(以下简称「X」), Maple Retail ("Maple" or the "Company")."""
        for match in _DECLARED.finditer(self.text):
            short = next(g for g in match.groups() if g)
            known = self.lexicon.surfaces.get(fold(short))
            if known and known.kind != "entity":
                continue  # earnings before interest and taxes ("EBIT")
            name = self._before(match.start()) or short
            yield Introduction(name, 5, short=short)

    def _legal(self) -> Iterator[Introduction]:
        """X in X控股有限公司, Maple Retail plc: a name with its legal form."""
        for match in _LEGAL.finditer(self.text):
            if name := match[1] or self._before(match.start()):
                yield Introduction(name, 3)

    def _coded(self) -> Iterator[Introduction]:
        """宇通客车 in 宇通客车(600066): the noun before a stock code, where no known name stands there."""
        for match in _CODE.finditer(self.folded):
            day = self.folded[match.end() : match.end() + 1] == "日"  # 昨(9)日公布
            before = None if day else _RUN.search(self.folded, max(0, match.start() - _BEFORE), match.start())
            if before and not (before[1].isascii() and before[1][0].isdigit()) and not any(before[1].endswith(s) for s in self._names_at(before[1])):
                name = self.trimmed(_AFTER_PERIOD.sub("", before[1]))
                if name:
                    at = before.start(1) + before[1].rfind(name)
                    yield Introduction(self.text[at : at + len(name)], 4, code=_digits(match[0]))

    def _coded_latin(self) -> Iterator[Introduction]:
        """Corvane Robotics (CRVN); Free Cash Flow (FCF) is an abbreviation, no code."""
        for match in _LATIN_CODED.finditer(self.text, 0, _BEGINNING):
            if "".join(w[0] for w in match["name"].split() if w[0].isupper()) != match["code"]:
                yield Introduction(match["name"], 4)

    def _reporters(self) -> Iterator[Introduction]:
        """X in X发布2024年全年财报, X Corp. reported quarterly sales."""
        for match in _REPORTS.finditer(self.folded):
            told = match[1] + (match[2] or "" if match[1] + (match[2] or "") not in self.lexicon.surfaces else "")
            name = self.trimmed(told) if match[1] not in self.lexicon.surfaces else match[1]
            if name and not _RESEARCH.search(self.folded, match.end(), match.end() + _BEHIND // 4):
                at = match.start(1) + told.rfind(name)
                yield self._reporter(self.text[at : at + len(name)], match.end())
        for match in _REPORTED.finditer(self.text):
            if match.start(1) - 1 in self.offices or self.text[max(0, match.start(1) - 2) : match.start(1)] in _QUOTED:
                continue  # Chief executive Ann Lee said; "We grew," Ann Lee said
            name = match[1].strip()
            yield Introduction(_RIVAL.sub("", name), 1) if _RIVAL.match(name) else self._reporter(name, match.end())

    def _reporter(self, name: str, end: int) -> Introduction:
        results = _RESULTS.search(self.folded, end, end + _BEHIND) is not None
        return Introduction(name, 5 if results else 2, results)

    def _listed(self) -> Iterator[Introduction]:
        """The companies that the lines of a digest begin with; what a single line begins with and nothing repeats is none (先说结论:)."""
        named = dict.fromkeys(_BEFORE_NAME.sub("", m[1] or m[2]) for m in _DIGEST.finditer(self.text))
        return (Introduction(name, 4) for name in named if len(named) > 1 or _SUFFIX.search(name) or self.text.count(name) > 1)

    def _roundup(self) -> Iterator[Introduction]:
        """The companies that two or more lines of an English digest begin with, or are where its title names them; capitals are written as elsewhere in the text."""
        named = [m["name"] for m in _ROUNDUP.finditer(self.text) if not _HEADING.match(m["name"])]
        title = self.title.text if self.title else ""
        alone = [m["name"] for m in _ROUNDUP_NAME.finditer(self.text) if m["name"] in title and m["name"] != title.strip() and not _HEADING.match(m["name"])]
        return (Introduction(self._in_small(name), 5) for names in (named, alone) for name in names if len(set(names)) > 1)

    def _in_small(self, name: str) -> str:
        """Velmora for VELMORA; abbreviations stay as they are."""
        return " ".join(w.capitalize() if w.isupper() and (len(w) > _ABBREVIATED or w.capitalize() in self.text) else w for w in name.split(" "))

    def _described(self) -> Iterator[Introduction]:
        """Linnet in payments firm Linnet cut its target, in Leeds-based Linnet."""
        return (Introduction(m["name"], 4) for construction in (_DESCRIBED_FIRM, _BASED_FIRM) for m in construction.finditer(self.text))

    def _subjects(self) -> Iterator[Introduction]:
        """X in X一季度营收5亿元: what a clause begins with, up to a period or a measure."""
        for match in self.openings:
            start, end = match.span(1)
            period = _PERIOD.search(self.folded, start, end + 8)
            stops = [period.start()] if period and period.start() <= end else []
            stops += self.measures[(i := bisect_right(self.measures, start)) : i + 1]
            stop = min(stops, default=start)
            name = self.folded[start:stop]
            if not _SHORTEST <= len(name) <= _LONGEST or _FUNCTION.search(name) or self.is_told(start, stop) or _GOODS.match(self.folded, stop):
                continue  # 低温产品收入: a kind of product
            if name not in self.parts and (self.folded.count(name) > 1 or _SUFFIX.search(name)):
                yield Introduction(self.text[start:stop], 2 if period and stop == period.start() else 1)

    def _described_reporters(self) -> Iterator[Introduction]:
        """X in 业绩同样亮眼的X在2031年实现营收: an unknown name behind a relative clause that the text repeats."""
        for match in _DESCRIBED_REPORTER.finditer(self.folded):
            name = match[1]
            if self.folded.count(name) > 1 and not _FUNCTION.search(name) and not self.is_told(*match.span(1)):
                yield Introduction(self.text[match.start(1) : match.end(1)], 4)

    def _traders(self) -> Iterator[Introduction]:
        """岭峰水泥, 华岱水泥 at the beginning of clauses: unknown characters and a trade, more than once in the text."""
        for match in self.openings:
            trade = _TRADE.search(self.folded, match.start(1) + 2, match.end(1))
            if trade is None or trade.start() - match.start(1) > _LONGEST // 2 or self.known.count(1, match.start(1), trade.start()):
                continue
            if self.folded.count(self.folded[match.start(1) : trade.end()]) > 1:
                yield Introduction(self.text[match.start(1) : trade.end()], 2)

    def _headline(self) -> Iterator[Introduction]:
        """The name that a title begins with and the text repeats."""
        if self.title is None:
            return
        start = self.title.start
        while lead := _HEADLINE.match(self.text, start, self.title.end):
            start = lead.end()
        match = _TITLED.match(self.text, start, self.title.end)
        if match is None:
            return
        words = match[0].split(" ") if match[0].isascii() else list(match[0][: _LONGEST])
        joint = " " if match[0].isascii() else ""
        for n in range(len(words), 0 if joint else 1, -1):
            name = joint.join(words[:n])
            ends = joint or not has_hanzi(self.text[start + n : start + n + 1]) or (start + n) in self.starts
            if ends and self.text.count(name) > 1 and not self.is_told(start, start + len(name)) and not _FUNCTION.search(fold(name)):
                yield Introduction(name, 4)
                return

    def _owner(self) -> Iterator[Introduction]:
        """Maple in Maple's first-quarter revenue fell: whose results the first words of an English text are."""
        match = _OF_COMPANY.match(self.text)
        if match and match["owner"] and not _NO_COMPANY.search(match["owner"]):
            yield Introduction(match["owner"], 3, results=True)

    def _title(self) -> Iterator[Introduction]:
        """Maple Retail in Maple Retail interim results, 拓岚 in 拓岚二季度业绩电话会纪要: what a title says whose results it tells by."""
        if self.title is None:
            return
        match = _TITLE_COMPANY.match(self.text, self.title.start, self.title.end) or _HANZI_TITLE_COMPANY.match(self.folded, self.title.start, self.title.end)
        if match and not _FUNCTION.search(fold(match["name"])):
            yield Introduction(self.text[slice(*match.span("name"))], 3, results=True)

    def _before(self, end: int) -> str:
        """The name that ends at `end`; of a Latin one all words with capitals but its legal form."""
        if latin := _LATIN_BEFORE.search(self.text, max(0, end - 3 * _BEFORE), end):
            return latin["name"]
        run = _RUN.search(self.folded, max(0, end - _BEFORE), end)
        name = self.trimmed(run[1]) if run and has_hanzi(run[1]) else ""
        return self.text[run.end(1) - len(name) : run.end(1)] if run and name else ""

    def trimmed(self, run: str) -> str:
        """A run of characters without the day behind the name, and without when it is and what describes it before."""
        run = _BEFORE_NAME.sub("", _DESCRIBED.sub("", _TIMES.sub("", run)))
        if run.isascii():
            return run
        return run if 1 < len(run) <= _SHORT and not _FUNCTION.search(run) else self._repeated(run)

    def _repeated(self, run: str) -> str:
        """The longest end of the run that the text repeats; the run itself where it is short and without grammar."""
        for length in range(min(len(run), _LONGEST), _SHORTEST - 1, -1):
            end = run[-length:]
            if self.folded.count(end) > 1 and end not in self.lexicon.surfaces and not _SUFFIX.fullmatch(end) and not _FUNCTION.search(end):
                return end
        return run if len(run) <= _LONGEST and not _FUNCTION.search(run) else ""

    def _names_at(self, run: str) -> Iterator[str]:
        """The ends of a run of characters that the lexicon knows as names."""
        return (run[i:] for i in range(len(run) - 1) if (sense := self.lexicon.surfaces.get(run[i:])) and sense.kind == "entity")

    def is_touched(self, start: int, end: int) -> bool:
        """Whether a known word stands in [start, end)."""
        return self.known.count(1, start, end) > 0

    def is_person(self, name: str) -> bool:
        """Whether a name is that of somebody whom the text introduces, or a part of it."""
        return any(name in person for person in self.people)

    def is_told(self, start: int, end: int) -> bool:
        """Whether known words make up all of [start, end)."""
        return self.known.count(1, start, end) >= end - start - self.text.count(" ", start, end)
