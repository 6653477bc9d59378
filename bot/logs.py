"""Logs of the service: one line a record, as JSON or for people, without secrets and without what people wrote.

`configure` is called once, by whoever composes the program. Modules log by `structlog.stdlib.get_logger(__name__)`: an event in a
few words, and what it is about as keys. Other libraries are heard from WARNING on, since below it they show requests and payloads.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"
_SHORTEST_SECRET = 6  # characters; a shorter one would also hide common words
_TEXTS = frozenset({"argument", "body", "payload", "query", "question", "text", "texts", "update"})  # keys under which messages would stand
_TOKENS = re.compile(
    r"""(?<!\d)\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}                 # Telegram
    | (?:xoxe\.)?xox[a-z]-[A-Za-z0-9-]+ | xapp-[A-Za-z0-9-]+     # Slack
    | (?<=//hooks\.slack\.com/)[^\s"'<>\\]+                      # an address that answers go to is a secret, too
    | (?<=[?&]ticket=)[^\s"'&\\]+
    | (?<=Bearer[ ])[^\s"'\\]+
    | (?<=//)[^\s/:@"'\\]*:[^\s/@"'\\]+(?=@)                       # user and password in an address""",
    re.VERBOSE | re.IGNORECASE,
)
_VALUES = re.compile(r"(?<=\[parameters: )[^\n]*|(?<=input_value=).*?(?=, input_type=)", re.DOTALL)  # the data in errors of SQLAlchemy and pydantic


class Scrubber:
    """Hides secrets and whatever looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets if len(secret) >= _SHORTEST_SECRET for form in _forms(secret)}
        self._known = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True)))) if forms else None

    def __call__(self, text: str) -> str:
        """The text without them."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        return _TOKENS.sub(HIDDEN, text)


def _forms(secret: str) -> set[str]:
    """How a secret looks in addresses, in JSON, in repr, and its second half alone where it has two."""
    halves = {secret, *(part for part in secret.split(":")[1:] if len(part) >= _SHORTEST_SECRET)}
    return {form for half in halves for form in (half, quote(half, safe=""), json.dumps(half)[1:-1], json.dumps(half, ensure_ascii=False)[1:-1], repr(half)[1:-1])}


def _without_texts(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """What people wrote is told by its length only."""
    for key in _TEXTS.intersection(event):
        event[key] = f"({len(str(event[key]))} characters)"
    return event


def _without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Errors without the data that libraries put into their texts."""
    for key in ("event", "exception"):
        if isinstance(said := event.get(key), str):
            event[key] = _VALUES.sub(HIDDEN, said)
    return event


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Scrubs the finished line, so that nothing in a message, an argument, a traceback or a stack gets past."""

    def __init__(self, scrub: Scrubber, processors: list[Processor], foreign: list[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=foreign)
        self._scrub = scrub

    def format(self, record: logging.LogRecord) -> str:
        return self._scrub(super().format(record))


class _Handler(logging.StreamHandler[TextIO]):
    """Writes lines; a record that cannot be formatted is told by its origin only: the usual report would show its arguments."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the name that logging calls
        kind = sys.exc_info()[0]
        if kind is not BrokenPipeError and sys.stderr is not None:
            print(f"a log record of {record.name}:{record.lineno} could not be written: {kind.__name__ if kind else ''}", file=sys.stderr)


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    _without_texts,
]


def configure(level: str, form: str, secrets: Iterable[str] = (), stream: TextIO | None = None) -> Scrubber:
    """Sends all records to `stream` (standard output); `level` is that of our own, `form` json or console. Returns what hides the secrets."""
    scrub = Scrubber(secrets)
    handler = _Handler(stream or sys.stdout)
    handler.setFormatter(_Formatter(scrub, [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(form)], _SHARED))
    root, own = logging.getLogger(), logging.getLogger("bot")
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))
    own.setLevel(level.upper())
    logging.captureWarnings(True)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    sys.excepthook, threading.excepthook = _uncaught, _uncaught_in_thread
    return scrub


def _rendering(form: str) -> list[Processor]:
    """The last steps: tracebacks as text, without the values of variables; then a JSON object, or a line for people."""
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    return [structlog.processors.format_exc_info, _without_values, renderer]


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The end of the program by an error, as a record like any other."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("the program ends by an error", exc_info=(kind, error, trace))


def _uncaught_in_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None:
        logging.getLogger("bot").critical("a thread ends by an error", exc_info=(ended.exc_type, ended.exc_value, ended.exc_traceback))
