"""What people do about subscriptions: commands and buttons lead to cards and changes. Pure: what is stored comes in the context."""

from dataclasses import dataclass, replace

from bot.actions import Action
from bot.card import Button, Card, Confirm, Edit, Outgoing, Say
from bot.desk import Desk
from bot.digests.changes import BY_HAND, Alter, Change, Pause, Remove, Resume, Subscribe
from bot.digests.concerns import home, is_change, number_in, step_of
from bot.digests.drafts import OF_ONE, Draft, Step, draft_of, one_action, read_draft
from bot.digests.filling import form_of
from bot.digests.holidays import calendars
from bot.digests.listing import calendars_card, history_card, list_button, list_card, one_card
from bot.digests.making import preview_card, request_of
from bot.digests.subscribing import Guide, default_zone, sorts_for, step_card
from bot.digests.telling import company_name, manage_command, order_text, schedule_of
from bot.digests.ticking import first_run
from bot.digests.typed import Trouble, read_typed, read_when
from bot.events import Command, Platform, Press
from bot.response import Context, Response
from bot.storage.subscriptions import Order
from bot.texts import text
from intents.digests.digest import compose
from intents.questions.language import Language, language_of
from intents.saying.sources import names_in
from intents.saying.spoken import Line
from knowledge.language.text import has_hanzi

MOST = 20  # subscriptions of a place
_DIGITS = 4  # that no number in a list has


@dataclass(frozen=True, slots=True)
class _Asked:
    """An event about subscriptions with all that is known of it."""

    event: Command | Press
    context: Context
    desk: Desk
    language: Language

    @property
    def guide(self) -> Guide:
        return Guide(self.desk, self.language, self.event.place.platform, self.context.is_admin, self.context.now, self.context.orders)

    def text(self, key: str, **slots: object) -> str:
        return text(key, self.language, **slots)

    def note(self, key: str, **slots: object) -> Card:
        """A card with one line and the way to the list."""
        return Card(self.language, (Line(self.text(key, **slots)),), buttons=(list_button(self.language),))


def commanded(event: Command, context: Context, desk: Desk, language: Language) -> Response:
    """The reply to /subscribe, with or without a line that says it all, and to /subscriptions, with or without another time for one of them."""
    typed = None if context.memory.language else typed_in(event.argument, event.sender.hint)
    asked = _Asked(event, context, desk, typed or language)
    hidden = event.sender.id if event.is_hidden else ""
    if refused := _refusal(asked):
        card = Card(asked.language, (Line(refused),))
    elif event.name == "subscriptions":
        card = _retyped(event.argument, asked) if event.argument.strip() else list_card(context.orders, desk, language, event.place.platform)
    else:
        card = _typed(event.argument, typed, asked)
    return Response((Say(event.place, card, event.message, hidden, event.reply_url),))


def _refusal(asked: _Asked) -> str:
    """What is said to who may not change anything here; "" for who may."""
    if not is_change(asked.event) or asked.context.may_manage:
        return ""
    return asked.text("subscribe_admins_only", command=manage_command(asked.event.place.platform, "subscriptions"))


def typed_in(line: str, hint: Language | None) -> Language | None:
    """The language that a line shows: Chinese of either script, that of the sender's program where it does not tell; None for
    Latin letters, which names in any language have."""
    return language_of(line, script=hint if hint in (Language.HANS, Language.HANT) else Language.HANS) if has_hanzi(line) else None


def _typed(line: str, language: Language | None, asked: _Asked) -> Card:
    guide = asked.guide
    if not line.strip():
        return step_card(Step.WHAT, Draft(), 0, guide)
    try:
        draft = _fitting(replace(read_typed(line, asked.desk.library, zone=default_zone(guide)), language=language))
    except Trouble as trouble:
        company = company_name(next((key for key in asked.desk.library.catalog.companies if key), ""), asked.desk.library.catalog, asked.language)
        return _mended(trouble, asked, Draft(), company)
    if draft.sort is not None and draft.sort not in sorts_for(guide):
        return asked.note("subscribe_not_yours")
    return step_card(draft.next_step, draft, 0, guide)


def _retyped(line: str, asked: _Asked) -> Card:
    """Another time for a subscription by its number in the list: 2 周一三五 8:30."""
    place, _, when = line.strip().removeprefix("#").partition(" ")
    number = int(place) if place.isdecimal() and len(place) < _DIGITS else 0
    if not 0 < number <= len(asked.context.orders):
        return asked.note("subscribe_no_number", n=len(asked.context.orders), command=manage_command(asked.event.place.platform, "subscriptions"))
    order = asked.context.orders[number - 1]
    draft = draft_of(order.id, schedule_of(order))
    try:
        draft = _fitting(draft.timed(read_when(when, zone=draft.zone)))
    except Trouble as trouble:
        return _mended(trouble, asked, draft, str(number))
    return step_card(draft.next_step, draft, 0, asked.guide)


