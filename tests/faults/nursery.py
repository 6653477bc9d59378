"""A process that has imported the program and forks a copy of itself for each start: the program's own code, without waiting for the imports.

It reads a JSON object a line (`program`, `environment`, `log`) and writes one a line: what was started, and how it ended.
"""

import asyncio
import gc
import json
import os
import select
import signal
import sys
import tempfile
import traceback
from typing import Any

import httpx
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette

_LOOK_EVERY = 0.02  # seconds


def main() -> None:
    """Serves until its input ends, and takes its children along."""
    import bot.cli  # imported once, for all that are forked
    import bot.replicas.service
    import bot.serving  # noqa: F401
    import tests.faults.naive  # noqa: F401

    _warm()
    children: set[int] = set()
    _say({"ready": True})
    while True:
        readable, _, _ = select.select([sys.stdin.fileno()], [], [], _LOOK_EVERY)
        if readable:
            line = sys.stdin.buffer.raw.readline() if hasattr(sys.stdin.buffer, "raw") else sys.stdin.buffer.readline()
            if not line:
                break
            children.add(_born(json.loads(line)))
        for child in list(children):
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                children.discard(child)
                _say({"ended": child, "code": os.waitstatus_to_exitcode(status)})
    for child in children:
        os.kill(child, signal.SIGKILL)


def _warm() -> None:
    """Fills what the program and its libraries keep of data files, of the system's certificates and of modules that are imported
    late: the same for each start. What is there then is left out of the garbage collection of all that are forked."""
    from bot.storage.database import open_database
    from bot.stored.articles import open_library
    from bot.telegram.client import Client
    from bot.web.server import serving

    async def opened(file: str) -> None:
        await (await open_database(f"sqlite:///{file}")).close()
        client = Client(SecretStr("1:x"), "http://127.0.0.1", 1)
        async with serving(Starlette(), "127.0.0.1", 0) as web, httpx.AsyncClient() as visitor:
            await visitor.get(f"http://127.0.0.1:{web.port}/")
        await client.close()

    open_library()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(opened(f"{folder}/bot.db"))
    AsyncApp(token="xoxb-x", signing_secret="x")  # noqa: S106  # of nobody; it looks for its caller in the source of all modules
    gc.collect()
    gc.freeze()


def _born(order: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        _say({"started": child})
        return child
    code = 70
    try:
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((null, 0), (log, 1), (log, 2)):
            os.dup2(source, target)
        os.environ.update(order["environment"])
        code = run(order["program"])
    except BaseException:  # noqa: BLE001  # nobody else would tell of it
        traceback.print_exc()
    finally:
        os._exit(code)


def run(program: str) -> int:
    """Runs the service or the naive bots in this process, as the environment says; the exit code."""
    if program == "naive":
        from tests.faults.naive import main as naive

        return naive()
    from bot.__main__ import main as service
    from tests.faults.sabotage import full_disk, jumping_clock, poison
    from tests.faults.stalling import tell_when_asked

    tell_when_asked()
    poison()
    jumping_clock()
    full_disk()
    sys.argv = ["earnings-bot", "serve"]
    try:
        service()
    except SystemExit as left:
        if isinstance(left.code, str):
            print(left.code, file=sys.stderr)
        return left.code if isinstance(left.code, int) else 1
    return 0


def _say(what: dict[str, Any]) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main() if len(sys.argv) == 1 else sys.exit(run(sys.argv[1]))
