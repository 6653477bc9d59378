"""The web application: health, metrics, what platforms post, and the headers that every answer has."""

import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.events import Platform
from bot.links import Links
from bot.metrics import Metrics
from bot.web.app import MAX_BODY, web_app
from intents.questions.language import Language
from knowledge.library import Library
from tests.cases import BUNDLED, bundled_base


async def _ready() -> Sequence[str]:
    return ()


async def _echo(request: Request) -> Response:
    return PlainTextResponse(f"{request.path_params} {len(await request.body())}")


async def _broken(_: Request) -> Response:
    raise RuntimeError("canary")


@contextlib.asynccontextmanager
async def _client(metrics: Metrics | None = None, **parts: Any) -> AsyncIterator[httpx.AsyncClient]:
    library = Library({BUNDLED: bundled_base()})
    app = web_app(lambda: library, metrics or Metrics(), parts.pop("ready", _ready), **parts)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://bot.test") as client:
        yield client


async def test_it_says_that_it_lives() -> None:
    async with _client() as client:
        answered = await client.get("/healthz")
    assert (answered.status_code, answered.text, answered.headers["cache-control"]) == (200, "ok", "no-store")


async def test_it_is_ready_when_nothing_is_missing() -> None:
    async with _client() as client:
        answered = await client.get("/readyz")
    assert (answered.status_code, answered.json()) == (200, {"ready": True, "missing": []})


async def test_what_is_missing_is_named() -> None:
    async def waiting() -> Sequence[str]:
        return ["slack"]

    async with _client(ready=waiting) as client:
        answered = await client.get("/readyz")
    assert (answered.status_code, answered.json()) == (503, {"ready": False, "missing": ["slack"]})


async def test_readiness_that_fails_is_not_ready() -> None:
    async def failing() -> Sequence[str]:
        raise RuntimeError("canary")

    async with _client(ready=failing) as client:
        answered = await client.get("/readyz")
    assert answered.status_code == 503
    assert "canary" not in answered.text


async def test_metrics_are_counted() -> None:
    metrics = Metrics()
    metrics.answered(Platform.SLACK, Language.HANS, "answer", 0.02)
    metrics.failed(Platform.TELEGRAM, "RetryAfter")
    metrics.waiting("incoming", 7)
    async with _client(metrics) as client:
        shown = (await client.get("/metrics")).text
    assert 'bot_questions_total{language="zh-Hans",outcome="answer",platform="slack"} 1.0' in shown
    assert 'bot_answer_seconds_bucket{le="0.025",platform="slack"} 1.0' in shown
    assert 'bot_platform_errors_total{kind="RetryAfter",platform="telegram"} 1.0' in shown
    assert 'bot_queue_depth{queue="incoming"} 7.0' in shown


def test_two_services_count_apart() -> None:
    """Nothing is counted in a registry of the whole process."""
    first, second = Metrics(), Metrics()
    first.waiting("incoming", 7)
    assert b"queue_depth{" in first.page()
    assert b"queue_depth{" not in second.page()


async def test_platforms_post_to_their_handlers() -> None:
    async with _client(slack=_echo, telegram=_echo) as client:
        slack = await client.post("/slack/events", content=b"12345")
        telegram = await client.post("/telegram/abc", content=b"123")
    assert (slack.text, telegram.text) == ("{} 5", "{'path': 'abc'} 3")


@pytest.mark.parametrize("path", ["/slack/events", "/telegram/abc"])
async def test_a_platform_that_is_off_has_no_address(path: str) -> None:
    async with _client() as client:
        assert (await client.post(path)).status_code == 404


@pytest.mark.parametrize(("method", "path"), [("GET", "/slack/events"), ("GET", "/telegram/abc"), ("POST", "/healthz"), ("POST", "/"), ("DELETE", f"/a/{BUNDLED}")])
async def test_other_methods_are_refused(method: str, path: str) -> None:
    async with _client(slack=_echo, telegram=_echo) as client:
        assert (await client.request(method, path)).status_code == 405


