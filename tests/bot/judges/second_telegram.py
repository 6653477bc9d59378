"""A bot on aiogram, in the judges' own Python: answers what it polls for once each, by `python second_telegram.py ADDRESS TOKEN`.

It prints the name that it was told, and ends after a text, a pressed button and a query; aiogram's models read every answer.
"""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
)

_PLAIN = LinkPreviewOptions(is_disabled=True)
dispatcher = Dispatcher()


async def told(message: Message) -> None:
    """A text gets a reply with a button; in chat 13 there is nobody."""
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="more", callback_data="m")]])
    try:
        sent = await message.reply(f"<b>{message.text}</b>", parse_mode="HTML", reply_markup=keyboard, link_preview_options=_PLAIN)
    except TelegramForbiddenError as error:
        print(error.message, flush=True)
        return
    assert (sent.chat.id, sent.text) == (message.chat.id, message.text)
    try:
        await sent.edit_text(f"<b>{message.text}</b>", parse_mode="HTML", reply_markup=keyboard, link_preview_options=_PLAIN)
    except TelegramBadRequest as error:
        print(error.message.partition(":")[0] + error.message.partition(":")[2].partition(":")[0], flush=True)


async def pressed(query: CallbackQuery) -> None:
    """A press is confirmed, and its message is another one."""
    assert isinstance(query.message, Message)
    await query.answer("yes")
    edited = await query.message.edit_text("more of it", link_preview_options=_PLAIN)
    assert isinstance(edited, Message)
    print(edited.text, flush=True)


async def looked_up(query: InlineQuery, bot: Bot) -> None:
    """A query gets a card, and is the last."""
    content = InputTextMessageContent(message_text="a card", link_preview_options=_PLAIN)
    await query.answer([InlineQueryResultArticle(id="1", title="card", input_message_content=content)], cache_time=1)
    await bot.set_my_commands([BotCommand(command="ask", description="Ask")], language_code="en")
    print([command.command for command in await bot.get_my_commands(language_code="en")], flush=True)
    await dispatcher.stop_polling()


async def main(address: str, token: str) -> None:
    """Polls until the query."""
    async with Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(address))) as bot:
        me = await bot.get_me()
        print(me.username, flush=True)
        dispatcher.message.register(told)
        dispatcher.callback_query.register(pressed)
        dispatcher.inline_query.register(looked_up)
        await dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
