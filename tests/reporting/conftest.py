"""Reporting on a database of its own for each test, its consumers fed by hand and its pages read over HTTP."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from services.kit.db import Database, uuid7
from services.kit.events.batches import apply_batch
from services.kit.events.inbox import Outcome, Reader, apply
from services.kit.settings import Municipality, Settings
from services.reporting.__main__ import service as reporting
from tests.clients import open_http, signed_token
from tests.databases import Urls
from tests.reporting.factories import PAGGAIO
from tests.reporting.log import Log
from tests.rolled_back import application_on
from tests.shelf import Shelf

MIGRATIONS = Path(__file__).parents[2] / "services" / "reporting" / "migrations"


def read_models() -> list[str]:
    """Return the tables that hold what was heard."""
    texts = [path.read_text("utf-8") for path in sorted(MIGRATIONS.glob("*.sql"))]
    return sorted(name for text in texts for name in re.findall(r"SELECT koinon\.read_model\('(\w+)'\)", text))


class Readings:
    """Reporting's read models: events in, pages out."""

    def __init__(self, worker: Database, http: httpx.AsyncClient, settings: Settings, admin_url: str) -> None:
        self.worker = worker
        self.http = http
        self.settings = settings
        self.admin_url = admin_url
        self.reader = Reader(reporting.handlers, reporting.batch_handlers)

    async def hear(self, messages: Sequence[bytes], *, together: int = 500) -> None:
        """Apply messages in lists, as the consumer does."""
        for start in range(0, len(messages), together):
            assert await apply_batch(self.worker, self.reader, messages[start : start + together])

    async def hear_one(self, message: bytes) -> Outcome:
        """Apply one message, as the consumer does."""
        return await apply(self.worker, self.reader, message)

    async def hear_all(self, log: Log) -> None:
        """Apply a whole story."""
        await self.hear(log.messages())

    def token(self, role: str, municipality: UUID) -> str:
        """Return a token of someone with a role, signed as console signs."""
        return signed_token(self.settings.oidc_issuer, sub=str(uuid7()), roles=[role], municipality=str(municipality))

    async def ask(self, path: str, *, role: str = "programme_manager", of: UUID = PAGGAIO) -> httpx.Response:
        """Ask as someone with a role; nobody in particular for the role ''."""
        headers = {"Authorization": f"Bearer {self.token(role, of)}"} if role else {}
        return await self.http.get(path, headers=headers)

    async def get(self, path: str, *, role: str = "programme_manager", of: UUID = PAGGAIO) -> Any:
        """Read what is expected to be there."""
        answer = await self.ask(path, role=role, of=of)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def dump(self) -> dict[str, list[str]]:
        """Return every row of every read model, ordered, whoever's it is."""
        connection = await asyncpg.connect(self.admin_url)
        try:
            return {
                table: [row[0] for row in await connection.fetch(f"SELECT t::text FROM {table} AS t ORDER BY 1")]
                for table in read_models()
            }
        finally:
            await connection.close()


@pytest.fixture
async def own_urls(new_database: Callable[[str], Awaitable[Urls]]) -> Urls:
    """A database of this test alone."""
    return await new_database("reporting")


@pytest.fixture
async def readings(
    own_urls: Urls,
    shelf: Shelf,
    tenants: dict[UUID, Municipality],
    settings_of: Callable[..., Settings],
    admin_of: Callable[[Urls], str],
) -> AsyncIterator[Readings]:
    """Reporting with nothing heard yet."""
    worker, api = [await shelf.pool(url, size=4, tenants=tenants) for url in (own_urls.worker, own_urls.api)]
    settings = settings_of("reporting", own_urls)
    async with open_http(application_on(reporting, settings, api, worker)) as http:
        yield Readings(worker, http, settings, admin_of(own_urls))
