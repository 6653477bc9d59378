"""Whether the service has what it needs: one line for each thing looked at, and the mend where something is wrong."""

import asyncio

import httpx

from bot.clock import Clock, SystemClock
from bot.doctor.finding import Finding, State
from bot.doctor.slack import look_at_slack
from bot.doctor.surroundings import look_at_articles, look_at_database, look_at_font, look_at_port, look_at_public_url, look_at_zones
from bot.doctor.telegram import look_at_telegram
from bot.logs import Scrubber
from bot.settings import Fault, Settings, SettingsError, faults, read_settings

__all__ = ["Finding", "State", "doctor", "run"]
_SECONDS = 10  # that a platform has to answer


async def doctor(settings: Settings, clock: Clock | None = None) -> list[Finding]:
    """Looks at everything, the platforms included; only reads and changes nothing."""
    clock, scrub = clock or SystemClock(), Scrubber(settings.secrets)
    async with httpx.AsyncClient(timeout=_SECONDS) as client:
        parts = await asyncio.gather(
            look_at_telegram(settings, client, clock),
            look_at_slack(settings, client, clock),
            look_at_public_url(settings, client),
            look_at_database(settings),
        )
    found = [finding for part in parts for finding in part]
    found += [*look_at_port(settings), *look_at_zones(settings, clock), *look_at_articles(), *look_at_font()]
    return [finding.through(scrub) for finding in found]


def run() -> int:
    """Prints what was found; 1 if something is broken, else 0."""
    slips = [_finding(fault) for fault in faults()]
    try:
        found = [*slips, *asyncio.run(doctor(read_settings()))]
    except SettingsError:
        found = slips  # nothing else can be looked at before the settings are mended
    for finding in found:
        print(finding)
    return int(any(finding.state is State.BROKEN for finding in found))


def _finding(fault: Fault) -> Finding:
    return Finding(State.BROKEN if fault.stops else State.NOTE, "Settings", f"{fault.variable} {fault.problem}", fault.mend)
