"""When digests are due: zones, both days on which clocks change, leap days, missed slots, and what is refused."""

import contextlib
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.cron import ScheduleError
from bot.digests.holidays import calendars, known_until
from bot.digests.schedule import LATE, Schedule, Subscription, due, next_run
from bot.digests.schedule_text import schedule_text
from bot.digests.telling import past_text
from bot.digests.weekdays import WORKDAYS, Weekday
from bot.digests.zones import ZoneError, names, zone_named
from bot.storage.digests import Past
from intents.questions.language import Language

ZONES = (
    "Asia/Shanghai", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo", "America/Sao_Paulo", "America/New_York",
    "Europe/London", "America/Nuuk", "America/Santiago", "Pacific/Chatham", "Asia/Kathmandu", "Africa/Casablanca",
)  # fmt: skip
TIMES = (dt.time(0, 0), dt.time(2, 30), dt.time(3, 0), dt.time(23, 30))
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2028, 12, 31)
DAY = dt.timedelta(days=1)
MOMENTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 12, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001  # hypothesis adds the zone


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def runs(schedule: Schedule, start: dt.date, end: dt.date) -> list[dt.datetime]:
    """All runs of local days from start to end, both included."""
    zone = ZoneInfo(schedule.zone)
    now, last = (dt.datetime.combine(day, dt.time(0), zone).astimezone(dt.UTC) for day in (start, end + DAY))
    now -= dt.timedelta(microseconds=1)
    found = []
    while (now := next_run(schedule, now)) < last:
        found.append(now)
    return found


def as_cron(at: dt.time) -> str:
    return f"{at.minute} {at.hour} * * *"


@pytest.mark.parametrize("at", TIMES, ids=str)
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("kind", ["wall", "cron"])
def test_one_run_a_local_day(kind: str, zone: str, at: dt.time) -> None:
    """Over three years each local day has one run: at its wall time, the first one where it comes twice, after the gap where it never comes."""
    schedule = Schedule(zone=zone, at=at) if kind == "wall" else Schedule(zone=zone, cron=as_cron(at))
    found, local = runs(schedule, FIRST, LAST), ZoneInfo(zone)
    assert len(found) == (LAST - FIRST).days + 1
    for number, run in enumerate(found):
        day, shown = FIRST + number * DAY, run.astimezone(local)
        wanted = dt.datetime.combine(day, at)
        if wanted.replace(tzinfo=local).astimezone(dt.UTC).astimezone(local).replace(tzinfo=None) == wanted:
            assert (shown.replace(tzinfo=None), shown.fold) == (wanted, 0)
        else:  # the clock skips it
            assert dt.timedelta(0) < shown.replace(tzinfo=None) - wanted <= dt.timedelta(hours=1)


CHANGES = [
    ("America/New_York", dt.time(2, 30), "2026-03-08T05:00", "2026-03-08T07:30"),  # 02:30 is skipped: 03:30
    ("America/New_York", dt.time(1, 30), "2026-11-01T04:00", "2026-11-01T05:30"),  # the first 01:30
    ("America/New_York", dt.time(1, 30), "2026-11-01T05:30", "2026-11-02T06:30"),  # and not the second one
    ("America/New_York", dt.time(1, 30), "2026-11-01T06:10", "2026-11-02T06:30"),  # asked between the two
    ("Australia/Lord_Howe", dt.time(2, 15), "2026-10-03T12:00", "2026-10-03T15:45"),  # half an hour is skipped: 02:45
    ("Africa/Cairo", dt.time(0, 0), "2026-04-23T20:00", "2026-04-23T22:00"),  # midnight is skipped: 01:00
    ("America/Nuuk", dt.time(23, 30), "2026-03-28T20:00", "2026-03-29T01:30"),  # the end of the day is skipped
    ("America/Nuuk", dt.time(23, 30), "2026-03-29T01:30", "2026-03-30T00:30"),  # and the next day has its own run
    ("Asia/Shanghai", dt.time(8, 30), "2028-02-28T00:30", "2028-02-29T00:30"),  # a leap day is a day
]


@pytest.mark.parametrize(("zone", "at", "after", "expected"), CHANGES)
def test_clock_changes_and_leap_days(zone: str, at: dt.time, after: str, expected: str) -> None:
    assert next_run(Schedule(zone=zone, at=at), moment(after)) == moment(expected)


