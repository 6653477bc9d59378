"""The running service, at its most talkative and in trouble, never tells a secret: not in logs, tracebacks or metrics."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.web.server import serving
from tests.cases import ROOT
from tests.machine import PATIENCE

SECRETS = {
    "TELEGRAM_TOKEN": "123456789:AAF-canary-telegram-canary-telegram", "TELEGRAM_WEBHOOK_SECRET": "canary-webhook-canary-webhook",
    "SLACK_BOT_TOKEN": "xoxb-canary-bot-1234567890", "SLACK_APP_TOKEN": "xapp-canary-app-1234567890", "SLACK_SIGNING_SECRET": "ca4a5" + "0123456789abcdef" * 2,
}
SECRETS["SLACK_SIGNING_SECRET"] = SECRETS["SLACK_SIGNING_SECRET"][:32]
OF_APP = {"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "ca4a5" + "f" * 27, "SLACK_TOKEN_KEY": "canary-" + "A" * 36 + "=", "PUBLIC_URL": "https://bot.example.com"}
WORDS = (OF_APP["SLACK_CLIENT_SECRET"], "canary", SECRETS["SLACK_SIGNING_SECRET"])
Answer = Callable[[Request], Response]


def _unknown(_: Request) -> Response:
    return JSONResponse({"ok": False, "error": "invalid_auth", "error_code": 401, "description": "Unauthorized"}, 401)


def _broken(request: Request) -> Response:
    """An error that tells the caller's own secrets back."""
    return PlainTextResponse(f"no answer to {request.url} of {request.headers}", 502)


def _odd(request: Request) -> Response:
    """A success that is none of the API's, with what was sent in it."""
    return JSONResponse({"ok": True, "result": [str(request.url)], "url": "ws://127.0.0.1:1/?ticket=canary"})


@contextlib.asynccontextmanager
async def _platforms(answer: Answer) -> AsyncIterator[str]:
    async def respond(request: Request) -> Response:
        await request.body()
        return answer(request)

    async with serving(Starlette(routes=[Route("/{path:path}", respond, methods=["GET", "POST"])]), "127.0.0.1", 0) as served:
        yield f"http://127.0.0.1:{served.port}"


@contextlib.asynccontextmanager
async def _started(environment: Mapping[str, str], folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The service, which ends with the test in any case."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _told(process: asyncio.subprocess.Process, until: Callable[[list[str]], bool]) -> list[str]:
    """The lines that the service wrote until something is among them, or it ended."""
    assert process.stdout
    lines: list[str] = []
    while not until(lines) and (line := await asyncio.wait_for(process.stdout.readline(), PATIENCE)):
        lines.append(line.decode())
    return lines


CASES: list[tuple[Answer, dict[str, str]]] = [
    (_unknown, {"SLACK_MODE": "http"}), (_broken, {"SLACK_MODE": "socket"}), (_odd, {"SLACK_MODE": "socket"}), (_broken, OF_APP | {"SLACK_MODE": "http"}), (_odd, OF_APP | {"SLACK_MODE": "socket"}),
]


@pytest.mark.parametrize(("answer", "way"), CASES, ids=["unknown", "broken", "odd", "broken, several workspaces", "odd, several workspaces"])
async def test_the_service_tells_no_secret(answer: Answer, way: dict[str, str], home: Path) -> None:
    """Whatever the platforms answer: it logs its trouble, shows its metrics, and ends when it is told to."""
    async with _platforms(answer) as here:
        told = {"LOG_LEVEL": "debug", "LOG_FORMAT": "json", "PORT": "0", "TELEGRAM_API_URL": here, "SLACK_API_URL": f"{here}/api/"}
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "EARNINGS_BOT_HOME": str(home)} | SECRETS | told | way
        async with _started(environment, home.parent) as process:
            lines = await _told(process, lambda said: any("web app listens" in line for line in said))
            with contextlib.suppress(httpx.HTTPError):  # it may have ended before
                port = next(json.loads(line)["port"] for line in lines if "web app listens" in line)
                async with httpx.AsyncClient() as client:
                    shown = [(await client.get(f"http://127.0.0.1:{port}{path}")).text for path in ("/metrics", "/readyz", "/", "/telegram/canary-path", "/slack/oauth_redirect?code=1&state=2")]
                    assert [page for page in shown if any(word in page for word in WORDS)] == []
            lines += await _told(process, lambda said: len(said) > 1)
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            lines += await _told(process, lambda _: False)
            assert await process.wait() in (0, 1)
    assert any('"level": "warning"' in line or '"level": "error"' in line for line in lines), lines
    assert [line for line in lines if any(word in line for word in WORDS)] == []
