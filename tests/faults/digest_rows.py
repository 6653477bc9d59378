"""Rows about digests: what is due is counted as asked for and promised, what was shown as its answer.

The program's clock is moved by a file, so that an hour or three days pass in no time.
"""

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import AsyncIterator
from functools import partial

from bot.digests.drafts import Step, one_action
from bot.digests.schedule import Schedule
from bot.digests.ticking import first_run
from bot.events import Place, Platform
from bot.storage import subscriptions
from bot.storage.database import Database, open_database
from bot.storage.subscriptions import Order
from intents.digests.digest import Sort
from intents.questions.language import Language
from tests.fakes.telegram import Fault, Kind
from tests.fakes.telegram_people import Message
from tests.faults.ground import Ground
from tests.faults.rows import flood

HOUR, DAY = 3600.0, 86_400.0
_FIRST = 9_000  # the number of the first chat that subscribes
_MANY = 10**6


class Time:
    """The program's clock, moved away from ours."""

    def __init__(self, ground: Ground) -> None:
        self.file = ground.folder / "clock"
        ground.extra["FAULTS_CLOCK"] = str(self.file)
        self.jump(0)

    def jump(self, seconds: float) -> None:
        """Moves it so far away, in one step."""
        self.offset = seconds
        new = self.file.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self.file)

    @property
    def now(self) -> float:
        return time.time() + self.offset


@contextlib.asynccontextmanager
async def _database(ground: Ground) -> AsyncIterator[Database]:
    database = await open_database(ground.store.url)
    try:
        yield database
    finally:
        await database.close()


