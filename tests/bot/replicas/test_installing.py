"""Several processes over one database know the same workspaces of Slack."""

import asyncio

from cryptography.fernet import Fernet
from pydantic import SecretStr
from slack_sdk.oauth.installation_store.models.installation import Installation

from bot.slack.installing import SealedStore
from bot.storage.database import open_database

KEY = SecretStr(Fernet.generate_key().decode())


async def test_what_one_process_installs_another_writes_with(url: str) -> None:
    """All of them make the tables, at once."""
    databases = [await open_database(url) for _ in range(4)]
    stores = [SealedStore("1.2", database.engine, KEY) for database in databases]
    await asyncio.gather(*(store.prepare() for store in stores))
    await stores[0].async_save(Installation(app_id="A1", team_id="T1", user_id="U1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U2"))  # noqa: S106  # of nobody
    assert [await store.token("T1") for store in stores] == [SecretStr("xoxb-1")] * 4
    await stores[1].forget("T1")
    assert await stores[0].teams() == {}
    for database in databases:
        await database.close()
