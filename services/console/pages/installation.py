"""What the console's application has besides its routes: headers, CSRF, keys, the first accounts, an HTTP client."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx
from joserfc.jwk import KeySet
from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import MutableScopeHeaders
from litestar.exceptions import HTTPException
from litestar.plugins import InitPlugin
from litestar.types import Message, Scope

from services.console import accounts, providers, tokens
from services.console.clients import caller
from services.console.pages import failures, policy, provider
from services.console.providers import Door
from services.kit import auth, vault
from services.kit.log import log
from services.kit.settings import Settings

WITHOUT_COOKIES: Final = [
    r"^/tokens$", r"^/staff(/|$)", r"^/(role|reset)-proposals(/|$)", r"^/dead-letters(/|$)", r"^/till/relay/",
    r"^/phone/",
]  # fmt: skip
"""Addresses that are asked with a bearer token, or with what a till or a phone has signed.

No cookie counts there, so that no site misuses one.
"""


class OwnKeys(auth.Keys):
    """The issuer's public keys in the issuer's own process."""

    def __init__(self, keys: KeySet) -> None:
        super().__init__("")
        self.keys = keys

    async def current(self, *, refresh: bool = False) -> KeySet:
        """Return the keys, without asking ourselves over HTTP."""
        assert self.keys is not None
        return self.keys


class Installation(InitPlugin):
    """Puts the console's habits around the application that kit builds."""

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add what depends on the settings."""
        settings: Settings = app_config.state["settings"]
        secure = settings.environment == "production"
        app_config.exception_handlers = {**app_config.exception_handlers, HTTPException: failures.on_http}
        app_config.csrf_config = CSRFConfig(
            secret=settings.keyring["forms"].hex(),
            cookie_name="__Host-csrf" if secure else "csrf",
            cookie_secure=secure,
            cookie_httponly=True,
            cookie_samesite="lax",
            exclude=WITHOUT_COOKIES,
        )
        app_config.before_send.append(add_security_headers)
        app_config.lifespan.append(opened)
        key = tokens.signing_key(settings.keyring)
        app_config.state["token_key"] = key
        app_config.state["http"] = httpx.AsyncClient(timeout=caller.TIMEOUT_S)
        app_config.state["authenticator"].people = OwnKeys(KeySet([key]))
        app_config.state["provider"] = door_of(settings, app_config.state["http"])
        vault.unlock(settings.keyring)
        return app_config


def door_of(settings: Settings, http: httpx.AsyncClient) -> Door | None:
    """Return the provider that staff may sign in by, if the operator names one."""
    if not settings.provider_file:
        return None
    return Door(providers.read(settings.provider_file), http, settings.public_url.rstrip("/") + provider.CALLBACK)


@asynccontextmanager
async def opened(app: Litestar) -> AsyncGenerator[None, None]:
    """Add the first accounts of a demo before the first request, and close the HTTP client after the last."""
    settings: Settings = app.state.settings
    if settings.staff_file and settings.environment != "production":
        first = accounts.read_accounts(Path(settings.staff_file))
        added = await accounts.add_first(app.state.worker_database, first, repeatable=True)
        log.info("accounts_added", count=added)
    yield
    await app.state.http.aclose()


async def add_security_headers(message: Message, scope: Scope) -> None:
    """Let every answer, also to an unknown address, say what a browser may do with it."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        secure = scope["litestar_app"].state.settings.environment == "production"
        for name, value in {**policy.HEADERS, **(policy.HTTPS_ONLY if secure else {})}.items():
            headers.setdefault(name, value)


OPTIONS: Final[dict[str, Any]] = {"plugins": [Installation()]}
