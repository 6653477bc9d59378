"""What becomes of the work of a replica that is gone, frozen, or was cut off from the database."""

import asyncio
from collections.abc import Callable

import psycopg
import pytest
from procrastinate.jobs import Job, Status
from sqlalchemy import text

from bot.adapter import Unsure
from bot.replicas.jobs import Jobs, Order
from bot.replicas.service import Replica
from tests.bot.replicas.crowd import Crowd
from tests.machine import PATIENCE, eventually
from tests.platform import message

PROFIT = "快手2024年净利润是多少"
QUEUES = ["earnings-bot"]


async def dead_worker(replica: Replica) -> int:
    """The number of a worker whose last sign of life is a minute old."""
    number = await replica.jobs.app.job_manager.register_worker()
    async with replica.engine.begin() as connection:
        await connection.execute(text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute' WHERE id = :id"), {"id": number})
    return number


async def taken(jobs: Jobs, worker: int) -> Job:
    """A job as a worker takes it."""
    job = await jobs.app.job_manager.fetch_job(queues=QUEUES, worker_id=worker)
    assert job is not None
    return job


async def test_a_job_of_a_worker_that_is_gone_goes_to_another_and_its_chat_goes_on(crowd: Crowd) -> None:
    web = await crowd.start(0, role="web")
    for number in range(3):
        await web.receive(message(number, PROFIT))
    await taken(web.jobs, await dead_worker(web))
    await crowd.start(1)
    await crowd.until(3)
    await crowd.settled()


async def test_a_stalled_job_of_which_a_newer_waits_is_dropped_and_keeps_no_other_from_being_handed_on(crowd: Crowd) -> None:
    web = await crowd.start(0, role="web")
    jobs, worker = web.jobs, await dead_worker(web)
    tick = jobs.app.tasks["tick"]
    await tick.defer_async(timestamp=0)
    stalled = await taken(jobs, worker)
    await tick.defer_async(timestamp=2)
    await web.receive(message(1, PROFIT))
    async with web.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE procrastinate_jobs SET priority = 9 WHERE task_name = 'work'")
    behind = await taken(jobs, worker)
    assert await jobs.rescue() == 2
    manager = jobs.app.job_manager
    assert stalled.id is not None
    assert behind.id is not None
    assert [await manager.get_job_status_async(job) for job in (stalled.id, behind.id)] == [Status.FAILED, Status.TODO]


async def test_a_job_whose_end_could_not_be_stored_is_found_by_its_own_worker(crowd: Crowd) -> None:
    """Its worker is alive, so that nobody else can tell."""
    replica = await crowd.start()
    await replica.receive(message(1, PROFIT, "1"))
    await crowd.until(1)
    async with replica.engine.begin() as connection:
        await replica.jobs.defer(connection, [Order("telegram", "2", "event:99")])
        await connection.execute(text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = :id WHERE lock = 'telegram:2'"), {"id": replica.jobs._worker})
    await replica.receive(message(2, PROFIT, "2"))
    for _ in range(2):
        await replica.jobs.find_forgotten()
    await crowd.until(2)


async def polled_by(crowd: Crowd) -> int:
    await eventually(lambda: crowd.stage.pollers)
    (number,) = crowd.stage.pollers
    return number


async def test_one_replica_polls_and_another_takes_over_when_it_leaves(crowd: Crowd) -> None:
    for number in range(2):
        await crowd.start(number)
    first = await polled_by(crowd)
    await crowd.stop(first)
    assert await polled_by(crowd) == 1 - first


async def test_a_replica_whose_connection_is_cut_polls_no_more_until_it_has_the_post_again(crowd: Crowd, url: str) -> None:
    """So the server does with one that says nothing for ten seconds."""
    await crowd.start()
    await polled_by(crowd)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    await eventually(lambda: not crowd.stage.pollers)
    assert await polled_by(crowd) == 0


async def test_who_sends_is_replaced_when_it_leaves(crowd: Crowd) -> None:
    for number in range(2):
        await crowd.start(number)
    await crowd.replicas[0].receive(message(1, PROFIT))
    await crowd.until(1)
    (sender,) = (number for number, replica in crowd.replicas.items() if replica.outboxes and next(iter(replica.outboxes.values()))._lanes)
    await crowd.stop(sender)
    await crowd.replicas[1 - sender].receive(message(2, PROFIT))
    await crowd.until(2)


async def test_what_was_sent_perhaps_is_sent_again(crowd: Crowd) -> None:
    replica = await crowd.start()
    crowd.stage.faults.append(Unsure("no answer"))
    await replica.receive(message(1, PROFIT))
    await crowd.until(1)
    await crowd.settled()


@pytest.mark.parametrize("role", ["web", "worker"])
async def test_a_replica_leaves_in_any_role(crowd: Crowd, role: str) -> None:
    replica = await crowd.start(role=role)
    await replica.receive(message(1, PROFIT))
    await crowd.stop(0)
    assert len(crowd.stage.shown) in (0, 1)


async def test_work_goes_on_after_the_database_was_gone(crowd: Crowd, restart: Callable[[], None]) -> None:
    """What could not be stored was not confirmed, and comes again."""
    replicas = [await crowd.start(number) for number in range(2)]

    async def deliver(number: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    await replicas[number % 2].receive(message(number, PROFIT, str(number)))
                except Exception:  # noqa: BLE001  # whatever it is, the platform delivers again
                    await asyncio.sleep(0.2)
                else:
                    return

    delivered = [asyncio.create_task(deliver(number)) for number in range(20)]
    for later in (20, 30):
        await asyncio.to_thread(restart)
        delivered += [asyncio.create_task(deliver(number)) for number in range(later, later + 10)]
        await asyncio.sleep(0.3)
    await asyncio.gather(*delivered)
    await crowd.until(40)
    await crowd.settled()
    assert {chat for _, chat, _ in crowd.stage.shown} == set(map(str, range(40)))
