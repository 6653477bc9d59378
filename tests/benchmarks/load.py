"""How many events a second the bot answers, beside an echo bot on the same libraries: `python -m tests.benchmarks.load`.

Each program runs in a process of its own between small stand-ins of the platforms in this one, which answer at once and judge nothing.
Both take turns within one run, since machines are noisy; the CPU time of the process is the steadier figure. The limits of the
platforms are switched off, so that the program itself is measured.
"""

import argparse
import asyncio
import contextlib
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.load_programs import PROGRAMS, serve_program
from tests.benchmarks.platforms import SlackStandIn, StandIn, TelegramStandIn
from tests.cases import questions
from tests.faults.databases import empty
from tests.faults.processes import ROOT
from tests.faults.servers import postgres

_WAITING = {"slack": 32, "telegram": 100}  # events that are under way at once


@dataclass
class Run:
    """What one program did: events a second, milliseconds of CPU an event, p50 and p99 from event to answer, MB at the end."""

    rate: float
    cpu: float
    p50: float
    p99: float
    memory: float
    samples: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.rate:7.0f}/s {self.cpu:6.2f} ms CPU  p50 {self.p50:6.1f} ms  p99 {self.p99:6.1f} ms  {self.memory:5.0f} MB"


def main() -> int:
    """Runs and prints; exit code 1 where the bot is slower than 0.8 of the echo bot."""
    if len(sys.argv) == 4 and sys.argv[1] == "--serve":
        return serve_program(sys.argv[2], sys.argv[3])
    arguments = _arguments()
    with postgres() if arguments.postgres else contextlib.nullcontext() as server:
        kept = [asyncio.run(_compare(platform, arguments, server.url if server else "")) for platform in arguments.platform]
    print("command: python -m tests.benchmarks.load", *sys.argv[1:])
    return 0 if all(kept) else 1


async def _compare(platform: str, arguments: argparse.Namespace, database: str) -> bool:
    runs: dict[str, list[Run]] = {"echo": [], "bot": []}
    for _ in range(arguments.rounds):
        for program, found in runs.items():
            run = await _measured(platform, program, arguments.events, arguments.chats if program == "bot" else 0, database)
            found.append(run)
            print(f"{platform:<9}{program:<5} {run}", flush=True)
            if run.samples:
                print(f"{'':14} memory by tenths of {arguments.chats} chats: {', '.join(f'{mb:.0f}' for mb in run.samples)} MB")
    rate, cpu = ({name: statistics.median(getattr(run, what) for run in found) for name, found in runs.items()} for what in ("rate", "cpu"))
    print(f"{platform}: {rate['bot'] / rate['echo']:.2f} of the echo bot's rate, {cpu['echo'] / cpu['bot']:.2f} of its rate by CPU time (medians of {arguments.rounds})", flush=True)
    return bool(rate["bot"] / rate["echo"] >= 0.8)


async def _measured(platform: str, program: str, events: int, chats: int, database: str) -> Run:
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        stand: StandIn = SlackStandIn() if platform == "slack" else TelegramStandIn()
        async with stand:
            texts = [q["question"] for q in questions()]
            process = await _started(platform, program, stand.environment(Path(folder)) | ({"DATABASE_URL": empty(database)} if database else {}))
            try:
                await stand.ready(process)
                await stand.put(texts, 200, _WAITING[platform])  # warm
                cpu, at = _cpu(process.pid), time.perf_counter()
                seconds = await stand.put(texts, events, _WAITING[platform])
                took, cpu = time.perf_counter() - at, _cpu(process.pid) - cpu
                samples = [await _grown(stand, texts, chats // 10, platform, process.pid, tenth) for tenth in range(1, 11)] if chats else []
                ordered = sorted(seconds)
                return Run(events / took, 1000 * cpu / events, 1000 * ordered[events // 2], 1000 * ordered[int(events * 0.99)], _memory(process.pid), samples)
            finally:
                process.kill()
                await process.wait()


async def _grown(stand: StandIn, texts: list[str], chats: int, platform: str, pid: int, tenth: int) -> float:
    await stand.put(texts, chats, _WAITING[platform])
    print(f"{platform:<9}bot   {chats * tenth} chats: {_memory(pid):.0f} MB", flush=True)
    return _memory(pid)


async def _started(platform: str, program: str, environment: Mapping[str, str]) -> asyncio.subprocess.Process:
    fenced = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "faults" / "fenced")))
    command = [sys.executable, "-m", "tests.benchmarks.load", "--serve", program, platform]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "SLACK_", "DATABASE_", "EARNINGS_", "PUBLIC_"))}
    return await asyncio.create_subprocess_exec(*command, env={**kept, **environment, "PYTHONPATH": fenced}, cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL)


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    """MB of memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description="The bot under load, beside an echo bot on the same libraries.")
    parser.add_argument("--platform", nargs="*", choices=PROGRAMS, default=list(PROGRAMS))
    parser.add_argument("--events", type=int, default=2000, help="of one measurement (2000)")
    parser.add_argument("--rounds", type=int, default=3, help="in which the programs take turns (3)")
    parser.add_argument("--postgres", action="store_true", help="the bot over a PostgreSQL server that is started here, as one of several replicas")
    parser.add_argument("--chats", type=int, default=0, help="distinct chats to watch the memory over; 100000 is what is promised (0)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
