"""Telegram: reading updates, rendering cards as HTML, calling the Bot API, polling and the webhook."""
