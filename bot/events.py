"""What comes in from a platform, in neutral form: each adapter reads its payloads into these."""

from dataclasses import dataclass, field
from enum import StrEnum

from intents.questions.language import Language


class Platform(StrEnum):
    """Where people write."""

    TELEGRAM = "telegram"
    SLACK = "slack"


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation: a chat and, where there are such, its thread or topic.

    `chat` is the platform's own address: a chat id on Telegram, TEAM/CHANNEL on Slack; `thread` a topic id or a thread's ts.
    `person` is who alone sees it, where others share the chat: what is asked there is nobody else's business.
    """

    platform: Platform
    chat: str
    thread: str = ""
    is_private: bool = True
    person: str = ""

    @property
    def key(self) -> str:
        """The place in one string: what a conversation and its settings are kept under."""
        return ":".join(filter(None, (self.platform.value, self.chat, self.thread, self.person)))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote; `hint` is the language of the sender's program, None where the platform does not say."""

    id: str
    hint: Language | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A text that is to be answered. `message` is the id to answer to; `is_edited` where it changes an earlier one.

    Not `is_addressed` where nobody called the bot: it is answered only in a thread in which the bot already talks.
    """

    place: Place
    sender: Sender
    text: str
    message: str
    is_edited: bool = False
    is_addressed: bool = True


@dataclass(frozen=True, slots=True)
class Command:
    """A command by its name without slash (start, help, facts, sources, language, why, digest …) and what follows it.

    `is_hidden` where only the sender is to see the reply (a slash command of Slack); `reply_url` is where such a reply goes. Not
    `hears_all` in a group of which the platform may keep messages that do not reply to the bot (Telegram's privacy mode).
    """

    place: Place
    sender: Sender
    name: str
    argument: str = ""
    message: str = ""
    is_hidden: bool = False
    reply_url: str = ""
    hears_all: bool = True


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed: the action it carries (see `bot.card.Button`), the message that it stands under.

    `press` is what a confirmation goes to: the platform's id of the press, or an address; "" where there is nothing to confirm.
    `trigger` is what a form can be opened by, for a moment. `is_form` where it was no button but a form that was filled in:
    there is no message to change, and `typed` is what was written in its text field.
    """

    place: Place
    sender: Sender
    action: str
    message: str
    press: str = ""
    is_hidden: bool = False
    reply_url: str = ""
    trigger: str = ""
    is_form: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of somebody that is to be checked, for the eyes of the sender."""

    place: Place
    sender: Sender
    text: str
    reply_url: str = ""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question typed anywhere (Telegram's inline mode): `query` is the id that the cards go to."""

    sender: Sender
    query: str
    text: str


@dataclass(frozen=True, slots=True)
class Home:
    """Somebody opened the bot's own page (Slack's App Home)."""

    place: Place
    sender: Sender


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody opened the direct chat with the bot, and has not written yet (Slack's agent pane)."""

    place: Place
    sender: Sender


@dataclass(frozen=True, slots=True)
class Presence:
    """The bot was added to a chat (`is_there`), or blocked, removed, or its chat is gone."""

    place: Place
    is_there: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A chat goes on under another address (a Telegram group that became a supergroup)."""

    place: Place
    chat: str


Event = Question | Command | Press | Claim | Lookup | Home | Opened | Presence | Moved


@dataclass(frozen=True, slots=True)
class Received:
    """A payload as it is stored before it is confirmed.

    `event_id` is the platform's id of the delivery, `post` that of the post it is about where two deliveries may tell of one
    post ("" where not), `lane` the chat within which order is kept. `read` of the adapter makes an event of `payload` later.
    """

    platform: Platform
    event_id: str
    lane: str
    payload: dict[str, object] = field(hash=False)
    post: str = ""
    event: Event | None = field(default=None, compare=False, repr=False)  # what `read` made of it already, where it is known who the bot is