def _fitting(draft: Draft) -> Draft:
    """A draft that buttons can carry; Trouble for one that is too long."""
    if not draft.fits:
        raise Trouble("subscribe_long_rule", {"rule": draft.cron})
    return draft


def _mended(trouble: Trouble, asked: _Asked, draft: Draft, what: str) -> Card:
    """What is wrong with what was typed, a line that is right, and the way by buttons."""
    command = manage_command(asked.event.place.platform, "subscriptions" if draft.number else "subscribe")
    example = asked.text("subscribe_example", command=command, company=what, zone=draft.zone or default_zone(asked.guide))
    by_buttons = draft.action(Step.DAYS) if draft.number or draft.sort else one_action(Step.WHAT)
    return Card(asked.language, (Line(_mend(trouble, asked)), Line(example)), buttons=((Button(asked.text("subscribe_by_buttons"), by_buttons),),))


def _mend(trouble: Trouble, asked: _Asked) -> str:
    """What is wrong with a line, and what to write instead."""
    slots = trouble.slots | {"companies": names_in(asked.desk.library.catalog, asked.language)}
    near = trouble.slots.get("near")
    if "field" in slots:
        slots["field"] = asked.text(f"cron_{slots['field']}")
    slots["near"] = asked.text("subscribe_zone_near", zones=", ".join(near)) if near else ""
    return asked.text(trouble.key, **slots).strip()


def pressed(event: Press, action: Action, context: Context, desk: Desk, language: Language) -> Response:
    """What a button leads to; one that nobody knows says so."""
    step = step_of(event)
    if step is not None and step not in OF_ONE:
        language = read_draft(action.of, desk.library.catalog)[0].language or language
    asked = _Asked(event, context, desk, language)
    if step is None:
        return Response((Confirm(event.place, event.press, text("button_unknown", language)),))
    if refused := _refusal(asked):
        return Response((Confirm(event.place, event.press, refused),))
    if step is Step.PREVIEW:
        return Response((Confirm(event.place, event.press), _say(event, _preview(action, asked))))
    if step is Step.FORM:
        form = form_of(event, asked.guide)
        return Response((Confirm(event.place, event.press), *((form,) if form else ())))
    if step in OF_ONE:
        card, changes = _with_one(step, action, asked)
    elif step is Step.CONFIRM:
        card, changes = _confirmed(*read_draft(action.of, desk.library.catalog)[:1], asked)
    else:
        card, changes = _led(step, action, asked), ()
    return Response((Confirm(event.place, event.press), _shown(event, card)), changes=changes)


def _shown(event: Press, card: Card) -> Outgoing:
    """The card in the place of the one that was pressed; below, where a form was filled in."""
    hidden = event.sender.id if event.is_hidden else ""
    return _say(event, card) if event.is_form else Edit(event.place, event.message, card, hidden, event.reply_url)


def _say(event: Press, card: Card) -> Say:
    return Say(event.place, card, event.message, event.sender.id if event.is_hidden else "", event.reply_url)


def _led(step: Step, action: Action, asked: _Asked) -> Card:
    """A step of the way, the list, or the end of the way."""
    match step:
        case Step.LIST:
            return list_card(asked.context.orders, asked.desk, asked.language, asked.event.place.platform)
        case Step.CANCEL:
            return asked.note("subscribe_cancelled")
        case _:
            draft, page = read_draft(action.of, asked.desk.library.catalog)
            if draft.sort is not None and draft.sort not in sorts_for(asked.guide):
                return asked.note("subscribe_not_yours")
            return _filled_in(draft, asked) if isinstance(asked.event, Press) and asked.event.typed.strip() else step_card(step, draft, page, asked.guide)


def _filled_in(draft: Draft, asked: _Asked) -> Card:
    """A form in which a time was typed, which counts for more than what was chosen."""
    assert isinstance(asked.event, Press)
    try:
        typed = read_when(asked.event.typed, zone=draft.zone or default_zone(asked.guide))
        draft = _fitting(draft.timed(typed))
    except Trouble as trouble:
        names = [company_name(key, asked.desk.library.catalog, asked.language) for key in draft.companies]
        return _mended(trouble, asked, draft, asked.text("digest_and").join(names) or asked.text("subscribe_all_companies"))
    return step_card(draft.next_step, draft, 0, asked.guide)


def _confirmed(draft: Draft, asked: _Asked) -> tuple[Card, tuple[Change, ...]]:
    """A complete draft is stored; one that is not is asked for the rest."""
    guide, orders = asked.guide, asked.context.orders
    if draft.next_step is not Step.REVIEW:
        return step_card(draft.next_step, draft, 0, guide), ()
    if draft.number:
        return _retimed(draft, asked)
    order = new_order(draft, asked)
    if order.sort not in sorts_for(guide):
        return asked.note("subscribe_not_yours"), ()
    if any(_same(order, one) for one in orders):
        return asked.note("subscribe_known"), ()
    if len(orders) >= MOST:
        return asked.note("subscribe_too_many", n=MOST), ()
    return _welcomed(asked.note("subscribe_done", line=order_text(order, asked.desk.library.catalog, asked.language)), asked), (Subscribe(order),)


