"""The short tier: one kill at each change of state on each platform, and the answer that was lost on its way back.

The whole table is `python -m tests.faults`.
"""

import asyncio

import pytest

from tests.faults.databases import stores
from tests.faults.processes import nursery
from tests.faults.rows import POINTS, Row, dropped
from tests.faults.suite import Outcome, expectations, run

pytestmark = pytest.mark.timeout(1200)  # of all rows together; one in which nothing moves is ended before, and told with its place
ROWS = {**POINTS, "accept, then reset": dropped}
AT_ONCE = 4


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """All rows, some at a time: each waits for starts most of its time."""

    async def all_of_them() -> list[Outcome]:
        places, expected = asyncio.Semaphore(AT_ONCE), expectations()

        async with nursery() as born:

            async def one(name: str, number: int) -> Outcome:
                async with places:
                    return await run(Row(name, ROWS[name]), born, stores(None), ("push", "pull")[number % 2], "bot", 1, 1, expected)

            return await asyncio.gather(*(one(name, number) for number, name in enumerate(ROWS)))

    return {outcome.row: outcome for outcome in asyncio.run(all_of_them())}


@pytest.mark.parametrize("name", ROWS)
def test_nothing_is_lost_and_nothing_doubled_but_what_nobody_could_know(outcomes: dict[str, Outcome], name: str) -> None:
    """Lost 0, unexpected 0, duplicates at most one for each send whose fate was unknown; the second start sends nothing."""
    outcome = outcomes[name]
    assert outcome.is_valid, "\n".join((*outcome.lines(), *outcome.notes, outcome.log[-2000:]))
    assert all(counts.ok == counts.attempt > 0 for counts in outcome.counts.values())
    assert [note for note in outcome.notes if note.startswith("judges")] == []


def test_what_was_shown_twice_is_counted() -> None:
    """The count itself: a question that was answered twice, one that was confirmed and not answered, an answer to nobody."""
    from tests.faults.counting import Counts, Shown, count

    asked = {"slack:D1:1": "a", "slack:D1:2": "a", "slack:D1:3": "a"}
    shown = [Shown("slack:D1:1", "yes: 5"), Shown("slack:D1:1", "yes: 5"), Shown("slack:D1:3", "no"), Shown("slack:D9:9", "yes: 5")]
    assert count("slack", asked, {"slack:D1:1", "slack:D1:2"}, shown, {"a": "yes"}, set(), set()) == Counts(3, 2, 1, 1, 2, 1, 0)
