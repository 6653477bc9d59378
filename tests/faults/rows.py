"""The rows of the fault table: each brings its fault over a ground, and leaves it drained."""

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from tests.fakes.slack import Fault as SlackFault
from tests.fakes.telegram import Fault, Kind
from tests.fakes.telegram_judge import Refusal
from tests.faults.ground import PLATFORMS, Ground
from tests.faults.processes import Process
from tests.faults.stalling import Stalled, until
from tests.machine import PATIENCE

_MANY = 10**6
_AT_MOST = 12  # answers between a start and a kill
_LONGEST = 10.0  # seconds between them
_BEHIND = 200  # answers that people wait for, when they ask no more
_POSTS = "chat.postMessage"


@dataclass(frozen=True, slots=True)
class Row:
    """A fault by its name; `is_naive` where the naive bots go through it as well, `database` where it is about one kind of them."""

    name: str
    bring: Callable[[Ground, int], Awaitable[None]]
    is_naive: bool = True
    database: str = ""


async def steady(ground: Ground, size: int) -> None:
    """Nothing is wrong."""
    await ground.start()
    await ground.ask_for(2 * size, 8)
    await ground.settle()


async def kills(ground: Ground, size: int) -> None:
    """SIGKILL at random while people ask: now after so many answers on one platform, now on the other, so that a machine however
    slow is killed at all kinds of work."""
    for number in range(10 * size):
        ground.ask(2, chats=60)  # while nobody takes it
        await ground.start()
        asking = asyncio.create_task(_ask_on(ground))
        await _answered(ground, PLATFORMS[number % 2], ground.random.randrange(_AT_MOST))
        await asyncio.sleep(ground.random.uniform(0, 0.1))
        await ground.kill()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        if not (number + 1) % 50:
            print(f"    {number + 1} kills, {len(ground.asked)} questions", file=sys.stderr, flush=True)
    await ground.start()
    await ground.settle()


async def _answered(ground: Ground, platform: str, number: int) -> None:
    """Waits for so many more answers on a platform, but not long."""
    wanted = ground.answers(platform) + number
    with contextlib.suppress(Stalled):
        await until(lambda: ground.answers(platform) >= wanted, "they are answered", _LONGEST)


async def _ask_on(ground: Ground) -> None:
    while True:
        if sum(ground.answers(platform) for platform in PLATFORMS) > len(ground.asked) - _BEHIND:
            ground.ask(2, chats=60)
        await asyncio.sleep(ground.random.expovariate(8))


def crash(point: str, prepare: Callable[[Ground], None] | None = None) -> Callable[[Ground, int], Awaitable[None]]:
    """The program kills itself at a named point, is started, and started again."""

    async def bring(ground: Ground, _: int) -> None:
        for platform in ("telegram", "slack"):
            if prepare:
                prepare(ground)
            process = await ground.start(EARNINGS_BOT_CRASH_POINT=point)
            if platform == "telegram":
                ground.ask_telegram(1)
            else:
                ground.ask_slack()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(process.ended), PATIENCE)
            if not process.ended.done():
                ground.notes.append(f"{point} was not reached on {platform}")
                await ground.kill()
            else:
                await ground.died()
            await ground.start()
            await ground.drain()
            await ground.kill()
        await ground.start_again()

    return bring


async def terminated(ground: Ground, _: int) -> None:
    """SIGTERM while answers are on their way: what is held comes to its end, the exit code is 0."""
    await ground.start()
    ground.telegram.faults.append(Fault(Kind.SLOW, times=_MANY, seconds=0.3))
    ground.ask(10)
    await asyncio.sleep(0.4)
    assert ground.process is not None
    at = asyncio.get_running_loop().time()
    code = await ground.process.stop()
    ground.notes.append(f"exit code {code} after {asyncio.get_running_loop().time() - at:.1f} s")
    await ground.died()
    ground.telegram.faults.clear()
    await ground.start()
    await ground.settle()


