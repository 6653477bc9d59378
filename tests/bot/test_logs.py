"""Logs: no secret and nothing that people wrote, whoever logs and in whatever form."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from urllib.parse import quote

import httpx
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bot import logs
from bot.logs import HIDDEN, Scrubber, configure

TOKEN = "123456789:AAF-canary-canary-canary-canary-0123"  # noqa: S105  # of nobody
SECRETS = (TOKEN, "xoxb-canary-1234567890", "pä\"ss wörd'canary")
WRITTEN = "快手收入多少？"
UNKNOWN = (  # secrets that no setting told of
    "987654321:AAF-canary-canary-canary-canary-9876", "xoxb-1-canary", "xoxe.xoxb-1-canary", "xapp-1-canary",
    "https://hooks.slack.com/commands/T1/canary/canary", "wss://wss.slack.com/link/?ticket=canary&app=1", "Authorization: Bearer canary", "postgresql://bot:canary@host/db",
)


@pytest.fixture(params=["json", "console"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is logged at DEBUG; logging is put back afterwards."""
    stream, root, hooks = io.StringIO(), logging.getLogger(), (sys.excepthook, threading.excepthook)
    kept, levels = root.handlers[:], (root.level, logging.getLogger("bot").level)
    configure("debug", request.param, SECRETS, stream)
    yield stream
    root.handlers[:] = kept
    root.setLevel(levels[0])
    logging.getLogger("bot").setLevel(levels[1])
    logging.captureWarnings(False)
    structlog.reset_defaults()
    sys.excepthook, threading.excepthook = hooks


def _raise(message: str) -> None:
    raise RuntimeError(message)


def _traceback(secret: str) -> None:
    try:
        _raise(f"cannot use {secret}")
    except RuntimeError:
        structlog.stdlib.get_logger("bot.x").exception("it failed")


def _uncaught(secret: str) -> None:
    try:
        _raise(secret)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def _in_thread(secret: str) -> None:
    thread = threading.Thread(target=_raise, args=(secret,))
    thread.start()
    thread.join()


def _bound(secret: str) -> None:
    with structlog.contextvars.bound_contextvars(place=secret):
        structlog.stdlib.get_logger("bot.x").info("bound")


def _warned(secret: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"used {secret}", stacklevel=1)


