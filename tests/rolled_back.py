"""A service in one transaction that is rolled back: requests and events happen in it and leave nothing behind.

The fixtures here are for every folder named after a service; one whose service commits by itself has its own `app`.
"""

import importlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from litestar import Litestar
from litestar.datastructures import State

from services.kit.db import SAVEPOINTS, Connection, Database
from services.kit.events.inbox import Outcome, apply
from services.kit.service import Service, application, state_of
from services.kit.settings import Municipality, Settings
from tests.clients import Client, open_http, tenant_named, trust_issuer
from tests.databases import Urls
from tests.shelf import Shelf

Events = Callable[[], Awaitable[list[tuple[str, Any]]]]
Deliver = Callable[[bytes], Awaitable[Outcome]]


class OneConnection:
    """A pool of one connection: all requests and events of a test happen inside its transaction, each as its login."""

    def __init__(self, connection: Connection, role: str) -> None:
        self.connection = connection
        self.role = role

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        """Give the connection, with the rights of the login."""
        await self.connection.execute(f"SET LOCAL ROLE {self.role}")
        yield self.connection


def service_named(name: str) -> Service:
    """Return a service as its own page says it."""
    found: Service = importlib.import_module(f"services.{name}.__main__").service
    return found


BUILT: dict[str, Litestar] = {}


def application_on(service: Service, settings: Settings, database: Database, worker: Database) -> Litestar:
    """Return this process's one application of a service, on these pools and with nothing left of an earlier test.

    To register a service's routes takes up to half a second, and thousands of tests need them.
    """
    if service.name not in BUILT:
        BUILT[service.name] = application(service, settings, database, worker, None)
    app = BUILT[service.name]
    app.state = State(state_of(service, settings, database, worker, None))
    trust_issuer(app)
    return app


@pytest.fixture
async def connection(
    urls: Urls, service: str, admin_of: Callable[[Urls], str], shelf: Shelf
) -> AsyncIterator[Connection]:
    """A connection in a transaction that is rolled back, with the rights of the api login until it is reset."""
    opened = await shelf.session(admin_of(urls))
    transaction = opened.transaction()
    await transaction.start()
    await opened.execute(f"SET LOCAL ROLE {service}_api")
    yield opened
    try:
        await transaction.rollback()
    except (asyncpg.PostgresError, asyncpg.InterfaceError):
        opened.terminate()  # lost, or busy with what the test has left behind; the next test has another one
        raise


@pytest.fixture
def app(
    connection: Connection,
    service: str,
    urls: Urls,
    tenants: dict[UUID, Municipality],
    settings_of: Callable[..., Settings],
) -> Litestar:
    """The service's application on the test's connection, trusting the tests' own issuer."""
    api: Any = OneConnection(connection, f"{service}_api")
    worker: Any = OneConnection(connection, f"{service}_worker")
    return application_on(
        service_named(service),
        settings_of(service, urls),
        Database(api, tenants, SAVEPOINTS),
        Database(worker, tenants, SAVEPOINTS),
    )


@pytest.fixture
async def http(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """The application without a socket."""
    async with open_http(app) as opened:
        yield opened


@pytest.fixture
def clerk() -> str:
    """Who sends what no other is named for, as name and role; a folder's conftest says its own."""
    return ""


@pytest.fixture
def begins_at() -> str:
    """The business time at which a test begins; a folder's conftest may say another."""
    return "2026-01-12T09:30:00+02:00"


@pytest.fixture
def client_of(
    http: httpx.AsyncClient, app: Litestar, tenants: dict[UUID, Municipality], clerk: str, begins_at: str
) -> Callable[[str], Client]:
    """Give the staff of a tenant."""

    def give(slug: str) -> Client:
        client = Client(http, app.state.settings, tenant_named(tenants, slug), by=clerk)
        client.now = begins_at
        return client

    return give


@pytest.fixture
def paggaio(client_of: Callable[[str], Client]) -> Client:
    """Paggaio's staff."""
    return client_of("paggaio")


@pytest.fixture
def al_koura(client_of: Callable[[str], Client]) -> Client:
    """Al-Koura's staff."""
    return client_of("al_koura")


@pytest.fixture
def deliver(app: Litestar) -> Deliver:
    """Apply a message as the service's worker does."""

    async def one(message: bytes) -> Outcome:
        return await apply(app.state.worker_database, app.state.reader, message)

    return one


@pytest.fixture
def events(connection: Connection, service: str) -> Events:
    """Read what the test has published so far: (type, data). The api login may only write it."""

    async def read() -> list[tuple[str, Any]]:
        await connection.execute("RESET ROLE")
        rows = await connection.fetch("SELECT type, data FROM outbox ORDER BY position")
        await connection.execute(f"SET LOCAL ROLE {service}_api")
        return [(row["type"], row["data"]) for row in rows]

    return read
