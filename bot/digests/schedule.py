"""When a digest is due: a wall time on weekdays, or a cron rule, in a time zone. Pure: now is an argument.

A wall time that the clock skips comes after the gap, as late as it would have been without it; one that comes twice counts the
first time. Of a cron rule the same hour holds, except that a time in the gap comes right at its end (as with Debian's cron).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from zoneinfo import ZoneInfo

from cronsim import CronSim
from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from bot.digests.cron import YEARS_AHEAD, ScheduleError, checked
from bot.digests.weekdays import EVERY_DAY, Weekday
from bot.digests.zones import zone_named

LATE = dt.timedelta(minutes=15)  # a run that begins later than this after its time says so
_DAY = dt.timedelta(days=1)

Calendars = Mapping[str, frozenset[dt.date]]  # holidays by the name of a calendar


class Schedule(BaseModel):
    """Either a wall time (`at`) on weekdays, or a `cron` rule of five fields; `calendar` names holidays that are left out,
    none where nobody knows it (see `bot.digests.holidays`).

    ScheduleError, ZoneError: where no run could ever come of it.
    """

    model_config = ConfigDict(frozen=True)

    zone: str
    at: dt.time | None = None
    weekdays: frozenset[Weekday] = EVERY_DAY
    cron: str = ""
    calendar: str = ""

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        return zone_named(zone)

    @field_validator("at")
    @classmethod
    def _on_the_wall(cls, at: dt.time | None) -> dt.time | None:
        if at is not None and (at.tzinfo is not None or at.second or at.microsecond):
            raise ScheduleError(f"{at.isoformat()}: write hours and minutes only, like 08:30; the zone stands beside it")
        return at

    @field_validator("cron")
    @classmethod
    def _of_five_fields(cls, cron: str) -> str:
        return checked(cron) if cron else ""

    @model_validator(mode="after")
    def _one_of_both(self) -> "Schedule":
        if (self.at is None) == (not self.cron):
            raise ScheduleError("give either a time like 08:30 or a cron rule like '30 8 * * 1-5', not both")
        if not self.weekdays:
            raise ScheduleError("no weekday is chosen; choose at least one")
        return self


def next_run(schedule: Schedule, after: dt.datetime, calendars: Calendars | None = None) -> dt.datetime:
    """The first run after a moment, in UTC; both moments know their zone. ScheduleError where holidays leave none."""
    closed = (calendars or {}).get(schedule.calendar, frozenset())
    zone = ZoneInfo(schedule.zone)
    runs = _of_cron(schedule.cron, after.astimezone(zone)) if schedule.cron else _of_wall(schedule, after.astimezone(zone))
    last = after.year + YEARS_AHEAD
    for day, run in runs:
        if day.year > last:
            break
        if run > after and day not in closed:
            return run
    raise ScheduleError(f"the calendar {schedule.calendar!r} leaves no day for {schedule.cron or schedule.at}")


def _of_wall(schedule: Schedule, after: dt.datetime) -> Iterator[tuple[dt.date, dt.datetime]]:
    """The days from the one before `after` on, each with the moment when its wall time comes."""
    assert schedule.at is not None
    for away in count(-1):
        day = after.date() + away * _DAY
        if Weekday(day.isoweekday()) in schedule.weekdays:
            yield day, dt.datetime.combine(day, schedule.at, after.tzinfo).astimezone(dt.UTC)


def _of_cron(cron: str, after: dt.datetime) -> Iterator[tuple[dt.date, dt.datetime]]:
    """The rule's days and moments; where an hour comes twice the first may lie before `after`."""
    for run in CronSim(cron.upper(), after):
        yield run.date(), run.astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What `due` needs to know: `done` is the slot dealt with last, at first the moment when it was made."""

    id: str
    schedule: Schedule
    done: dt.datetime


@dataclass(frozen=True, slots=True)
class Run:
    """A digest to make now: for the newest `slot` that has come, in the place of `missed` older ones."""

    subscription: Subscription
    slot: dt.datetime
    missed: int
    delay: dt.timedelta

    @property
    def is_late(self) -> bool:
        """Whether the digest says that it comes late."""
        return self.delay > LATE

    @property
    def recorded(self) -> Subscription:
        """The subscription once this run is on record: nothing more is due of it at the same moment."""
        return replace(self.subscription, done=self.slot)


def due(subscriptions: Iterable[Subscription], now: dt.datetime, calendars: Calendars | None = None) -> list[Run]:
    """What has come by now, one run a subscription, in the order of their slots."""
    runs = [run for s in subscriptions if (run := _newest(s, now, calendars))]
    return sorted(runs, key=lambda run: (run.slot, run.subscription.id))


def _newest(subscription: Subscription, now: dt.datetime, calendars: Calendars | None) -> Run | None:
    slot, passed = None, 0
    while (following := next_run(subscription.schedule, slot or subscription.done, calendars)) <= now:
        slot, passed = following, passed + 1
    return Run(subscription, slot, passed - 1, now - slot) if slot else None
