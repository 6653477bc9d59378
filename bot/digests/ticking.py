"""The clock's part: what is due gets its row, a few statements for each schedule. What it says is made when it is sent."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.clock import Clock, milliseconds
from bot.digests.holidays import calendars
from bot.digests.schedule import Schedule, Subscription, due, next_run
from bot.storage import digests
from bot.storage.database import Database
from bot.storage.digests import Times

_AT_ONCE = 2_000  # subscriptions in one unit of work


@dataclass(frozen=True)
class Ticker:
    """Finds whose time has come; `put` gets the chat and the origin of each digest that is to be made and sent. Safe to do twice, and anywhere."""

    database: Database
    clock: Clock
    put: Callable[[str, str], None]

    async def tick(self) -> int:
        """What is due by now gets its rows; how many digests."""
        now, count = milliseconds(self.clock), 0
        work = partial(digests.fan_out, now=now, most=_AT_ONCE, times=lambda schedule, done: times_of(Schedule.model_validate_json(schedule), done, now))
        while (made := await self.database.do(work)) is not None:
            for one in made:
                self.put(one.chat, one.origin)
            count += len(made)
        return count


def times_of(schedule: Schedule, done: int, now: int) -> Times:
    """The newest slot of a schedule that has come since the one dealt with last, and the next, in milliseconds."""
    runs = due([Subscription("", schedule, _instant(done))], _instant(now), calendars())
    return Times(_milliseconds(runs[0].slot) if runs else None, first_run(schedule, now))


def first_run(schedule: Schedule, now: int) -> int:
    """When a schedule comes next after an instant, in milliseconds both."""
    return _milliseconds(next_run(schedule, _instant(now), calendars()))


def _instant(milliseconds_: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(milliseconds_ / 1000, dt.UTC)


def _milliseconds(instant: dt.datetime) -> int:
    return int(instant.timestamp() * 1000)
