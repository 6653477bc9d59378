"""The command that shows a digest as it would be sent."""

import sys
from enum import StrEnum
from pathlib import Path

from bot.stored.articles import open_library
from bot.terminal.asking import language, typed
from bot.texts import text
from intents.digests.digest import Digest, Latest, News, Request, Sort, Unanswered, Watchlist, companies_in, compose
from intents.questions.language import Language
from intents.saying.wording import said
from knowledge.library import ArticleError, Library, read_text


def preview(companies: list[str], kind: StrEnum | None, lang: str | None, articles: Path | None, seen: list[str], questions: Path | None, png: Path | None) -> None:
    """Prints the digest's text, exactly as it would be sent, and writes its chart to a file where one is named; what else is to be said goes to standard error."""
    library = open_library(articles)
    digest = compose(request_of(companies, Sort(kind) if kind else None, seen, questions, library), library, language(lang) or Language.HANS)
    if digest.is_empty:
        print(text("digest_nothing_new", digest.language), file=sys.stderr)
    else:
        print(digest.text)
    if png is not None:
        _write(png, digest)


def request_of(companies: list[str], sort: Sort | None, seen: list[str], questions: Path | None, library: Library) -> Request:
    """What a digest is asked for: of the companies named; where none is, of the newest article's, or of all for news and watchlists."""
    keys = tuple(key for name in companies for key in keys_of(typed(name), library))
    match sort or (Sort.WATCHLIST if len(keys) > 1 else Sort.LATEST):
        case Sort.LATEST:
            return Latest(keys[0] if keys else library.catalog.cards[0].company)
        case Sort.WATCHLIST:
            return Watchlist(keys or tuple(library.catalog.companies))
        case Sort.NEWS:
            if strange := [key for key in seen if key not in library.catalog.places]:
                raise ArticleError(f"no article {strange[0]!r}; there are {', '.join(library.catalog.places)}")
            return News(frozenset(seen), keys)
        case Sort.UNANSWERED:
            if questions is None:
                raise ArticleError("name the questions: --questions FILE, a text file with one on each line")
            return Unanswered(tuple(line.strip() for line in read_text(questions).splitlines() if line.strip()))


def keys_of(name: str, library: Library) -> tuple[str, ...]:
    """The keys of the companies that a text names; ArticleError where there is none that the library tells of."""
    found = companies_in(name, library)
    if not found:
        known = ", ".join(said(library.catalog.name(key).name, Language.EN) for key in library.catalog.companies if key)
        raise ArticleError(f"no article tells of {name!r}; there are articles about {known}")
    return found


def _write(file: Path, digest: Digest) -> None:
    from bot.digests.chart import chart_of, draw  # noqa: PLC0415  # drawn on demand

    chart = next((chart for section in digest.sections if (chart := chart_of(section))), None)
    if chart is None:
        raise ArticleError("no chart: fewer than two figures of one unit and period, or a character that the font lacks")
    file.write_bytes(draw(chart))
    print(text("digest_chart", digest.language, file=file, alt=chart.alt), file=sys.stderr)
