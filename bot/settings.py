"""What the service is told by its environment and the file .env: read once, at start, and wrong values named with their mends."""

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_serializer
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.places import home
from bot.shapes import (
    HOW_TO_MAKE_A_KEY,
    Address,
    AnyCase,
    DatabaseUrl,
    People,
    PublicUrl,
    SigningSecret,
    SlackAppToken,
    SlackBotToken,
    SlackChannels,
    SlackClientId,
    SlackClientSecret,
    SlackTokenKey,
    SlackWorkspaces,
    TelegramChats,
    TelegramToken,
    TelegramUsers,
    WebhookSecret,
    Zone,
)
from intents.questions.language import Language
from knowledge.language.lexicon import UnusableError

ENV_FILE = Path(".env")
_PREFIXES = ("TELEGRAM_", "SLACK_")
_ALIKE = 0.85  # of a misspelt name to a setting's
_NONE = SecretStr("")


def _database() -> SecretStr:
    """The database file in the data folder."""
    return SecretStr(f"sqlite+aiosqlite:///{home() / 'bot.db'}")


class Settings(BaseSettings):
    """All settings; each is the environment variable of its name in capitals. "" and an empty list mean: not set."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True, env_file_encoding="utf-8-sig", validate_default=True)

    telegram_token: TelegramToken = Field(_NONE, description="Token of the bot, from @BotFather; turns Telegram on")
    telegram_mode: Annotated[Literal["polling", "webhook"], AnyCase] = Field("polling", description="How messages come in: polling, or webhook (needs PUBLIC_URL)")
    telegram_webhook_secret: WebhookSecret = Field(_NONE, description="Secret that Telegram sends along to the webhook")
    telegram_api_url: Address = Field("https://api.telegram.org", description="Another Bot API server")
    telegram_chats: TelegramChats = Field(frozenset(), description="Chats that are answered; all if empty")
    telegram_users: TelegramUsers = Field(frozenset(), description="Users that are answered; all if empty")
    slack_bot_token: SlackBotToken = Field(_NONE, description="Token of the bot (xoxb-); turns Slack on")
    slack_mode: Annotated[Literal["socket", "http"], AnyCase] = Field("socket", description="How events come in: socket (no public address needed), or http")
    slack_app_token: SlackAppToken = Field(_NONE, description="App-level token (xapp-), for socket")
    slack_signing_secret: SigningSecret = Field(_NONE, description="Signing secret, for http")
    slack_client_id: SlackClientId = Field("", description="Client ID of the app; instead of SLACK_BOT_TOKEN it lets several workspaces install it (OAuth)")
    slack_client_secret: SlackClientSecret = Field(_NONE, description="Client secret of the app, for several workspaces")
    slack_token_key: SlackTokenKey = Field(_NONE, description="Key that the tokens of several workspaces are sealed with in the database")
    slack_api_url: Address = Field("https://slack.com/api/", description="Another Web API server")
    slack_workspaces: SlackWorkspaces = Field(frozenset(), description="Workspaces that are answered; all if empty")
    slack_channels: SlackChannels = Field(frozenset(), description="Channels that are answered; all if empty")
    slack_managers: Annotated[Literal["members", "admins"], AnyCase] = Field("members", description="Who may change the subscriptions of a channel: members, or admins of the workspace")
    admins: People = Field(frozenset(), description="Ids of the users, of either platform, who may see and change what others may not")
    questions_per_minute: int = Field(30, ge=1, le=10_000, description="Questions of one user that a process answers in a minute; of several workers each counts for itself")
    database_url: DatabaseUrl = Field(default_factory=_database, description="sqlite:////folder/bot.db or postgresql://user:password@host/database")
    public_url: PublicUrl = Field("", description="Address that people reach the web server by; citations link to it")
    host: str = Field("127.0.0.1", description="Address that the web server listens on")
    port: int = Field(8080, ge=0, le=65535, description="Its port; 0 takes a free one")
    log_level: Annotated[Literal["debug", "info", "warning", "error"], AnyCase] = Field("info", description="debug, info, warning or error")
    log_format: Annotated[Literal["json", "console"], AnyCase] = Field("json", description="json, a record a line, or console, for people")
    role: Annotated[Literal["all", "web", "worker"], AnyCase] = Field("all", description="With PostgreSQL, what this process does: web takes messages in, worker answers, all does both")
    drain_seconds: float = Field(20, ge=0, le=600, description="Time that work in hand gets when the service stops")
    conversation_hours: float = Field(24, gt=0, le=8760, description="Time after which a conversation is forgotten")
    default_language: Language = Field(Language.EN, description="zh-Hans, zh-Hant or en, where neither a question nor a user's program says")
    timezone: Zone = Field("UTC", description="Time zone of schedules that name none")

    @field_serializer("admins", "telegram_chats", "telegram_users", "slack_workspaces", "slack_channels")
    def _as_list(self, ids: frozenset[str]) -> list[str]:
        return sorted(ids)

    @property
    def has_telegram(self) -> bool:
        """Whether Telegram is turned on."""
        return bool(self.telegram_token.get_secret_value())

    @property
    def has_slack(self) -> bool:
        """Whether Slack is turned on."""
        return bool(self.slack_bot_token.get_secret_value()) or self.has_workspaces

    @property
    def has_workspaces(self) -> bool:
        """Whether workspaces install the app by OAuth, and each has a token of its own."""
        return bool(self.slack_client_id)

    @property
    def has_webhook(self) -> bool:
        """Whether Telegram's updates come in by the web server."""
        return self.has_telegram and self.telegram_mode == "webhook"

    @property
    def has_postgres(self) -> bool:
        """Whether several processes can share the database."""
        return self.database_url.get_secret_value().startswith("postgres")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret that is set, of the database's address its password; no log may hold one."""
        values = (value.get_secret_value() for name, value in self if isinstance(value, SecretStr) and name != "database_url")
        return tuple(filter(None, (*values, urlsplit(self.database_url.get_secret_value()).password)))


