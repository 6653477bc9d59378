"""Tables brought up to date by alembic; what changes from version to version lies in migrations/."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Brings the tables of a database to the newest version; does nothing where they are. Of several programs that start at
    once on PostgreSQL, the others wait for the first."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(one_at_a_time("migrations"))
    command.upgrade(config(connection), "head")


def one_at_a_time(what: str) -> str:
    """The SQL that lets only one transaction of a PostgreSQL database beyond it at a time, until its end."""
    return f"SELECT pg_advisory_xact_lock(hashtextextended('earnings-bot {what}', 0))"


def config(connection: Connection) -> Config:
    """Alembic's configuration for a connection."""
    made = Config()
    made.set_main_option("script_location", str(_FOLDER))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made
