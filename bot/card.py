"""What goes out, in neutral form: each adapter gives it the shape of its platform."""

from dataclasses import dataclass, replace

from bot.digests.chart import Chart
from bot.events import Place
from intents.questions.language import Language
from intents.saying.spoken import Line, Source, Spoken

MAX_ACTION = 64  # bytes of a button's action: Telegram's limit for callback data


@dataclass(frozen=True, slots=True)
class Button:
    """A label with the action that it carries (at most 64 bytes, see `bot.actions`) or the address that it opens."""

    label: str
    action: str = ""
    url: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One message: lines with numbered sources, or preformatted `code`, and buttons in rows.

    `feedback` names the answer that may be rated. `heading` stands above in bold. A `chart` repeats figures of the lines, where
    the platform shows such.
    """

    language: Language
    lines: tuple[Line, ...] = ()
    sources: tuple[Source, ...] = ()
    heading: str = ""
    code: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    feedback: str = ""
    offer: str = ""
    chart: Chart | None = None

    @property
    def text(self) -> str:
        """The card as plain text: the same facts, for screen readers, notifications, the terminal and as the fallback."""
        offers = tuple(b.label for row in self.buttons for b in row if b.action.startswith("q:"))
        body = Spoken(self.lines, self.sources, self.offer, offers if self.offer else ()).text
        return "\n".join(filter(None, (self.heading, body, self.code)))

    def with_buttons(self, *rows: tuple[Button, ...]) -> "Card":
        """The card with more rows of buttons."""
        return replace(self, buttons=(*self.buttons, *rows))


@dataclass(frozen=True, slots=True)
class Say:
    """A message to a place, as a reply to `reply_to`; `hidden_for` names the only one who is to see it (reply_url where it goes)."""

    place: Place
    card: Card
    reply_to: str = ""
    hidden_for: str = ""
    reply_url: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Another text for a message that stands."""

    place: Place
    message: str
    card: Card
    hidden_for: str = ""
    reply_url: str = ""


@dataclass(frozen=True, slots=True)
class Confirm:
    """The confirmation of a pressed button, with a short text or none; nothing on platforms that need none."""

    place: Place
    press: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Up to five complete answers to an inline query; `title` of each is its heading."""

    query: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The bot's own page of a user (Slack's App Home), card below card."""

    place: Place
    user: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Suggest:
    """Ready questions that stand ready where people type, on platforms that have a place for them (Slack's agent pane)."""

    place: Place
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A choice of a form: labels with values. One is chosen, or with `most` above one any number up to it, also none. With a
    `hint` it is a text to type, or to leave empty; a form has one such at most."""

    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str = ""
    most: int = 1
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that opens where a button was pressed (`trigger`), where the platform has such.

    Filled in, it is a press whose action is `action` with the values of each field behind a colon, several in a row, and which
    says what was typed.
    """

    place: Place
    trigger: str
    language: Language
    title: str
    done: str
    cancel: str
    action: str
    fields: tuple[Field, ...]


Outgoing = Say | Edit | Confirm | Offer | Page | Form | Suggest
