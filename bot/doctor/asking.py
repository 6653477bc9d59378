"""Questions to web services, and what their answers say besides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot.clock import Clock
from bot.doctor.finding import Finding, broken, good, note

_SKEW, _MUCH = 10, 120  # seconds; Slack's signatures are refused beyond 300


@dataclass(frozen=True, slots=True)
class Answered:
    """A JSON object that came back, {} if none did; `trouble` says why there is none."""

    data: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 0
    trouble: str = ""


async def ask(client: httpx.AsyncClient, url: str, token: str = "", form: Mapping[str, str] | None = None) -> Answered:
    """Posts a form, or nothing, to an address, with a bearer's token where one is given."""
    try:
        response = await client.post(url, data=form, headers={"authorization": f"Bearer {token}"} if token else {})
        data = response.json()
    except httpx.TimeoutException:
        return Answered(trouble="no answer in time")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Answered(trouble=str(error) or type(error).__name__)
    except ValueError:
        return Answered({}, response.headers, response.status_code, f"HTTP {response.status_code} without JSON")
    return Answered(data if isinstance(data, dict) else {}, response.headers, response.status_code)


def look_at_clock(subject: str, answered: Answered, clock: Clock) -> Iterator[Finding]:
    """How far this machine's clock is from that of a platform."""
    try:
        skew = round(clock.now() - parsedate_to_datetime(answered.headers.get("date", "")).timestamp())
    except ValueError:
        return
    if abs(skew) <= _SKEW:
        yield good("Clock", f"agrees with {subject}")
        return
    text, mend = f"is {abs(skew)} s {'ahead of' if skew > 0 else 'behind'} {subject}", "let the machine keep time by NTP (timedatectl set-ntp true)"
    yield broken("Clock", f"{text}, and Slack's signatures are refused beyond 300 s", mend) if abs(skew) > _MUCH else note("Clock", text, mend)