CRONS = [
    ("America/New_York", "30 2 * * *", "2026-03-08T05:00", "2026-03-08T07:00"),  # right at the end of the gap
    ("America/New_York", "30 1 * * *", "2026-11-01T06:10", "2026-11-02T06:30"),  # between the two 01:30
    ("America/New_York", "0 * * * *", "2026-11-01T05:00", "2026-11-01T06:00"),  # an hourly rule runs in both hours
    ("Asia/Shanghai", "30 8 * * 1-5", "2026-11-27T00:30", "2026-11-30T00:30"),  # from Friday to Monday
    ("Asia/Shanghai", "0 8 29 2 *", "2026-01-01T00:00", "2028-02-29T00:00"),
    ("Asia/Shanghai", "0 8 29 2 *", "2096-03-01T00:00", "2104-02-29T00:00"),  # 2100 has none
    ("Asia/Shanghai", "0 8 31 * *", "2026-01-31T00:00", "2026-03-31T00:00"),
    ("Asia/Shanghai", "0 8 L * *", "2028-02-01T00:00", "2028-02-29T00:00"),
]


@pytest.mark.parametrize(("zone", "cron", "after", "expected"), CRONS)
def test_cron_rules(zone: str, cron: str, after: str, expected: str) -> None:
    assert next_run(Schedule(zone=zone, cron=cron), moment(after)) == moment(expected)


RENAMED = [("Asia/Calcutta", "Asia/Kolkata"), ("US/Eastern", "America/New_York"), ("Europe/Kiev", "Europe/Kyiv"), ("America/Godthab", "America/Nuuk"), ("PRC", "Asia/Shanghai")]


@pytest.mark.parametrize(("old", "new"), RENAMED)
def test_an_old_name_of_a_zone_keeps_its_runs(old: str, new: str) -> None:
    assert runs(Schedule(zone=old, at=dt.time(2, 30)), FIRST, LAST) == runs(Schedule(zone=new, at=dt.time(2, 30)), FIRST, LAST)


REFUSED = [
    ({"zone": "UTC", "cron": "0 0 8 * * *"}, "6 fields; write five"),
    ({"zone": "UTC", "cron": "@daily"}, "write five"),
    ({"zone": "UTC", "cron": "0 8 30 2 *"}, "day-of-month; write"),
    ({"zone": "UTC", "cron": "0 8 31 2,4,6,9,11 *"}, "day-of-month; write"),
    ({"zone": "UTC", "cron": "0 24 * * *"}, "hour; write"),
    ({"zone": "UTC", "cron": "0 8 * * MOON"}, "day-of-week; write"),
    ({"zone": "UTC", "cron": "*/5 * * * *"}, "several times an hour; write one minute"),
    ({"zone": "UTC"}, "give either a time like 08:30 or a cron rule"),
    ({"zone": "UTC", "at": dt.time(8), "cron": "0 8 * * *"}, "not both"),
    ({"zone": "UTC", "at": dt.time(8, 30, 1)}, "hours and minutes only"),
    ({"zone": "UTC", "at": dt.time(8), "weekdays": []}, "choose at least one"),
]


@pytest.mark.parametrize(("given_as", "mend"), REFUSED, ids=lambda v: str(v)[:60])
def test_what_cannot_be_kept_is_refused_with_the_mend(given_as: dict[str, object], mend: str) -> None:
    with pytest.raises(ScheduleError, match=mend):
        Schedule.model_validate(given_as)


STRANGE = [("Asia/Shangai", "Asia/Shanghai"), ("Beijing", "IANA name"), ("", "IANA name"), ("../../etc/passwd", "no time zone"), ("posixrules", "no time zone"), ("\0", "no time zone")]


@pytest.mark.parametrize(("zone", "mend"), STRANGE)
def test_an_unknown_zone_is_refused_with_the_mend(zone: str, mend: str) -> None:
    with pytest.raises(ZoneError, match=mend):
        Schedule(zone=zone, at=dt.time(8))


@pytest.mark.parametrize(("text", "zone"), [("asia/shanghai", "Asia/Shanghai"), ("new york", "America/New_York"), ("Hong Kong", "Asia/Hong_Kong"), ("utc", "UTC")])
def test_a_zone_is_known_without_capitals_and_by_its_city(text: str, zone: str) -> None:
    assert zone_named(text) == zone


@given(st.text(max_size=200))
def test_any_text_is_a_zone_or_refused(text: str) -> None:
    with contextlib.suppress(ZoneError):
        assert zone_named(text) in names()


@given(st.text(alphabet="0123456789*/,-# LWMONSUJAFEB@\t", max_size=24))
def test_any_cron_text_is_a_rule_or_refused(text: str) -> None:
    start = moment("2026-01-01")
    with contextlib.suppress(ScheduleError):
        assert next_run(Schedule(zone="Asia/Shanghai", cron=text), start) > start


