"""What every test gets: the fence, and the bundled article read once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from knowledge.knowledgebase import KnowledgeBase
from tests import fence
from tests.cases import bundled_base

KNOWN = Path(__file__).parent / "known_failures.txt"
settings.register_profile("plain", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("plain")


@pytest.fixture(autouse=True)
def inside_the_fence() -> Iterator[None]:
    """No test leaves the machine, whatever the code under test does with the error."""
    fence.attempts.clear()
    yield
    assert fence.attempts == []


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """The knowledge base of the bundled article."""
    return bundled_base()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A known failure is a strict xfail with its reason."""
    lines = (line.split(" => ", 1) for line in KNOWN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    reasons = dict(lines)
    for item in items:
        if item.nodeid in reasons:
            item.add_marker(pytest.mark.xfail(reason=reasons[item.nodeid], strict=True))
