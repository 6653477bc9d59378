"""Charts as photos: drawn when they are sent, uploaded once each. Whatever goes wrong with one, its text stands already."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from telegram import InputFile

from bot.adapter import ChatMoved, NotSent, Refused, RetryAfter
from bot.digests.chart import draw, read_chart
from bot.telegram.client import Client
from bot.telegram.errors import call_error

_KNOWN = 64  # charts whose uploads are remembered


@dataclass
class Pictures:
    """Sends charts; `known` are the ids of files that Telegram has, by the chart as JSON."""

    client: Client
    known: OrderedDict[str, str] = field(default_factory=OrderedDict)

    async def send(self, params: Mapping[str, Any]) -> Any:
        """The message of a photo whose `photo` is a chart as JSON. Raises a CallError: Refused where it is not to be tried again,
        since nobody misses a picture as much as the messages behind it."""
        key = json.dumps(params["photo"], sort_keys=True)
        try:
            photo = self.known.get(key) or InputFile(await asyncio.to_thread(_drawn, params["photo"]), filename="chart.png")
            message = await self.client.ask("sendPhoto", {**params, "photo": photo})
        except Exception as error:
            self.known.pop(key, None)
            found = call_error(error)
            raise (found if isinstance(found, RetryAfter | NotSent | ChatMoved) else Refused(f"a chart was not sent: {found}")) from error
        self._remember(key, message)
        return message

    def _remember(self, key: str, message: object) -> None:
        sizes = message.get("photo") if isinstance(message, Mapping) else None
        number = sizes[-1].get("file_id") if isinstance(sizes, list) and sizes and isinstance(sizes[-1], Mapping) else None
        if isinstance(number, str):
            self.known[key] = number
            if len(self.known) > _KNOWN:
                self.known.popitem(last=False)


def _drawn(record: object) -> bytes:
    return draw(read_chart(record))