@dataclass(frozen=True, slots=True)
class Fault:
    """A variable that is wrong: what is wrong with it and the mend; without `stops` the service starts nevertheless."""

    variable: str
    problem: str
    mend: str
    stops: bool = True

    def __str__(self) -> str:
        return f"{self.variable} {self.problem}; {self.mend}"


class SettingsError(UnusableError):
    """Settings that the service cannot start with; the message names all of them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        heading = "a setting is wrong" if len(faults) == 1 else f"{len(faults)} settings are wrong"
        super().__init__("\n".join((f"{heading}:", *(f"  {fault}" for fault in faults))))


def read_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """The settings of the environment and, below it, of a file; SettingsError names all faults at once."""
    settings, found = _read(env_file)
    if settings is None or any(fault.stops for fault in found):
        raise SettingsError(tuple(fault for fault in found if fault.stops))
    return settings


def faults(env_file: Path | None = ENV_FILE) -> tuple[Fault, ...]:
    """All that is wrong or looks like a slip; none where the settings are fine."""
    return _read(env_file)[1]


def _read(env_file: Path | None) -> tuple[Settings | None, tuple[Fault, ...]]:
    try:
        slips = tuple(_slips(env_file))
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]  # which the signature that types see lacks
    except ValidationError as error:
        return None, (*(_fault(each) for each in error.errors(include_url=False, include_input=False)), *slips)
    except UnicodeDecodeError:
        return None, (Fault(str(env_file), "is not UTF-8", "save the file as UTF-8"),)
    return settings, (*_missing(settings), *slips)


def _fault(error: Any) -> Fault:
    """A validation error as a fault; its own texts hold the mend behind the semicolon."""
    variable = ".".join(str(part) for part in error["loc"]).upper()
    if error["type"] == "wrong":
        return Fault(variable, error["ctx"]["problem"], error["ctx"]["mend"])
    problem = error["msg"].removeprefix("Input ").removeprefix("should be ")
    described = Settings.model_fields[error["loc"][0]].description or ""
    return Fault(variable, f"must be {problem}", f"it is: {described}")


def _missing(settings: Settings) -> Iterator[Fault]:
    """What a chosen way of running needs besides."""
    if settings.has_webhook and not settings.public_url:
        yield Fault("PUBLIC_URL", "is not set, and TELEGRAM_MODE is webhook", "set it to the https address that Telegram can reach, or leave TELEGRAM_MODE out")
    if settings.has_webhook and not settings.telegram_webhook_secret.get_secret_value():
        yield Fault("TELEGRAM_WEBHOOK_SECRET", "is not set, and TELEGRAM_MODE is webhook", "make one with: openssl rand -hex 32")
    if settings.role != "all" and not settings.has_postgres:
        yield Fault("ROLE", f"is {settings.role}, and DATABASE_URL is no PostgreSQL", "leave ROLE out, or set DATABASE_URL to postgresql://user:password@host/database")
    yield from _missing_of_slack(settings)
    yield from _missing_of_workspaces(settings)


def _missing_of_slack(settings: Settings) -> Iterator[Fault]:
    """What the way in needs that was chosen for Slack."""
    app_token, signing_secret = settings.slack_app_token.get_secret_value(), settings.slack_signing_secret.get_secret_value()
    if settings.has_slack and settings.slack_mode == "socket" and not app_token:
        yield Fault("SLACK_APP_TOKEN", "is not set, and SLACK_MODE is socket", "make an app-level token with connections:write, or set SLACK_MODE=http and SLACK_SIGNING_SECRET")
    if settings.has_slack and settings.slack_mode == "http" and not signing_secret:
        yield Fault("SLACK_SIGNING_SECRET", "is not set, and SLACK_MODE is http", "copy “Signing Secret” from the app's page “Basic Information”")
    if not settings.has_slack and (app_token or signing_secret):
        yield Fault("SLACK_BOT_TOKEN", "is not set, though other settings of Slack are", "copy “Bot User OAuth Token” from the app's page “OAuth & Permissions”")


def _missing_of_workspaces(settings: Settings) -> Iterator[Fault]:
    """What installing in several workspaces needs, where any of its settings is set."""
    needed = {
        "SLACK_CLIENT_ID": (settings.slack_client_id, "copy “Client ID” from the app's page “Basic Information”"),
        "SLACK_CLIENT_SECRET": (settings.slack_client_secret.get_secret_value(), "copy “Client Secret” from the app's page “Basic Information”"),
        "SLACK_TOKEN_KEY": (settings.slack_token_key.get_secret_value(), HOW_TO_MAKE_A_KEY),
    }
    given = [name for name, (value, _) in needed.items() if value]
    if not given:
        return
    for name, (value, mend) in needed.items():
        if not value:
            yield Fault(name, f"is not set, though {given[0]} is", f"{mend}; for a single workspace set SLACK_BOT_TOKEN and none of the three")
    if settings.has_workspaces and not settings.public_url:
        yield Fault("PUBLIC_URL", "is not set, though SLACK_CLIENT_ID is", "set it to the https address at which people can install the app")
    if settings.has_workspaces and settings.slack_bot_token.get_secret_value():
        yield Fault("SLACK_BOT_TOKEN", "is set, and SLACK_CLIENT_ID is, too", "leave it out for several workspaces, or the three of OAuth for a single one")


def _slips(env_file: Path | None) -> Iterator[Fault]:
    """Variables that no setting has, with a name that begins like ours, or in the file with one much like ours."""
    known = {name.upper() for name in Settings.model_fields}
    told = dotenv_values(env_file, encoding="utf-8-sig") if env_file and env_file.is_file() else {}
    for name in sorted({*os.environ, *told}):
        alike = difflib.get_close_matches(name.upper(), known, n=1, cutoff=_ALIKE)
        if name.upper() not in known and (name.upper().startswith(_PREFIXES) or (name in told and alike)):
            yield Fault(name, "is no setting", f"did you mean {alike[0]}?" if alike else "see .env.example for those that there are", stops=False)


def what_to_set() -> str:
    """What `serve` says where no platform is turned on."""
    return """\
No platform is turned on: set one of these in the environment or in the file .env, and start again.

  Telegram   TELEGRAM_TOKEN           the token that @BotFather gives after /newbot
  Slack      SLACK_BOT_TOKEN          the bot's token, xoxb-…, once the app of bot/slack-manifest.json is installed
             SLACK_APP_TOKEN          an app-level token, xapp-…, with the scope connections:write
             SLACK_CLIENT_ID          instead of SLACK_BOT_TOKEN where several workspaces are to install the app

Both together run in one process. Links from citations to the article need PUBLIC_URL.
All settings with their defaults stand in .env.example; `earnings-bot doctor` checks what is set.
Without any token: `earnings-bot chat` asks in this terminal."""
