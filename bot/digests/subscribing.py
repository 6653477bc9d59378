"""The way to a subscription by buttons: what, of whom, on which days, when, in which zone, and a last look. Pure.

What no button offers is typed: a step shows the line that says what was chosen so far. Each step is a card whose buttons carry what was chosen before (see `bot.digests.drafts`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from bot.browsing import pages
from bot.card import Button, Card
from bot.desk import Desk
from bot.digests.drafts import MOST_COMPANIES, Draft, Step, one_action, toggled
from bot.digests.schedule import Schedule
from bot.digests.schedule_text import days_text, schedule_text
from bot.digests.telling import company_name, manage_command, moment_text, sort_text
from bot.digests.ticking import first_run
from bot.digests.weekdays import EVERY_DAY, WORKDAYS, Weekday
from bot.digests.words import words
from bot.events import Platform
from bot.storage.subscriptions import Order
from bot.texts import text
from intents.digests.digest import Sort
from intents.questions.language import Language
from intents.saying.spoken import Line

_COMPANIES, _ZONES = 6, 6  # on a page
_EXAMPLE = "30 8 * * 1-5"
_RUNS = 3  # of a rule that are shown
_HOURS_IN_ROW, _QUARTERS = 6, (0, 15, 30, 45)
Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Who is led: in which language, on which platform, what they may order, when now is (milliseconds), and the subscriptions
    of the place as its list has them."""

    desk: Desk
    language: Language
    platform: Platform
    is_admin: bool
    now: int
    orders: tuple[Order, ...] = ()

    def text(self, key: str, **slots: object) -> str:
        """A text in the language."""
        return text(key, self.language, **slots)


def step_card(step: Step, draft: Draft, page: int, guide: Guide) -> Card:
    """The card of a step; of the first one whose choice is missing where that comes before it."""
    order = list(_CARDS)
    missing = draft.next_step
    if step not in _CARDS or (missing in order and order.index(missing) < order.index(step)):
        step = missing
    return _CARDS[step](draft, page, guide)


def default_zone(guide: Guide) -> str:
    """The zone that is offered first: that of the settings, else one where many read the language."""
    return guide.desk.timezone if guide.desk.timezone not in {"", "UTC"} else words().first[guide.language.value]


def sorts_for(guide: Guide) -> list[Sort]:
    """The sorts of digests that somebody may order; questions of others are for admins only."""
    return [sort for sort in Sort if sort is not Sort.UNANSWERED or guide.is_admin]


def zones_for(guide: Guide) -> list[str]:
    """The zones that buttons offer, the likeliest first."""
    return list(dict.fromkeys((default_zone(guide), *words().names)))


def zone_label(zone: str, language: Language) -> str:
    """A zone by its name, with its cities where they are known."""
    names = words().names.get(zone)
    return f"{zone} · {names[language]}" if names else zone


def days_offered() -> list[frozenset[Weekday]]:
    """The sets of days that are offered: all, workdays, each one, of which several can be marked."""
    return [EVERY_DAY, WORKDAYS, *(frozenset((day,)) for day in Weekday)]


def _what(draft: Draft, _: int, guide: Guide) -> Card:
    rows: list[Row] = [
        (Button(guide.text(f"subscribe_{sort.value}"), replace(draft, sort=sort, companies=()).action(_after_what(sort))),) for sort in sorts_for(guide)
    ]
    if guide.platform is Platform.SLACK:
        rows.append((Button(guide.text("subscribe_form"), draft.action(Step.FORM)),))
    return _card("subscribe_what", Draft(), guide, [*rows, _cancel(draft, guide)])


def _after_what(sort: Sort) -> Step:
    return Step.DAYS if sort is Sort.UNANSWERED else Step.WHO


