"""Registry over HTTP, each test in one transaction that is rolled back; staff tokens are signed as console's are."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from litestar import Litestar

from services.kit import vault
from services.kit.db import SAVEPOINTS, Connection, Database, prepare_connection
from services.kit.service import application
from services.kit.settings import Municipality, Settings
from services.registry.__main__ import service as registry
from tests.conftest import Run
from tests.databases import Urls

ISSUER_KEY = OKPKey.generate_key("Ed25519", {"kid": "console-test", "use": "sig", "alg": "EdDSA"}, private=True)
NAMES = UUID("0190c000-0000-7000-8000-000000000000")


class OneConnection:
    """A pool of one connection, so that all requests of a test happen inside its transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        yield self.connection


class Client:
    """Sends requests as a member of staff at a business time; each command under a new idempotency key unless given."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings, tenant: Municipality) -> None:
        self.http = http
        self.settings = settings
        self.tenant = tenant
        self.commands = 0
        self.now = "2026-01-12T09:30:00+02:00"

    def token(self, username: str, role: str) -> str:
        claims = {
            "iss": self.settings.oidc_issuer,
            "sub": str(person_id(username)),
            "aud": "koinon",
            "exp": int(time.time()) + 600,
            "roles": [role],
            "municipality": str(self.tenant.id),
        }
        return jwt.encode({"alg": "EdDSA", "kid": ISSUER_KEY.kid}, claims, ISSUER_KEY, algorithms=["EdDSA"])

    async def send(
        self, method: str, path: str, body: Any = None, *, by: str = "maria caseworker", **headers: str
    ) -> httpx.Response:
        username, role = by.split()
        self.commands += 1
        known = {
            "Authorization": f"Bearer {self.token(username, role)}",
            "Koinon-Time": self.now,
            "Idempotency-Key": f"{self.tenant.slug}-{self.commands}",
        }
        known |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(method, path, json=body, headers=known)

    async def post(self, path: str, body: Any = None, *, by: str = "maria caseworker", **headers: str) -> Any:
        """Send a command that is expected to succeed, and return what it answers."""
        answer = await self.send("POST", path, body, by=by, **headers)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    async def get(self, path: str, *, by: str = "maria caseworker") -> Any:
        """Read what is expected to be there."""
        answer = await self.send("GET", path, by=by)
        assert answer.status_code == 200, answer.text
        return answer.json()


def person_id(username: str) -> UUID:
    """The id of a member of staff."""
    return uuid5(NAMES, username)


@pytest.fixture
async def connection(urls: Urls, run: Run) -> AsyncIterator[Connection]:
    """A connection in a transaction that is rolled back, with the rights of the api login only."""
    opened = await asyncpg.connect(run.admin_url.rpartition("/")[0] + f"/{urls.name}")
    await prepare_connection(opened)
    transaction = opened.transaction()
    await transaction.start()
    await opened.execute("SET LOCAL ROLE registry_api")
    yield opened
    await transaction.rollback()
    await opened.close()


@pytest.fixture
def app(
    connection: Connection,
    tenants: dict[UUID, Municipality],
    urls: Urls,
    settings_of: Callable[..., Settings],
) -> Litestar:
    """The registry's application on the test's connection, trusting the test's own issuer."""
    settings = settings_of("registry", urls)
    vault.unlock(settings.keyring)
    pool: Any = OneConnection(connection)
    database = Database(pool, tenants, SAVEPOINTS)
    app = application(registry, settings, database, database, None)
    app.state.authenticator.people.keys = KeySet([ISSUER_KEY])
    app.state.authenticator.people.fetched_at = time.monotonic()
    return app


def transport(app: Litestar) -> httpx.ASGITransport:
    application: Any = app  # Litestar types its scopes more narrowly than httpx does.
    return httpx.ASGITransport(application)


@pytest.fixture
async def paggaio(app: Litestar, tenants: dict[UUID, Municipality]) -> AsyncIterator[Client]:
    """Paggaio's staff."""
    async with httpx.AsyncClient(transport=transport(app), base_url="http://registry") as http:
        yield Client(http, app.state.settings, tenant_named(tenants, "paggaio"))


@pytest.fixture
async def al_koura(app: Litestar, tenants: dict[UUID, Municipality]) -> AsyncIterator[Client]:
    """Al-Koura's staff."""
    async with httpx.AsyncClient(transport=transport(app), base_url="http://registry") as http:
        yield Client(http, app.state.settings, tenant_named(tenants, "al_koura"))


def tenant_named(tenants: dict[UUID, Municipality], slug: str) -> Municipality:
    return next(tenant for tenant in tenants.values() if tenant.slug == slug)


@pytest.fixture
def events(connection: Connection) -> Callable[[], Any]:
    """Read what the test has published so far: (type, data). The api login may only write it."""

    async def read() -> list[tuple[str, Any]]:
        await connection.execute("RESET ROLE")
        rows = await connection.fetch("SELECT type, data FROM outbox ORDER BY position")
        await connection.execute("SET LOCAL ROLE registry_api")
        return [(row["type"], row["data"]) for row in rows]

    return read


def etag(resource: Any) -> str:
    """The ETag to send in If-Match for a resource."""
    return f'"{resource["version"]}"'
