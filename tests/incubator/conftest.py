"""The incubator over HTTP, each test in one transaction that is rolled back; tokens are signed as console's are."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from litestar import Litestar

from services.incubator.__main__ import service as incubator
from services.kit import vault
from services.kit.db import SAVEPOINTS, Connection, Database, prepare_connection
from services.kit.events.inbox import Outcome, apply
from services.kit.service import application
from services.kit.settings import Municipality, Settings
from tests.conftest import Run
from tests.databases import Urls

ISSUER_KEY = OKPKey.generate_key("Ed25519", {"kid": "console-test", "use": "sig", "alg": "EdDSA"}, private=True)
NAMES = UUID("0190d000-0000-7000-8000-000000000000")

OFFICER = "amal incubator_officer"
MANAGER = "rana programme_manager"
MENTOR = "omar mentor"
REVIEWERS = ("sami reviewer", "lina reviewer")

Events = Callable[[], Awaitable[list[tuple[str, Any]]]]


class OneConnection:
    """A pool of one connection, so that all requests of a test happen inside its transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        yield self.connection


class Client:
    """Sends requests as a member of staff (`name role`) at a business time; each command under a new key."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings, tenant: Municipality) -> None:
        self.http = http
        self.settings = settings
        self.tenant = tenant
        self.commands = 0
        self.now = "2026-02-02T10:00:00+03:00"

    def token(self, name: str, roles: str) -> str:
        claims = {
            "iss": self.settings.oidc_issuer,
            "sub": str(person_id(name)),
            "aud": "koinon",
            "exp": int(time.time()) + 600,
            "roles": roles.split(","),
            "municipality": str(self.tenant.id),
        }
        return jwt.encode({"alg": "EdDSA", "kid": ISSUER_KEY.kid}, claims, ISSUER_KEY, algorithms=["EdDSA"])

    async def send(self, method: str, path: str, body: Any = None, *, by: str = OFFICER, **headers: str) -> Any:
        name, roles = by.split()
        self.commands += 1
        known = {
            "Authorization": f"Bearer {self.token(name, roles)}",
            "Koinon-Time": self.now,
            "Idempotency-Key": f"{self.tenant.slug}-{self.commands}",
        }
        known |= {header.replace("_", "-"): value for header, value in headers.items()}
        return await self.http.request(method, path, json=body, headers=known)

    async def post(self, path: str, body: Any = None, *, by: str = OFFICER, **headers: str) -> Any:
        """Send a command that is expected to succeed, and return what it answers."""
        return expect(await self.send("POST", path, body, by=by, **headers), 201)

    async def put(self, path: str, body: Any, *, by: str = OFFICER, **headers: str) -> Any:
        """Change something, expecting success, and return what it is now."""
        return expect(await self.send("PUT", path, body, by=by, **headers), 200)

    async def get(self, path: str, *, by: str = OFFICER) -> Any:
        """Read what is expected to be there."""
        return expect(await self.send("GET", path, by=by), 200)

    async def step(self, resource: Any, noun: str, step: str, *, by: str = OFFICER, **body: Any) -> Any:
        """Take a named step of a resource in the version that it is in."""
        path = f"/{noun}/{resource['id']}/steps"
        return await self.post(path, {"step": step} | body, by=by, If_Match=etag(resource))

    async def refused(self, method: str, path: str, body: Any = None, *, by: str = OFFICER, **headers: str) -> Any:
        """Send what is expected to be refused, and return (status, kind, problem document)."""
        answer = await self.send(method, path, body, by=by, **headers)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        problem = answer.json()
        return answer.status_code, problem["type"].removeprefix("/problems/"), problem


def expect(answer: httpx.Response, status: int) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def person_id(name: str) -> UUID:
    """The id of a member of staff by name; a participant is named by id."""
    try:
        return UUID(name)
    except ValueError:
        return uuid5(NAMES, name)


def etag(resource: Any) -> str:
    """The ETag to send in If-Match for a resource."""
    return f'"{resource["version"]}"'


async def execute_as(login: str, connection: Connection, statement: str, *arguments: object) -> None:
    """Carry out a statement as one login (`owner` stands for a superuser), undone if it fails."""
    async with connection.transaction():
        await connection.execute("RESET ROLE" if login == "owner" else f"SET LOCAL ROLE incubator_{login}")
        await connection.execute(statement, *arguments)


LOGINS = ("api", "worker", "owner")


def tenant_named(tenants: dict[UUID, Municipality], slug: str) -> Municipality:
    return next(tenant for tenant in tenants.values() if tenant.slug == slug)


@pytest.fixture
async def connection(urls: Urls, run: Run) -> AsyncIterator[Connection]:
    """A connection in a transaction that is rolled back, with the rights of the api login only."""
    opened = await asyncpg.connect(run.admin_url.rpartition("/")[0] + f"/{urls.name}")
    await prepare_connection(opened)
    transaction = opened.transaction()
    await transaction.start()
    await opened.execute("SET LOCAL ROLE incubator_api")
    yield opened
    await transaction.rollback()
    await opened.close()


@pytest.fixture
def app(
    connection: Connection, tenants: dict[UUID, Municipality], urls: Urls, settings_of: Callable[..., Settings]
) -> Litestar:
    """The incubator's application on the test's connection, trusting the test's own issuer."""
    settings = settings_of("incubator", urls)
    vault.unlock(settings.keyring)
    pool: Any = OneConnection(connection)
    database = Database(pool, tenants, SAVEPOINTS)
    app = application(incubator, settings, database, database, None)
    app.state.authenticator.people.keys = KeySet([ISSUER_KEY])
    app.state.authenticator.people.fetched_at = time.monotonic()
    return app


@asynccontextmanager
async def client_of(app: Litestar, tenant: Municipality) -> AsyncIterator[Client]:
    scopes: Any = app  # Litestar types its scopes more narrowly than httpx does.
    transport = httpx.ASGITransport(scopes)
    async with httpx.AsyncClient(transport=transport, base_url="http://incubator") as http:
        yield Client(http, app.state.settings, tenant)


@pytest.fixture
async def al_koura(app: Litestar, tenants: dict[UUID, Municipality]) -> AsyncIterator[Client]:
    """The incubator of Al-Koura."""
    async with client_of(app, tenant_named(tenants, "al_koura")) as client:
        yield client


@pytest.fixture
async def paggaio(app: Litestar, tenants: dict[UUID, Municipality]) -> AsyncIterator[Client]:
    """Another tenant, with the same roles."""
    async with client_of(app, tenant_named(tenants, "paggaio")) as client:
        yield client


@pytest.fixture
def events(connection: Connection) -> Events:
    """Read what the test has published so far: (type, data). The api login may only write it."""

    async def read() -> list[tuple[str, Any]]:
        await connection.execute("RESET ROLE")
        rows = await connection.fetch("SELECT type, data FROM outbox ORDER BY position")
        await connection.execute("SET LOCAL ROLE incubator_api")
        return [(row["type"], row["data"]) for row in rows]

    return read


@pytest.fixture
def deliver(connection: Connection, app: Litestar) -> Callable[[bytes], Awaitable[Outcome]]:
    """Apply a message as the worker login does."""

    async def apply_as_worker(message: bytes) -> Outcome:
        await connection.execute("SET LOCAL ROLE incubator_worker")
        outcome = await apply(app.state.worker_database, incubator.reader, message)
        await connection.execute("SET LOCAL ROLE incubator_api")
        return outcome

    return apply_as_worker
