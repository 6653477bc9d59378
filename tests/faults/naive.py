"""Bots written as the examples of their libraries are: the measure that shows that the suite can fail.

python-telegram-bot answers in handlers what its updater fetched; slack-bolt answers in listeners. Both know the same answers as ours.
Their daily digests hang on a schedule in memory, made anew at each start from a file that lists who gets them.
"""

import asyncio
import json
import logging
import math
import os
import signal
import time
from pathlib import Path
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from intents.library import ask_any
from knowledge.library import Library, bundled, load_folder

_DIGEST, _DAY = "快手2024年总收入是多少？", 86_400.0


def telegram_bot(library: Library) -> Any:
    """Replies to each text, as echobot.py does."""

    async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text(ask_any(update.effective_message.text or "", library)[0].text, do_quote=True)

    builder = Application.builder().token(os.environ["TELEGRAM_TOKEN"]).base_url(os.environ["TELEGRAM_API_URL"] + "/bot")
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    return application


def slack_bot(library: Library) -> AsyncApp:
    """Says an answer in the thread of each message, as bolt's first example does."""
    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, signing_secret=os.environ.get("SLACK_SIGNING_SECRET", ""))

    async def answer(event: dict[str, Any], say: Any) -> None:
        text = event["text"].partition("> ")[2] or event["text"]
        await say(ask_any(text, library)[0].text, thread_ts=event.get("thread_ts") or event["ts"])

    app.event("message")(answer)
    app.event("app_mention")(answer)
    return app


class Daily:
    """A schedule in memory: who is due, by the clock of the run. FAULTS_SUBSCRIPTIONS names the file, FAULTS_CLOCK that of the clock."""

    def __init__(self) -> None:
        self._due: dict[tuple[str, str], float] = {}

    def due(self) -> list[tuple[str, str]]:
        """Platforms and chats whose time has come; the next one is a day later. What was due before this start is in the past."""
        clock, file = os.environ.get("FAULTS_CLOCK"), Path(os.environ.get("FAULTS_SUBSCRIPTIONS", ""))
        now = time.time() + float(Path(clock).read_text() if clock else 0)
        for platform, chat, first in json.loads(file.read_text()) if file.is_file() else ():
            self._due.setdefault((platform, chat), first + max(0, math.ceil((now - first) / _DAY)) * _DAY)
        come = [who for who, at in self._due.items() if at <= now]
        for who in come:
            self._due[who] += _DAY
        return come


async def send_digests(library: Library, telegram: Any, slack: AsyncApp) -> None:
    """Looks each moment who is due, and writes to them one after the other; what fails is logged."""
    daily, text = Daily(), ask_any(_DIGEST, library)[0].text
    while True:
        for platform, chat in daily.due():
            try:
                if platform == "telegram":
                    await telegram.bot.send_message(int(chat), text)
                else:
                    await slack.client.chat_postMessage(channel=chat, text=text)
            except Exception:
                logging.exception("no digest for %s", chat)  # noqa: LOG015  # as examples do
        await asyncio.sleep(0.1)


async def _serve() -> None:
    from bot.web.server import serving

    library = Library(load_folder(bundled()).bases)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    telegram, slack = telegram_bot(library), slack_bot(library)
    handler = AsyncSlackRequestHandler(slack)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def updates(request: Request) -> Response:
        await telegram.update_queue.put(Update.de_json(await request.json(), telegram.bot))
        return Response()

    async def ready(_: Request) -> Response:
        return PlainTextResponse("ok")

    app = Starlette(routes=[Route("/slack/events", events, methods=["POST"]), Route("/telegram/updates", updates, methods=["POST"]), Route("/readyz", ready)])
    async with telegram:
        await telegram.start()
        if os.environ.get("TELEGRAM_MODE") == "webhook":
            await telegram.bot.set_webhook(os.environ["PUBLIC_URL"] + "/telegram/updates", secret_token=os.environ["TELEGRAM_WEBHOOK_SECRET"])
        else:
            await telegram.updater.start_polling()
        if os.environ.get("SLACK_MODE") != "http":
            await AsyncSocketModeHandler(slack, os.environ["SLACK_APP_TOKEN"]).connect_async()  # type: ignore[no-untyped-call]
        async with serving(app, "127.0.0.1", int(os.environ["PORT"])):
            digests = asyncio.create_task(send_digests(library, telegram, slack))
            await stop.wait()
            digests.cancel()
        if telegram.updater.running:
            await telegram.updater.stop()
        await telegram.stop()


def main() -> int:
    """Serves both until SIGTERM, as the environment says; the exit code."""
    asyncio.run(_serve())
    return 0