def _who(draft: Draft, page: int, guide: Guide) -> Card:
    """One company, or several that are marked; a page of them at a time."""
    catalog = guide.desk.library.catalog
    keys = [key for key in catalog.companies if key]
    shown = keys[page * _COMPANIES : (page + 1) * _COMPANIES]
    one = draft.sort is Sort.LATEST
    to, at = (Step.DAYS, 0) if one else (Step.WHO, page)
    rows: list[Row] = [
        (Button(company_name(key, catalog, guide.language), toggled(draft, key).action(to, at), is_chosen=key in draft.companies),) for key in shown
    ]
    rows += pages(partial(draft.action, Step.WHO), page, -(-len(keys) // _COMPANIES))
    if not one:
        label = guide.text("subscribe_these", n=len(draft.companies)) if draft.companies else capital(guide.text("subscribe_all_companies"))
        rows.append((Button(label, draft.action(Step.DAYS)),))
    key = "subscribe_who" if one else "subscribe_who_several"
    return _card(key, Draft(), guide, [*rows, _back(Step.WHAT, replace(draft, companies=()), guide)], n=MOST_COMPANIES)


def _days(draft: Draft, _: int, guide: Guide) -> Card:
    """Every day, workdays, or those that are marked."""
    all_days, workdays, *single = days_offered()
    marked = draft.days if draft.days not in (all_days, workdays) else frozenset[Weekday]()
    draft = replace(draft, cron="")
    fixed = tuple(
        Button(capital(days_text(days, guide.language)), replace(draft, days=days).action(Step.HOUR), is_chosen=days == draft.days) for days in (all_days, workdays)
    )
    marks = [Button(_short_day(day, guide), replace(draft, days=marked ^ day).action(Step.DAYS), is_chosen=day <= marked) for day in single]
    rows = [fixed, tuple(marks[:4]), tuple(marks[4:])]
    if marked:
        rows.append((Button(guide.text("subscribe_these_days", days=capital(days_text(marked, guide.language))), replace(draft, days=marked).action(Step.HOUR)),))
    return _card(
        "subscribe_days", replace(draft, days=frozenset()), guide, [*rows, _other(draft, guide), _back(Step.WHO if draft.sort and draft.sort is not Sort.UNANSWERED else Step.WHAT, draft, guide)]
    )


def _hour(draft: Draft, _: int, guide: Guide) -> Card:
    chosen = None if draft.minutes is None else draft.minutes // 60
    buttons = [Button(f"{hour:02}", replace(draft, minutes=60 * hour).action(Step.MINUTE), is_chosen=hour == chosen) for hour in range(24)]
    return _card("subscribe_hour", draft, guide, [*_in_rows(buttons, _HOURS_IN_ROW), _back(Step.DAYS, draft, guide)])


def _minute(draft: Draft, _: int, guide: Guide) -> Card:
    hour = (draft.minutes or 0) // 60
    timed = [replace(draft, minutes=60 * hour + minute) for minute in _QUARTERS]
    buttons = tuple(Button(f"{hour:02}:{minute:02}", one.action(Step.REVIEW if one.zone else Step.ZONE)) for one, minute in zip(timed, _QUARTERS, strict=True))
    return _card("subscribe_minute", draft, guide, [buttons, _other(draft, guide), _back(Step.HOUR, draft, guide)])


def _zone(draft: Draft, page: int, guide: Guide) -> Card:
    zones = zones_for(guide)
    shown = zones[page * _ZONES : (page + 1) * _ZONES]
    rows: list[Row] = [
        (Button(zone_label(zone, guide.language), replace(draft, zone=zone).action(Step.REVIEW), is_chosen=zone == draft.zone),) for zone in shown
    ]
    rows += pages(partial(draft.action, Step.ZONE), page, -(-len(zones) // _ZONES))
    return _card("subscribe_zone_choice", draft, guide, [*rows, _other(draft, guide), _back(Step.MINUTE, draft, guide)])


def _other(draft: Draft, guide: Guide) -> Row:
    """The way to what no button offers."""
    return (Button(guide.text("subscribe_type"), draft.action(Step.TYPE)),)


def _type(draft: Draft, _: int, guide: Guide) -> Card:
    """How a time is typed, with a line that says all that was chosen, ready to be changed and sent."""
    card = _card("subscribe_type_how", Draft(), guide, [_back(Step.DAYS, draft, guide)])
    return replace(card, code=typed_line(draft, guide))


def typed_line(draft: Draft, guide: Guide) -> str:
    """The line that means a draft by a cron rule: an example one where none was chosen."""
    when = f"cron {draft.cron or _EXAMPLE} {draft.zone or default_zone(guide)}"
    if draft.number:
        place = next((n for n, order in enumerate(guide.orders, 1) if order.id == draft.number), 1)
        return f"{manage_command(guide.platform, 'subscriptions')} {place} {when}"
    catalog = guide.desk.library.catalog
    names = guide.text("digest_and").join(company_name(key, catalog, guide.language) for key in draft.companies) or guide.text("subscribe_all_companies")
    what = guide.text(f"subscribe_typed_{draft.sort.value}", companies=names) if draft.sort else names
    return f"{manage_command(guide.platform, 'subscribe')} {what} {when}"


def _review(draft: Draft, _: int, guide: Guide) -> Card:
    """A last look: all that was chosen, when it comes first, and what can be done about it."""
    schedule = draft.schedule
    when = schedule_text(schedule, guide.language)
    first = guide.text("subscribe_first", time=_coming(schedule, guide))
    what = _of_what(draft, guide)
    rows: list[Row] = [(Button(guide.text("subscribe_confirm"), draft.action(Step.CONFIRM)),)]
    if draft.sort:
        rows.append((Button(guide.text("subscribe_preview"), draft.action(Step.PREVIEW)),))
    rows.append((Button(guide.text("subscribe_other_time"), draft.action(Step.DAYS)), Button(guide.text("subscribe_other_zone"), draft.action(Step.ZONE))))
    lines = tuple(Line(line) for line in (what, when, first) if line)
    return Card(guide.language, lines, heading=guide.text("subscribe_review"), buttons=(*rows, _cancel(draft, guide)))


def _coming(schedule: Schedule, guide: Guide) -> str:
    """When it comes first; of a rule, which not everybody reads, the times after that, too."""
    runs = [first_run(schedule, guide.now)]
    while schedule.cron and len(runs) < _RUNS:
        runs.append(first_run(schedule, runs[-1]))
    return guide.text("digest_and").join(moment_text(run, schedule.zone, is_short=True) for run in runs)


_CARDS: dict[Step, Callable[[Draft, int, Guide], Card]] = {
    Step.WHAT: _what, Step.WHO: _who, Step.TYPE: _type, Step.DAYS: _days, Step.HOUR: _hour, Step.MINUTE: _minute, Step.ZONE: _zone, Step.REVIEW: _review,
}  # fmt: skip


def _card(key: str, draft: Draft, guide: Guide, rows: Iterable[Row], **slots: object) -> Card:
    """A question with its buttons, below what was chosen before."""
    chosen = " · ".join(_chosen(draft, guide))
    return Card(guide.language, tuple(Line(line) for line in (chosen, guide.text(key, **slots)) if line), buttons=tuple(rows))


def _chosen(draft: Draft, guide: Guide) -> Iterator[str]:
    """What was chosen so far, part by part."""
    if what := _of_what(draft, guide):
        yield what
    if draft.days and not draft.number:
        yield capital(days_text(draft.days, guide.language))


def _of_what(draft: Draft, guide: Guide) -> str:
    """What the digest is of; "" where that is not chosen yet."""
    order = next((order for order in guide.orders if order.id == draft.number), None)
    sort, companies = (order.sort, order.companies) if order else (draft.sort, draft.companies)
    return sort_text(sort, companies, guide.desk.library.catalog, guide.language) if sort and (companies or sort is not Sort.LATEST) else ""


def _short_day(day: frozenset[Weekday], guide: Guide) -> str:
    """周一, Mon: four of them stand in a row of buttons."""
    return guide.text(f"digest_short_{next(iter(day)).name.lower()}")


def capital(label: str) -> str:
    """Words as the label of a button begins."""
    return label[:1].upper() + label[1:]


def _back(step: Step, draft: Draft, guide: Guide) -> Row:
    """Back to the step before; the first one of another time goes back to the subscription itself."""
    action = draft.action(step) if not draft.number or step not in {Step.WHAT, Step.WHO} else one_action(Step.OPEN, draft.number)
    return (Button(guide.text("back_button"), action),)


def _cancel(draft: Draft, guide: Guide) -> Row:
    action = one_action(Step.OPEN, draft.number) if draft.number else Draft(language=draft.language).action(Step.CANCEL)
    return (Button(guide.text("subscribe_cancel"), action),)


def _in_rows(buttons: list[Button], length: int) -> list[Row]:
    return [tuple(buttons[i : i + length]) for i in range(0, len(buttons), length)]
