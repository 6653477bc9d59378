"""Telegram: Bot API payloads, HTML, own limits; python-telegram-bot makes the calls."""