WAYS: dict[str, Callable[[str], None]] = {
    "an event": lambda s: structlog.stdlib.get_logger("bot.x").info(f"started with {s}"),
    "a key": lambda s: structlog.stdlib.get_logger("bot.x").debug("started", settings={"token": s}),
    "bytes": lambda s: structlog.stdlib.get_logger("bot.x").debug("started", raw=s.encode()),
    "an argument": lambda s: logging.getLogger("somebody.else").warning("token %s", s),
    "an address": lambda s: logging.getLogger("aiohttp").error("GET https://host/%s/getMe", quote(s, safe=":/?&=@ ")),
    "a traceback": _traceback,
    "a stack": lambda s: logging.getLogger("bot").info("here %s", s, stack_info=True),
    "an uncaught error": _uncaught,
    "a thread": _in_thread,
    "a warning": _warned,
    "a context": _bound,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("secret", SECRETS[:2] + UNKNOWN)
def test_no_secret_reaches_the_log(log: io.StringIO, way: str, secret: str) -> None:
    """Neither those of the settings nor whatever looks like one."""
    WAYS[way](secret)
    written = log.getvalue()
    assert written != ""
    assert "canary" not in written.replace("test_logs", "")


@pytest.mark.parametrize("way", [way for way in WAYS if way not in ("bytes", "an address")])
def test_a_secret_with_odd_characters_is_hidden(log: io.StringIO, way: str) -> None:
    """Also where JSON, repr or an address writes it otherwise."""
    WAYS[way](SECRETS[2])
    assert HIDDEN in log.getvalue()
    assert "canary" not in log.getvalue()


def test_what_people_wrote_is_told_by_its_length(log: io.StringIO) -> None:
    structlog.stdlib.get_logger("bot.x").info("answered", question="快手收入多少？", payload={"a": 1}, place="telegram:1")
    assert "快手" not in log.getvalue()
    assert "(7 characters)" in log.getvalue()
    assert "telegram:1" in log.getvalue()


@pytest.mark.parametrize("name", ["httpx", "httpcore.connection", "somebody.else", "slack_bolt", "slack_sdk", "aiosqlite", "sqlalchemy.engine", "aiohttp.access", "uvicorn.error"])
def test_other_libraries_are_heard_from_warning_on(log: io.StringIO, name: str) -> None:
    """Below it they show requests and payloads, even where our own level is DEBUG."""
    logging.getLogger(name).info("a payload")
    assert log.getvalue() == ""
    logging.getLogger(name).warning("a trouble")
    assert "a trouble" in log.getvalue()


async def test_requests_are_not_logged(log: io.StringIO) -> None:
    """httpx tells addresses, which hold Telegram's token, at INFO."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as client:
        await client.get(f"https://host/bot{TOKEN}/getMe")
    assert log.getvalue() == ""


@pytest.mark.parametrize("token", [TOKEN, UNKNOWN[0]])
def test_a_token_is_hidden_in_an_address(log: io.StringIO, token: str) -> None:
    logging.getLogger("aiohttp").error("GET https://host/bot%s/getMe or %s", quote(token, safe=""), f"bot{token}")
    assert "canary" not in log.getvalue()


def test_errors_of_databases_do_not_show_what_was_stored(log: io.StringIO) -> None:
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection, pytest.raises(OperationalError) as caught:
            connection.execute(text("insert into nowhere values (:a)"), {"a": WRITTEN})
    finally:
        engine.dispose()
    logging.getLogger("bot").error("stored nothing", exc_info=caught.value)
    assert "nowhere" in log.getvalue()
    assert "快手" not in log.getvalue()


def test_errors_of_validation_do_not_show_what_was_read(log: io.StringIO) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(int).validate_python(WRITTEN)
    logging.getLogger("bot").error("no number", exc_info=caught.value)
    assert "int_parsing" in log.getvalue()
    assert "快手" not in log.getvalue()


def test_a_record_that_cannot_be_formatted_shows_no_arguments(log: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger().handlers[0].handle(logging.LogRecord("bot", logging.ERROR, "x.py", 1, "%d", (TOKEN,), None))
    told = capsys.readouterr().err
    assert log.getvalue() == ""
    assert "a log record of bot:" in told
    assert "canary" not in told


def test_json_is_one_object_a_line() -> None:
    stream = io.StringIO()
    formatter = logs._Formatter(Scrubber(), [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *logs._rendering("json")], logs._SHARED)
    handler = logs._Handler(stream)
    handler.setFormatter(formatter)
    try:
        _raise("it\nbroke")
    except RuntimeError:
        handler.handle(logging.LogRecord("bot.x", logging.ERROR, "x.py", 1, "a\nb %s", ("中文",), sys.exc_info()))
    lines = stream.getvalue().splitlines()
    record = json.loads(lines[0])
    assert len(lines) == 1
    assert (record["event"], record["level"], record["logger"]) == ("a\nb 中文", "error", "bot.x")
    assert "RuntimeError: it\nbroke" in record["exception"]


@given(st.text(min_size=6, max_size=40), st.text(max_size=20))
def test_whatever_the_secret_it_is_hidden(secret: str, around: str) -> None:
    """In plain text, in JSON, and in an address."""
    scrub = Scrubber([secret])
    said = around.replace(secret, "")
    assert secret not in scrub(f"{said} {secret} {said}").replace(HIDDEN, "") or secret in HIDDEN
    assert json.dumps(secret)[1:-1] not in scrub(json.dumps({"a": secret})).replace(HIDDEN, "")
