"""procrastinate's part: one job for each event, in order within a lane, on any replica; and what is done by the clock.

A job only says what is to be done; what became of it is in our own rows, and every task is safe to do twice.
"""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.jobs import Job, Status
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.tasks import Task
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.replicas.posts import conninfo

_log = structlog.stdlib.get_logger(__name__)
_QUEUE = "earnings-bot"
_LOOK_EVERY = 0.2  # seconds; a lock that is let go wakes nobody, so the next of a lane waits so long
_ALIVE_EVERY = 1.0
_STALLED = 5.0  # seconds without a sign of life after which a worker's jobs go to others
_TICK, _TEND, _TIDY = "* * * * * */2", "* * * * * */2", "17 * * * *"  # seconds are the last field
_LONGEST = 60.0
_KEPT_HOURS = 72  # of jobs that did not succeed; the others go at once
_FIRST = 100  # the priority of what mends, which must not wait behind what it mends


class Later(Exception):
    """The same work is to be gone on with after some seconds; its lane waits."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class _Again(BaseRetryStrategy):
    """Nothing is given up here: an event that keeps failing is set aside by its own row."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        seconds = exception.seconds if isinstance(exception, Later) else min(_LONGEST, 2.0 ** min(job.attempts, 6) / 4)
        return RetryDecision(retry_at=dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds))


@dataclass(frozen=True, slots=True)
class Order:
    """A job to be: the origin of the work and the lane that it keeps its order in."""

    platform: str
    lane: str
    origin: str


Doer = Callable[[], Awaitable[None]]


@dataclass
class Jobs:
    """The jobs of one replica. `work` does one piece of work and returns the seconds after which to go on, 0 at its end; `tick`
    makes digests, `sweep` looks for what has no job, `tidy` deletes what is old."""

    url: str
    work: Callable[[Order], Awaitable[float]]
    tick: Doer
    sweep: Doer
    tidy: Doer
    concurrency: int = 8
    app: App = field(init=False)
    _work: Task[Any, Any, Any] = field(init=False)
    _running: dict[int, None] = field(default_factory=dict)
    _suspects: set[int] = field(default_factory=set)
    _worker: int | None = None

    def __post_init__(self) -> None:
        """Tasks belong to the app of one replica, so that several fit into one process."""
        self.app = App(connector=PsycopgConnector(conninfo=conninfo(self.url), min_size=1, max_size=5, timeout=10, reconnect_timeout=5))
        self._work = self.app.task(name="work", queue=_QUEUE, retry=_Again())(self._do)
        clock = partial(self.app.task, queue=_QUEUE)
        for name, cron, doer, options in (
            ("tick", _TICK, self.tick, {"lock": "tick", "priority": 1}),
            ("tend", _TEND, self._tend, {"priority": _FIRST}),  # without a lock: one that stalls would keep it from being mended
            ("tidy", _TIDY, self._tidy, {"lock": "tidy"}),
        ):
            self.app.periodic(cron=cron)(clock(name=name, queueing_lock=name, **options)(_timed(doer)))

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Connections for deferring and working."""
        async with self.app.open_async():
            yield

    async def defer(self, connection: AsyncConnection, orders: Iterable[Order]) -> None:
        """Makes jobs in the transaction of a connection: they are there if, and only if, it is committed."""
        raw = (await connection.get_raw_connection()).driver_connection
        jobs = [
            self._work.configure(lock=f"{one.platform}:{one.lane}").make_new_job(platform=one.platform, lane=one.lane, origin=one.origin)
            for one in orders
        ]  # fmt: skip
        if jobs:
            await self.app.job_manager.batch_defer_jobs_async(jobs, connection=raw)

    async def run(self, drain_seconds: float) -> None:
        """Works until cancelled, then lets what is being worked on come to its end."""
        while True:
            try:
                await self.app.run_worker_async(
                    queues=[_QUEUE], concurrency=self.concurrency, install_signal_handlers=False, delete_jobs="successful",
                    fetch_job_polling_interval=_LOOK_EVERY, update_heartbeat_interval=_ALIVE_EVERY, stalled_worker_timeout=_STALLED,
                    shutdown_graceful_timeout=drain_seconds, worker_middleware=[self._watched],
                )  # fmt: skip
            except exceptions.ConnectorException as error:
                _log.warning("jobs cannot be had now", reason=str(error.__cause__ or error))
            await asyncio.sleep(1)

    async def _do(self, platform: str, lane: str, origin: str) -> None:
        if wait := await self.work(Order(platform, lane, origin)):
            raise Later(wait)

    async def _watched(self, work: Callable[[], Awaitable[Any]], context: Any, worker: Any) -> Any:
        """Keeps in mind what this worker is really doing."""
        self._worker = worker.worker_id
        self._running[context.job.id] = None
        try:
            return await work()
        finally:
            self._running.pop(context.job.id, None)

    async def _tend(self) -> None:
        await self.rescue()
        await self.sweep()

    async def rescue(self) -> int:
        """Hands on the jobs of workers that say nothing more; how many. One that cannot be handed on keeps no other from it."""
        stalled = list(await self.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED))
        for job in stalled:
            await self._hand_on(job)
        if stalled:
            _log.warning("jobs of a worker that is gone are handed on", jobs=len(stalled))
        return len(stalled)

    async def keep_watch(self) -> None:
        """Hands on the jobs that are marked as this worker's and that it is not doing, for ever: the database was out of
        reach when their end was to be stored, and nobody else can tell."""
        while True:
            await asyncio.sleep(_STALLED / 2)
            try:
                await self.find_forgotten()
            except exceptions.ConnectorException as error:
                _log.warning("jobs cannot be looked at now", reason=str(error.__cause__ or error))

    async def find_forgotten(self) -> None:
        """One look; who was not being done at the look before and is not now is handed on."""
        if self._worker is None:
            return
        marked = {job.id: job for job in await self.app.job_manager.list_jobs_async(worker_id=self._worker, status="doing") if job.id and job.id not in self._running}
        for forgotten in self._suspects & set(marked):
            _log.warning("a job whose end could not be stored is handed on", job=forgotten)
            await self._hand_on(marked.pop(forgotten))
        self._suspects = set(marked)

    async def _hand_on(self, job: Job) -> None:
        try:
            await self.app.job_manager.retry_job(job)
        except exceptions.UniqueViolation:  # a newer one of its kind waits already, and takes its place
            await self._drop(job)
        except exceptions.ConnectorException as error:  # another replica was faster
            _log.info("job not handed on", job=job.id, reason=str(error.__cause__ or error))

    async def _drop(self, job: Job) -> None:
        try:
            await self.app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
        except exceptions.ConnectorException as error:
            _log.info("job not dropped", job=job.id, reason=str(error.__cause__ or error))

    async def _tidy(self) -> None:
        await self.tidy()
        await self.app.job_manager.delete_old_jobs(nb_hours=_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)


def _timed(doer: Doer) -> Callable[[int], Awaitable[None]]:
    """A task for the clock, which tells when it is due."""

    async def done(timestamp: int) -> None:  # noqa: ARG001
        await doer()

    return done
