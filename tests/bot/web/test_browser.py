"""The reader as people see it, in headless Chromium: on a phone and on a desk, light and dark."""

import asyncio
import itertools
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.metrics import Metrics
from bot.web.app import web_app
from bot.web.server import serving
from knowledge.library import Library
from tests.browser import Browser, browser, needs_browser
from tests.cases import BUNDLED, bundled_base
from tests.machine import PATIENCE

pytestmark = needs_browser
CITED = 15  # a sentence with several figures
PHONE, DESK = (390, 844), (1280, 900)
COLOUR = "return getComputedStyle({}).backgroundColor"


async def _ready() -> Sequence[str]:
    return ()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The reader, served in a thread of its own."""
    library, started, port = Library({BUNDLED: bundled_base()}), threading.Event(), 0
    loop, done = asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        nonlocal port
        async with serving(web_app(lambda: library, Metrics(), _ready), "127.0.0.1", 0) as served:
            port = served.port
            started.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert started.wait(PATIENCE)
    yield f"http://127.0.0.1:{port}"
    loop.call_soon_threadsafe(done.set)
    thread.join()
    loop.close()


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


def _article(window: Browser, site: str, size: tuple[int, int], *, mark: str = f"#s{CITED}", dark: bool = False) -> None:
    window.show(f"{site}/a/{BUNDLED}{mark}", *size, dark=dark)
    if folder := os.environ.get("PICTURES"):
        window.picture(Path(folder) / f"reader-{size[0]}-{'dark' if dark else 'light'}{'-cited' if mark else ''}.png")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_cited_sentence_stands_out_on_the_screen(window: Browser, site: str, size: tuple[int, int], dark: bool) -> None:
    """It has a ground of its own, is in view, and its figures show."""
    _article(window, site, size, dark=dark)
    top, bottom = window.run(f"const r = document.querySelector('#s{CITED}').getBoundingClientRect(); return [r.top, r.bottom]")
    assert 0 <= top < bottom <= size[1]
    assert window.run(COLOUR.format(f"document.querySelector('#s{CITED}')")) != window.run(COLOUR.format(f"document.querySelector('#s{CITED - 1}')"))
    assert window.run(f"return document.querySelector('#s{CITED} ~ .figures').checkVisibility()")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_follows_the_scheme(window: Browser, site: str, dark: bool) -> None:
    _article(window, site, PHONE, mark="", dark=dark)
    ground = window.run(COLOUR.format("document.body"))
    assert (sum(map(int, ground.removeprefix("rgb(").removesuffix(")").split(","))) < 200) is dark


@pytest.mark.parametrize("size", [(320, 640), PHONE, (768, 1024), DESK, (1920, 1080)], ids=str)
@pytest.mark.parametrize("path", ["/", f"/a/{BUNDLED}", f"/a/{BUNDLED}#s{CITED}", "/a/none"])
def test_nothing_runs_over_the_side(window: Browser, site: str, size: tuple[int, int], path: str) -> None:
    window.show(site + path, *size)
    assert window.run("return document.documentElement.scrollWidth <= innerWidth")


def test_figures_stand_in_the_margin_where_there_is_room(window: Browser, site: str) -> None:
    """Right of the column, and not one over another."""
    _article(window, site, DESK, mark="")
    column = window.run("return document.querySelector('article p:not(.about)').getBoundingClientRect().right")
    boxes = window.run("return [...document.querySelectorAll('.figures')].map(f => { const r = f.getBoundingClientRect(); return [r.left, r.top, r.bottom] })")
    assert len(boxes) > 10
    assert all(left > column for left, _, _ in boxes)
    assert all(above[2] <= below[1] for above, below in itertools.pairwise(boxes))


def test_a_phone_shows_figures_when_their_mark_is_touched(window: Browser, site: str) -> None:
    """The text stands alone until then."""
    _article(window, site, PHONE, mark="")
    shown = "return [...document.querySelectorAll('.figures')].filter(f => f.checkVisibility()).length"
    before = window.run(shown)
    window.click("a.mark[href='#s3']")
    assert (before, window.run(shown)) == (0, 1)
    assert window.run("return document.querySelector('#s3 ~ .figures').checkVisibility()")


def test_what_is_copied_is_the_text_alone(window: Browser, site: str) -> None:
    """Marks are not part of a quotation."""
    _article(window, site, PHONE, mark="")
    copied = window.run("getSelection().selectAllChildren(document.querySelector('#s3').parentElement); return getSelection().toString()")
    assert copied.strip() == bundled_base().article.sentences[3].text


def test_no_script_runs(window: Browser, site: str) -> None:
    """The policy keeps even a script that somehow got into the page from running."""
    _article(window, site, PHONE, mark="")
    window.run("const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s)")
    assert window.run("return window.ran === undefined")
