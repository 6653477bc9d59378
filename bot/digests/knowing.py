"""What is stored of subscriptions, looked up for an event that is about them."""

from dataclasses import replace

from sqlalchemy import Connection

from bot.digests.concerns import home, is_about, is_home, number_in, step_of
from bot.digests.drafts import Step
from bot.digests.making import WEEK
from bot.events import Command, Event, Home, Press
from bot.response import Context
from bot.storage import digests, places, subscriptions
from bot.storage.digests import Past
from bot.storage.subscriptions import Order

_MOST = 15  # lines of a history


def with_subscriptions(connection: Connection, event: Event, context: Context, admins: frozenset[str]) -> Context:
    """The context with what an event about subscriptions needs; as it is for any other."""
    if not isinstance(event, Command | Press | Home) or not is_about(event):
        return context
    place = home(event.place)
    orders = tuple(subscriptions.own_orders(connection, place, event.sender.id))
    is_admin = event.sender.id in admins
    questions = tuple(places.questions_to_mend(connection, context.now - WEEK)) if is_admin and step_of(event) is Step.PREVIEW else ()
    keys = {place.key, *(order.place.key for order in orders)}
    return replace(context, orders=orders, past=tuple(_past(connection, event, orders, keys)), questions=questions, is_admin=is_admin)


def _past(connection: Connection, event: Command | Press | Home, orders: tuple[Order, ...], keys: set[str]) -> list[Past]:
    """The history of one subscription of the place, or of the whole place."""
    if is_home(event) or (isinstance(event, Command) and event.name == "digest"):
        return digests.history(connection, _MOST, places=keys)
    number = number_in(event)
    if step_of(event) is Step.HISTORY and any(order.id == number for order in orders):
        return digests.history(connection, _MOST, number=number)
    return []
