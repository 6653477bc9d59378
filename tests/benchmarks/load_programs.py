"""The programs that are loaded: the bot without the platforms' limits, and echo bots as their libraries' first examples."""

import asyncio
import gc
import os
from typing import Any

PROGRAMS = ("slack", "telegram")


def serve_program(program: str, platform: str) -> int:
    """Serves until it is killed."""
    if program == "bot":
        return _bot()
    asyncio.run(_echo_slack() if platform == "slack" else _echo_telegram())
    return 0


def _bot() -> int:
    from bot.events import Platform
    from bot.limits import Pace
    from bot.logs import configure
    from bot.serving import serve
    from bot.settings import read_settings

    gc.disable()  # as the program's entry does
    settings = read_settings(None)
    configure(settings.log_level, settings.log_format, settings.secrets)
    return asyncio.run(serve(settings, paces=dict.fromkeys(Platform, Pace())))


async def _echo_slack() -> None:
    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from bot.web.server import serving

    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    async def echo(event: dict[str, Any], say: Any) -> None:
        await say(event["text"], thread_ts=event["ts"])

    app.event("message")(echo)
    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def ready(_: Request) -> Response:
        return Response()

    routes = [Route("/slack/events", events, methods=["POST"]), Route("/readyz", ready)]
    async with serving(Starlette(routes=routes), "127.0.0.1", int(os.environ["PORT"])):
        await asyncio.Event().wait()


async def _echo_telegram() -> None:
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    application = Application.builder().token(os.environ["TELEGRAM_TOKEN"]).base_url(os.environ["TELEGRAM_API_URL"] + "/bot").build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        await asyncio.Event().wait()
