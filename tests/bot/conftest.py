"""A PostgreSQL server for all tests that need one."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.faults import servers


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Server]:
    """It lives as long as the tests, and listens on a socket file only."""
    with servers.postgres() as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # what a test wrote need not outlive the machine
            connection.execute("SELECT pg_reload_conf()")
        yield server
