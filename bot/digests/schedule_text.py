"""A schedule in words. Words: data/texts/digest.toml."""

from bot.digests.holidays import exchange, known_until
from bot.digests.schedule import Schedule
from bot.digests.weekdays import EVERY_DAY, WORKDAYS, Weekday
from bot.texts import listed, text
from intents.questions.language import Language

_CRON_DAYS = {"0": 7, "7": 7, **{str(n): n for n in range(1, 7)}, **{day.name: day.value for day in Weekday}}


def schedule_text(schedule: Schedule, language: Language) -> str:
    """每个工作日 08:30（Asia/Shanghai）; a rule that has no short words as it stands."""
    days, clock = _days(schedule, language), schedule.at.strftime("%H:%M") if schedule.at else _clock(schedule.cron, language)
    told = text("digest_when", language, days=days, time=clock) if days and clock else text("digest_cron", language, cron=schedule.cron)
    closed = _closed(schedule.calendar, language) if schedule.calendar else ""
    return text("digest_schedule", language, when=told + closed, zone=schedule.zone)


def _closed(calendar: str, language: Language) -> str:
    """Whose holidays are left out, and until when they are known."""
    until = known_until(calendar)
    told = text("digest_not_on_holidays", language, calendar=exchange(calendar, language))
    return told + text("digest_holidays_until", language, until=until) if until else told


def _clock(cron: str, language: Language) -> str:
    """The times of a day; "" for what is more than a list of hours."""
    minute, hours, *_ = cron.split()
    given = hours.split(",")
    if not minute.isdigit() or not all(hour.isdigit() for hour in given):
        return ""
    return listed((f"{hour:02}:{int(minute):02}" for hour in sorted(map(int, given))), language)


def _days(schedule: Schedule, language: Language) -> str:
    """Every day, every workday, the weekdays or the days of the month; "" for what is more than these."""
    if not schedule.cron:
        return days_text(schedule.weekdays, language)
    _, _, days, month, weekdays = schedule.cron.upper().split()
    if month != "*" or (days != "*" and weekdays != "*"):
        return ""
    if days != "*":
        numbers = days.split(",")
        joined = listed((text("digest_day_of_month", language, n=n) for n in numbers), language)
        return text("digest_monthly", language, days=joined) if all(n.isdigit() for n in numbers) else ""
    chosen = _read_weekdays(weekdays)
    return days_text(chosen, language) if chosen else ""


def _read_weekdays(field: str) -> frozenset[Weekday]:
    """1-5, MON,WED, *; empty for what is no plain list."""
    if field == "*":
        return EVERY_DAY
    found: set[Weekday] = set()
    for part in field.split(","):
        first, dash, last = part.partition("-")
        if first not in _CRON_DAYS or (dash and last not in _CRON_DAYS):
            return frozenset()
        start, end = 0 if dash and first == "0" else _CRON_DAYS[first], _CRON_DAYS[last or first]
        found.update(Weekday(n or 7) for n in range(start, end + 1))
    return frozenset(found)


def days_text(days: frozenset[Weekday], language: Language) -> str:
    """每天, 每个工作日, 每周一、三."""
    if days == EVERY_DAY:
        return text("digest_every_day", language)
    if days == WORKDAYS:
        return text("digest_workdays", language)
    joined = listed((text(f"digest_{day.name.lower()}", language) for day in sorted(days)), language)
    return text("digest_weekly", language, days=joined)
