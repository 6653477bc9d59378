"""How fast messages go out, on a clock that the tests move."""

import asyncio
import selectors

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapter import Call
from bot.limits import TELEGRAM, Limits, Visits


def _to(chat: str, *, is_group: bool = False) -> Call:
    return Call("say", {}, None, chat, is_group=is_group, is_message=True)


def _sent(calls: list[Call], limits: Limits) -> list[tuple[float, str]]:
    """When each call goes out if each chat's next one is asked for as soon as it may."""
    now, sent, left = 0.0, [], list(calls)
    while left:
        waits = []
        for call in list(left):
            wait = limits.wait(call, now)
            if wait == 0:
                sent.append((now, call.chat))
                left.remove(call)
            waits.append(wait)
        now += max(0.001, min((w for w in waits if w), default=0.0))
    return sent


class Jumps(selectors.SelectSelector):
    """Waits for nothing: the loop's time jumps to when it would have waited until."""

    at = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.at += max(0.0, timeout or 0.0)
        return super().select(0)


class Loop(asyncio.SelectorEventLoop):
    """An event loop on a clock of its own, which may also be held up, as by a busy process."""

    def __init__(self) -> None:
        self.jumps = Jumps()
        super().__init__(self.jumps)

    def time(self) -> float:
        return self.jumps.at

    def held_up(self, seconds: float) -> None:
        self.jumps.at += seconds


async def _leave(messages: list[tuple[float, str, float, float]], limits: Limits) -> list[tuple[float, str]]:
    """When each message left: one that comes at a time, to a chat, takes so long to be marked, and holds the process up so long afterwards."""
    loop, left, lanes = asyncio.get_running_loop(), list[tuple[float, str]](), dict[str, asyncio.Lock]()
    assert isinstance(loop, Loop)

    async def one(at: float, chat: str, marking: float, busy: float) -> None:
        await asyncio.sleep(at)
        async with lanes.setdefault(chat, asyncio.Lock()):  # as a lane does
            while wait := await limits.turn(_to(chat), loop.time):  # noqa: ASYNC110  # as a lane does
                await asyncio.sleep(wait)
            await asyncio.sleep(marking)
            assert await limits.leave(_to(chat), loop.time) == 0
            left.append((loop.time(), chat))
            loop.held_up(busy)

    async with asyncio.TaskGroup() as tasks:
        for message in messages:
            tasks.create_task(one(*message))
    return left


def _run(messages: list[tuple[float, str, float, float]], limits: Limits) -> list[tuple[float, str]]:
    with asyncio.Runner(loop_factory=Loop) as runner:
        return runner.run(_leave(messages, limits))


def _fullest(times: list[float]) -> int:
    return max(sum(at <= other <= at + 1 for other in times) for at in times)


_CHATS = st.integers(0, 40).map(str)
_MOMENTS = st.sampled_from((0.0, 0.0, 0.5, 1.0)) | st.floats(0, 3)
_DELAYS = st.sampled_from((0.0, 0.001, 0.1, 1.0)) | st.floats(0, 2)
_STALLS = st.just(0.0) | st.floats(0, 0.5)


@settings(deadline=None)
@given(st.lists(st.tuples(_MOMENTS, _CHATS, _DELAYS, _STALLS), min_size=1, max_size=120))
def test_whatever_holds_messages_up_no_second_sees_more_than_the_platform_takes(messages: list[tuple[float, str, float, float]]) -> None:
    """Twenty-eight leave in a second at most, one to a chat, and all leave, however unevenly they come and are marked."""
    left = _run(messages, Limits(TELEGRAM))
    assert sorted(chat for _, chat in left) == sorted(chat for _, chat, _, _ in messages)
    assert _fullest([at for at, _ in left]) <= 28
    assert all(_fullest([at for at, other in left if other == chat]) <= 2 for _, chat in left)  # the second one on the very stroke


def test_marked_unevenly_without_the_gate_a_second_sees_too_many() -> None:
    """What the gate is for: a stalled commit lets forty turns come out at once."""
    messages = [(0.0, str(n), max(0.0, 1.5 - n / 25), 0.0) for n in range(40)]
    ungated = Limits(TELEGRAM)
    ungated.gate.apart = 0.0
    assert _fullest([at for at, _ in _run(messages, ungated)]) > 30
    assert _fullest([at for at, _ in _run(messages, Limits(TELEGRAM))]) <= 28


async def test_who_was_asked_to_wait_while_at_the_gate_does_not_leave() -> None:
    limits = Limits(TELEGRAM)
    assert limits.wait(_to("a"), 0.0) == 0
    limits.hold("", 5, 0.5, everyone=True)
    assert await limits.leave(_to("a"), lambda: 1.0) == 4.5


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60))
def test_a_chat_gets_one_message_a_second_and_all_chats_thirty(chats: list[str]) -> None:
    sent = _sent([_to(chat) for chat in chats], Limits(TELEGRAM))
    for at, chat in sent:
        assert sum(c == chat and at <= other < at + 0.999 for other, c in sent) == 1
        assert sum(at <= other < at + 0.999 for other, _ in sent) <= 31


def test_a_group_gets_twenty_messages_a_minute() -> None:
    sent = _sent([_to("g", is_group=True)] * 25, Limits(TELEGRAM))
    assert all(sum(at <= other < at + 59.9 for other, _ in sent) <= 20 for at, _ in sent)


def test_a_chat_that_is_held_waits_alone() -> None:
    limits = Limits(TELEGRAM)
    limits.hold("a", 30, 0.0)
    assert (limits.wait(_to("a"), 0.0), limits.wait(_to("b"), 0.0)) == (30.0, 0.0)


def test_several_held_at_once_hold_all() -> None:
    limits = Limits(TELEGRAM)
    for chat in "abc":
        limits.hold(chat, 5, 0.0)
    assert limits.wait(_to("d"), 0.0) == 5.0


def test_what_is_no_message_goes_at_once() -> None:
    limits = Limits(TELEGRAM)
    assert [limits.wait(Call("confirm", {}, chat="a"), 0.0) for _ in range(100)] == [0.0] * 100


def test_a_sender_may_ask_so_often_a_minute() -> None:
    visits = Visits(3)
    assert [visits.wait("a", at) for at in (0.0, 1.0, 2.0, 3.0, 60.5)] == [0, 0, 0, 57, 0]
