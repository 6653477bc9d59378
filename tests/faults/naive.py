"""Bots written as the examples of their libraries are: the measure that shows that the suite can fail.

python-telegram-bot answers in handlers what its updater fetched; slack-bolt answers in listeners. Both know the same answers as ours.
"""

import asyncio
import os
import signal
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
            await stop.wait()
        if telegram.updater.running:
            await telegram.updater.stop()
        await telegram.stop()


def main() -> int:
    """Serves both until SIGTERM, as the environment says; the exit code."""
    asyncio.run(_serve())
    return 0
