"""A chat of subscriptions without a platform: what is typed and pressed leads to cards, and takes effect."""

from dataclasses import dataclass, field, replace

from bot.card import Button, Card, Edit, Outgoing, Say
from bot.desk import Desk
from bot.digests.changes import BY_HAND, Alter, Change, Pause, Remove, Resume, Subscribe
from bot.events import Command, Event, Place, Platform, Press, Sender
from bot.replying import respond
from bot.response import Context
from bot.storage.digests import Past
from bot.storage.places import Memory
from bot.storage.subscriptions import Order
from intents.questions.language import Language
from knowledge.library import load_folder
from tests.cases import TESTS

DESK = Desk(load_folder(TESTS / "intents" / "shelf"))
NOW = 1_800_000_000_000
PLACES = {Platform.TELEGRAM: Place(Platform.TELEGRAM, "1"), Platform.SLACK: Place(Platform.SLACK, "T1/D1")}


@dataclass
class Chat:
    """A chat with its subscriptions, where what is pressed takes effect."""

    language: Language | None = Language.EN
    platform: Platform = Platform.TELEGRAM
    is_admin: bool = False
    may_manage: bool = True
    orders: list[Order] = field(default_factory=list)
    past: tuple[Past, ...] = ()
    changes: list[Change] = field(default_factory=list)
    card: Card = field(default_factory=lambda: Card(Language.EN))
    out: tuple[Outgoing, ...] = ()

    def does(self, event: Event) -> Card:
        context = Context(1, Memory(self.language), now=NOW, orders=tuple(self.orders), past=self.past, is_admin=self.is_admin, may_manage=self.may_manage)
        response = respond(event, context, DESK)
        self.out = response.outgoing
        for change in response.changes:
            self._apply(change)
        shown = [one.card for one in response.outgoing if isinstance(one, Say | Edit)]
        self.card = shown[-1] if shown else self.card
        return self.card

    def types(self, name: str, argument: str = "") -> Card:
        return self.does(Command(PLACES[self.platform], Sender("7"), name, argument))

    def presses(self, action: str) -> Card:
        return self.does(Press(PLACES[self.platform], Sender("7"), action, "55", "p1", trigger="t1"))

    def pressed(self, *places: int) -> Card:
        """The card after buttons were pressed by their places in reading order."""
        for place in places:
            self.presses(self.buttons[place].action)
        return self.card

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.card.buttons for button in row]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [button.label for button in self.buttons]

    def _apply(self, change: Change) -> None:
        self.changes.append(change)
        match change:
            case Subscribe(order):
                self.orders.append(replace(order, id=len(self.orders) + 1))
            case Pause(number):
                self.orders = [replace(o, paused=BY_HAND) if o.id == number else o for o in self.orders]
            case Resume(number):
                self.orders = [replace(o, paused="") if o.id == number else o for o in self.orders]
            case Alter(order):
                self.orders = [order if o.id == order.id else o for o in self.orders]
            case Remove(number):
                self.orders = [o for o in self.orders if o.id != number]
