"""The way of an event: stored before it is confirmed, answered from its row, sent from stored calls. Every step is safe to do twice."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.access import Access
from bot.actions import number_of, read_action
from bot.adapter import Adapter, Call
from bot.card import Card, Say
from bot.clock import Clock, milliseconds
from bot.crash import crash_point
from bot.desk import Desk
from bot.digests.changes import apply
from bot.digests.concerns import is_change
from bot.digests.knowing import with_subscriptions
from bot.digests.making import Maker
from bot.digests.schedule import Schedule
from bot.digests.ticking import first_run
from bot.events import Command, Event, Lookup, Moved, Opened, Place, Platform, Presence, Press, Question, Received
from bot.handling import Note
from bot.limits import Limits, Visits
from bot.metrics import Metrics
from bot.replying import respond
from bot.response import Context, Response
from bot.sending import Sender
from bot.storage import ledger, places, subscriptions
from bot.storage.database import Database
from bot.texts import text
from intents.questions.language import Language
from intents.saying.spoken import Line

_log = structlog.get_logger(__name__)
_MOST_TRIES = 5  # of an event that keeps failing, until it is set aside
_MOST_STARTS = 100  # of the program that found an event begun and not answered; one that is killed from outside finds innocent ones, too
_BLAMED = 20  # starts that count for each death of which it is known that the event was being handled
_FRESH = 1_000  # events that are held from their storing to their answering; others are read again


Stored = Callable[[Connection, ledger.Row], None]  # tells, with the commit, whoever makes the calls


class Deadly(Exception):
    """An event whose handling never came to an end: whenever it was begun, the program died."""


@dataclass
class Pipeline:
    """All that waits is here: the database, the platforms, the clock."""

    database: Database
    desk: Desk
    adapters: Mapping[Platform, Adapter]
    clock: Clock
    limits: Mapping[Platform, Limits]
    metrics: Metrics = field(default_factory=Metrics)
    access: Mapping[Platform, Access] = field(default_factory=dict)
    visits: Visits = field(default_factory=lambda: Visits(0))
    remember_seconds: float = 86_400
    admins: frozenset[str] = frozenset()
    note: Note = field(default_factory=Note)
    maker: Maker = field(init=False)
    _fresh: OrderedDict[int, ledger.Row] = field(default_factory=OrderedDict)
    _endings: set[asyncio.Task[None]] = field(default_factory=set)  # ends of calls that are being stored
    _failures: dict[int, int] = field(default_factory=dict)  # of events that are tried again

    def __post_init__(self) -> None:
        """Digests are made for the same platforms."""
        self.maker = Maker(self.database, self.adapters)

    async def receive(self, received: Received) -> int | None:
        """Commits an event and returns its id; None for one that is known. Only then may it be confirmed."""
        now = milliseconds(self.clock)
        row_id = await self.database.do(partial(ledger.keep, received=received, now=now))
        crash_point("received")
        if row_id is not None:
            self._fresh[row_id] = ledger.Row(row_id, received.platform, received.lane, dict(received.payload), "new", 1, now, received.event)
            if len(self._fresh) > _FRESH:
                self._fresh.popitem(last=False)
        return row_id

    async def blame(self, row_ids: Sequence[int]) -> None:
        """Processes died while they handled these events: after some times they are set aside."""
        for row_id in row_ids:
            _log.warning("the program died while it handled an event", row=row_id)
            await self.database.do(partial(ledger.count_tries, row_id=row_id, tries=_BLAMED))

    async def work(self, origin: str) -> float:
        """Does a piece of work by its origin; the seconds after which to go on, 0 when it is at its end."""
        kind, _, number = origin.partition(":")
        if kind == "event":
            return await self.handle(int(number))
        left = await self.maker.make(origin, self.desk, milliseconds(self.clock))
        if left is None:
            left = await self.database.do(partial(ledger.parts, origin=origin))
        return await self._sender(left[0].platform).go_on(left) if left and left[0].platform in self.adapters else 0.0

    async def send(self, origin: str, platform: Platform) -> float:
        """As `work`, of a platform's event that was answered by somebody else, or of a digest."""
        kind, _, number = origin.partition(":")
        return await self._sender(platform).send(origin, int(number)) if kind == "event" else await self.work(origin)

    async def handle(self, row_id: int, stored: Stored | None = None) -> float:
        """Brings an event to its end as far as it can be now; returns the seconds after which to go on, 0 if there is nothing left.

        With `stored` the calls of the answer are left to somebody else, who is told by it in the same unit of work.
        """
        row = self._fresh.pop(row_id, None) or await self.database.do(partial(ledger.take, row_id=row_id))
        if row is None or row.platform not in self.adapters:
            return 0.0
        try:
            if row.state == "new" and row.tries > _MOST_STARTS:
                return await self._set_aside(row, Deadly())
            wait = 0.0
            if row.state == "new":
                wait = await self._answer(row, stored)
            elif stored is None:
                wait = await self._sender(row.platform).send(row.origin, row.id)
        except (OperationalError, InterfaceError):
            raise  # the database is out of reach, which is no fault of the event
        except Exception as error:  # noqa: BLE001  # one event must not stop the others
            return await self._failed(row, error)
        self._failures.pop(row.id, None)
        return wait

    async def _answer(self, row: ledger.Row, stored: Stored | None) -> float:
        """Reads an event, finds the response, stores both the calls and what is remembered, at once, and makes the calls unless
        somebody else does, who is told by `stored`."""
        adapter = self.adapters[row.platform]
        with self.note.of(row.id):
            event = row.event or adapter.read(row.payload)
        if event is None or not self.access.get(row.platform, Access()).allows(event):
            await self.database.do(partial(ledger.answered, row=row, calls=(), now=milliseconds(self.clock)))
            return 0.0
        may_manage = await self._may_manage(event)  # before anything of it is stored: the platform may be out of reach
        context = await self.database.look(partial(self._context, event=event, row=row, may_manage=may_manage))
        now = self.clock.now()
        with self.note.of(row.id):
            response = self._too_many(event, context, now) or respond(event, context, self.desk)
            calls = [call for one in response.outgoing for call in adapter.render(one)]
        begins = stored is None and bool(calls) and not self.limits[row.platform].wait(calls[0], self.clock.steady())  # then the first is marked in the same unit of work
        left = await self.database.do(partial(self._store, row=row, event=event, response=response, calls=calls, begins=begins, stored=stored))
        crash_point("answered")
        if (asked := response.answer) is not None:
            self.metrics.answered(row.platform, asked.language, asked.outcome, max(0.0, now - row.received_at / 1000))
        return await self._sender(row.platform).go_on(left, row.id, is_begun=begins) if left and stored is None else 0.0

    async def _may_manage(self, event: Event) -> bool:
        """Whether a sender may change the subscriptions of a place; asked only where that is what the event is about."""
        if not isinstance(event, Command | Press) or not is_change(event) or event.place.is_private or event.sender.id in self.admins:
            return True
        return await self.adapters[event.place.platform].may_manage(event.place, event.sender)

    def _context(self, connection: Connection, event: Event, row: ledger.Row, *, may_manage: bool) -> Context:
        """What is stored of the place and the answer that an event is about."""
        place = _place(event)
        if place is None:
            return Context(row.id, places.NOTHING, may_manage=may_manage)
        since = milliseconds(self.clock) - int(self.remember_seconds * 1000)
        memory = places.memory_of(connection, place, since)
        asked = _about(connection, event, place)
        messages = tuple(ledger.messages_of(connection, asked.id)) if asked else ()
        return with_subscriptions(connection, event, Context(row.id, memory, asked, messages, milliseconds(self.clock), may_manage=may_manage), self.admins)

    def _too_many(self, event: Event, context: Context, now: float) -> Response | None:
        """A short reply to who asks too often; None for everybody else, and for what nobody asked the bot."""
        if not isinstance(event, Question | Command) or (isinstance(event, Question) and not event.is_addressed and not context.memory.turns):
            return None
        seconds = self.visits.wait(f"{event.place.platform}:{event.sender.id}", now)
        if not seconds:
            return None
        language = context.memory.language or event.sender.hint or self.desk.default_language
        return Response((_note(event, language, text("too_many", language, seconds=seconds)),))

    def _store(self, connection: Connection, row: ledger.Row, event: Event, response: Response, calls: list[Call], *, begins: bool, stored: Stored | None) -> list[ledger.Part]:
        """Stores what an event leads to; its calls, the first marked as being made where it `begins`. Where somebody else has
        answered it meanwhile nothing is stored, and nothing is left."""
        now = milliseconds(self.clock)
        left = ledger.answered(connection, row, calls, now, begins=begins)
        if left is None:
            return []
        place = _place(event)
        if place and response.memory is not None:
            places.remember(connection, place.key, response.memory, now)
        if response.answer is not None:
            places.keep_answer(connection, response.answer, now)
        if response.mark is not None and not isinstance(event, Lookup | Presence | Moved):
            places.rate(connection, response.mark.answer, event.sender.id, is_good=response.mark.is_good, now=now)
        if isinstance(event, Presence):
            places.set_away(connection, event.place.key, None if event.is_there else event.reason or "removed")
            _follow(connection, event, now)
        if isinstance(event, Moved):
            places.move(connection, event.place.key, Place(event.place.platform, event.chat).key)
            subscriptions.move_chat(connection, event.place.platform, event.place.chat, event.chat)
        for change in response.changes:
            apply(connection, change)
        if stored is not None:
            stored(connection, row)
        return left

    async def settle(self, seconds: float) -> None:
        """Waits so long until the ends of all calls are stored; what is not then was out of reach all the while."""
        if self._endings:
            _, left = await asyncio.wait(set(self._endings), timeout=seconds)
            for ending in left:
                ending.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def _sender(self, platform: Platform) -> Sender:
        return Sender(self.database, self.adapters[platform], self.limits[platform], self.clock, self.metrics, self._endings)

    async def _failed(self, row: ledger.Row, error: Exception) -> float:
        """Tries again later, and sets an event aside that keeps failing, so that its chat goes on."""
        self.metrics.failed(row.platform, type(error).__name__)
        failures = self._failures[row.id] = self._failures.get(row.id, 0) + 1
        _log.exception("event failed", platform=row.platform.value, row=row.id, failures=failures, kind=type(error).__name__)
        if failures < _MOST_TRIES:
            return float(2**failures) / 4
        return await self._set_aside(row, error)

    async def _set_aside(self, row: ledger.Row, error: Exception) -> float:
        """An event is not tried any more; whoever asked is told."""
        await self.database.do(partial(ledger.set_state, row_id=row.id, state="set_aside", error=type(error).__name__))
        crash_point("set-aside")
        self._failures.pop(row.id, None)
        _log.error("event set aside", platform=row.platform.value, row=row.id, kind=type(error).__name__)
        await self._apologise(row)
        return 0.0

    async def _apologise(self, row: ledger.Row) -> None:
        """Whoever asked is told that this one could not be handled, if it can be told."""
        adapter = self.adapters[row.platform]
        try:
            event = adapter.read(row.payload)
            if not isinstance(event, Question | Command) or (isinstance(event, Question) and not event.is_addressed):
                return
            language = event.sender.hint or self.desk.default_language
            for call in adapter.render(_note(event, language, text("out_of_order", language))):
                await adapter.call(call)
        except Exception:  # noqa: BLE001  # it stays set aside, where whoever runs the bot sees it
            _log.warning("could not tell that an event was set aside", row=row.id)