def _welcomed(card: Card, asked: _Asked) -> Card:
    """The card with what a channel on Slack needs besides: the bot posts only where it is a member, and cannot tell here whether it is."""
    needs = asked.event.place.platform is Platform.SLACK and not asked.event.place.is_private
    return replace(card, lines=(*card.lines, Line(asked.text("subscribe_invite")))) if needs else card


def _same(one: Order, other: Order) -> bool:
    return (one.place, one.sort, one.companies, one.schedule) == (other.place, other.sort, other.companies, other.schedule)


def new_order(draft: Draft, asked: _Asked) -> Order:
    """The subscription of a complete draft; what the articles of today tell is no news for it."""
    assert draft.sort is not None
    now, schedule = asked.context.now, draft.schedule
    seen = tuple(asked.desk.library.catalog.places)
    return Order(
        home(asked.event.place), draft.sort, draft.companies, asked.language, schedule.model_dump(mode="json"), now, first_run(schedule, now),
        asked.event.sender.id, now, seen=seen,
    )  # fmt: skip


def _retimed(draft: Draft, asked: _Asked) -> tuple[Card, tuple[Change, ...]]:
    """Another time for a stored subscription; the holidays that it leaves out stay."""
    order = _order(draft.number, asked)
    if order is None:
        return asked.note("subscribe_gone"), ()
    return _altered(order, asked, schedule=draft.schedule.model_copy(update={"calendar": schedule_of(order).calendar}).model_dump(mode="json"))


def _altered(order: Order, asked: _Asked, **values: object) -> tuple[Card, tuple[Change, ...]]:
    changed = replace(order, **values)  # type: ignore[arg-type]
    now = asked.context.now
    changed = replace(changed, done_at=now, next_at=first_run(schedule_of(changed), now))
    return one_card(changed, asked.desk, asked.language), (Alter(changed),)


def _order(number: int | None, asked: _Asked) -> Order | None:
    """A subscription of this place; those of others are nobody's business."""
    return next((order for order in asked.context.orders if order.id == number), None)


def _with_one(step: Step, action: Action, asked: _Asked) -> tuple[Card, tuple[Change, ...]]:
    """What is done to one subscription, and its card afterwards."""
    order = _order(number_in(asked.event), asked)
    value = action.of[2] if len(action.of) > 2 else ""
    if order is None:
        return asked.note("subscribe_gone"), ()
    match step:
        case Step.PAUSE:
            return one_card(replace(order, paused=BY_HAND), asked.desk, asked.language), (Pause(order.id),)
        case Step.RESUME:
            now, next_at = asked.context.now, first_run(schedule_of(order), asked.context.now)
            return one_card(replace(order, paused="", next_at=next_at), asked.desk, asked.language), (Resume(order.id, now, next_at),)
        case Step.ASK_REMOVE:
            return _asked_to_remove(order, asked), ()
        case Step.REMOVE:
            rest = tuple(one for one in asked.context.orders if one.id != order.id)
            return list_card(rest, asked.desk, asked.language, asked.event.place.platform), (Remove(order.id),)
        case Step.CALENDARS:
            return calendars_card(order, asked.desk, asked.language), ()
        case Step.HISTORY:
            return history_card(order, asked.context.past, asked.desk, asked.language), ()
        case Step.LANGUAGE if value in {language.value for language in Language}:
            return _altered(order, asked, language=Language(value))
        case Step.ALWAYS if value in {"0", "1"}:
            return _altered(order, asked, always=value == "1")
        case Step.HOLIDAYS if not value or value in calendars():
            return _altered(order, asked, schedule=schedule_of(order).model_copy(update={"calendar": value}).model_dump(mode="json"))
        case _:
            return one_card(order, asked.desk, asked.language), ()


def _asked_to_remove(order: Order, asked: _Asked) -> Card:
    line = asked.text("subscribe_sure", line=order_text(order, asked.desk.library.catalog, asked.language))
    yes = Button(asked.text("subscribe_remove"), one_action(Step.REMOVE, order.id))
    return Card(asked.language, (Line(line),), buttons=((yes, Button(asked.text("back_button"), one_action(Step.OPEN, order.id))),))


def _preview(action: Action, asked: _Asked) -> Card:
    """Exactly the digest to come, of a stored subscription or of a draft."""
    number = number_in(asked.event)
    if number is not None:
        order = _order(number, asked)
    else:
        draft, _ = read_draft(action.of, asked.desk.library.catalog)
        order = new_order(draft, asked) if draft.sort and draft.next_step is Step.REVIEW else None
    if order is None or order.sort not in sorts_for(asked.guide):
        return asked.note("subscribe_gone")
    library = asked.desk.library
    return preview_card(order, compose(request_of(order, library, asked.context.questions), library, order.language), schedule_of(order))
