"""A look at the app on Slack: its tokens, its scopes, how events come in."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

import httpx

from bot.clock import Clock
from bot.doctor.asking import Answered, ask, look_at_clock
from bot.doctor.finding import Finding, broken, good, note
from bot.doctor.workspaces import look_at_workspaces
from bot.settings import Settings
from bot.slack.installing import INSTALL_PATH, REDIRECT_PATH

_TOKEN = "copy “Bot User OAuth Token” anew from the app's page “OAuth & Permissions” into SLACK_BOT_TOKEN"  # noqa: S105  # no token
_APP_TOKEN = "make an app-level token with the scope connections:write on the app's page “Basic Information” and put it into SLACK_APP_TOKEN"  # noqa: S105  # no token


async def look_at_slack(settings: Settings, client: httpx.AsyncClient, clock: Clock) -> list[Finding]:
    """All about Slack; that it is off, where there is no token."""
    if not settings.has_slack:
        return [note("Slack", "is off", "set SLACK_BOT_TOKEN to turn it on")]
    api = settings.slack_api_url.rstrip("/")
    if settings.has_workspaces:
        me = await ask(client, f"{api}/oauth.v2.access", form=_credentials(settings))
        found = [_app(me, settings), *await look_at_workspaces(settings), *look_at_clock("Slack", me, clock)]
    else:
        me = await ask(client, f"{api}/auth.test", settings.slack_bot_token.get_secret_value())
        found = [*_token(me, settings), *look_at_clock("Slack", me, clock)]
    if settings.slack_mode == "socket":
        opened = await ask(client, f"{api}/apps.connections.open", settings.slack_app_token.get_secret_value())
        return [*found, _socket(opened)]
    return [*found, _requests(settings)]


def _token(me: Answered, settings: Settings) -> Iterator[Finding]:
    if me.data.get("ok") is not True:
        error = me.data.get("error")
        yield broken("Slack", f"auth.test says {error}", _TOKEN) if error else _out_of_reach(me, settings)
        return
    yield good("Slack", f"the token is that of {me.data.get('user')} in the workspace {me.data.get('team')} ({me.data.get('team_id')})")
    team = me.data.get("team_id")
    if settings.slack_workspaces and team not in settings.slack_workspaces:
        yield broken("Workspace", f"{team} is not among SLACK_WORKSPACES, so nobody is answered", f"add {team} to SLACK_WORKSPACES")
    if "x-oauth-scopes" in me.headers:
        yield from _scopes(frozenset(filter(None, (scope.strip() for scope in me.headers["x-oauth-scopes"].split(",")))))


def _out_of_reach(answered: Answered, settings: Settings) -> Finding:
    said = f"{urlsplit(settings.slack_api_url).netloc} cannot be used: {answered.trouble or f'HTTP {answered.status}'}"
    return broken("Slack", said, "see that this machine reaches it, or set SLACK_API_URL")


def _credentials(settings: Settings) -> dict[str, str]:
    """The app's own, with a code that nobody was given: Slack looks at the credentials first, and installs nothing."""
    return {"client_id": settings.slack_client_id, "client_secret": settings.slack_client_secret.get_secret_value(), "code": "doctor"}


def _app(answered: Answered, settings: Settings) -> Finding:
    """Whether Slack knows the app of OAuth."""
    match error := answered.data.get("error"):
        case "invalid_client_id" | "bad_client_secret":
            return broken("Slack", f"oauth.v2.access says {error}", "copy “Client ID” and “Client Secret” anew from the app's page “Basic Information”")
        case "invalid_code":
            return good("Slack", f"knows the app; workspaces install it at {settings.public_url}{INSTALL_PATH} (Redirect URL: {settings.public_url}{REDIRECT_PATH})")
        case str():
            return note("Slack", f"oauth.v2.access says {error}", "try again later")
        case _:
            return _out_of_reach(answered, settings)


def _scopes(granted: frozenset[str]) -> Iterator[Finding]:
    """Those that the manifest asks for and the token lacks."""
    missing = sorted(wanted_scopes() - granted)
    if missing:
        yield broken("Scopes", f"the token lacks {', '.join(missing)}", "add them on the app's page “OAuth & Permissions” and install the app anew")
    elif wanted_scopes():
        yield good("Scopes", "the token has all that the manifest asks for")


@cache
def wanted_scopes() -> frozenset[str]:
    """The bot's scopes in the manifest."""
    manifest = files("bot") / "slack-manifest.json"
    return frozenset(json.loads(manifest.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"]) if manifest.is_file() else frozenset()


def _socket(opened: Answered) -> Finding:
    if opened.data.get("ok") is True:
        return good("Socket Mode", "the app-level token opens a connection")
    return broken("Socket Mode", f"apps.connections.open failed: {opened.data.get('error') or opened.trouble or f'HTTP {opened.status}'}", _APP_TOKEN)


def _requests(settings: Settings) -> Finding:
    if not settings.public_url:
        return broken("Requests", "SLACK_MODE is http, and PUBLIC_URL is not set", "set it, and give Slack its /slack/events as Request URL")
    return note("Requests", "come in by HTTP", f"the Request URL of events, commands and interactivity must be {settings.public_url}/slack/events")
