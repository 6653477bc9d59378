"""Nothing in the suite waits for ever: who waits too long says what for, and the run goes on with the next row."""

import asyncio
import contextlib
import faulthandler
import os
import signal
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import FrameType
from typing import Any

STILL = 300.0  # seconds in which nothing at all happened: longer than any row waits on purpose, however slow the machine
_BLOCKED = 900.0  # seconds in which the suite's own loop did not turn: then all stacks are printed, and the suite ends
_LOOK_EVERY = 5.0
_TO_TELL = 20.0  # seconds that a program has at most to say where it is
_WHERE = "where the program is:"
BEGUN = time.time()  # when this run began; its programs are forks of what was there then
_ROOT = Path(__file__).parents[2]


class Stalled(Exception):
    """Something was waited for that did not come; the message says what, and what there was instead."""


async def watched(work: Awaitable[None], moves: Callable[[], object], still: float = STILL) -> None:
    """Does `work`; raises Stalled, with the line that waits, where `moves` is the same for so many seconds."""
    task = asyncio.ensure_future(work)
    last, seen = time.monotonic(), moves()
    try:
        while not task.done():
            faulthandler.dump_traceback_later(_BLOCKED, exit=True)
            await asyncio.wait({task}, timeout=min(_LOOK_EVERY, still))
            if (now := moves()) != seen:
                last, seen = time.monotonic(), now
            elif time.monotonic() - last > still:
                raise Stalled(f"nothing happened for {still:.0f} s at {_place(task)}")
        await task
    finally:
        faulthandler.cancel_dump_traceback_later()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(fact: Callable[[], object], what: str, seconds: float = STILL) -> None:
    """Waits until something is so; Stalled where it is not in time."""
    try:
        async with asyncio.timeout(seconds):
            while not fact():  # noqa: ASYNC110  # those who are asked tell of nothing
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise Stalled(f"waited {seconds:.0f} s until {what}") from None


def _place(task: "asyncio.Future[None]") -> str:
    """The lines of this suite in which a task waits, the innermost last."""
    places: list[str] = []
    step: Any = task.get_coro() if isinstance(task, asyncio.Task) else None
    while (frame := getattr(step, "cr_frame", None)) is not None:
        places.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}")
        step = step.cr_await
    return " > ".join(places) or "its end"


def state_of(pid: int) -> str:
    """What the system says of a process."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next((line.partition(":")[2].strip() for line in lines if line.startswith("State:")), "unknown")
    return "no such process"


def end_of(log: Path, size: int = 400) -> str:
    """The last that a program said, in one line."""
    with contextlib.suppress(OSError):
        return " | ".join(log.read_text(errors="replace")[-size:].split("\n")).strip(" |") or "nothing"
    return "nothing"


def tell_when_asked() -> None:
    """On SIGUSR1 this program says in its log where it is and where its tasks wait."""

    def told(_signal: int, frame: FrameType | None) -> None:
        at = traceback.extract_stack(frame)[-3:]
        lines = [" > ".join(f"{Path(s.filename).name}:{s.lineno} {s.name}" for s in at)]
        with contextlib.suppress(RuntimeError):  # no loop is running yet
            lines += [f"{task.get_name()}: {_place(task)}" for task in asyncio.all_tasks()]
        print(_WHERE, "; ".join(lines), file=sys.stderr, flush=True)

    signal.signal(signal.SIGUSR1, told)


def where(pid: int, log: Path) -> str:
    """Where a program is that was made to `tell_when_asked`, and where its tasks wait."""
    with contextlib.suppress(OSError):
        before, end = len(log.read_text(errors="replace")), time.monotonic() + _TO_TELL
        os.kill(pid, signal.SIGUSR1)
        while time.monotonic() < end:
            _, found, told = log.read_text(errors="replace")[before:].rpartition(_WHERE)
            if found and "\n" in told:
                return told.split("\n")[0].strip()
            time.sleep(0.02)
        return "says nothing"
    return "is not there"


def changed_since(begun: float) -> str:
    """That files of the program were changed under the run: what is forked then is partly of before and partly of now."""
    files = (file for package in ("bot", "intents", "knowledge") for file in (_ROOT / package).rglob("*") if file.suffix in {".py", ".toml", ".txt"})
    changed = [str(file.relative_to(_ROOT)) for file in files if file.stat().st_mtime > begun]
    return f"; files were changed since the run began, such as {changed[0]}" if changed else ""