@given(
    st.sampled_from(ZONES), st.times().map(lambda t: t.replace(second=0, microsecond=0)), st.sets(st.sampled_from(list(Weekday)), min_size=1),
    MOMENTS, st.booleans(),
)  # fmt: skip
def test_the_next_run_lies_ahead_within_days_of_the_week_chosen(zone: str, at: dt.time, days: set[Weekday], after: dt.datetime, as_rule: bool) -> None:
    """At most eight days and two hours ahead; nothing lies between, since asking a moment before gives the same run."""
    rule = f"{at.minute} {at.hour} * * {','.join(str(d % 7) for d in days)}"
    schedule = Schedule(zone=zone, cron=rule) if as_rule else Schedule(zone=zone, at=at, weekdays=frozenset(days))
    run = next_run(schedule, after)
    assert after < run <= after + dt.timedelta(days=8, hours=2)
    assert next_run(schedule, run - dt.timedelta(seconds=1)) == run


# --- due


def subscription(zone: str = "Asia/Shanghai", at: dt.time = dt.time(8, 30), done: str = "2026-11-27T00:30") -> Subscription:
    return Subscription("a", Schedule(zone=zone, at=at), moment(done))


DUE = [
    ("before the slot", "2026-11-28T00:29:59", None),
    ("at the slot", "2026-11-28T00:30", ("2026-11-28T00:30", 0, False)),
    ("a quarter of an hour behind", "2026-11-28T00:45", ("2026-11-28T00:30", 0, False)),
    ("down over the slot", "2026-11-28T02:30", ("2026-11-28T00:30", 0, True)),
    ("down for three days", "2026-12-01T03:00", ("2026-12-01T00:30", 3, True)),
    ("back right at a slot", "2026-12-01T00:30", ("2026-12-01T00:30", 3, False)),
    ("a clock that went back", "2026-11-20T00:00", None),
]


@pytest.mark.parametrize(("now", "expected"), [pytest.param(now, e, id=name) for name, now, e in DUE])
def test_missed_slots_become_one_run(now: str, expected: tuple[str, int, bool] | None) -> None:
    found = due([subscription()], moment(now))
    assert [(run.slot, run.missed, run.is_late) for run in found] == ([(moment(expected[0]), *expected[1:])] if expected else [])


def test_runs_come_in_the_order_of_their_slots() -> None:
    early, late = subscription(at=dt.time(7)), subscription(at=dt.time(8))
    assert [run.subscription for run in due([late, early], moment("2026-11-28T01:00"))] == [early, late]


@given(
    st.lists(st.tuples(st.sampled_from(ZONES), st.sampled_from(TIMES), st.booleans()), max_size=6),
    MOMENTS,
    st.timedeltas(-dt.timedelta(hours=2), dt.timedelta(days=9)),
)  # fmt: skip
def test_nothing_is_due_once_it_is_on_record(rows: list[tuple[str, dt.time, bool]], done: dt.datetime, passed: dt.timedelta) -> None:
    """Also where the clock then jumps an hour back, and forth again."""
    made = [Subscription(str(i), Schedule(zone=z, cron=as_cron(t)) if c else Schedule(zone=z, at=t), done) for i, (z, t, c) in enumerate(rows)]
    now = done + passed
    found = {run.subscription.id: run for run in due(made, now)}
    after = [found[s.id].recorded if s.id in found else s for s in made]
    hour = dt.timedelta(hours=1)
    assert [due(after, moment) for moment in (now, now - hour, now)] == [[], [], []]
    assert all(run.slot <= now and run.is_late == (now - run.slot > LATE) for run in found.values())


# --- holidays


def test_holidays_are_left_out_by_their_local_day() -> None:
    """Christmas 2026 is a Friday in New York, when it is Saturday in Shanghai already."""
    schedule = Schedule(zone="America/New_York", at=dt.time(20), weekdays=WORKDAYS, calendar="XNYS")
    assert next_run(schedule, moment("2026-12-25T02:00"), calendars()) == moment("2026-12-29T01:00")


def test_a_calendar_that_nobody_knows_leaves_nothing_out() -> None:
    schedule = Schedule(zone="America/New_York", at=dt.time(20), calendar="XXXX")
    assert next_run(schedule, moment("2026-12-25T02:00"), calendars()) == moment("2026-12-26T01:00")


