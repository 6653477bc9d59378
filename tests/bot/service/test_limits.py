"""How fast messages go out, on a clock that the tests move."""

from hypothesis import given
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
