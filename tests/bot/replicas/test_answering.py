"""Two or three replicas before one platform: each event answered once, in order within its chat."""

import asyncio
from collections import defaultdict

import psycopg
import pytest
from sqlalchemy import update

from bot.storage import ledger
from bot.storage.tables import incoming
from intents.library import ask_any
from tests.bot.replicas.crowd import LIBRARY, Crowd
from tests.platform import message

QUESTIONS = ("快手2024年总收入是多少", "快手2024年净利润是多少")
ANSWERS = [ask_any(question, LIBRARY)[0].text for question in QUESTIONS]


async def test_each_event_is_answered_once_and_in_order_within_its_chat(crowd: Crowd) -> None:
    """Every event comes to all three, as repeated deliveries do."""
    replicas = [await crowd.start(number) for number in range(3)]
    taken = 0
    for number in range(36):
        question = message(number, QUESTIONS[number // 6 % 2], str(number % 6))
        taken += sum(await asyncio.gather(*(replica.receive(question) for replica in replicas)))
    await crowd.until(36)
    chats = defaultdict(list)
    for _, chat, text in crowd.stage.shown:
        chats[chat].append(text)
    assert (taken, chats) == (36, {str(chat): ANSWERS * 3 for chat in range(6)})
    await crowd.settled()


async def test_a_replica_that_takes_in_leaves_answering_to_one_that_works(crowd: Crowd) -> None:
    web = await crowd.start(0, role="web")
    assert await web.receive(message(1, QUESTIONS[0]))
    assert await crowd.left() == 1
    await crowd.start(1, role="worker")
    await crowd.until(1)
    assert crowd.stage.texts == ANSWERS[:1]


async def test_an_event_whose_job_cannot_be_made_is_not_confirmed(crowd: Crowd, url: str) -> None:
    replica = await crowd.start(role="web")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER TABLE procrastinate_jobs RENAME TO gone")
    with pytest.raises(Exception, match="Database error"):
        await replica.receive(message(1, QUESTIONS[0]))
    assert await replica.database.do(ledger.open_rows) == []


async def test_an_event_that_is_answered_with_silence_is_done(crowd: Crowd) -> None:
    replica = await crowd.start()
    await replica.receive(message(1, "here", kind="presence"))
    await crowd.settled()
    assert crowd.stage.shown == []


async def test_an_event_without_a_job_gets_one(crowd: Crowd) -> None:
    """A copy of another database has rows and no jobs."""
    web = await crowd.start(0, role="web")
    for number in range(3):
        await web.pipeline.receive(message(number, QUESTIONS[0]))
    await crowd.start(1)
    await crowd.until(3)
    await crowd.settled()


async def test_what_was_begun_too_often_is_set_aside_and_its_chat_goes_on(crowd: Crowd) -> None:
    web = await crowd.start(0, role="web")
    await web.receive(message(1, "?", kind="poison"))
    await web.receive(message(2, QUESTIONS[0]))
    await web.database.do(lambda c: c.execute(update(incoming).where(incoming.c.event_id == "1").values(tries=100)))
    await crowd.start(1)
    await crowd.until(1)
    assert crowd.stage.texts == ANSWERS[:1]
