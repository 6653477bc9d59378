"""Who may ask: allow-lists of chats and senders. An empty list allows all."""

from dataclasses import dataclass

from bot.events import Event, Lookup, Place, Platform, Presence, Sender


@dataclass(frozen=True, slots=True)
class Access:
    """Allowed chats and senders of a platform. On Slack a chat is TEAM/CHANNEL; TEAM alone allows all its channels."""

    chats: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()

    def allows(self, event: Event) -> bool:
        """Whether an event is to be answered; what only tells where the bot is always counts."""
        if isinstance(event, Lookup):
            return self._knows(event.sender) if self.senders else not self.chats
        place = event.place
        sender = getattr(event, "sender", None)
        if isinstance(event, Presence) or sender is None:
            return True
        if not self.chats and not self.senders:
            return True
        return self._has(place) or self._knows(sender)

    def _has(self, place: Place) -> bool:
        team = place.chat.partition("/")[0] if place.platform is Platform.SLACK else place.chat
        channel = place.chat.partition("/")[2]
        return bool(self.chats & {place.chat, team, channel})

    def _knows(self, sender: Sender) -> bool:
        return sender.id in self.senders
