"""A test ground: the two fakes, a database, the program between them, people who ask, and the counts at the end.

What the fakes' journals hold is what happened; the program's own logs and database are not asked, but for how many calls were
under way when it was killed.
"""

import asyncio
import contextlib
import itertools
import json
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.fakes import slack_payloads as payloads
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, Slack, on_the_wire, signed
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.faults.counting import Counts, Shown, count
from tests.faults.databases import Store, Tries
from tests.faults.processes import Nursery, Process
from tests.faults.stalling import BEGUN, Stalled, changed_since, end_of, state_of, where
from tests.machine import free_port

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105  # signs what the fake Slack posts
HOOK = "fault-suite-webhook-secret"
PUBLIC = "https://reader.example"
PLATFORMS = ("telegram", "slack")
_TRIES = (0.0, 0.3, 5.0, 20.0)  # seconds before each delivery of Slack: its own hours are too long for a test
DIGEST = "a digest"  # what is asked for by a clock
_READY = 180.0  # seconds in which a program is ready, or never will be
_ACK = 3.0  # seconds that Slack waits
_TAKEN_OVER = 9.0  # seconds until others have taken over what a dead process was at
_PATIENCE = 90.0  # seconds in which the slowest machine does something
_RETRY = 1.5  # seconds in which a call of unknown fate has been made again
_WAYS = {"push": ("webhook", "http"), "pull": ("polling", "socket")}


