"""What every test gets: the fence, and the bundled article read once."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from knowledge.knowledgebase import KnowledgeBase
from tests import fence
from tests.cases import bundled_base

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