def test_a_calendar_that_leaves_no_day_is_said() -> None:
    every = frozenset(FIRST + n * DAY for n in range(366 * 14))
    with pytest.raises(ScheduleError, match="leaves no day"):
        next_run(Schedule(zone="UTC", at=dt.time(8), calendar="never"), moment("2026-01-01"), {"never": every})


@pytest.mark.parametrize("code", calendars())
def test_days_of_a_calendar_are_working_days_of_known_years(code: str) -> None:
    days = calendars()[code]
    assert [d for d in days if d.isoweekday() > 5] == []
    until = known_until(code)
    assert until is not None
    assert {d.year for d in days} == set(range(2026, until.year + 1))


def test_holidays_in_shanghai_are_left_out_as_long_as_they_are_known() -> None:
    """The first week of October 2026; New Year's Day 2027, which was not announced yet, is not left out, and the words say until when."""
    schedule = Schedule(zone="Asia/Shanghai", at=dt.time(8, 30), weekdays=WORKDAYS, calendar="XSHG")
    assert next_run(schedule, moment("2026-09-30T08:00"), calendars()) == moment("2026-10-08T00:30")
    assert next_run(schedule, moment("2026-12-31T08:00"), calendars()) == moment("2027-01-01T00:30")
    assert "2026-12-31" in schedule_text(schedule, Language.EN)


@pytest.mark.parametrize("language", Language)
def test_the_history_tells_of_days_that_were_not_checked(language: Language) -> None:
    """By the day of the schedule's zone."""
    schedule = Schedule(zone="Asia/Shanghai", at=dt.time(8, 30), calendar="XSHG")
    told = ["2026-12-31，" in line or "2026-12-31 only" in line for line in (past_text(Past(int(moment(at).timestamp() * 1000), "sent", False, ""), schedule, language) for at in ("2026-12-31T15:59", "2026-12-31T16:00"))]
    assert told == [False, True]


# --- words

TEXTS = [
    ({"at": dt.time(8, 30), "weekdays": WORKDAYS}, "每个工作日 08:30", "每個工作日 08:30", "every weekday at 08:30"),
    ({"at": dt.time(7)}, "每天 07:00", "每天 07:00", "every day at 07:00"),
    ({"at": dt.time(7), "weekdays": [1, 7]}, "每周一、日 07:00", "每週一、日 07:00", "every Monday and Sunday at 07:00"),
    ({"cron": "5 9 * * mon-fri"}, "每个工作日 09:05", "每個工作日 09:05", "every weekday at 09:05"),
    ({"cron": "0 9 * * 0"}, "每周日 09:00", "每週日 09:00", "every Sunday at 09:00"),
    ({"cron": "0 9 1,15 * *"}, "每月1日、15日 09:00", "每月1日、15日 09:00", "on day 1 and day 15 of every month at 09:00"),
    ({"cron": "30 8,16 * * 1-5"}, "每个工作日 08:30、16:30", "每個工作日 08:30、16:30", "every weekday at 08:30 and 16:30"),
    ({"at": dt.time(7), "calendar": "XTKS"}, "每天 07:00，东京休市日除外（已知到 2028-12-31，之后不跳过）", "每天 07:00，東京休市日除外（已知到 2028-12-31，之後不跳過）", "every day at 07:00, not on holidays of the exchange in Tokyo (known until 2028-12-31; none are skipped after that)"),
    ({"cron": "0 */4 * * *"}, "按规则 0 */4 * * *", "按規則 0 */4 * * *", "by the rule 0 */4 * * *"),
    ({"cron": "0 9 1 1 *"}, "按规则 0 9 1 1 *", "按規則 0 9 1 1 *", "by the rule 0 9 1 1 *"),
    ({"cron": "0 9 * * 1#2"}, "按规则 0 9 * * 1#2", "按規則 0 9 * * 1#2", "by the rule 0 9 * * 1#2"),
]


@pytest.mark.parametrize(("given_as", "hans", "hant", "en"), TEXTS, ids=lambda v: str(v)[:40])
def test_a_schedule_in_words(given_as: dict[str, object], hans: str, hant: str, en: str) -> None:
    schedule = Schedule.model_validate({"zone": "Asia/Shanghai", **given_as})
    told = [schedule_text(schedule, language) for language in Language]
    assert told == [f"{hans}（Asia/Shanghai）", f"{hant}（Asia/Shanghai）", f"{en} (Asia/Shanghai)"]


def test_a_schedule_is_the_same_after_being_stored() -> None:
    schedule = Schedule(zone="Asia/Shanghai", at=dt.time(8, 30), weekdays=WORKDAYS, calendar="XNYS")
    assert Schedule.model_validate_json(schedule.model_dump_json()) == schedule