async def repeats(ground: Ground, size: int) -> None:
    """Each event comes twice, neighbours swapped, a mention also as a message."""
    await ground.start()
    await ground.ask_for(2 * size, 5, twice=True)
    await ground.settle()


async def dropped(ground: Ground, size: int) -> None:
    """One send in twelve is taken, and the connection breaks before the answer comes."""
    await ground.start()
    for _ in range(2 * size):
        ground.telegram.faults.append(Fault(Kind.RESET_DONE, skip=ground.random.randrange(3, 11)))
        ground.slack.faults.append(SlackFault("drop", _POSTS, skip=ground.random.randrange(3, 11)))
    await ground.ask_for(4 * size, 8)
    await ground.drain()
    left = sum(f.times for f in ground.telegram.faults) + sum(f.times for f in ground.slack.faults)
    ground.ambiguous += 4 * size - left
    await ground.settle()


async def one_waits(ground: Ground, _: int) -> None:
    """429 for one chat of each platform: it waits as long as it is told, the others do not."""
    await ground.start()
    ground.telegram.faults.append(Fault(Kind.REFUSE, chat=99, refusal=flood(4)))
    ground.slack.faults.append(SlackFault("429", _POSTS, seconds=4))
    ground.ask_telegram(99)
    ground.ask_slack(channel="D9")
    await asyncio.sleep(0.5)
    at = asyncio.get_running_loop().time()
    others = [key for _ in range(6) for key in (ground.ask_telegram(ground.random.randrange(100, 200)), ground.ask_slack(channel="D1"))]
    await _until_shown(ground, [key for key in others if key.startswith("telegram")])
    ground.notes.append(f"others on Telegram answered after {asyncio.get_running_loop().time() - at:.1f} s of 4")
    await ground.settle()
    ground.notes.append(f"early retries {_early(ground, 99, 4)}")


async def all_wait(ground: Ground, _: int) -> None:
    """429 for whichever chat is written to, until 3 s are over."""
    await ground.start()
    ground.telegram.faults.append(Fault(Kind.REFUSE, times=6, refusal=flood(3)))
    ground.slack.faults.append(SlackFault("429", _POSTS, times=3, seconds=3))
    ground.ask(12, chats=12)
    await ground.settle()
    refused = [r for r in ground.telegram.calls("sendMessage") if r.status == 429]
    ground.notes.append(f"{len(refused)} refusals on Telegram")


