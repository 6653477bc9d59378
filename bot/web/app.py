"""The web application: what platforms send, health and metrics for machines, the reader for people."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from functools import cache, lru_cache, partial
from importlib.resources import files

import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.digests.chart import Chart, draw
from bot.digests.chart_links import PATH, ChartLinks
from bot.metrics import CONTENT_TYPE, Metrics
from bot.web import reader
from intents.questions.language import Language
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import Library

Articles = Callable[[], Library]
Handler = Callable[[Request], Awaitable[Response]]
Ready = Callable[[], Awaitable[Sequence[str]]]  # what the service still waits for, or has lost; nothing when it is ready

MAX_BODY = 4_000_000  # bytes of a request; platforms send less than 1 MB
_PAGES = 32  # that are kept
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex",  # whoever has the address may read; search engines need not
}
_EMPTY = (b"content-length", b"0")
_BRIEFLY, _FOREVER, _NEVER = "private, max-age=60", "public, max-age=31536000, immutable", "no-store"

_log = structlog.stdlib.get_logger(__name__)


def web_app(
    library: Articles, metrics: Metrics, ready: Ready, *, slack: Handler | None = None, telegram: Handler | None = None, installing: Handler | None = None, charts: ChartLinks | None = None
) -> ASGIApp:
    """The application. `library` gives the articles as they are now; `slack` takes /slack/events, `telegram` what is posted to
    /telegram/{path}, with the path among its path parameters, `installing` browsers that install the app on Slack; `charts` are
    drawn at /chart/. What is None has no address."""
    taken = {"/slack/events": slack, "/telegram/{path}": telegram}
    routes = [
        *(Route(path, installing, methods=["GET"]) for path in ("/slack/install", "/slack/oauth_redirect") if installing),
        *(Route(path, handler, methods=["POST"]) for path, handler in taken.items() if handler),
        Route("/healthz", _alive),
        Route("/readyz", partial(_readiness, ready)),
        Route("/metrics", partial(_metrics, metrics)),
        Route(_style_address(), _style),
        Route("/", partial(_index, library)),
        Route("/a/{article:path}", partial(_article, library)),
        *([Route(f"{PATH}{{name}}", partial(_chart, charts))] if charts else []),
    ]
    troubles = {404: partial(_missing, library), HTTPException: _refused, Exception: _fault}
    return _Guarded(Starlette(routes=routes, exception_handlers=troubles, max_body_size=MAX_BODY))  # type: ignore[arg-type]


async def _alive(_: Request) -> Response:
    return PlainTextResponse("ok", headers={"cache-control": _NEVER})


async def _readiness(ready: Ready, _: Request) -> Response:
    try:
        missing = list(await ready())
    except Exception:  # noqa: BLE001  # whatever it is, the answer is no
        _log.exception("readiness could not be told")
        missing = ["readiness"]
    return JSONResponse({"ready": not missing, "missing": missing}, 503 if missing else 200, {"cache-control": _NEVER})


async def _metrics(metrics: Metrics, _: Request) -> Response:
    return Response(metrics.page(), media_type=CONTENT_TYPE, headers={"cache-control": _NEVER})


async def _style(_: Request) -> Response:
    return Response(_style_sheet(), media_type="text/css", headers={"cache-control": _FOREVER})


@cache
def _style_sheet() -> bytes:
    return (files("bot.web") / "reader.css").read_bytes()


@cache
def _style_address() -> str:
    """The address of the style sheet, another one for another content."""
    return f"/static/reader-{hashlib.sha256(_style_sheet()).hexdigest()[:12]}.css"


async def _index(library: Articles, request: Request) -> Response:
    return _answer(request, reader.index_page(library().catalog, _wanted(request), _style_address()))


async def _article(library: Articles, request: Request) -> Response:
    key, bases = request.path_params["article"], library().bases
    if key not in bases:
        return await _missing(library, request)
    return _answer(request, await run_in_threadpool(_kept_page, bases[key]))  # a long article takes a second, in which others are answered


@lru_cache(_PAGES)
def _kept_page(kb: KnowledgeBase) -> str:
    return reader.article_page(kb, _style_address())


async def _chart(charts: ChartLinks, request: Request) -> Response:
    chart = charts.chart(request.path_params["name"])
    if chart is None:
        return PlainTextResponse("There is no such chart.", 404, {"cache-control": _NEVER})
    return Response(await run_in_threadpool(_drawn, chart), media_type="image/png", headers={"cache-control": _FOREVER})


@lru_cache(_PAGES)
def _drawn(chart: Chart) -> bytes:
    return draw(chart)


async def _missing(library: Articles, request: Request, _: Exception | None = None) -> Response:
    page = reader.missing_page(library().catalog, _wanted(request), _style_address())
    return HTMLResponse(page, 404, {"cache-control": _NEVER, "vary": "accept-language"})


def _answer(request: Request, page: str) -> Response:
    """A page, or the word that the one that the reader has is still the same."""
    body = page.encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"cache-control": _BRIEFLY, "etag": tag, "vary": "accept-language"}
    same = tag in (known.strip().removeprefix("W/") for known in request.headers.get("if-none-match", "").split(","))
    return Response(status_code=304, headers=headers) if same else HTMLResponse(body, headers=headers)


def _wanted(request: Request) -> Language:
    return reader.language_wanted(request.headers.get("accept-language", ""))


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return PlainTextResponse(error.detail, error.status_code, {"cache-control": _NEVER, **(error.headers or {})})


async def _fault(_: Request, __: Exception) -> Response:
    return PlainTextResponse("Something went wrong here; the log says what.", 500, {"cache-control": _NEVER})


class _Guarded:
    """Puts the headers that keep a page to itself onto every response, those of errors included; a confirmation is empty and needs none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start" and _EMPTY not in message["headers"]:
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)
