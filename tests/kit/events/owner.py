"""An owner of events, at its door: cards with a log, answered over HTTP for reporting."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec

from contracts.envelope import encode
from services.kit.db import Context, Database, connect
from services.kit.events import publish
from services.kit.events.feed import WHOLE, Part, pages
from services.kit.service import Service, application, listen
from services.kit.settings import Municipality, Settings
from tests.clients import trust_issuer
from tests.databases import Urls
from tests.kit.things import WHEN, ThingTicked, tenant

Settle = Callable[..., Settings]


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


class Owner:
    """Cards with its log."""

    def __init__(self, database: Database, settings: Settings, reader: Settings, app: Any) -> None:
        self.database = database
        self.settings = settings
        self.reader = reader
        """The settings of reporting, which reads."""
        self.app = app

    async def say(self, thing: UUID, numbers: range, *, now: datetime = WHEN) -> None:
        """Publish ticks."""
        said = Context(now=now, municipality_ids=(tenant(self.database),))
        async with self.database.transaction(said) as transaction:
            await publish(transaction, *(ThingTicked(thing_id=thing, number=number) for number in numbers))

    async def pages(self, part: Part = WHOLE) -> AsyncIterator[list[bytes]]:
        """Yield the log, or a part of it, as reporting reads it; each event as a message."""
        async for envelopes in pages(self.reader, "cards", part):
            yield [encode(envelope) for envelope in envelopes]

    def reading(self, nats_url: str) -> Settings:
        """Return the settings of reporting on a NATS."""
        return msgspec.structs.replace(self.reader, nats_url=nats_url)

    async def get(self, path: str, token: str = "") -> httpx.Response:
        """Ask with a token."""
        async with httpx.AsyncClient(base_url=self.settings.public_url) as client:
            return await client.get(path, headers={"Authorization": f"Bearer {token}"} if token else {})


@asynccontextmanager
async def owning(urls: Urls, settle: Settle, tenants: dict[UUID, Municipality]) -> AsyncIterator[Owner]:
    """Run cards' door on a port of its own."""
    addresses = {"cards": f"http://127.0.0.1:{free_port()}"}
    settings, reader = (settle(name, urls, service_urls=addresses) for name in ("cards", "reporting"))
    database = await connect(urls.worker, size=4, tenants=tenants)
    app = application(Service(name="cards"), settings, database, database, None)
    trust_issuer(app)
    stopping = asyncio.Event()
    serving = asyncio.create_task(listen(app, settings, stopping))
    for _ in range(100):
        with_answer = await asyncio.to_thread(lambda: socket.socket().connect_ex(("127.0.0.1", settings.port)))
        if with_answer == 0:
            break
        await asyncio.sleep(0.05)
    try:
        yield Owner(database, settings, reader, app)
    finally:
        stopping.set()
        await serving
        await database.close()
