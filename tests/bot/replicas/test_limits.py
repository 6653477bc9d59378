"""The limits of a bot hold over all replicas together, and over a change of who sends."""

import asyncio

from bot.limits import Pace
from tests.bot.replicas.crowd import Crowd
from tests.platform import message

PROFIT = "快手2024年净利润是多少"
PACE = Pace(per_second=25, between=0.2)
ALLOWED = 30  # what the platform takes in a second; the pace keeps below it, since calls that leave evenly can arrive in a bunch


def fastest(instants: list[float], seconds: float = 1.0) -> int:
    """The most messages within any such time."""
    return max(sum(at <= other < at + seconds for other in instants) for at in instants)


async def test_two_replicas_together_send_no_faster_than_one_may(crowd: Crowd) -> None:
    """Who sends leaves in the middle of it."""
    replicas = [await crowd.start(number, pace=PACE) for number in range(2)]
    await asyncio.gather(*(replicas[number % 2].receive(message(number, PROFIT, str(number % 30))) for number in range(60)))
    await crowd.until(25)
    (sender,) = (number for number, replica in crowd.replicas.items() if next(iter(replica.outboxes.values()))._lanes)
    await crowd.stop(sender)
    await crowd.until(60)
    instants = [at for at, _, _ in crowd.stage.shown]
    assert fastest(instants) <= ALLOWED
    chats = {chat: [at for at, other, _ in crowd.stage.shown if other == chat] for _, chat, _ in crowd.stage.shown}
    assert max(fastest(times, 0.19) for times in chats.values()) == 1
    assert sorted(len(times) for times in chats.values()) == [2] * 30
