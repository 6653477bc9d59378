"""The shapes that values of settings have; what does not fit is told with its mend, and never with a secret's value."""

import re
from collections.abc import Callable
from importlib.util import find_spec
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


def wrong(problem: str, mend: str) -> PydanticCustomError:
    """The error of a value: what is wrong with it, and what to do."""
    return PydanticCustomError("wrong", "{problem}; {mend}", {"problem": problem, "mend": mend})  # a template of its own: values may hold braces


def _secret(shape: str, problem: str, mend: str, **mistaken: str) -> AfterValidator:
    """A check of a secret's whole text; `mistaken` are beginnings of other secrets that people put there, with what they are."""

    def check(secret: SecretStr) -> SecretStr:
        value = secret.get_secret_value().strip()
        if not value or re.fullmatch(shape, value, re.ASCII):
            return SecretStr(value)
        other = next((what for beginning, what in mistaken.items() if value.startswith(beginning)), None)
        raise wrong(f"holds {other}" if other else problem, mend)

    return AfterValidator(check)


TelegramToken = Annotated[SecretStr, _secret(r"\d{6,}:[A-Za-z0-9_-]{30,}", "is not a bot's token (digits, a colon, 35 characters)", "copy the token that @BotFather gives after /newbot")]
WebhookSecret = Annotated[SecretStr, _secret(r"[A-Za-z0-9_-]{16,256}", "must be 16 to 256 of the characters A-Z a-z 0-9 _ -", "make one with: openssl rand -hex 32")]
SlackBotToken = Annotated[
    SecretStr,
    _secret(
        r"(?:xoxe\.)?xoxb-[A-Za-z0-9-]{10,}", "must begin with xoxb-", "copy “Bot User OAuth Token” from the app's page “OAuth & Permissions”",
        **{"xapp-": "an app-level token (xapp-), which belongs into SLACK_APP_TOKEN", "xoxp-": "the token of a user (xoxp-)"},
    ),
]
SlackAppToken = Annotated[
    SecretStr,
    _secret(
        r"xapp-[A-Za-z0-9-]{10,}", "must begin with xapp-", "make one with the scope connections:write on the app's page “Basic Information”",
        **{"xoxb-": "the bot's token (xoxb-), which belongs into SLACK_BOT_TOKEN"},
    ),
]
SigningSecret = Annotated[SecretStr, _secret(r"[0-9a-f]{32}", "must be 32 characters of 0-9 and a-f", "copy “Signing Secret” from the app's page “Basic Information”")]

HOW_TO_MAKE_A_KEY = "make one with: openssl rand -base64 32 | tr '+/' '-_'"
SlackClientSecret = Annotated[SecretStr, _secret(r"[0-9a-f]{32}", "must be 32 characters of 0-9 and a-f", "copy “Client Secret” from the app's page “Basic Information”")]
SlackTokenKey = Annotated[SecretStr, _secret(r"[A-Za-z0-9_-]{43}=", "is no key (32 bytes in URL-safe base 64: 43 characters and =)", HOW_TO_MAKE_A_KEY)]


def _listed(shape: str, example: str) -> Callable[[Any], frozenset[str]]:
    """What reads ids with commas between them."""

    def read(value: Any) -> frozenset[str]:
        names = frozenset(filter(None, re.split(r"[,，\s]+", value))) if isinstance(value, str) else frozenset(value)
        bad = sorted(name for name in names if not re.fullmatch(shape, name, re.ASCII))
        if bad:
            raise wrong(f"{bad[0]!r} is no such id", f"list ids with commas between them, like {example}")
        return names

    return read


def _ids(shape: str, example: str) -> Any:
    return Annotated[frozenset[str], NoDecode, BeforeValidator(_listed(shape, example))]


TelegramChats = _ids(r"-?\d+", "-1001234567890,123456789")
TelegramUsers = _ids(r"\d+", "123456789,987654321")
SlackWorkspaces = _ids(r"[TE][A-Z0-9]{2,}", "T0123ABCD")
SlackChannels = _ids(r"[CGD][A-Z0-9]{2,}", "C0123ABCD,C0456EFGH")
People = _ids(r"\d+|[UW][A-Z0-9]{2,}", "123456789,U0123ABCD")


def _client_id(value: str) -> str:
    """The id of an app of Slack; two numbers."""
    if value and not re.fullmatch(r"\d+\.\d+", value.strip(), re.ASCII):
        raise wrong("is not a client ID (two numbers with a dot between them)", "copy “Client ID” from the app's page “Basic Information”")
    return value.strip()


def _address(value: str) -> str:
    """An http(s) address with a host."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise wrong(f"{_without_password(value)!r} is not an http(s) address", "write it in full, like https://host/")
    return value


def _public(value: str) -> str:
    """The address that people reach the web server by, without a slash at its end; links to hosts without a dot are dropped by Telegram."""
    if not value:
        return value
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise wrong("is not an address", "write it like https://bot.example.com") from None
    if parts.scheme != "https" or "." not in host.strip(".") or parts.query or parts.fragment or parts.username:
        raise wrong(f"{_without_password(value)!r} is not an https address whose host has a dot", "write it like https://bot.example.com, with nothing behind ? or #")
    return value.rstrip("/")


def _database(secret: SecretStr) -> SecretStr:
    """An address of SQLAlchemy with the asynchronous driver; the short forms sqlite: and postgres: get theirs."""
    value = secret.get_secret_value()
    scheme, colon, rest = value.partition("://")
    scheme = _DRIVERS.get(scheme, scheme)
    if not colon or scheme not in _DRIVERS.values():
        raise wrong("is not the address of a SQLite or PostgreSQL database", "write sqlite:////folder/bot.db or postgresql://user:password@host/database")
    if scheme.startswith("postgresql") and find_spec("psycopg") is None:
        raise wrong("names PostgreSQL, whose driver is not installed", "install it: pip install 'earnings-bot[postgres]'")
    return SecretStr(f"{scheme}://{rest}")


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise wrong(f"{value!r} is not a time zone", "write it like Asia/Shanghai, Europe/Berlin or UTC") from None
    return value


def _without_password(value: str) -> str:
    return re.sub(r"//[^/@]*@", "//…@", value)


def _folded(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


Address = Annotated[str, AfterValidator(_address)]
PublicUrl = Annotated[str, AfterValidator(_public)]
SlackClientId = Annotated[str, AfterValidator(_client_id)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
Zone = Annotated[str, AfterValidator(_zone)]
AnyCase = BeforeValidator(_folded)
