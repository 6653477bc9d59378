"""Several workspaces: people install the app by OAuth, and the tokens of their workspaces are kept sealed in the database."""

import json
import logging
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
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import Text
from sqlalchemy.ext.asyncio import AsyncEngine

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
        """Bolt's settings of the flow; only the bot's own scopes are asked for."""
        states = AsyncSQLAlchemyOAuthStateStore(_STATE_SECONDS, self.engine, logger=logger)
        store.states = states
        return AsyncOAuthSettings(
            client_id=self.client_id, client_secret=self.client_secret.get_secret_value(), scopes=bot_scopes(), redirect_uri=self.redirect_uri,
            install_path=INSTALL_PATH, redirect_uri_path=REDIRECT_PATH, installation_store=store, installation_store_bot_only=True, state_store=states,
            state_expiration_seconds=_STATE_SECONDS, logger=logger,
        )


@cache
def bot_scopes() -> tuple[str, ...]:
    """The scopes of the manifest."""
    manifest = json.loads((files("bot") / "slack-manifest.json").read_text(encoding="utf-8"))
    return tuple(manifest["oauth_config"]["scopes"]["bot"])


class SealedStore(AsyncSQLAlchemyInstallationStore):
    """slack_sdk's store, in which no token lies in the clear. A row sealed with another key counts as not installed."""

    def __init__(self, client_id: str, engine: AsyncEngine, key: SecretStr) -> None:
        """ValueError for a key that is none."""
        super().__init__(client_id, engine)
        self._box = Fernet(key.get_secret_value())
        self.states: AsyncSQLAlchemyOAuthStateStore | None = None
        for table in (self.bots, self.installations):
            for name in _TOKENS:
                if name in table.c:
                    table.c[name].type = Text()  # sealed, a token is longer than the library's columns

    async def prepare(self) -> None:
        """Makes the tables that are not there."""
        await self.create_tables()  # type: ignore[no-untyped-call]
        if self.states is not None:
            await self.states.create_tables()  # type: ignore[no-untyped-call]

    async def token(self, team: str) -> SecretStr | None:
        """The bot's token in a workspace; None where it is not installed."""
        bot = await self.async_find_bot(enterprise_id=None, team_id=team)
        return SecretStr(bot.bot_token) if bot else None

    async def async_save(self, installation: Installation) -> None:
        await super().async_save(self._sealed(installation))

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
