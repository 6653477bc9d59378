"""Addresses of charts: the whole chart lies in the address, signed, so that no table is needed and nobody else's words are drawn."""

import base64
import binascii
import hashlib
import hmac
import json
import zlib
from dataclasses import dataclass

from pydantic import ValidationError

from bot.digests.chart import Chart, chart_record, read_chart

PATH = "/chart/"
_MOST = 2_900  # characters of an address; Slack takes 3,000
_LARGEST = 20_000  # bytes of a chart as JSON
_SIGNED = 16  # bytes of the signature


@dataclass(frozen=True, slots=True)
class ChartLinks:
    """Where charts are to be seen; `key` is secret and the same for all replicas. Without an https address nothing is."""

    public_url: str = ""
    key: bytes = b""

    def address(self, chart: Chart) -> str:
        """The address of a chart; "" where it can have none."""
        if not self.key or not self.public_url.startswith("https://"):
            return ""
        packed = zlib.compress(json.dumps(chart_record(chart), ensure_ascii=False, separators=(",", ":")).encode(), 9)
        address = f"{self.public_url.rstrip('/')}{PATH}{_text(self._signature(packed) + packed)}.png"
        return address if len(address) <= _MOST else ""

    def chart(self, name: str) -> Chart | None:
        """The chart of what follows `PATH`; None where that was not made here."""
        try:
            data = base64.urlsafe_b64decode(name.removesuffix(".png") + "==")
        except (binascii.Error, ValueError):
            return None
        signature, packed = data[:_SIGNED], data[_SIGNED:]
        if not self.key or not hmac.compare_digest(signature, self._signature(packed)):
            return None
        try:
            return read_chart(json.loads(zlib.decompressobj().decompress(packed, _LARGEST)))
        except (zlib.error, ValueError, ValidationError):  # of another version of the program
            return None

    def _signature(self, packed: bytes) -> bytes:
        return hmac.digest(self.key, packed, "sha256")[:_SIGNED]


def chart_key(secret: str) -> bytes:
    """A key of its own from a secret of the bot; none without one."""
    return hashlib.sha256(f"charts {secret}".encode()).digest() if secret else b""


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