def _note(event: Question | Command, language: Language, words: str) -> Say:
    """A line in reply, for the eyes of who asked where the question was."""
    hidden = event.sender.id if isinstance(event, Command) and event.is_hidden else ""
    url = event.reply_url if isinstance(event, Command) else ""
    return Say(event.place, Card(language, (Line(words),)), event.message, hidden, url)


def _place(event: Event) -> Place | None:
    return None if isinstance(event, Lookup) else event.place


def _follow(connection: Connection, event: Presence, now: int) -> None:
    """The subscriptions of a chat rest while nothing can be sent there, and run again from when it can."""
    platform, chat = event.place.platform, event.place.chat
    if not event.is_there:
        subscriptions.pause_chat(connection, platform, chat, event.reason or "removed")
        return
    for order in subscriptions.resume_chat(connection, platform, chat):
        subscriptions.resume(connection, order.id, now, first_run(Schedule.model_validate(order.schedule), now))


def _about(connection: Connection, event: Event, place: Place) -> places.Asked | None:
    """The stored answer that an event is about."""
    match event:
        case Question(is_edited=True):
            return places.answer_to(connection, place.key, event.message)
        case Command(name="why") | Opened():
            return places.last_answer(connection, place.key)
        case Press():
            action = read_action(event.action)
            number = number_of(action.of[0]) if action and action.verb in "q+-ws" else None
            return places.answer_of(connection, number) if number is not None else None
        case _:
            return None
