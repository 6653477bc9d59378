"""The platforms that settings turn on, as adapters, and the links that these show."""

from collections.abc import Mapping

from bot.adapter import Adapter
from bot.digests.chart_links import chart_key
from bot.events import Platform
from bot.links import Links
from bot.settings import Settings
from bot.slack.adapter import SlackAdapter
from bot.slack.installing import REDIRECT_PATH, Workspaces
from bot.storage.database import Database
from bot.telegram.adapter import TelegramAdapter, Webhook

WEBHOOK = "/telegram/updates"


def links_of(settings: Settings) -> Links:
    """Where people can follow what is shown."""
    secret = settings.slack_signing_secret.get_secret_value() or settings.slack_bot_token.get_secret_value()
    return Links(public_url=settings.public_url, chart_key=chart_key(secret))


def adapters_of(settings: Settings, links: Links, database: Database) -> Mapping[Platform, Adapter]:
    """The adapters of the platforms that are turned on; the tokens of several workspaces lie in the database."""
    adapters: dict[Platform, Adapter] = {}
    if settings.has_telegram:
        hook = Webhook(settings.public_url.rstrip("/") + WEBHOOK, settings.telegram_webhook_secret) if settings.has_webhook else None
        adapters[Platform.TELEGRAM] = TelegramAdapter(settings.telegram_token, links=links, webhook=hook, api_url=settings.telegram_api_url)
    if settings.has_slack:
        by_socket = settings.slack_mode == "socket"
        adapters[Platform.SLACK] = SlackAdapter(
            None if settings.has_workspaces else settings.slack_bot_token,
            workspaces=_workspaces(settings, database) if settings.has_workspaces else None,
            app_token=settings.slack_app_token if by_socket else None,
            signing_secret=None if by_socket else settings.slack_signing_secret,
            api_url=settings.slack_api_url,
            links=links,
            follows_threads=True,
            managers=settings.slack_managers,
        )
    return adapters


def _workspaces(settings: Settings, database: Database) -> Workspaces:
    redirect = settings.public_url + REDIRECT_PATH
    return Workspaces(settings.slack_client_id, settings.slack_client_secret, settings.slack_token_key, redirect, database.engine)
