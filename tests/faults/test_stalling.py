"""The suite itself never hangs: who waits for what does not come is told what it was."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cases import ROOT
from tests.faults.processes import Nursery, Process
from tests.faults.stalling import Stalled, state_of, until, watched, where

# starts a child that lasts, tells of it as a nursery does, and dies: at once, or when the news of the child was heard
_DYING = """
import subprocess, sys, time
sys.stdin.readline()
child = subprocess.Popen(["sleep", "600"], stdout=subprocess.DEVNULL)
print('{"started": %d}' % child.pid, flush=True)
time.sleep(float(sys.argv[1]))
"""


async def test_a_row_in_which_nothing_moves_is_ended_and_the_place_told() -> None:
    async def for_something_that_never_comes() -> None:
        await asyncio.Event().wait()

    with pytest.raises(Stalled, match=r"nothing happened for 0 s at .*for_something_that_never_comes"):
        await watched(for_something_that_never_comes(), lambda: 1, still=0.05)


async def test_a_row_in_which_something_moves_comes_to_its_end() -> None:
    moved = []

    async def slow() -> None:
        for _ in range(10):
            await asyncio.sleep(0.02)
            moved.append(1)

    await watched(slow(), lambda: len(moved), still=60)
    assert len(moved) == 10


async def test_a_row_that_fails_says_so() -> None:
    async def failing() -> None:
        raise ValueError("no such chat")

    with pytest.raises(ValueError, match="no such chat"):
        await watched(failing(), lambda: 1)


async def test_a_fact_that_does_not_become_true_is_named() -> None:
    with pytest.raises(Stalled, match="waited 0 s until the first digest is shown"):
        await until(lambda: False, "the first digest is shown", 0.05)


@pytest.mark.parametrize("lasting", [0, 0.5])
async def test_the_end_of_a_nursery_is_told_to_who_waits_for_its_programs_and_takes_them_along(lasting: float, tmp_path: Path) -> None:
    made = await _dying_nursery(lasting)
    program = await made.start("bot", {}, tmp_path / "log")
    await _told_of_its_end(made, program, tmp_path)


async def test_a_program_of_a_nursery_that_was_gone_when_the_program_became_known_is_ended_too(tmp_path: Path) -> None:
    made = await _dying_nursery(0)
    assert made._process is not None
    assert made._process.stdin is not None
    assert made._reader is not None
    made._process.stdin.write(b"\n")
    await made._reader
    program = await made.start("bot", {}, tmp_path / "log")
    await _told_of_its_end(made, program, tmp_path)


async def _dying_nursery(lasting: float) -> Nursery:
    made = Nursery()
    pipe = asyncio.subprocess.PIPE
    made._process = await asyncio.create_subprocess_exec(sys.executable, "-c", _DYING, str(lasting), stdin=pipe, stdout=pipe)
    made._reader = asyncio.create_task(made._read(asyncio.get_running_loop().create_future()))
    return made


async def _told_of_its_end(made: Nursery, program: Process, tmp_path: Path) -> None:
    assert made._process is not None
    with pytest.raises(Stalled, match=f"the nursery ended while process {program.pid} was running"):
        await program.ended
    await until(lambda: state_of(program.pid).startswith(("no such process", "Z")), "its program is gone")
    with pytest.raises(Stalled, match="the nursery started nothing"):
        await made.start("bot", {}, tmp_path / "log")
    await made._process.wait()


def test_a_program_says_where_it_waits(tmp_path: Path) -> None:
    """The line that it is at, and those that its tasks wait at, in its log."""
    program = """
import asyncio
import subprocess
from tests.faults.stalling import tell_when_asked

async def waiting():
    print("ready", flush=True)
    await asyncio.sleep(60)

async def main():
    await asyncio.create_task(waiting(), name="waiter")

tell_when_asked()
asyncio.run(main())
"""
    log = tmp_path / "log"
    with log.open("w") as errors, subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=errors) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        told = where(running.pid, log)
        running.kill()
    assert "waiter" in told
    assert "waiting" in told
