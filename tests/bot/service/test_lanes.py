"""The embedded runner: order within a chat, nobody waits for another."""

import asyncio

import pytest

from bot import lanes as module
from bot.lanes import Lanes
from tests.machine import PATIENCE


async def test_a_lane_is_handled_in_order_and_beside_the_others() -> None:
    """A lane that is being handled does not keep another waiting; its own next one comes after it."""
    order: list[str] = []
    slow = asyncio.Event()

    async def handle(row: str) -> float:
        if row == "1":
            await slow.wait()
        order.append(row)
        if row == "3":
            slow.set()
        return 0.0

    lanes = Lanes(handle, workers=2)
    lanes.start()
    for lane, row in (("a", "1"), ("a", "2"), ("b", "3")):
        lanes.put(lane, row)
    await lanes.quiet()
    assert order == ["3", "1", "2"]
    await lanes.stop()


async def test_a_resting_lane_goes_on_with_the_same_event() -> None:
    seen: list[str] = []
    enough = asyncio.Event()

    async def handle(row: str) -> float:
        seen.append(row)
        if len(seen) == 4:
            enough.set()
        return 0.01 if len(seen) < 3 else 0.0

    lanes = Lanes(handle, workers=1)
    lanes.start()
    lanes.put("a", "1")
    lanes.put("a", "2")
    async with asyncio.timeout(PATIENCE):
        await enough.wait()
    assert seen == ["1", "1", "1", "2"]
    await lanes.stop()


async def test_draining_finishes_what_is_held_and_leaves_what_rests() -> None:
    done: list[str] = []

    async def handle(row: str) -> float:
        await asyncio.sleep(0)
        done.append(row)
        return 60.0 if row == "2" else 0.0

    lanes = Lanes(handle, workers=1)
    lanes.start()
    for lane, row in (("a", "1"), ("b", "2"), ("c", "3")):
        lanes.put(lane, row)
    assert await lanes.drain(PATIENCE) is False
    assert done == ["1", "2", "3"]


async def test_a_worker_outlives_what_it_handles(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event whose handling raises comes again, and holds up no other lane."""
    monkeypatch.setattr(module, "_AFTER_A_FAULT", 0.01)
    seen: list[str] = []
    enough = asyncio.Event()

    async def handle(row: str) -> float:
        seen.append(row)
        if seen.count("1") == 1 and row == "1":
            raise OSError("the database is out of reach")
        if seen.count("1") == 2:
            enough.set()
        return 0.0

    lanes = Lanes(handle, workers=1)
    lanes.start()
    lanes.put("a", "1")
    lanes.put("b", "2")
    async with asyncio.timeout(PATIENCE):
        await enough.wait()
    assert seen == ["1", "2", "1"]
    await lanes.stop()


async def test_an_event_is_held_once() -> None:
    seen: list[str] = []

    async def handle(row: str) -> float:
        seen.append(row)
        return 0.0

    lanes = Lanes(handle, workers=1)
    for _ in range(2):
        lanes.put("a", "1")
    assert lanes.depth == 1
    lanes.start()
    await lanes.quiet()
    assert (seen, lanes.depth) == (["1"], 0)
    await lanes.stop()


async def test_digests_leave_workers_to_answers() -> None:
    """Only so many digests are sent at once, however many wait; a question is handled beside them."""
    under_way: list[str] = []
    most = 0
    answered, free = asyncio.Event(), asyncio.Event()

    async def handle(row: str) -> float:
        nonlocal most
        if row == "event:1":
            answered.set()
            return 0.0
        under_way.append(row)
        most = max(most, len(under_way))
        await free.wait()
        under_way.remove(row)
        return 0.0

    lanes = Lanes(handle, workers=8)
    lanes._digests = asyncio.Semaphore(2)
    for number in range(6):
        lanes.put(f"chat {number}", f"digest:{number}:1")
    lanes.start()
    await asyncio.sleep(0)
    lanes.put("somebody", "event:1")
    await answered.wait()
    free.set()
    await lanes.quiet()
    assert most == 2
    await lanes.stop()
