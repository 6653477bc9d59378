"""Several workspaces: people install the app by OAuth, and the tokens of their workspaces are kept sealed in the database."""

import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore, SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from sqlalchemy import MetaData, Table, Text, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.migrating import one_at_a_time

INSTALL_PATH, REDIRECT_PATH = "/slack/install", "/slack/oauth_redirect"
_STATE_SECONDS = 600
_SEALED = "sealed:"
_TOKENS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")
_Kept = TypeVar("_Kept", Bot, Installation)


@dataclass(frozen=True)
class Workspaces:
    """What installing by OAuth needs; `key` is a Fernet key (32 bytes in URL-safe base 64), `redirect_uri` the public address of REDIRECT_PATH."""

    client_id: str
    client_secret: SecretStr
    key: SecretStr
    redirect_uri: str
    engine: AsyncEngine

    def store(self) -> "SealedStore":
        """The installations."""
        return SealedStore(self.client_id, self.engine, self.key)

    def oauth(self, store: "SealedStore", logger: logging.Logger) -> AsyncOAuthSettings:
        """Bolt's settings of the flow: straight to Slack, and only the bot's own scopes are asked for."""
        return AsyncOAuthSettings(
            client_id=self.client_id, client_secret=self.client_secret.get_secret_value(), scopes=bot_scopes(), redirect_uri=self.redirect_uri,
            install_path=INSTALL_PATH, redirect_uri_path=REDIRECT_PATH, install_page_rendering_enabled=False, installation_store=store,
            installation_store_bot_only=True, state_store=SealedStates(self.key, logger), state_expiration_seconds=_STATE_SECONDS, logger=logger,
        )


@cache
def bot_scopes() -> tuple[str, ...]:
    """The scopes of the manifest."""
    manifest = json.loads((files("bot") / "slack-manifest.json").read_text(encoding="utf-8"))
    return tuple(manifest["oauth_config"]["scopes"]["bot"])


def _tables() -> MetaData:
    """slack_sdk's tables of installations; sealed, a token is longer than its columns."""
    made = MetaData()
    for table in (SQLAlchemyInstallationStore.build_bots_table(made, "slack_bots"), SQLAlchemyInstallationStore.build_installations_table(made, "slack_installations")):
        for name in _TOKENS:
            if name in table.c:
                table.c[name].type = Text()
    return made


tables = _tables()


class SealedStates(AsyncOAuthStateStore):
    """What ties Slack's answer to the browser that began: a sealed instant, so that nothing of those who never end is stored."""

    def __init__(self, key: SecretStr, logger: logging.Logger) -> None:
        self._box, self._logger = Fernet(key.get_secret_value()), logger

    @property
    def logger(self) -> logging.Logger:
        return self._logger

    async def async_issue(self, *_: Any, **__: Any) -> str:
        return self._box.encrypt(secrets.token_bytes(16)).decode().rstrip("=")

    async def async_consume(self, state: str) -> bool:
        try:
            self._box.decrypt(f"{state}==", ttl=_STATE_SECONDS)
        except (InvalidToken, ValueError):
            return False
        return True


class SealedStore(AsyncSQLAlchemyInstallationStore):
    """slack_sdk's store, in which no token lies in the clear. A row sealed with another key counts as not installed."""

    def __init__(self, client_id: str, engine: AsyncEngine, key: SecretStr) -> None:
        """ValueError for a key that is none."""
        super().__init__(client_id, engine)
        self.metadata, self.bots, self.installations = tables, tables.tables["slack_bots"], tables.tables["slack_installations"]
        self._box = Fernet(key.get_secret_value())
        self.installed: Callable[[str], Awaitable[None]] | None = None  # is told of a workspace that has installed the app

    async def prepare(self) -> None:
        """Makes the tables that are not there; of several programs that start at once, the others wait for the first."""
        async with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                await connection.exec_driver_sql(one_at_a_time("workspaces"))
            await connection.run_sync(self.metadata.create_all)

    async def token(self, team: str) -> SecretStr | None:
        """The bot's token in a workspace, alone or one of an enterprise; None where it is not installed."""
        newest = self.bots.select().where(*self._of(self.bots, team), self.bots.c.bot_token.is_not(None)).order_by(self.bots.c.installed_at.desc()).limit(1)
        async with self.engine.connect() as connection:
            row = (await connection.execute(newest)).mappings().first()
        bot = self._opened(SQLAlchemyInstallationStore.build_bot_entity(row)) if row else None
        return SecretStr(bot.bot_token) if bot else None

    async def teams(self) -> dict[str, bool]:
        """The workspaces with an installation, and whether this key opens the token of each; none where there are no tables."""
        async with self.engine.connect() as connection:
            if not await connection.run_sync(lambda c: inspect(c).has_table(self.bots.name)):
                return {}
            held = self.bots.select().where(self.bots.c.client_id == self.client_id, self.bots.c.bot_token.is_not(None)).order_by(self.bots.c.installed_at)
            rows = (await connection.execute(held)).mappings().all()
        return {row["team_id"]: self._opened(SQLAlchemyInstallationStore.build_bot_entity(row)) is not None for row in rows}

    async def forget(self, team: str) -> None:
        """Deletes all that is kept of a workspace."""
        async with self.engine.begin() as connection:
            for table in (self.bots, self.installations):
                await connection.execute(table.delete().where(*self._of(table, team)))

    def _of(self, table: Table, team: str) -> tuple[Any, ...]:
        return table.c.client_id == self.client_id, table.c.team_id == team

    async def async_save(self, installation: Installation) -> None:
        await super().async_save(self._sealed(installation))
        if self.installed is not None and installation.team_id:
            await self.installed(installation.team_id)

    async def async_save_bot(self, bot: Bot) -> None:
        await super().async_save_bot(self._sealed(bot))

    async def async_find_bot(self, **of: Any) -> Bot | None:
        return self._opened(await super().async_find_bot(**of))

    async def async_find_installation(self, **of: Any) -> Installation | None:
        return self._opened(await super().async_find_installation(**of))

    def _sealed(self, kept: _Kept) -> _Kept:
        sealed = copy(kept)
        for name in _TOKENS:
            token = getattr(kept, name, None)
            if token and not token.startswith(_SEALED):
                setattr(sealed, name, _SEALED + self._box.encrypt(token.encode()).decode())
        return sealed

    def _opened(self, kept: _Kept | None) -> _Kept | None:
        try:
            for name in _TOKENS:
                token = getattr(kept, name, None)
                if token:
                    setattr(kept, name, self._box.decrypt(token.removeprefix(_SEALED)).decode())
        except InvalidToken:
            return None
        return kept
