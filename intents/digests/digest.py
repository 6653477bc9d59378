"""What a digest says: standing questions put to the library, laid out as headline, table, outlook, sentences and sources."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from intents.conversation import EMPTY
from intents.digests.news import News, Novelty
from intents.digests.section import Row, Section, Sources, heading, line, section_of
from intents.digests.standing import Findings, findings_of
from intents.library import ask_any, read
from intents.questions.language import Language
from intents.questions.reading import MAX_CHARACTERS
from intents.reply import Answer, Figure
from intents.saying.spoken import Line, Source, below, in_text
from intents.saying.wording import said
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import fold, tidy
from knowledge.library import Library

_AHEAD = 2  # forecasts of a company on a watchlist
_ENDS = " ?？。.!！"  # of a question that is asked with them and without
_TRIED = 4  # articles of a company that are asked in turn for results


class Sort(StrEnum):
    """The sorts of digests, as settings and commands name them."""

    LATEST = "latest"
    NEWS = "news"
    WATCHLIST = "watchlist"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest results of a company, by its key in the catalog."""

    company: str


@dataclass(frozen=True, slots=True)
class Watchlist:
    """The latest results of several companies, in short; the newest article first."""

    companies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Questions that were declined, as people asked them; the same one more than once is counted."""

    questions: tuple[str, ...]


Request = Latest | News | Watchlist | Unanswered


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest in parts: a section a company, the numbered sources of all, lines that belong to no company."""

    sort: Sort
    language: Language
    sections: tuple[Section, ...] = ()
    lines: tuple[Line, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.sections and not self.lines

    @property
    def headline(self) -> str:
        """The news in one line, without marks of sources; "" where there is none."""
        return self.sections[0].headline.text if self.sections else self.lines[0].text if self.lines else ""

    @property
    def text(self) -> str:
        """The whole digest as plain text."""
        parts = [section.text for section in self.sections]
        if self.lines:
            parts.append("\n".join(in_text(self.lines)))
        if rest := below(self.sources):
            parts.append("\n".join([heading("sources", self.language), *rest]))
        return "\n\n".join(parts)


def compose(request: Request, library: Library, language: Language) -> Digest:
    """The digest of a request; empty where there is nothing new. The same library gives the same bytes."""
    sources = Sources(language, library.catalog)
    match request:
        case Latest(company):
            return _digest(Sort.LATEST, [_latest(company, library, sources)], [], sources)
        case Watchlist(companies):
            return _watchlist(companies, library, sources)
        case News():
            return _digest(Sort.NEWS, _new(request, library, sources), [], sources)
        case Unanswered(questions):
            return _digest(Sort.UNANSWERED, [], _unanswered(questions, library, language), sources)
        case _:
            assert_never(request)


def companies_in(text: str, library: Library) -> tuple[str, ...]:
    """The keys of the companies that a text names and that the library has articles of, in the order of the text."""
    clean = tidy(text[:MAX_CHARACTERS]).strip()
    parties = read(clean, library, EMPTY, None).parties if clean else ()
    keys = (key for party in parties for key in (party.key, *party.namesakes))
    return tuple(dict.fromkeys(key for key in keys if key in library.catalog.companies))


def _digest(sort: Sort, sections: Iterable[Section | Line], lines: Iterable[Line], sources: Sources) -> Digest:
    told = list(sections)
    return Digest(sort, sources.language, tuple(s for s in told if isinstance(s, Section)), (*lines, *(s for s in told if isinstance(s, Line))), sources.numbered)


def _watchlist(companies: tuple[str, ...], library: Library, sources: Sources) -> Digest:
    catalog = library.catalog
    newest = sorted(dict.fromkeys(companies), key=lambda key: min(catalog.companies.get(key, ()), default=len(catalog.cards)))
    return _digest(Sort.WATCHLIST, [_latest(key, library, sources, brief=True) for key in newest], [], sources)


def _latest(company: str, library: Library, sources: Sources, *, brief: bool = False) -> Section | Line:
    """The newest article of a company that gives results; a line that says so where none does."""
    positions = list(library.catalog.companies.get(company, ()))
    for position in positions[:_TRIED]:
        kb = library.at(position)
        findings = findings_of(kb)
        if findings.headline or findings.figures:
            return section_of(kb, _short(findings) if brief else findings, library, sources, brief=brief)
    known = library.catalog.entities.get(company)
    name = (said(known.name, sources.language) if known else company) or library.catalog.cards[positions[0]].title
    return Line(line("no_figures" if positions else "no_article", sources.language, company=name))


def _short(findings: Findings) -> Findings:
    """What a watchlist shows: figures, and what the company expects in figures."""
    return replace(findings, parts=(), words=(), lacking=(), guidance=findings.guidance[:_AHEAD], outlook=findings.outlook[:1] if findings.guidance else ())


def _new(request: News, library: Library, sources: Sources) -> list[Section]:
    """A section for each article that gives figures nobody has seen, the newest first."""
    novelty, found = Novelty(request, library), list[Section]()
    for kb in novelty.articles():
        findings, before = _unseen(kb, novelty)
        if findings.headline or findings.figures or findings.guidance:
            found.append(section_of(kb, findings, library, sources, before=before))
        novelty.note(kb)
    return found


def _unseen(kb: KnowledgeBase, novelty: Novelty) -> tuple[Findings, dict[int, Figure]]:
    """What an article gives that was not seen, and what changed figures were before, by the fact's identity."""
    findings = findings_of(kb)
    figures = (*findings.figures, *novelty.more(kb))
    new = replace(
        findings, headline=novelty.unseen(findings.headline, kb), figures=novelty.unseen(figures, kb), guidance=novelty.unseen(findings.guidance, kb),
        parts=novelty.unseen(findings.parts, kb), lacking=(),
    )  # fmt: skip
    return new, novelty.before


def _unanswered(questions: tuple[str, ...], library: Library, language: Language) -> list[Line]:
    """The questions, those that are still not answered and were asked most first, with what is said to them now."""
    if not questions:
        return []
    alike: dict[str, list[str]] = {}
    for question in (" ".join(q.split()) for q in questions):
        alike.setdefault(fold(question).rstrip(_ENDS), []).append(question)
    told = [(*_asked_now(asked[0], library, language), asked) for asked in alike.values()]
    told.sort(key=lambda one: (one[0], -len(one[2])))
    answered = sum(is_answered for is_answered, _, _ in told)
    lines = [Line(line("unanswered_some" if answered else "unanswered", language, n=len(told), answered=answered))]
    for _, said_now, (question, *more) in told:
        shown = line("times", language, question=question, n=len(more) + 1) if more else question
        lines.append(Line(line("asked", language, question=shown, reply=said_now)))
    return lines


def _asked_now(question: str, library: Library, language: Language) -> tuple[bool, str]:
    """Whether a question is answered by now, and what is said to it."""
    reply, _ = ask_any(question, library, EMPTY, language)
    if isinstance(reply.reply, Answer):
        return True, line("answered_now", language)
    return False, reply.spoken.lines[0].text


__all__ = ["Digest", "Latest", "News", "Request", "Row", "Section", "Sort", "Unanswered", "Watchlist", "companies_in", "compose"]
