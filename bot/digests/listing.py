"""Stored subscriptions as cards: the list of a place, one of them with what can be done to it, what became of its digests."""

from dataclasses import replace

from bot.card import Button, Card
from bot.desk import Desk
from bot.digests.drafts import Draft, Step, draft_of, one_action
from bot.digests.holidays import calendars, exchange
from bot.digests.telling import manage_command, moment_text, order_text, past_text, schedule_of, sort_text
from bot.events import Platform
from bot.storage.digests import Past
from bot.storage.subscriptions import Order
from bot.texts import catalogue, text
from intents.digests.digest import Sort
from intents.questions.language import Language
from intents.saying.spoken import Line

_RECENT = 5  # digests


def list_card(orders: tuple[Order, ...], desk: Desk, language: Language, platform: Platform) -> Card:
    """All subscriptions of a place, a button for each, and one for another."""
    catalog = desk.library.catalog
    lines = tuple(Line(f"{n}. {order_text(order, catalog, language)}") for n, order in enumerate(orders, 1))
    none = (Line(text("subscribe_none", language, command=manage_command(platform, "subscribe"))),)
    heading = text("subscribe_list", language, n=len(orders)) if orders else ""
    return Card(language, lines or none, heading=heading, buttons=list_rows(orders, desk, language))


def list_rows(orders: tuple[Order, ...], desk: Desk, language: Language) -> tuple[tuple[Button, ...], ...]:
    """The buttons of the list."""
    catalog = desk.library.catalog
    rows = ((Button(f"{n}. {sort_text(order.sort, order.companies, catalog, language)}", one_action(Step.OPEN, order.id)),) for n, order in enumerate(orders, 1))
    return (*rows, (Button(text("subscribe_new", language), one_action(Step.WHAT)),))


def one_card(order: Order, desk: Desk, language: Language) -> Card:
    """A subscription with what can be done to it."""

    def button(key: str, step: Step, value: str = "", **slots: object) -> Button:
        return Button(text(key, language, **slots), one_action(step, order.id, value))

    draft = draft_of(order.id, schedule_of(order))
    rest = button("subscribe_resume", Step.RESUME) if order.paused else button("subscribe_pause", Step.PAUSE)
    rows: list[tuple[Button, ...]] = [
        (rest, Button(text("subscribe_preview", language), Draft(number=order.id).action(Step.PREVIEW)), button("subscribe_history", Step.HISTORY)),
        (Button(text("subscribe_other_time", language), draft.action(Step.DAYS)), Button(text("subscribe_other_zone", language), draft.action(Step.ZONE))),
        tuple(Button(catalogue()["language_name"][one.value], one_action(Step.LANGUAGE, order.id, one.value), is_chosen=one is order.language) for one in Language),
    ]
    if order.sort is Sort.NEWS:
        silent, told = button("subscribe_only_new", Step.ALWAYS, "0"), button("subscribe_always", Step.ALWAYS, "1")
        rows.append((replace(silent, is_chosen=not order.always), replace(told, is_chosen=order.always)))
    rows.append((_holidays(order, language),))
    rows.append((button("subscribe_remove", Step.ASK_REMOVE), *list_button(language)))
    return Card(language, (Line(order_text(order, desk.library.catalog, language)),), buttons=tuple(rows))


def _holidays(order: Order, language: Language) -> Button:
    """The way to the exchanges whose holidays can be left out; the one that is chosen by its name."""
    chosen = schedule_of(order).calendar
    label = _closed(chosen, language) if chosen else text("subscribe_calendars", language)
    return Button(f"{label} ›", one_action(Step.CALENDARS, order.id), is_chosen=bool(chosen))


def calendars_card(order: Order, desk: Desk, language: Language) -> Card:
    """The exchanges, a button for each; pressing the one that is chosen takes it back."""
    chosen = schedule_of(order).calendar
    rows = [(Button(_closed(code, language), one_action(Step.HOLIDAYS, order.id, "" if code == chosen else code), is_chosen=code == chosen),) for code in calendars()]
    back = (Button(text("back_button", language), one_action(Step.OPEN, order.id)),)
    lines = (Line(order_text(order, desk.library.catalog, language)), Line(text("subscribe_calendar", language)))
    return Card(language, lines, buttons=(*rows, back))


def _closed(code: str, language: Language) -> str:
    return text("subscribe_holidays", language, calendar=exchange(code, language))


def recent_card(past: tuple[Past, ...], desk: Desk, language: Language) -> Card | None:
    """The news of the last digests, the newest first; None where there was none."""
    told = [one for one in past if one.text and one.outcome != "nothing_new"][:_RECENT]
    lines = (text("subscribe_past", language, time=moment_text(one.slot, desk.timezone), outcome=one.text.partition("\n")[0]) for one in told)
    return Card(language, tuple(map(Line, lines)), heading=text("subscribe_recent", language)) if told else None


def list_button(language: Language) -> tuple[Button, ...]:
    """The way to the list."""
    return (Button(text("subscribe_to_list", language), one_action(Step.LIST)),)


def history_card(order: Order, past: tuple[Past, ...], desk: Desk, language: Language) -> Card:
    """What became of the last digests, the newest first."""
    schedule = schedule_of(order)
    lines = [Line(past_text(one, schedule, language)) for one in past] or [Line(text("subscribe_no_past", language))]
    heading = order_text(order, desk.library.catalog, language)
    return Card(language, tuple(lines), heading=heading, buttons=((Button(text("back_button", language), one_action(Step.OPEN, order.id)),),))
