"""What every test gets: the fence, and the bundled article read once."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.__main__ import main
from knowledge.knowledgebase import KnowledgeBase
from tests import fence
from tests.cases import Done, bundled_base

settings.register_profile("plain", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("plain")


@pytest.fixture(autouse=True)
def inside_the_fence() -> Iterator[None]:
    """No test leaves the machine, whatever the code under test does with the error."""
    fence.attempts.clear()
    yield
    assert fence.attempts == []


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own for each test: none sees what its user has stored."""
    monkeypatch.setenv("EARNINGS_BOT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """The program run in this process, which saves the start."""

    def start(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["earnings-bot", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        shown = capfd.readouterr()
        return Done(left.value.code, shown.out, shown.err)

    return start


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """The knowledge base of the bundled article."""
    return bundled_base()
