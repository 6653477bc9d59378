"""A look at what the service stands on: the database, its port and public address, zones, articles, the font of charts."""

import socket
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import httpx
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.clock import Clock
from bot.doctor.finding import Finding, broken, good, note
from bot.settings import Settings
from bot.storage.database import noticing
from bot.storage.migrating import config
from bot.stored.articles import open_library
from knowledge.language.lexicon import UnusableError

_FEWEST_ZONES = 300


async def look_at_database(settings: Settings) -> list[Finding]:
    """Whether it can be reached, and whether its tables are those of this version."""
    url = make_url(settings.database_url.get_secret_value())
    if (finding := missing_file(url)) is not None:
        return [finding]
    engine = create_async_engine(noticing(url))
    try:
        async with engine.connect() as connection:
            return [await connection.run_sync(_tables)]
    except (SQLAlchemyError, OSError) as error:
        said = str(getattr(error, "orig", error)).partition("\n")[0]
        return [broken("Database", f"{url.render_as_string(hide_password=True)} cannot be used: {said}", "see that it runs, and that DATABASE_URL names it")]
    finally:
        await engine.dispose()


def missing_file(url: URL) -> Finding | None:
    """What is to say of a database file before it is opened: opening would make it."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    file = Path(url.database).expanduser()
    if file.is_file():
        return None
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if not folder.is_dir():
        return broken("Database", f"{folder} is not a folder", "let DATABASE_URL or EARNINGS_BOT_HOME name another place")
    return note("Database", f"{file} is not there yet", "`serve` makes it")


def _tables(connection: Connection) -> Finding:
    current = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(config(connection))
    known = {revision.revision for revision in script.walk_revisions()}
    match current:
        case None:
            return note("Database", "can be reached and has no tables yet", "`serve` makes them")
        case newest if newest == script.get_current_head():
            return good("Database", "can be reached, and its tables are up to date")
        case older if older in known:
            return note("Database", "its tables are those of an older version", "`serve` brings them up to date")
        case _:
            return broken("Database", "its tables are those of a newer version", "run the version that made them, or bring this one up to date")


def look_at_port(settings: Settings) -> Iterator[Finding]:
    """Whether the web server could listen."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.create_server((settings.host, settings.port), family=family):
            yield good("Web server", f"{settings.host}:{settings.port} is free")
    except OSError as error:
        yield note("Web server", f"{settings.host}:{settings.port}: {error.strerror or error}", "fine if it is this service that runs there; else set HOST and PORT")


async def look_at_public_url(settings: Settings, client: httpx.AsyncClient) -> list[Finding]:
    """Whether the service answers at the address that people are given."""
    if not settings.public_url:
        return [note("Public address", "is not set, so citations do not link to the reader", "set PUBLIC_URL to the https address of the web server")]
    try:
        response = await client.get(f"{settings.public_url}/healthz")
        said = f"HTTP {response.status_code}"
        if (response.status_code, response.text) == (200, "ok"):
            return [good("Public address", f"{settings.public_url} leads to this service")]
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        said = str(error) or type(error).__name__
    return [note("Public address", f"{settings.public_url} does not lead to a running service: {said}", "start `serve` and look again, or let the proxy forward to HOST:PORT")]


def look_at_zones(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Whether there is data of time zones, and what it says of the one in use."""
    zones = len(available_timezones())
    if zones < _FEWEST_ZONES:
        yield broken("Time zones", f"only {zones} are known", "install the package tzdata")
        return
    local = datetime.fromtimestamp(clock.now(), ZoneInfo(settings.timezone))
    yield good("Time zones", f"{zones} are known; it is {local:%H:%M} in {settings.timezone} (UTC{local:%z})")


def look_at_articles() -> Iterator[Finding]:
    """Whether there is something to answer from."""
    try:
        cards = open_library().catalog.cards
    except (UnusableError, OSError) as error:
        yield broken("Articles", str(error), "mend or remove the article")
        return
    yield good("Articles", f"{len(cards)}, the newest of {cards[0].anchor.date}: {cards[0].title or cards[0].id}")


def look_at_font() -> Iterator[Finding]:
    """Whether the font of charts came along."""
    folder = files("bot") / "data" / "font"
    if not folder.is_dir():
        return
    fonts = [entry for entry in folder.iterdir() if entry.name.endswith((".otf", ".ttf"))]
    yield good("Font", "charts have theirs") if fonts else broken("Font", "that of charts is missing", "install the program anew")
