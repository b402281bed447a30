"""A registry of its own database, whose jobs are worked on, for what commits by itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction, connect
from services.kit.service import application
from services.kit.settings import Municipality, Settings
from services.registry.__main__ import jobs, service
from tests.clients import Client, open_http, tenant_named, trust_issuer
from tests.databases import Urls


class Working(msgspec.Struct, frozen=True):
    """The staff of Paggaio, and the worker behind them."""

    client: Client
    worker: Database
    settings: Settings
    urls: Urls

    async def work(self) -> None:
        """Work on whatever jobs wait."""
        while await jobs.work_on_one(self.worker, self.settings, asyncio.Event()):
            pass

    async def do(self, deed: Callable[[Transaction], Awaitable[Any]], *, at: datetime | None = None) -> Any:
        """Do something as the worker does by itself."""
        context = Context(now=at or wall_time(), municipality_ids=(self.client.tenant.id,))
        async with self.worker.transaction(context) as transaction:
            return await deed(transaction)


@asynccontextmanager
async def working(
    urls: Urls, tenants: dict[UUID, Municipality], settings_of: Callable[..., Settings]
) -> AsyncIterator[Working]:
    """Serve registry on a database of its own."""
    settings = settings_of("registry", urls)
    vault.unlock(settings.keyring)
    api = await connect(urls.api, size=3, tenants=tenants)
    worker = await connect(urls.worker, size=3, tenants=tenants)
    app = application(service, settings, api, worker, None)
    trust_issuer(app)
    try:
        async with open_http(app) as http:
            client = Client(http, settings, tenant_named(tenants, "paggaio"), by="maria caseworker")
            yield Working(client, worker, settings, urls)
    finally:
        await api.close()
        await worker.close()
