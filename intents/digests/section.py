"""A company's section of a digest: from figures and sentences to rows and lines with numbered sources. Words: data/digest.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from intents.digests.standing import Findings, Lacking, digest_words
from intents.finding.figures import beside, figure_of
from intents.finding.versions import with_versions
from intents.questions.language import Language
from intents.reply import Figure
from intents.saying.render import change_text, figure_line, notes_of, value_text
from intents.saying.sources import article_label, quoted_title
from intents.saying.spoken import Line, Source, in_text
from intents.saying.wording import period_text, phrase, said
from knowledge.article import Citation
from knowledge.fact import Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import fold, has_hanzi
from knowledge.library import Library
from knowledge.periods.period import Period
from knowledge.shelves.catalog import Catalog

_MOST = 8  # rows of a section
_FEW = 4  # rows of a brief one
_QUOTED = 3  # sentences of a section that are quoted, those of the outlook first
_LEADING = 2  # figures of a headline where the measures it is made of are not told


def heading(key: str, language: Language, **slots: object) -> str:
    """The words above a part of a digest."""
    return str(digest_words()["heading"][key][language.value]).format(**slots)


def line(key: str, language: Language, **slots: object) -> str:
    """A line of a digest with its slots filled."""
    return str(digest_words()["line"][key][language.value]).format(**slots)


@dataclass
class Sources:
    """The numbers that the sentences of a digest get, in the order of their use."""

    language: Language
    catalog: Catalog
    numbers: dict[Citation, int] = field(default_factory=dict)
    own: dict[Citation, bool] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)  # the numbers of those that stand in full in a section

    def of(self, citations: tuple[Citation, ...], article: str) -> tuple[int, ...]:
        """The numbers of sentences, each once; `article` is the one that the section names above."""
        for citation in citations:
            self.numbers.setdefault(citation, len(self.numbers) + 1)
            self.own[citation] = citation.article == article
        return tuple(dict.fromkeys(self.numbers[c] for c in citations))

    def quoted(self, citations: tuple[Citation, ...], article: str) -> tuple[Source, ...]:
        """Sentences that a section gives in full; those that one above it gives already are left out."""
        new = [n for n in self.of(citations, article) if n not in self.told]
        self.told.update(new)
        return tuple(source for source in self.numbered if source.number in new)

    @property
    def numbered(self) -> tuple[Source, ...]:
        """All sources; one of another article than its section's says from which."""
        return tuple(Source(n, c, "" if self.own[c] else article_label(c, self.language, self.catalog), n in self.told) for c, n in self.numbers.items())


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: a measure, its number, its growth and its period in words, what has to be said of it, and its sources.

    `is_above` where the headline tells it too.
    """

    figure: Figure
    name: str
    value: str
    growth: str
    period: str
    notes: tuple[str, ...]
    sources: tuple[int, ...]
    is_above: bool = False

    def line(self, language: Language, period: str) -> Line:
        """The row as a line below a heading that names `period`."""
        name = self.name if self.period == period else line("of_period", language, name=self.name, period=self.period)
        noted = _joined((self.growth, *self.notes), language)
        told = line("row", language, name=name[:1].upper() + name[1:], value=self.value or self.growth)
        noted = noted if self.value else _joined(self.notes, language)
        return Line(told + (phrase("figure", "beside", language, other=noted) if noted else ""), self.sources)


@dataclass(frozen=True, slots=True)
class Section:
    """What a digest says of a company, from one article.

    `article` names it with its day; the sentences of `outlook` and `words` are given in full;
    `disagree` where another article gives other values, which then stand among the rows; a brief section leaves out of its text
    the rows that the headline tells.
    """

    language: Language
    company: str
    period: str
    headline: Line
    article: str
    key: str
    rows: tuple[Row, ...] = ()
    parts: tuple[Row, ...] = ()
    forecasts: tuple[Line, ...] = ()
    outlook: tuple[Source, ...] = ()
    words: tuple[Source, ...] = ()
    missing: str = ""
    disagree: bool = False
    is_brief: bool = False

    @property
    def quoted(self) -> tuple[int, ...]:
        """The numbers of the sentences that are given in full."""
        return tuple(source.number for source in (*self.outlook, *self.words))

    @property
    def text(self) -> str:
        """The section as plain text."""
        return "\n".join(in_text(self.lines))

    @property
    def lines(self) -> tuple[Line, ...]:
        """The section as lines with the numbers of their sources; sentences that are quoted in full among them."""
        shown = tuple(row for row in self.rows if not (self.is_brief and row.is_above))
        return (
            replace(self.headline, is_heading=True), Line(self.article),
            *self._rows("figures", shown), *self._rows("parts", self.parts),
            *_under(heading("outlook", self.language), (*self.forecasts, *map(_quote, self.outlook))),
            *_under(heading("words", self.language), tuple(map(_quote, self.words))),
            *((Line(self.missing, is_apart=True),) if self.missing else ()),
        )  # fmt: skip

    def _rows(self, key: str, rows: tuple[Row, ...]) -> tuple[Line, ...]:
        period, title = self._titled(key, rows)
        return _under(title, tuple(row.line(self.language, period) for row in rows))

    def _titled(self, key: str, rows: tuple[Row, ...]) -> tuple[str, str]:
        """The period of a table and the words above it."""
        period = self.period if key == "figures" or not rows else rows[0].period
        return period, heading(f"{key}_of", self.language, period=period) if period else heading(key, self.language)


def _under(title: str, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return (Line(title, is_heading=True), *lines) if lines else ()


def _quote(source: Source) -> Line:
    return Line(source.quote, (source.number,))


def section_of(kb: KnowledgeBase, findings: Findings, library: Library, sources: Sources, *, brief: bool = False, before: Mapping[int, Figure] | None = None) -> Section:
    """The section of an article's findings; `before` are former values by the fact's identity."""
    maker = _Maker(kb, library, sources, findings.consensus, before or {})
    parts = {id(f.fact) for f in findings.parts}
    figures = tuple({id(f.fact): f for f in (*findings.headline, *findings.figures)}.values())
    leading = findings.headline or figures[:_LEADING]
    period = period_text(leading[0].period, sources.language) if leading else ""
    shown = [f for f in figures if f in leading or id(f.fact) not in parts][: _FEW if brief else _MOST]
    headline = maker.headline(leading or findings.guidance[:_LEADING], period)
    rows = tuple(replace(row, is_above=row.figure in leading) for row in maker.rows(shown))
    parted = maker.rows(findings.parts)
    forecasts = maker.forecasts(findings.guidance, findings.outlook)
    outlook = sources.quoted(findings.outlook[:_QUOTED], kb.article.id)
    words = sources.quoted(tuple(c for c in findings.words if c not in sources.numbers)[: max(0, _QUOTED - len(outlook))], kb.article.id)
    return Section(
        sources.language, maker.company, period, headline, maker.article, kb.article.id, rows, parted, forecasts, outlook, words,
        _missing(findings.lacking, sources.language), any(r.figure.citations[0].article != kb.article.id for r in rows), brief,
    )  # fmt: skip


@dataclass(frozen=True)
class _Maker:
    """Words for the figures of one article."""

    kb: KnowledgeBase
    library: Library
    sources: Sources
    consensus: tuple[Figure, ...]
    before: Mapping[int, Figure]

    @property
    def language(self) -> Language:
        return self.sources.language

    @property
    def company(self) -> str:
        return said(self.kb.company.name, self.language) or self.library.catalog.cards[self.library.catalog.places[self.kb.article.id]].title

    @property
    def article(self) -> str:
        """The title and the day of the article."""
        card = self.library.catalog.cards[self.library.catalog.places[self.kb.article.id]]
        when = Period(card.anchor.date.year, f"-{card.anchor.date.month:02}-{card.anchor.date.day:02}") if card.dated else None
        title = quoted_title(card, self.library.catalog, self.language)
        return line("article", self.language, title=title, when=period_text(when, self.language)) if when else title

    def headline(self, figures: tuple[Figure, ...], period: str) -> Line:
        """The news: company, period, and figures with their growth."""
        told = [self._piece(f, period) for f in figures]
        joined = ("，" if self.language is not Language.EN else ", ").join(told)
        company = f"{self.company} " if self.company[-1:].isascii() and self.language is not Language.EN else self.company
        text = line("headline" if period else "headline_undated", self.language, company=company, period=period, figures=joined)
        return Line(text, self._numbers(*figures))

    def _piece(self, figure: Figure, period: str) -> str:
        name, own = self.name(figure), period_text(figure.period, self.language)
        notes = [own] if own and own != period else []
        if figure.role.is_change:
            text = line("level", self.language, name=name, value=change_text(figure, self.language))
        else:
            text = line("level", self.language, name=name, value=value_text(figure, self.language))
            notes += [self._growth(figure)]
        notes += [self._year_before(figure), self._former(figure), phrase("note", figure.forecast, self.language) if figure.forecast else ""]
        notes += [line("disputed", self.language)] if len(self._versions(figure)) > 1 else []
        joined = _joined(notes, self.language)
        return text + (phrase("figure", "beside", self.language, other=joined) if joined else "")

    def name(self, figure: Figure) -> str:
        """The measure, with its subject where that is not the company."""
        name, subject = said(figure.name, self.language), said(figure.subject, self.language)
        own = subject == "" or fold(subject) == fold(self.company) or subject in name
        return name if own else line("of_subject", self.language, subject=subject, name=name)

    def rows(self, figures: list[Figure] | tuple[Figure, ...]) -> tuple[Row, ...]:
        """A row for each figure, and for each other value that another article gives for it."""
        return tuple(self._row(shown) for figure in figures for shown in self._versions(figure))

    def _versions(self, figure: Figure) -> tuple[Figure, ...]:
        """The figure, and other values of other articles where it is not told as changed from them."""
        return (figure,) if id(figure.fact) in self.before else with_versions((figure,), self.library)[0]

    def _row(self, figure: Figure) -> Row:
        language = self.language
        expected = [e for e in self.consensus if (e.metric, e.period, e.unit, e.subject) == (figure.metric, figure.period, figure.unit, figure.subject)]
        level = "" if figure.role.is_change else value_text(figure, language)
        growth = change_text(figure, language) if figure.role.is_change else self._growth(figure)
        foreign = figure.citations[0].article != self.kb.article.id
        notes = [
            *([line("undated", language)] if figure.period is None else []),
            *(line("expected", language, value=value_text(e, language)) for e in expected[:1]),
            self._year_before(figure), self._former(figure), *([line("according", language, title=self._title(figure))] if foreign else []),
            *dict.fromkeys(note for f in (figure, *self._changes(figure)) for note in notes_of(f, language)),
        ]  # fmt: skip
        numbers = self._numbers(figure, *expected[:1])
        return Row(figure, self.name(figure), level, growth, period_text(figure.period, language), tuple(filter(None, notes)), numbers)

    def _changes(self, figure: Figure) -> tuple[Figure, ...]:
        """How a number changed on the year before and on the quarter before, else as the article says it."""
        if figure.fact is None or figure.role.is_change:
            return ()
        kb = self.kb if figure.citations[0].article == self.kb.article.id else self.library.bases[figure.citations[0].article]
        told = [beside(figure.fact, kb, (role,)) for role in (Role.YOY, Role.QOQ)]
        found = [f for f in told if f] or [f for f in [beside(figure.fact, kb, (Role.CHANGE,))] if f]
        return tuple(figure_of(f, kb) for f in found if f.value is not None)

    def _growth(self, figure: Figure) -> str:
        joined = "，" if self.language is not Language.EN else ", "
        return joined.join(change_text(f, self.language) for f in self._changes(figure))

    def _ago(self, figure: Figure) -> Figure | None:
        """The number of the year before, where the article gives that and no growth; the profit before a loss, too."""
        fact, period = figure.fact, figure.period
        if fact is None or period is None or period.year is None or figure.role.is_change or self._changes(figure):
            return None
        metric = self.kb.metrics.get(figure.metric)
        alike = {figure.metric, *(metric.opposite if metric else ())}
        found = (f for f in self.kb.facts if f.metric in alike and f.value is not None and not f.forecast and f.period == period._replace(year=period.year - 1))
        same = (f for f in found if (f.subject.id, f.role, f.unit, f.terms) == (fact.subject.id, fact.role, fact.unit, fact.terms))
        return next((figure_of(f, self.kb) for f in same), None)

    def _year_before(self, figure: Figure) -> str:
        ago = self._ago(figure)
        if ago is None:
            return ""
        name = "" if ago.metric == figure.metric else said(ago.name, self.language)
        return line("year_before_other" if name else "year_before", self.language, name=name, value=value_text(ago, self.language))

    def _title(self, figure: Figure) -> str:
        catalog = self.library.catalog
        card = catalog.cards[catalog.places[figure.citations[0].article]]
        return quoted_title(card, catalog, self.language)

    def _former(self, figure: Figure) -> str:
        """What an earlier article gave, where it was another value."""
        former = self.before.get(id(figure.fact))
        if former is None:
            return ""
        return line("before", self.language, value=change_text(former, self.language) if former.role.is_change else value_text(former, self.language))

    def forecasts(self, figures: tuple[Figure, ...], told: tuple[Citation, ...]) -> tuple[Line, ...]:
        """A line for each forecast, its growth beside its number. One whose measure has a name in Chinese only is left to
        its sentence where that is among the `told`, in every language."""
        shown = [f for f in figures if not (has_hanzi(f.name.en) and set(f.citations) <= set(told))]
        levels = [f for f in shown if not f.role.is_change]
        joined = {id(f): next((c for c in shown if c.role.is_change and _measure(c) == _measure(f)), None) for f in levels if f.companion is None}
        merged = {id(change) for change in joined.values() if change}
        return tuple(self._forecast(f, joined.get(id(f))) for f in shown if id(f) not in merged)

    def _forecast(self, figure: Figure, growth: Figure | None) -> Line:
        whole = replace(figure, companion=growth) if growth else figure
        return Line(figure_line(whole, self.language), self.sources.of((*figure.citations, *(growth.citations if growth else ())), self.kb.article.id))

    def _numbers(self, *figures: Figure) -> tuple[int, ...]:
        cited = [c for f in figures for c in (*f.citations, *(c for change in self._changes(f) for c in change.citations))]
        others = [*(self.before[id(f.fact)] for f in figures if id(f.fact) in self.before), *filter(None, map(self._ago, figures))]
        return self.sources.of((*cited, *(c for f in others for c in f.citations)), self.kb.article.id)


def _measure(figure: Figure) -> tuple[object, ...]:
    return figure.metric, figure.period, figure.subject.zh, figure.forecast


def _joined(told: tuple[str, ...] | list[str], language: Language) -> str:
    return ("；" if language is not Language.EN else "; ").join(filter(None, told))


def _missing(lacking: tuple[Lacking, ...], language: Language) -> str:
    """One line that names all that the article does not say."""
    if not lacking:
        return ""
    names = [line("instead", language, asked=said(x.name, language), given=said(x.instead, language)) if x.instead else said(x.name, language) for x in lacking]
    return line("missing", language, names=("、" if language is not Language.EN else ", ").join(names))