async def test_a_body_has_a_limit() -> None:
    async with _client(slack=_echo) as client:
        assert (await client.post("/slack/events", content=b"x" * MAX_BODY)).status_code == 200
        assert (await client.post("/slack/events", content=b"x" * (MAX_BODY + 1))).status_code == 413


async def test_an_error_shows_nothing_of_itself() -> None:
    async with _client(slack=_broken) as client:
        answered = await client.post("/slack/events")
    assert answered.status_code == 500
    assert "canary" not in answered.text


@pytest.mark.parametrize("path", ["/", f"/a/{BUNDLED}", "/a/none", "/healthz", "/readyz", "/metrics", "/nowhere", "/slack/events"])
async def test_every_answer_is_closed_in(path: str) -> None:
    """No script, no form, no frame, no guessing of types, no address told to others; errors included."""
    async with _client(slack=_broken) as client:
        answered = await client.request("POST" if path.startswith("/slack") else "GET", path)
    policy = dict(part.split(" ", 1) for part in answered.headers["content-security-policy"].split("; "))
    assert policy == {"default-src": "'none'", "style-src": "'self'", "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'"}
    assert answered.headers["x-content-type-options"] == "nosniff"
    assert answered.headers["referrer-policy"] == "no-referrer"
    assert answered.headers["x-robots-tag"] == "noindex"


async def test_a_page_is_not_sent_twice() -> None:
    async with _client() as client:
        first = await client.get(f"/a/{BUNDLED}")
        again = await client.get(f"/a/{BUNDLED}", headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    assert first.headers["cache-control"] == "private, max-age=60"
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])


async def test_the_style_sheet_is_there_and_kept() -> None:
    """Its address changes with its content, so that it may be kept for ever."""
    async with _client() as client:
        page = (await client.get("/")).text
        address = re.search(r'<link rel="stylesheet" href="([^"]+)">', page)
        assert address
        style = await client.get(address[1])
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in style.headers["cache-control"]
    assert "@import" not in style.text
    assert "url(" not in style.text


async def test_citations_lead_to_their_sentence() -> None:
    """What Links makes of a citation is a page with that sentence under that mark."""
    citation = bundled_base().article.cite(3)
    path, _, mark = Links("https://bot.test").reader(citation).removeprefix("https://bot.test").partition("#")
    async with _client() as client:
        answered = await client.get(path)
    assert answered.status_code == 200
    assert f'id="{mark}">{citation.quote}</span>' in answered.text


@pytest.mark.parametrize(("header", "heading"), [("zh-CN,zh;q=0.9", "财报文章"), ("zh-TW", "財報文章"), ("en-GB", "Earnings articles"), ("", "Earnings articles")])
async def test_the_list_is_in_the_readers_language(header: str, heading: str) -> None:
    async with _client() as client:
        answered = await client.get("/", headers={"accept-language": header})
    assert f"<h1>{heading}</h1>" in answered.text
    assert answered.headers["vary"] == "accept-language"
    assert f'href="/a/{BUNDLED}"' in answered.text


@pytest.mark.parametrize("path", ["/a/", "/a/none", f"/a/{BUNDLED}/", f"/a/{BUNDLED}@9", "/a/..%2f..%2fetc%2fpasswd", "/a/%00", "/a/%ff%fe", "/a/" + "x" * 5000, "/wp-login.php"])
async def test_what_is_not_there_names_the_articles(path: str) -> None:
    async with _client() as client:
        answered = await client.get(path)
    assert answered.status_code == 404
    assert "There is no such page" in answered.text
    assert f'href="/a/{BUNDLED}"' in answered.text


@given(st.binary(max_size=60), st.text(st.characters(codec="utf-8"), max_size=60))
async def test_no_address_breaks_the_reader(raw: bytes, header: str) -> None:
    """Whatever stands in the path or is said about languages, the answer is a page; nothing of the path comes back as markup."""
    path = "/a/" + "".join(f"%{byte:02x}" for byte in raw) + "%3Cscript%3E"
    async with _client() as client:
        answered = await client.get(path, headers={b"accept-language": header.encode()})
    assert answered.status_code == 404
    assert "<script" not in answered.text
