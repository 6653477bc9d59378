"""Starting, killing and stopping the program under test: forked from a nursery, or, for the whole start, by itself."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.stalling import Stalled, state_of

ROOT = Path(__file__).parents[2]
_GONE = 120.0  # seconds in which a killed process is gone, and a new one is born
_QUIET_PATH = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "faults" / "fenced")))


@dataclass
class Process:
    """A running program: `ended` gets its exit code, negative where a signal ended it."""

    pid: int
    ended: "asyncio.Future[int]"
    is_told_to_end: bool = False

    def send(self, number: signal.Signals) -> None:
        """A signal to this process only."""
        if not self.ended.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def kill(self) -> None:
        """SIGKILL, and waits until it is gone."""
        self.is_told_to_end = True
        self.send(signal.SIGKILL)
        done, _ = await asyncio.wait({self.ended}, timeout=_GONE)
        if not done:
            raise Stalled(f"process {self.pid} was killed, and its end was not told within {_GONE:.0f} s: {state_of(self.pid)}")
        self.ended.result()

    async def stop(self, seconds: float = 40) -> int:
        """SIGTERM; the exit code, or that of a kill after some time."""
        self.is_told_to_end = True
        self.send(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(self.ended), seconds)
        await self.kill()
        return self.ended.result()


@dataclass
class Nursery:
    """Starts programs. Without a process of its own (`is_cold`) each is a fresh interpreter."""

    is_cold: bool = False
    _process: asyncio.subprocess.Process | None = None
    _started: "asyncio.Queue[int]" = field(default_factory=asyncio.Queue)
    _living: dict[int, "asyncio.Future[int]"] = field(default_factory=dict)
    _early: dict[int, int] = field(default_factory=dict)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)
    _reader: "asyncio.Task[None] | None" = None

    async def start(self, program: str, environment: Mapping[str, str], log: Path) -> Process:
        """A program (bot, naive) under settings; what it prints goes to the end of a file."""
        if self._process is None:
            return await self._cold(program, environment, log)
        assert self._process.stdin is not None
        async with self._one:
            self._process.stdin.write(json.dumps({"program": program, "environment": dict(environment), "log": str(log)}).encode() + b"\n")
            pid = await self._born()
        ended = asyncio.get_running_loop().create_future()
        self._living[pid] = ended
        if pid in self._early:
            self._end(pid, self._early.pop(pid))
        if self._reader is not None and self._reader.done():  # the nursery ended as soon as it had told of this program
            self._leave()
        return Process(pid, ended)

    async def _born(self) -> int:
        assert self._process is not None
        assert self._reader is not None
        born = asyncio.create_task(self._started.get())
        await asyncio.wait({born, self._reader}, timeout=_GONE, return_when=asyncio.FIRST_COMPLETED)
        if not born.done():
            born.cancel()
            raise Stalled(f"the nursery started nothing within {_GONE:.0f} s: process {self._process.pid} is {state_of(self._process.pid)}")
        return born.result()

    async def _cold(self, program: str, environment: Mapping[str, str], log: Path) -> Process:
        command = [sys.executable, "-m", "bot", "serve"] if program == "bot" and not any(name.startswith("FAULTS_") for name in environment) else [sys.executable, "-m", "tests.faults.nursery", program]
        with log.open("ab") as out:
            process = await asyncio.create_subprocess_exec(*command, env=_environment() | dict(environment), cwd=ROOT, stdout=out, stderr=out, stdin=asyncio.subprocess.DEVNULL)
        ended = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(process.wait())
        task.add_done_callback(lambda done: ended.set_result(done.result()) if not ended.done() and not done.cancelled() else None)
        return Process(process.pid, ended)

    async def _read(self, ready: "asyncio.Future[None]") -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            said: dict[str, Any] = json.loads(line)
            if "ready" in said:
                ready.set_result(None)
            elif "started" in said:
                self._started.put_nowait(said["started"])
            else:
                self._end(said["ended"], said["code"])
        self._leave()

    def _leave(self) -> None:
        """Ends the programs of a nursery that is gone: nobody else would tell of their end."""
        for pid, ended in self._living.items():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            ended.set_exception(Stalled(f"the nursery ended while process {pid} was running"))
            ended.exception()  # told to whoever waits for it
        self._living.clear()

    def _end(self, pid: int, code: int) -> None:
        ended = self._living.pop(pid, None)
        if ended is None:
            self._early[pid] = code
        elif not ended.done():
            ended.set_result(code)


def _environment() -> dict[str, str]:
    """What a child gets: no settings of whoever runs the suite, the fence, the repository's packages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "SLACK_", "DATABASE_", "EARNINGS_", "PUBLIC_"))}
    return kept | {"PYTHONPATH": _QUIET_PATH}


@contextlib.asynccontextmanager
async def nursery(*, is_cold: bool = False) -> AsyncIterator[Nursery]:
    """A nursery, ready; it goes with all that it started."""
    made = Nursery(is_cold)
    if is_cold:
        yield made
        return
    made._process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.nursery", env=_environment(), cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    made._reader = reader = asyncio.create_task(made._read(ready))
    try:
        await asyncio.wait({ready, reader}, timeout=_GONE, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            raise Stalled(f"the nursery was not ready within {_GONE:.0f} s: process {made._process.pid} is {state_of(made._process.pid)}")
        yield made
    finally:
        assert made._process.stdin is not None
        made._process.stdin.close()
        await asyncio.wait({reader}, timeout=_GONE)  # until nobody of them is left who could say anything
        with contextlib.suppress(ProcessLookupError):
            made._process.kill()
        await made._process.wait()
