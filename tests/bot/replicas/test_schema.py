"""procrastinate's tables beside ours."""

import asyncio
from importlib.metadata import version

import psycopg
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.replicas import schema
from bot.storage.database import open_database


async def test_replicas_that_start_at_once_on_an_empty_database_all_find_their_tables(url: str) -> None:
    async def start() -> None:
        database = await open_database(url)
        assert isinstance(database.engine, AsyncEngine)
        await schema.apply(database.engine)
        await database.close()

    await asyncio.gather(*(start() for _ in range(4)))
    with psycopg.connect(url) as connection:
        told = connection.execute("SELECT obj_description('procrastinate_jobs'::regclass), to_regclass('incoming') IS NOT NULL").fetchone()
    assert told == (version("procrastinate"), True)


def test_an_older_version_gets_the_scripts_that_came_after_it() -> None:
    newest, older = schema.migrations("3.3.0"), schema.migrations("3.1.0")
    assert 0 < len(newest) < len(older)
    assert older[-len(newest) :] == newest
    assert schema.migrations(version("procrastinate")) == []
