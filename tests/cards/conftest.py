"""Cards on a database of its own for each test: postings, jobs and the ledger commit by themselves."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pytest
from litestar import Litestar

from services.cards.__main__ import service as cards
from services.kit.db import Connection, Database
from services.kit.settings import Municipality, Settings
from tests.cards.factories import Town
from tests.clients import Client, open_http
from tests.conftest import Run
from tests.databases import Urls
from tests.rolled_back import application_on
from tests.shelf import Shelf


@pytest.fixture
async def own_urls(new_database: Callable[[str], Awaitable[Urls]]) -> Urls:
    """The addresses of the test's own database."""
    return await new_database("cards")


@pytest.fixture
async def worker(own_urls: Urls, shelf: Shelf, tenants: dict[UUID, Municipality]) -> Database:
    """The worker login's pool."""
    return await shelf.pool(own_urls.worker, size=4, tenants=tenants)


@pytest.fixture
def settings(own_urls: Urls, settings_of: Callable[..., Settings], tmp_path: Path) -> Settings:
    """The service's settings, with a place of the test's own for what is kept outside the database."""
    return msgspec.structs.replace(settings_of("cards", own_urls), checkpoints_dir=str(tmp_path / "checkpoints"))


@pytest.fixture
async def app(
    own_urls: Urls, worker: Database, settings: Settings, shelf: Shelf, tenants: dict[UUID, Municipality]
) -> Litestar:
    """The service's application, trusting the tests' issuer."""
    return application_on(cards, settings, await shelf.pool(own_urls.api, size=6, tenants=tenants), worker)


@pytest.fixture
async def http(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """The application without a socket."""
    async with open_http(app) as opened:
        yield opened


@pytest.fixture
def client(http: httpx.AsyncClient, settings: Settings, tenants: dict[UUID, Municipality]) -> Client:
    """Paggaio's staff."""
    return Client(http, settings, next(iter(tenants.values())))


@pytest.fixture
async def town(http: httpx.AsyncClient, client: Client, worker: Database, settings: Settings) -> Town:
    """Paggaio with a funded budget line, a shop with a till, and a household with a card and 108.00 EUR on it."""
    town = Town(http=http, client=client, worker=worker, settings=settings)
    await town.begin()
    return town


@pytest.fixture
async def superuser(own_urls: Urls, run: Run) -> AsyncIterator[Connection]:
    """Somebody whom no row-level security hinders, in the test's own database."""
    opened = await asyncpg.connect(run.admin_url.rpartition("/")[0] + f"/{own_urls.name}")
    yield opened
    await opened.close()
