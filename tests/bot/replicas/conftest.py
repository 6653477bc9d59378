"""A database of its own for each test, and replicas over it in one process."""

import uuid
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from structlog.testing import capture_logs

from tests.bot.replicas.crowd import Crowd
from tests.faults.servers import Server


@pytest.fixture
def server(postgres: Server) -> str:
    """The address of the server."""
    return postgres.url


@pytest.fixture
def restart(postgres: Server) -> Callable[[], None]:
    """Stops the server at once, as a crash does, and starts it again."""

    def again() -> None:
        postgres.stop()
        postgres.start()

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
