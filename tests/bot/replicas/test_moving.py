"""From one machine to many, with everything that was open."""

import datetime as dt
from functools import partial
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from slack_sdk.oauth.installation_store.models.installation import Installation
from sqlalchemy import create_engine

from bot.desk import Desk
from bot.digests.schedule import Schedule
from bot.events import Place, Platform
from bot.limits import Limits, Pace
from bot.moving import copy
from bot.pipeline import Pipeline
from bot.slack.installing import SealedStore
from bot.storage import ledger, subscriptions
from bot.storage.database import DatabaseError, open_database
from bot.storage.subscriptions import Order
from intents.digests.digest import Sort
from intents.questions.language import Language
from tests.bot.replicas.crowd import LIBRARY, Crowd
from tests.platform import Clock, Recorder, message

KEY = SecretStr(Fernet.generate_key().decode())
REVENUE = "快手2024年总收入是多少"


async def fill(file: Path) -> None:
    """A database of one machine: an event that is done, one that is answered and not sent, one that is new, a subscription."""
    database = await open_database(f"sqlite:///{file}")
    pipeline = Pipeline(database, Desk(LIBRARY), {Platform.TELEGRAM: Recorder()}, Clock(), {Platform.TELEGRAM: Limits(Pace())})
    for number, step in ((1, pipeline.handle), (2, partial(pipeline.handle, stored=lambda _connection, _row: None)), (3, None)):
        row = await pipeline.receive(message(number, REVENUE, str(number)))
        assert row is not None
        if step:
            await step(row)
    order = Order(Place(Platform.TELEGRAM, "1"), Sort.LATEST, (), Language.HANS, Schedule(zone="UTC", at=dt.time(9)).model_dump(mode="json"), 0, 4_000_000_000_000, "7", 0)
    await database.do(lambda c: subscriptions.subscribe(c, order))
    store = SealedStore("1.2", database.engine, KEY)
    await store.prepare()
    await store.async_save(Installation(app_id="A1", team_id="T1", user_id="U1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U2"))  # noqa: S106  # of nobody
    await database.close()


async def test_what_was_open_is_brought_to_its_end_and_what_comes_gets_new_numbers(crowd: Crowd, url: str, tmp_path: Path) -> None:
    await fill(tmp_path / "bot.db")
    source, target = create_engine(f"sqlite:///{tmp_path}/bot.db"), create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    copied = copy(source, target)
    assert {name: copied[name] for name in ("incoming", "delivery", "subscription", "answer")} == {"incoming": 3, "delivery": 2, "subscription": 1, "answer": 2}
    with pytest.raises(DatabaseError, match="name an empty one"):
        copy(source, target)
    source.dispose()
    target.dispose()
    replica = await crowd.start()
    assert not await replica.receive(message(1, REVENUE, "1"))
    assert await replica.receive(message(4, REVENUE, "4"))
    await crowd.until(3)
    await crowd.settled()
    assert sorted(chat for _, chat, _ in crowd.stage.shown) == ["2", "3", "4"]
    token = await SealedStore("1.2", replica.engine, KEY).token("T1")
    assert token == SecretStr("xoxb-1")
    (order,) = await replica.database.do(subscriptions.all_orders)
    assert order.id == 1
    assert (await replica.database.do(lambda c: ledger.keep(c, message(5, REVENUE), 0)) or 0) > 3