@dataclass
class Ground:
    """`way` is push (webhook and HTTP) or pull (polling and Socket Mode); `program` is bot or naive."""

    nursery: Nursery
    store: Store
    way: str
    program: str
    seed: int
    expected: dict[str, str]  # what a question's answer begins with
    folder: Path
    telegram: FakeTelegram = field(default_factory=lambda: FakeTelegram(second=0.05))
    slack: Slack = field(default_factory=lambda: Slack(home=PUBLIC))
    asked: dict[str, str] = field(default_factory=dict)  # key -> question
    confirmed: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)  # keys whose chat cannot be written to: their end is a row that the owner sees
    excused: set[str] = field(default_factory=set)  # keys whose reply says that they could not be answered
    ambiguous: int = 0  # sends of which the program could not know whether they were taken
    notes: list[str] = field(default_factory=list)
    process: Process | None = None
    starts: int = 0
    extra: dict[str, str] = field(default_factory=dict)  # more of the environment
    doors: dict[int, Process] = field(default_factory=dict)  # every process that was started, by the port of its web app
    owed: dict[tuple[str, str], int] = field(default_factory=dict)  # digests of a chat on a platform, which nobody asks for
    commands: set[tuple[int, int]] = field(default_factory=set)  # messages on Telegram whose replies are no answers to count
    _cut: Tries = field(default_factory=set)  # tries that a kill cut off
    _updates: dict[str, int] = field(default_factory=dict)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    _ts: Any = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311  # repeatable, not secret
        self.port = free_port()
        self.telegram.reached = {PUBLIC: f"http://127.0.0.1:{self.port}"}
        self.questions = list(self.expected)

    # the program

    async def start(self, *, until_ready: bool = True, port: int = 0, **environment: str) -> Process:
        """Starts the program, or with a port one more replica of it, and waits until it takes events or is dead."""
        telegram, slack = _WAYS[self.way]
        settings = {
            "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": self.telegram.url, "TELEGRAM_MODE": telegram, "TELEGRAM_WEBHOOK_SECRET": HOOK, "PUBLIC_URL": PUBLIC,
            "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_API_URL": self.slack.url, "SLACK_MODE": slack, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_SIGNING_SECRET": SECRET,
            "FAULTS_SUBSCRIPTIONS": str(self.folder / "subscriptions"), "DATABASE_URL": self.store.url, "PORT": str(port or self.port), "EARNINGS_BOT_HOME": str(self.folder / f"home{port or ''}"), "QUESTIONS_PER_MINUTE": "10000", "LOG_LEVEL": "warning",
        }  # fmt: skip
        log = self.folder / f"log{port or ''}"
        process = await self.nursery.start(self.program, settings | self.extra | environment, log)
        process.ended.add_done_callback(lambda ended: self._ended(process, ended, log))
        self.doors[port or self.port] = process
        self.starts += 1
        if not port:
            self.process = process
        if until_ready:
            await self.ready(port=port)
        return process

    def _ended(self, process: Process, ended: "asyncio.Future[int]", log: Path) -> None:
        """A program that ends by itself, other than by a kill, would leave the rest of the run without it."""
        if not process.is_told_to_end and not ended.exception() and ended.result() != -signal.SIGKILL:
            self.notes.append(f"broken: the program ended by itself with code {ended.result()}: {end_of(log)}{changed_since(BEGUN)}")

    async def ready(self, seconds: float = _READY, port: int = 0) -> None:
        """Waits until the program says that it is ready, or is dead."""
        process, said = self.doors[port or self.port], "it answered nothing"
        try:
            async with aiohttp.ClientSession() as session, asyncio.timeout(seconds):
                while not process.ended.done():
                    try:
                        async with session.get(f"http://127.0.0.1:{port or self.port}/readyz") as answer:
                            said = f"/readyz says {answer.status} {(await answer.text())[:80]}"
                            if answer.status == 200 and (self.way == "push" or self.slack.connected.is_set()):
                                return
                    except aiohttp.ClientError as error:
                        said = f"/readyz: {error}"
                    await asyncio.sleep(0.02)
            if not process.is_told_to_end and process.ended.result() != -signal.SIGKILL:
                raise Stalled(f"the program ended before it was ready; {self.state}")
        except TimeoutError:
            raise Stalled(f"the program was not ready after {seconds:.0f} s: {said}; {self.state}") from None

    @property
    def state(self) -> str:
        """What there is to know of a run that does not go on."""
        programs = ", ".join(f"process {p.pid} at port {port} {f'ended with {p.ended.result()}' if p.ended.done() and not p.ended.exception() else state_of(p.pid)}" for port, p in self.doors.items())
        lost = ", ".join(f"{self.counts(p).lost} on {p}" for p in PLATFORMS)
        socket_is = f", Slack's socket {'open' if self.slack.connected.is_set() else 'not open'}" if self.way == "pull" else ""
        return f"start {self.starts}, {programs or 'nothing was started'}{socket_is}; {len(self.telegram.updates)} updates not taken, {len(self._tasks)} events of Slack on their way, not answered {lost}; log: {end_of(self.folder / 'log')}{self._whereabouts()}"

    def _whereabouts(self) -> str:
        """Where each program that runs is."""
        return "".join(f"; process {p.pid} at {where(p.pid, self.folder / 'log')}" for p in self.doors.values() if not p.ended.done())

    @property
    def moves(self) -> tuple[int, int, int, int]:
        """What changes as long as anything goes on: requests (looks for updates apart), questions, starts."""
        return len(self.telegram.journal) - len(self.telegram.calls("getUpdates")), len(self.slack.journal), len(self.asked), self.starts

    async def kill(self) -> None:
        """SIGKILL; the sends that were under way are ambiguous from now on."""
        assert self.process is not None
        await self.process.kill()
        await self.died()

    async def died(self) -> None:
        """Counts what was under way when the program died; what comes in goes to others, as a proxy has it."""
        self.slack.connected.clear()
        self.telegram.reached = {PUBLIC: f"http://127.0.0.1:{self.living[0]}"}
        if self.program == "bot":
            under_way = await asyncio.to_thread(self.store.sending)
            self.ambiguous += len(under_way - self._cut)  # a try that an earlier kill cut off is not cut off again
            self._cut |= under_way

    @property
    def living(self) -> list[int]:
        """The ports at which somebody listens; the first one's where nobody does."""
        return [port for port, process in self.doors.items() if not process.ended.done()] or [self.port]

    # people

    def ask(self, number: int, *, chats: int = 12, twice: bool = False) -> None:
        """Puts questions in, half on each platform."""
        for _ in range(number):
            self.ask_telegram(self.random.randrange(1, chats + 1), twice=twice)
            self.ask_slack(channel=f"{self.random.choice('DC')}{self.random.randrange(1, chats + 1)}", twice=twice)

    async def ask_for(self, seconds: float, rate: float, **how: Any) -> None:
        """Puts questions in at a rate a second on each platform."""
        for _ in range(max(1, round(seconds * rate))):
            self.ask(1, **how)
            await asyncio.sleep(1 / rate)

    def ask_telegram(self, chat: int, text: str = "", *, twice: bool = False) -> str:
        """Somebody asks in a chat on Telegram; the key."""
        text = text or self.random.choice(self.questions)
        said = self.telegram.people.message(chat, text)
        key = f"telegram:{chat}:{said['message_id']}"
        self.asked[key] = text
        update = self.telegram.push({"message": said})
        self._updates[key] = update["update_id"]
        if twice:
            self.telegram.push_again(update)
        return key

    def ask_slack(self, text: str = "", *, twice: bool = False, channel: str = "") -> str:
        """Somebody asks on Slack, in a direct message or by a mention in a channel; the key."""
        text = text or self.random.choice(self.questions)
        channel = channel or f"D{self.random.randrange(1, 10)}"
        ts = f"{1_800_000_000 + next(self._ts)}.000100"
        key = f"slack:{channel}:{ts}"
        self.asked[key] = text
        in_channel = channel.startswith("C")
        sent = payloads.mention(text, channel=channel, ts=ts) if in_channel else payloads.message(text, channel=channel, ts=ts)
        self._later(self._deliver(key, sent))
        if twice:
            self._later(self._deliver(key, sent, delay=0.05))
            if in_channel:  # one post arrives as a mention and as a message
                self._later(self._deliver(key, payloads.message(f"<@{payloads.BOT}> {text}", channel=channel, ts=ts)))
        return key

    async def _deliver(self, key: str, sent: dict[str, Any], delay: float = 0) -> None:
        """Delivers until it is confirmed or Slack gives up."""
        await asyncio.sleep(delay)
        for number, pause in enumerate(_TRIES):
            await asyncio.sleep(pause)
            try:
                async with asyncio.timeout(_ACK):
                    taken = await (self._post(sent, number) if self.way == "push" else self.slack.send(sent, tries=1, seconds=_ACK))
            except (OSError, aiohttp.ClientError):  # no connection, no answer, a closed socket
                continue
            if taken:
                self.confirmed.add(key)
                return

    async def _post(self, sent: dict[str, Any], number: int) -> bool:
        body, kind = on_the_wire(sent)
        retry = {"x-slack-retry-num": str(number), "x-slack-retry-reason": "http_error"} if number else {}
        headers = {**signed(body, secret=SECRET), "content-type": kind, **retry}
        port = self.random.choice(self.living)
        async with self._session.post(f"http://127.0.0.1:{port}/slack/events", data=body.encode(), headers=headers) as answer:
            return answer.status == 200

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # the end

    def shown(self) -> list[Shown]:
        """Every message that people saw, in order."""
        found, digests = [], Counter[tuple[str, str]]()

        def put(platform: str, chat: str, to: Any, text: str) -> None:
            if not to and (platform, chat) in self.owed:  # the first is that of the first slot, what is beyond the last came twice
                digests[platform, chat] += 1
                to = min(digests[platform, chat], self.owed[platform, chat])
            found.append(Shown(f"{platform}:{chat}:{to}", text))

        for message in self.telegram.people.messages.values():
            to = (message.params.get("reply_parameters") or {}).get("message_id")
            if "photo" not in message.params and (message.chat, to) not in self.commands:  # the chart of the message before
                put("telegram", str(message.chat), to, message.text)
        for (channel, _), params in self.slack.messages.items():
            put("slack", channel, params.get("thread_ts"), params.get("text", ""))
        return found

    def answers(self, platform: str) -> int:
        """How many messages people saw on a platform so far."""
        return len(self.telegram.people.messages if platform == "telegram" else self.slack.messages)

    def tell_naive(self, subscriptions: list[tuple[str, str, float]]) -> None:
        """The naive bots' file of who gets a digest each day: platform, chat, the first time in seconds since 1970."""
        new = self.folder / "new"
        new.write_text(json.dumps(subscriptions))
        new.replace(self.folder / "subscriptions")

    def owe(self, platform: str, chat: str, number: int = 1) -> None:
        """So many digests more are due in a chat: each is promised, as a message that was confirmed."""
        self.slack.allows_roots = True
        self.expected = self.expected | {DIGEST: "1269亿元"}
        before = self.owed.get((platform, chat), 0)
        self.owed[platform, chat] = before + number
        keys = [f"{platform}:{chat}:{n}" for n in range(before + 1, before + number + 1)]
        self.asked |= dict.fromkeys(keys, DIGEST)
        self.confirmed |= set(keys)

    def counts(self, platform: str) -> Counts:
        """The seven counts of a platform."""
        waiting = {update["update_id"] for update in self.telegram.updates}
        confirmed = {key for key, number in self._updates.items() if number not in waiting} | self.confirmed
        return count(platform, self.asked, confirmed, self.shown(), self.expected, self.given_up, self.excused)

    async def drain(self, quiet: float = 6.0, seconds: float = 1800) -> None:
        """No new input: waits until all is confirmed and answered, or nothing more happens for some seconds; where something is
        missing of what our program promised, so long that a slow machine is no reason for it."""
        until, last, seen = time.monotonic() + seconds, time.monotonic(), self.moves
        while time.monotonic() < until:
            events = self.moves
            if events != seen or self._tasks or self.telegram.updates:
                last, seen = time.monotonic(), events
            is_missing = any(self.counts(p).lost for p in PLATFORMS)
            open_ones = self._tasks or self.telegram.updates or is_missing
            if not open_ones and time.monotonic() - last > _RETRY and not await self._unsure():
                return
            still = time.monotonic() - last
            if still > (_PATIENCE if is_missing and self.program == "bot" else quiet) and not (still < quiet + _TAKEN_OVER and await self._unsure()):
                return
            if self.doors and all(process.ended.done() for process in self.doors.values()):
                self.notes.append(f"broken: nobody is there to answer what waits; {self.state}")
                return
            await asyncio.sleep(0.05)
        self.notes.append(f"broken: not drained after {seconds:.0f} s; {self.state}")

    async def _unsure(self) -> bool:
        """Whether a call is still marked as being made: one that a kill cut off is made again, some seconds later where others might be at it."""
        return self.program == "bot" and bool(await asyncio.to_thread(self.store.sending))

    async def settle(self) -> None:
        """Drains, and starts the program once more."""
        await self.drain()
        await self.end()
        await self.start_again()

    async def end(self) -> None:
        """SIGKILL for all that were started, when nothing is under way."""
        for process in self.doors.values():
            await process.kill()
        self.telegram.reached = {PUBLIC: f"http://127.0.0.1:{self.port}"}

    async def start_again(self) -> None:
        """A start that has nothing to do, and must send nothing."""
        before = len(self.shown())
        await self.start()
        await asyncio.sleep(0.3)
        if after := len(self.shown()) - before:
            self.notes.append(f"the second start sent {after}")

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["Ground"]:
        """Starts the fakes; ends them and the program."""
        async with self.telegram, aiohttp.ClientSession() as self._session:
            await self.slack.start()
            try:
                yield self
            finally:
                for task in list(self._tasks):
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)
                try:
                    await self.end()
                finally:
                    await self.slack.close()


@contextlib.asynccontextmanager
async def ground(nursery: Nursery, make_store: Callable[[Path], Store], way: str, program: str, seed: int, expected: dict[str, str]) -> AsyncIterator[Ground]:
    """A fresh ground with an empty database."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        store = make_store(Path(folder))
        async with Ground(nursery, store, way, program, seed, expected, Path(folder)).open() as made:
            yield made
        await asyncio.to_thread(store.drop)
