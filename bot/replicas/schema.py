"""procrastinate's own tables, made and brought up to date beside ours."""

import re
from importlib.metadata import version
from importlib.resources import files

from procrastinate.schema import SchemaManager
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.migrating import one_at_a_time

_TABLE = "procrastinate_jobs"
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


async def apply(engine: AsyncEngine) -> None:
    """Makes the tables, or brings them from the version that the comment on one of them names to that of the library.

    Safe to do twice, and by several programs at once: the others wait for the first.
    """
    wanted = version("procrastinate")
    async with engine.begin() as connection:
        await connection.exec_driver_sql(one_at_a_time("jobs"))
        there = (await connection.exec_driver_sql(f"SELECT to_regclass('{_TABLE}')")).scalar()
        known = (await connection.exec_driver_sql(f"SELECT obj_description(to_regclass('{_TABLE}'))")).scalar()
        if known == wanted:
            return
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        for script in migrations(known or wanted) if there else [SchemaManager.get_schema()]:
            await raw.execute(script)
        await connection.exec_driver_sql(f"COMMENT ON TABLE {_TABLE} IS '{wanted}'")


def migrations(known: str) -> list[str]:
    """The library's SQL scripts that came after a version of it, in order."""
    folder = files("procrastinate.sql") / "migrations"
    scripts = sorted((script for script in folder.iterdir() if script.name.endswith(".sql")), key=lambda script: script.name)
    return [script.read_text(encoding="utf-8") for script in scripts if _number(script.name) > _number(known)]


def _number(name: str) -> tuple[int, ...]:
    found = _VERSION.match(name)
    return tuple(map(int, found.groups())) if found else ()
