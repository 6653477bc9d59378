"""Starts the Telegram of `telemelya` on a free port of this machine, in the judges' own Python, until its input ends; prints the port.

What it wants for itself, Redis and S3, it gets in memory; and each delivery has the secret of webhooks, which it forgets.
"""

import asyncio
import contextlib
import socket
import sys
from functools import partial

import aiohttp
import fakeredis.aioredis
import uvicorn
from telemelya.server import webhook
from telemelya.server.app import app
from telemelya.server.media import media_manager
from telemelya.server.state import state_manager


async def nothing(*_: object) -> None:
    """There is nothing to connect to."""


async def main(secret: str) -> None:
    """Serves until standard input ends."""
    state_manager.connect = state_manager.close = media_manager.connect = media_manager.close = nothing
    state_manager._redis = fakeredis.aioredis.FakeRedis(decode_responses=True)
    files: dict[str, bytes] = {}

    async def upload(session: str, file: str, name: str, data: bytes, _kind: str = "") -> str:
        files[f"{session}/{file}/{name}"] = data
        return f"{session}/{file}/{name}"

    async def download(session: str, file: str, name: str) -> bytes | None:
        return files.get(f"{session}/{file}/{name}")

    media_manager.upload, media_manager.download = upload, download
    webhook.aiohttp.ClientSession = partial(aiohttp.ClientSession, headers={"X-Telegram-Bot-Api-Secret-Token": secret})
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)
        serving = asyncio.create_task(server.serve([listening]))
        await asyncio.to_thread(sys.stdin.read)
        server.should_exit = True
        await serving


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