async def subscribed(ground: Ground, clock: Time, number: int) -> float:
    """So many chats on each platform subscribe to a daily digest, from the next minute but one on, which is returned."""
    at = dt.datetime.fromtimestamp(clock.now // 60 * 60 + 120, dt.UTC)
    now = int(clock.now * 1000)
    schedule = Schedule(zone="UTC", at=at.time())
    if ground.program == "naive":
        ground.tell_naive([(name, chat, at.timestamp()) for n in range(_FIRST, _FIRST + number) for name, chat in (("telegram", str(n)), ("slack", f"C{n}"))])
        for n in range(_FIRST, _FIRST + number):
            ground.telegram.people.chat(n)
        return at.timestamp()
    async with _database(ground) as database:
        for n in range(_FIRST, _FIRST + number):
            for place in (Place(Platform.TELEGRAM, str(n)), Place(Platform.SLACK, f"T1/C{n}", is_private=False)):
                ground.telegram.people.chat(n)
                order = Order(place, Sort.LATEST, (), Language.HANS, schedule.model_dump(mode="json"), now, first_run(schedule, now), "7", now)
                await database.do(partial(subscriptions.subscribe, order=order))
    return at.timestamp()


def _owe(ground: Ground, number: int, times: int = 1) -> None:
    for n in range(_FIRST, _FIRST + number):
        ground.owe("telegram", str(n), times)
        ground.owe("slack", f"C{n}", times)


async def prepared(ground: Ground, number: int, times: int = 1) -> tuple[Time, float]:
    """The running program with subscriptions, and the moment when they are due."""
    clock = Time(ground)
    ground.slack.allows_roots = True
    await ground.start()
    at = await subscribed(ground, clock, number)
    _owe(ground, number, times)
    return clock, at


async def killed(ground: Ground, size: int) -> None:
    """Digests are due, and the program is killed again and again while it makes and sends them."""
    clock, at = await prepared(ground, 40 * size)
    clock.jump(at - time.time() + 1)
    for _ in range(5):
        await asyncio.sleep(ground.random.uniform(0.3, 1.5))
        await ground.kill()
        await ground.start()
    await ground.settle()


async def down(ground: Ground, size: int) -> None:
    """The program is down for three days over the times that are due: one digest each, which says that it is late."""
    clock, at = await prepared(ground, 10 * size)
    await ground.kill()
    clock.jump(at - time.time() + 3 * DAY + HOUR)
    await ground.start()
    await ground.drain()
    late = [one for one in ground.shown() if "迟到" in one.text]
    ground.notes.append(f"{'' if len(late) == 20 * size else 'broken: '}{len(late)} of {20 * size} say that they are late")
    await ground.settle()


async def jumps(ground: Ground, size: int) -> None:
    """The clock jumps to the hour, an hour back, forward again, and a day ahead: once for each day. (What is not made before it is
    due again comes once, so the first day's are waited for.)"""
    clock, at = await prepared(ground, 10 * size)
    due = at - time.time() + 1
    for offset in (due, due - HOUR, due, due + HOUR):
        clock.jump(offset)
        await asyncio.sleep(4)
    await ground.drain(quiet=20)
    _owe(ground, 10 * size)
    for offset in (due + DAY, due + DAY - HOUR, due + DAY):
        clock.jump(offset)
        await asyncio.sleep(4)
    await ground.settle()


async def unsubscribed(ground: Ground, size: int) -> None:
    """While digests leave, some chats end their subscription: after the confirmation nothing of it comes."""
    number = 30 * size
    clock, at = await prepared(ground, number)
    leaving = list(range(_FIRST + number - 10, _FIRST + number))
    cards = [await _listed(ground, chat) for chat in leaving]
    ground.telegram.faults.append(Fault(Kind.SLOW, times=_MANY, seconds=0.3))
    clock.jump(at - time.time() + 1)
    while len(ground.telegram.calls("sendMessage")) < len(leaving) + 3:  # noqa: ASYNC110  # the fake tells of nothing
        await asyncio.sleep(0.02)
    edits = {card.chat: card.edits for card in cards}
    for card in cards:
        ground.telegram.people.sends_data(card, one_action(Step.REMOVE, await _number(ground, card.chat)))
    sent: dict[int, int] = {}
    while len(sent) < len(cards):
        for card in cards:
            if card.edits > edits[card.chat]:
                sent.setdefault(card.chat, _digests(ground, card.chat))
        await asyncio.sleep(0.01)
    ground.telegram.faults.clear()
    ground.given_up |= {f"telegram:{chat}:1" for chat in leaving}
    await ground.drain()
    late = sum(_digests(ground, chat) - before for chat, before in sent.items())
    ground.notes.append(f"{len(sent)} ended, {sum(not n for n in sent.values())} before theirs left")
    if late:
        ground.notes.append(f"broken: {late} came after a confirmation")
    await ground.settle()


def _digests(ground: Ground, chat: int) -> int:
    return sum(one.key == f"telegram:{chat}:1" for one in ground.shown())


async def _listed(ground: Ground, chat: int) -> Message:
    """The card with the subscriptions of a chat."""
    said = ground.telegram.people.says(chat, "/subscriptions")
    ground.commands.add((chat, said["message_id"]))
    while not ground.telegram.said(chat):  # noqa: ASYNC110  # the fake tells of nothing
        await asyncio.sleep(0.02)
    return ground.telegram.said(chat)[-1]


async def _number(ground: Ground, chat: int) -> int:
    async with _database(ground) as database:
        (order,) = await database.do(partial(subscriptions.own_orders, place=Place(Platform.TELEGRAM, str(chat)), person=""))
    return order.id


async def moved(ground: Ground, size: int) -> None:
    """Of the chats whose digests are due some are gone, and groups have become supergroups, told or not: the others get theirs."""
    clock, at = await prepared(ground, 12 * size)
    people = ground.telegram.people
    for chat, why in ((_FIRST, "bot was kicked from the supergroup chat"), (_FIRST + 1, "user is deactivated"), (_FIRST + 2, "bot was blocked by the user")):
        people.chat(chat).away = why
        ground.given_up.add(f"telegram:{chat}:1")
    ground.slack.gone[f"C{_FIRST}"] = "is_archived"
    ground.slack.gone[f"C{_FIRST + 1}"] = "channel_not_found"
    ground.given_up |= {f"slack:C{_FIRST + n}:1" for n in range(2)}
    for chat in (_FIRST + 3, _FIRST + 4):
        people.upgrades(chat, -chat, tells=chat % 2 == 0)
        ground.given_up.add(f"telegram:{chat}:1")
        ground.owe("telegram", str(-chat))
    await asyncio.sleep(1)
    clock.jump(at - time.time() + 1)
    await ground.drain()
    clock.jump(at - time.time() + DAY + 1)
    _owe(ground, 12 * size)  # those that are gone or moved are owed nothing there
    for chat in range(_FIRST, _FIRST + 5):
        ground.given_up.add(f"telegram:{chat}:2")
    ground.given_up |= {f"slack:C{_FIRST + n}:2" for n in range(2)}
    for chat in (_FIRST + 3, _FIRST + 4):
        ground.owe("telegram", str(-chat))
    await ground.settle()
    tries = [r for r in ground.telegram.calls("sendMessage") if r.params.get("chat_id") in range(_FIRST, _FIRST + 3)]
    ground.notes.append(f"{'broken: ' if len(tries) > 3 else ''}{len(tries)} tries to 3 chats that are gone, over two days")


async def flooded(ground: Ground, size: int) -> None:
    """While digests leave Telegram asks everybody to wait, twice."""
    clock, at = await prepared(ground, 40 * size)
    clock.jump(at - time.time() + 1)
    for _ in range(2):
        await asyncio.sleep(1)
        ground.telegram.faults.append(Fault(Kind.REFUSE, times=4, refusal=flood(2)))
    await ground.settle()
    ground.notes.append(f"{sum(r.status == 429 for r in ground.telegram.calls('sendMessage'))} refusals")
