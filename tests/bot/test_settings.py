"""What the environment tells the service: read once, and every fault named with its mend."""

import contextlib
import os
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from pydantic_core import PydanticCustomError

from bot.settings import Fault, Settings, SettingsError, faults, read_settings, what_to_set
from bot.shapes import _public
from intents.questions.language import Language

TELEGRAM = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
BOT, APP, SIGNING = "xoxb-1234567890-abcdefghij", "xapp-1-A0123-4567-abcdef", "0123456789abcdef" * 2
CLIENT, CLIENT_SECRET, KEY = "123456789.987654321", "fedcba9876543210" * 2, "a-key_of-32-bytes-in-url-safe-base-64-0000A="
SECRETS = {
    "TELEGRAM_TOKEN": TELEGRAM, "TELEGRAM_WEBHOOK_SECRET": "a-secret-of-the-webhook", "SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP,
    "SLACK_SIGNING_SECRET": SIGNING, "DATABASE_URL": "postgresql://bot:hidden-word@db.example/bot",
}
OF_APP = {"SLACK_CLIENT_SECRET": CLIENT_SECRET, "SLACK_TOKEN_KEY": KEY}
BROKEN = {
    "TELEGRAM_TOKEN": "canary-1", "TELEGRAM_WEBHOOK_SECRET": "canary 2", "SLACK_BOT_TOKEN": "canary-3", "SLACK_APP_TOKEN": "canary-4",
    "SLACK_SIGNING_SECRET": "canary-5", "SLACK_CLIENT_SECRET": "canary-9", "SLACK_TOKEN_KEY": "canary-10", "DATABASE_URL": "mysql://root:canary-6@host/db",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests."""
    for name in [*os.environ]:
        if name.upper().lower() in Settings.model_fields or name.startswith(("TELEGRAM_", "SLACK_")):
            monkeypatch.delenv(name)


def _set(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def _problem(monkeypatch: pytest.MonkeyPatch, **values: str) -> str:
    _set(monkeypatch, **values)
    with pytest.raises(SettingsError) as caught:
        read_settings(None)
    return str(caught.value)


def test_nothing_set_is_fine(home: Path) -> None:
    """Every setting has a default; the database lies in the data folder."""
    settings = read_settings(None)
    assert (settings.has_telegram, settings.has_slack, settings.has_webhook) == (False, False, False)
    assert settings.database_url.get_secret_value() == f"sqlite+aiosqlite:///{home}/bot.db"
    assert faults(None) == ()


def test_tokens_turn_platforms_on(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, TELEGRAM_TOKEN=f" {TELEGRAM}\n", SLACK_BOT_TOKEN=BOT, SLACK_APP_TOKEN=APP)
    settings = read_settings(None)
    assert (settings.has_telegram, settings.has_slack) == (True, True)
    assert settings.telegram_token == SecretStr(TELEGRAM)


def test_an_app_that_workspaces_install_turns_slack_on(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, **OF_APP, SLACK_CLIENT_ID=f" {CLIENT}", SLACK_APP_TOKEN=APP, PUBLIC_URL="https://bot.example.com")
    settings = read_settings(None)
    assert (settings.has_slack, settings.has_workspaces, settings.slack_client_id) == (True, True, CLIENT)


def test_the_file_stands_below_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("\ufeffPORT=1234\nHOST=::1\nLOG_LEVEL=DEBUG\nTELEGRAM_TOKEN=\n", encoding="utf-8")
    _set(monkeypatch, PORT="4321")
    settings = read_settings(file)
    assert (settings.port, settings.host, settings.log_level, settings.has_telegram) == (4321, "::1", "debug", False)


def test_a_missing_file_is_no_fault(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none").port == 8080


def test_lists_have_commas_of_any_width(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, TELEGRAM_CHATS="-1001, 22，33", ADMINS="42,U0123", SLACK_CHANNELS="C01,D02")
    settings = read_settings(None)
    assert settings.telegram_chats == {"-1001", "22", "33"}
    assert settings.admins == {"42", "U0123"}
    assert settings.slack_channels == {"C01", "D02"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("sqlite:////data/bot.db", "sqlite+aiosqlite:////data/bot.db"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
    ],
)
def test_databases_get_their_asynchronous_driver(monkeypatch: pytest.MonkeyPatch, given: str, kept: str) -> None:
    _set(monkeypatch, DATABASE_URL=given)
    assert read_settings(None).database_url.get_secret_value() == kept


CASES = [
    ({"TELEGRAM_TOKEN": "123:short"}, "TELEGRAM_TOKEN is not a bot's token"),
    ({"TELEGRAM_TOKEN": TELEGRAM, "TELEGRAM_MODE": "webhook"}, "PUBLIC_URL is not set, and TELEGRAM_MODE is webhook"),
    ({"TELEGRAM_TOKEN": TELEGRAM, "TELEGRAM_MODE": "webhook"}, "TELEGRAM_WEBHOOK_SECRET is not set"),
    ({"TELEGRAM_MODE": "push"}, "TELEGRAM_MODE must be 'polling' or 'webhook'; it is: How messages come in"),
    ({"TELEGRAM_WEBHOOK_SECRET": "short"}, "TELEGRAM_WEBHOOK_SECRET must be 16 to 256"),
    ({"TELEGRAM_CHATS": "@channel"}, "TELEGRAM_CHATS '@channel' is no such id; list ids with commas between them, like -100"),
    ({"TELEGRAM_API_URL": "ftp://host"}, "TELEGRAM_API_URL 'ftp://host' is not an http(s) address"),
    ({"SLACK_BOT_TOKEN": APP}, "SLACK_BOT_TOKEN holds an app-level token (xapp-), which belongs into SLACK_APP_TOKEN"),
    ({"SLACK_BOT_TOKEN": "xoxp-1234567890-abc"}, "SLACK_BOT_TOKEN holds the token of a user"),
    ({"SLACK_APP_TOKEN": BOT}, "SLACK_APP_TOKEN holds the bot's token (xoxb-), which belongs into SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": BOT}, "SLACK_APP_TOKEN is not set, and SLACK_MODE is socket"),
    ({"SLACK_BOT_TOKEN": BOT, "SLACK_MODE": "http"}, "SLACK_SIGNING_SECRET is not set, and SLACK_MODE is http"),
    ({"SLACK_APP_TOKEN": APP}, "SLACK_BOT_TOKEN is not set, though other settings of Slack are"),
    ({"SLACK_SIGNING_SECRET": "XYZ"}, "SLACK_SIGNING_SECRET must be 32 characters"),
    ({"SLACK_CLIENT_ID": "A0123"}, "SLACK_CLIENT_ID is not a client ID (two numbers with a dot between them); copy “Client ID”"),
    ({"SLACK_CLIENT_SECRET": BOT}, "SLACK_CLIENT_SECRET must be 32 characters of 0-9 and a-f; copy “Client Secret”"),
    ({"SLACK_TOKEN_KEY": "short"}, "SLACK_TOKEN_KEY is no key (32 bytes in URL-safe base 64: 43 characters and =); make one with: openssl rand -base64 32"),
    ({"SLACK_CLIENT_ID": CLIENT}, "SLACK_CLIENT_SECRET is not set, though SLACK_CLIENT_ID is; copy “Client Secret”"),
    ({"SLACK_CLIENT_ID": CLIENT}, "SLACK_TOKEN_KEY is not set, though SLACK_CLIENT_ID is; make one with: openssl rand -base64 32 | tr '+/' '-_'"),
    ({"SLACK_TOKEN_KEY": KEY}, "SLACK_CLIENT_ID is not set, though SLACK_TOKEN_KEY is; copy “Client ID”"),
    ({"SLACK_CLIENT_ID": CLIENT}, "PUBLIC_URL is not set, though SLACK_CLIENT_ID is; set it to the https address"),
    ({"SLACK_CLIENT_ID": CLIENT}, "SLACK_APP_TOKEN is not set, and SLACK_MODE is socket"),
    ({"SLACK_CLIENT_ID": CLIENT, "SLACK_BOT_TOKEN": BOT}, "SLACK_BOT_TOKEN is set, and SLACK_CLIENT_ID is, too; leave it out for several workspaces"),
    ({"SLACK_WORKSPACES": "acme"}, "SLACK_WORKSPACES 'acme' is no such id"),
    ({"ADMINS": "me"}, "ADMINS 'me' is no such id"),
    ({"DATABASE_URL": "mysql://host/db"}, "DATABASE_URL is not the address of a SQLite or PostgreSQL database"),
    ({"DATABASE_URL": "bot.db"}, "DATABASE_URL is not the address of a SQLite or PostgreSQL database"),
    ({"PUBLIC_URL": "http://bot.example.com"}, "PUBLIC_URL 'http://bot.example.com' is not an https address"),
    ({"PUBLIC_URL": "https://localhost:8080"}, "PUBLIC_URL 'https://localhost:8080' is not an https address whose host has a dot"),
    ({"PUBLIC_URL": "https://bot.example.com:x"}, "PUBLIC_URL is not an address"),
    ({"PORT": "eighty"}, "PORT must be a valid integer"),
    ({"PORT": "70000"}, "PORT must be less than or equal to 65535"),
    ({"QUESTIONS_PER_MINUTE": "0"}, "QUESTIONS_PER_MINUTE must be greater than or equal to 1"),
    ({"DRAIN_SECONDS": "-1"}, "DRAIN_SECONDS must be greater than or equal to 0"),
    ({"CONVERSATION_HOURS": "0"}, "CONVERSATION_HOURS must be greater than 0"),
    ({"DEFAULT_LANGUAGE": "fr"}, "DEFAULT_LANGUAGE must be 'zh-Hans', 'zh-Hant' or 'en'"),
    ({"TIMEZONE": "Peking"}, "TIMEZONE 'Peking' is not a time zone; write it like Asia/Shanghai"),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be 'debug', 'info', 'warning' or 'error'"),
    ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be 'json' or 'console'"),
]


@pytest.mark.parametrize(("values", "said"), CASES, ids=[said[:60] for _, said in CASES])
def test_a_wrong_setting_names_itself_and_the_mend(monkeypatch: pytest.MonkeyPatch, values: dict[str, str], said: str) -> None:
    problem = _problem(monkeypatch, **values)
    assert said in problem
    assert all("; " in line for line in problem.splitlines()[1:])


def test_all_faults_come_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = _problem(monkeypatch, **BROKEN, PORT="x", TIMEZONE="y")
    assert problem.splitlines()[0] == "10 settings are wrong:"
    assert {line.split()[0] for line in problem.splitlines()[1:]} == {*BROKEN, "PORT", "TIMEZONE"}


def test_no_fault_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the message nor the traceback holds what was written into a secret."""
    _set(monkeypatch, **BROKEN, PUBLIC_URL="https://me:canary-7@bot.example.com", SLACK_API_URL="ftp://me:canary-8@host")
    with pytest.raises(SettingsError) as caught:
        read_settings(None)
    assert "canary" not in "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(caught.value.faults)


@pytest.mark.parametrize("besides", [{}, {**OF_APP, "SLACK_CLIENT_ID": CLIENT, "PUBLIC_URL": "https://bot.example.com", "SLACK_BOT_TOKEN": ""}], ids=["one workspace", "several"])
def test_settings_do_not_show_secrets(monkeypatch: pytest.MonkeyPatch, besides: dict[str, str]) -> None:
    _set(monkeypatch, **SECRETS | besides)
    settings = read_settings(None)
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert [secret for secret in settings.secrets if secret in shown] == []
    told = {**SECRETS, **besides, "DATABASE_URL": "hidden-word", "SLACK_CLIENT_ID": "", "PUBLIC_URL": ""}
    assert set(settings.secrets) == set(filter(None, told.values()))


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings(None).port = 1


def test_slips_are_mentioned_and_stop_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Names that begin like ours, and in the file those that are nearly ours; other variables are nobody's business."""
    file = tmp_path / ".env"
    file.write_text("DATABASE_URI=x\nPOSTGRES_PASSWORD=y\n", encoding="utf-8")
    _set(monkeypatch, SLACK_BOT_TOKENS=BOT, TELEGRAM_COLOUR="z", DATABASE_URI="x")
    assert read_settings(file).has_slack is False
    assert faults(file) == (
        Fault("DATABASE_URI", "is no setting", "did you mean DATABASE_URL?", stops=False),
        Fault("SLACK_BOT_TOKENS", "is no setting", "did you mean SLACK_BOT_TOKEN?", stops=False),
        Fault("TELEGRAM_COLOUR", "is no setting", "see .env.example for those that there are", stops=False),
    )


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("HOST=主机".encode("gb18030"))
    with pytest.raises(SettingsError, match=r"is not UTF-8; save the file as UTF-8"):
        read_settings(file)


def test_postgresql_needs_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.shapes.find_spec", lambda _: None)
    assert "DATABASE_URL names PostgreSQL, whose driver is not installed; install it: pip install" in _problem(monkeypatch, DATABASE_URL="postgres://u:p@h/d")


@given(st.text())
def test_any_public_address_is_taken_or_refused(value: str) -> None:
    """No text makes the check fail in another way."""
    with contextlib.suppress(PydanticCustomError):
        assert _public(value) == "" or _public(value).startswith("https://")


def test_what_to_set_names_the_variables_and_offers_the_chat() -> None:
    said = what_to_set()
    assert all(name in said for name in ("TELEGRAM_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PUBLIC_URL", "earnings-bot chat", "earnings-bot doctor"))


def test_defaults_are_good_languages() -> None:
    assert read_settings(None).default_language is Language.EN
