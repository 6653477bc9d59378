"""Which events are about subscriptions, whether they change any, and where the digests of a place go. Pure."""

from dataclasses import replace

from bot.actions import number_of
from bot.digests.drafts import LOOKING, OF_ONE, Step
from bot.events import Command, Event, Home, Place, Platform, Press

_COMMANDS = frozenset({"subscribe", "subscriptions"})


def home(place: Place) -> Place:
    """Where the digests of a place go: on Slack to the channel itself, on Telegram to the topic."""
    return replace(place, thread="", person="") if place.platform is Platform.SLACK else place


def is_about(event: Event) -> bool:
    """Whether what is stored of subscriptions is needed to answer an event."""
    return is_home(event) or (isinstance(event, Command) and event.name in {*_COMMANDS, "digest"}) or step_of(event) is not None


def is_home(event: Event) -> bool:
    """Whether somebody opens the bot's own page, or goes back to its beginning."""
    return isinstance(event, Home) or (isinstance(event, Press) and event.action == "h:")


def is_change(event: Event) -> bool:
    """Whether an event is to change subscriptions, or to lead there: only who may manage a place may do that."""
    step = step_of(event)
    return (isinstance(event, Command) and (event.name == "subscribe" or (event.name == "subscriptions" and bool(event.argument.strip())))) or (
        step is not None and step not in LOOKING
    )


def step_of(event: Event) -> Step | None:
    """The step of a pressed button; None for any other event."""
    letter = event.action.split(":")[1][:1] if isinstance(event, Press) and event.action.startswith("d:") else ""
    return Step(letter) if letter in {step.value for step in Step} else None


def number_in(event: Event) -> int | None:
    """The subscription that a pressed button names."""
    parts = event.action.split(":") if isinstance(event, Press) and step_of(event) else []
    return number_of(parts[2].removeprefix("@")) if len(parts) > 2 and (step_of(event) in OF_ONE or parts[2].startswith("@")) else None