def flood(seconds: int) -> Refusal:
    """Telegram asks to wait so long."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def _early(ground: Ground, chat: int, seconds: float) -> int:
    """Requests to a chat sooner than it was asked for."""
    calls = [r for r in ground.telegram.calls("sendMessage") if r.params.get("chat_id") == chat]
    refused = [r.at for r in calls if r.status == 429]
    return sum(0 < r.at - at < seconds for at in refused for r in calls)


async def _until_shown(ground: Ground, keys: list[str], seconds: float = 20) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not set(keys) <= {one.key for one in ground.shown()}:  # noqa: ASYNC110  # the fakes tell of nothing
                await asyncio.sleep(0.05)


async def blocked(ground: Ground, _: int) -> None:
    """People block the bot, a channel is archived: the others are answered, the bad ones tried once."""
    await ground.start()
    for chat in (501, 502):
        ground.telegram.people.chat(chat).away = "bot was blocked by the user"
    ground.slack.gone["D80"] = "is_archived"
    bad = {ground.ask_telegram(chat) for chat in (501, 502)} | {ground.ask_slack(channel="D80")}
    ground.given_up |= bad
    ground.ask(8)
    await ground.settle()
    tries = [r for r in ground.telegram.calls("sendMessage") if r.params.get("chat_id") in {501, 502}]
    tries_slack = [r for r in ground.slack.journal if r.method == _POSTS and r.params.get("channel") == "D80"]
    ground.notes.append(f"{len(tries) + len(tries_slack)} tries to {len(bad)} bad chats")


async def platform_down(ground: Ground, size: int) -> None:
    """Both platforms answer nothing but 502 and broken connections for some seconds."""
    await ground.start()
    ground.ask(4)
    for method in ("sendMessage", "getUpdates"):
        ground.telegram.faults.append(Fault(Kind.REFUSE, method, times=_MANY, refusal=Refusal(502, "Bad Gateway")))
    ground.slack.faults.append(SlackFault("503", _POSTS, times=_MANY))
    await ground.ask_for(3 * size, 5)
    ground.telegram.faults.clear()
    ground.slack.faults.clear()
    await ground.settle()


async def unknown_bot(ground: Ground, _: int) -> None:
    """The platforms do not say who the bot is when it starts, while events come: stored now, answered later."""
    ground.slack.faults.append(SlackFault("invalid_auth", "auth.test", times=_MANY))
    ground.telegram.faults.append(Fault(Kind.REFUSE, "getMe", times=_MANY, refusal=Refusal(502, "Bad Gateway")))
    await ground.start(until_ready=False)
    await asyncio.sleep(2)
    ground.ask(5)
    await asyncio.sleep(4)
    early = ground.counts("slack").acknowledged
    ground.slack.faults.clear()
    ground.telegram.faults.clear()
    await ground.ready()
    ground.notes.append(f"Slack confirmed {early} of 5 meanwhile")
    await ground.settle()


async def poison(ground: Ground, _: int) -> None:
    """A question whose handling fails: it is set aside and its asker told, its chat and the others go on."""
    word = "poison"
    await ground.start(FAULTS_POISON=word)
    ground.given_up |= {ground.ask_telegram(1, word), ground.ask_slack(word, channel="D1")}
    for _ in range(3):
        ground.ask_telegram(1)
    ground.ask(5)
    await ground.drain(quiet=15)
    told = [one for one in ground.shown() if one.key in ground.given_up]
    ground.notes.append(f"{len(told)} of 2 askers told")
    ground.excused = {one.key for one in told}


def _has_come_to_something(ground: Ground, process: Process, key: str) -> bool:
    """Whether the program ended, or an asker was told; over PostgreSQL the work of one that died is handed on only after some seconds."""
    return process.ended.done() or any(one.key == key for one in ground.shown())


async def deadly(ground: Ground, _: int) -> None:
    """A question whose handling ends the program, as running out of memory does: after some starts it is set aside."""
    word = "poison"
    key = ground.ask_telegram(1, word)
    ground.given_up.add(key)
    for _ in range(2):
        ground.ask_telegram(1)
        ground.ask_slack()
    starts = 0
    while starts < 24:
        process = await ground.start(FAULTS_POISON=word, FAULTS_POISON_KILLS="1")
        starts += 1
        await until(partial(_has_come_to_something, ground, process, key), "the program ended or who asked was told")
        if not process.ended.done():
            break
        await ground.died()
    ground.notes.append(f"{starts} starts")
    await ground.drain()
    ground.excused = {one.key for one in ground.shown()} & {key}


def _unsure(ground: Ground) -> None:
    ground.telegram.faults[:] = [Fault(Kind.RESET_DONE)]
    ground.slack.faults[:] = [SlackFault("drop", _POSTS)]
    ground.ambiguous += 1


def _flooded(ground: Ground) -> None:
    ground.telegram.faults[:] = [Fault(Kind.REFUSE, refusal=flood(1))]
    ground.slack.faults[:] = [SlackFault("429", _POSTS, seconds=1)]


POINTS = {
    "received": crash("received"),
    "answered": crash("answered"),
    "sending": crash("sending"),
    "sent-not-recorded": crash("sent-not-recorded"),
    "sent": crash("sent"),
    "unsure": crash("unsure", _unsure),
    "due": crash("due", _flooded),
}
