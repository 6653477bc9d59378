"""A look at the workspaces that have installed the app, where several may."""

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.doctor.finding import Finding, broken, good, note
from bot.doctor.surroundings import missing_file
from bot.settings import Settings
from bot.slack.installing import INSTALL_PATH, SealedStore
from bot.storage.database import noticing


async def look_at_workspaces(settings: Settings) -> list[Finding]:
    """Which have installed it, and whether their tokens can be read; nothing where the database itself is the trouble."""
    url = make_url(settings.database_url.get_secret_value())
    if missing_file(url) is not None:
        return [_none(settings)]
    engine = create_async_engine(noticing(url))
    try:
        teams = await SealedStore(settings.slack_client_id, engine, settings.slack_token_key).teams()
    except (SQLAlchemyError, OSError):
        return []  # told by the look at the database
    finally:
        await engine.dispose()
    return [*([_sealed(closed, len(teams))] if (closed := [team for team, opens in teams.items() if not opens]) else []), *_installed(teams, settings)]


def _none(settings: Settings) -> Finding:
    return note("Workspaces", "none has installed the app yet", f"open {settings.public_url}{INSTALL_PATH} in a browser")


def _sealed(closed: list[str], of: int) -> Finding:
    said = f"the tokens of {len(closed)} of {of} ({', '.join(closed[:5])}) were sealed with another key"
    return broken("Workspaces", said, "put the old key back into SLACK_TOKEN_KEY, or have them install the app anew")


def _installed(teams: dict[str, bool], settings: Settings) -> list[Finding]:
    """Those whose tokens can be read, and those of them that nobody lets in."""
    open_ones = [team for team, opens in teams.items() if opens]
    if not teams:
        return [_none(settings)]
    found = [good("Workspaces", f"{len(open_ones)} can be written to: {', '.join(open_ones[:5])}")] if open_ones else []
    strangers = [team for team in open_ones if settings.slack_workspaces and team not in settings.slack_workspaces]
    if strangers:
        found.append(note("Workspaces", f"{', '.join(strangers[:5])} installed the app, and are not answered", "add them to SLACK_WORKSPACES if they are to be"))
    return found
