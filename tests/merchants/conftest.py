"""Merchants over HTTP and by events, each test in a transaction that is rolled back; tokens are signed as console's."""

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

from contracts.envelope import Envelope, decode
from infra.embedded.processes import ROOT
from services.kit import vault
from services.kit.db import SAVEPOINTS, Connection, Database, prepare_connection
from services.kit.events.inbox import Outcome, apply
from services.kit.service import application
from services.kit.settings import Municipality, Settings
from services.merchants.__main__ import service as merchants
from tests.conftest import Run
from tests.databases import Urls

ISSUER_KEY = OKPKey.generate_key("Ed25519", {"kid": "console-test", "use": "sig", "alg": "EdDSA"}, private=True)
NAMES = UUID("0190c000-0000-7000-8000-000000000000")

Events = Callable[[], Awaitable[list[tuple[str, Any]]]]
Deliver = Callable[[bytes], Awaitable[Outcome]]


class OneConnection:
    """A pool of one connection, so that all requests and events of a test happen inside its transaction."""

    def __init__(self, connection: Connection, role: str) -> None:
        self.connection = connection
        self.role = role

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        await self.connection.execute(f"SET LOCAL ROLE {self.role}")
        yield self.connection


class Client:
    """Sends requests as a member of staff at a business time; each command under a new idempotency key unless given."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings, tenant: Municipality) -> None:
        self.http = http
        self.settings = settings
        self.tenant = tenant
        self.commands = 0
        self.now = "2026-02-02T09:30:00+02:00"

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
        self, method: str, path: str, body: Any = None, *, by: str = "anna merchant_officer", **headers: str
    ) -> httpx.Response:
        """Send a request as `<name> <role>`; with `by=""` as somebody without a token."""
        self.commands += 1
        known = {"Koinon-Time": self.now, "Idempotency-Key": f"{self.tenant.slug}-{self.commands}"}
        if by:
            known["Authorization"] = f"Bearer {self.token(*by.split())}"
        known |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(method, path, json=body, headers=known)

    async def post(self, path: str, body: Any = None, *, by: str = "anna merchant_officer", **headers: str) -> Any:
        """Send a command that is expected to succeed, and return what it answers."""
        answer = await self.send("POST", path, body, by=by, **headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def refused(self, path: str, body: Any = None, *, by: str = "anna merchant_officer", **headers: str) -> str:
        """Send a command that is expected to be refused, and return status and problem type."""
        answer = await self.send("POST", path, body, by=by, **headers)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        return f"{answer.status_code} {answer.json()['type'].removeprefix('/problems/')}"

    async def get(self, path: str, *, by: str = "anna merchant_officer") -> Any:
        """Read what is expected to be there."""
        answer = await self.send("GET", path, by=by)
        assert answer.status_code == 200, answer.text
        return answer.json()


def person_id(username: str) -> UUID:
    """The id of a member of staff or of an owner."""
    return uuid5(NAMES, username)


def etag(resource: Any) -> str:
    """The ETag to send in If-Match for a resource."""
    return f'"{resource["version"]}"'


def example(type: str) -> Envelope:
    """The contract's example of an event."""
    return decode((ROOT / "contracts" / "examples" / f"{type}.json").read_bytes())


@pytest.fixture
async def connection(urls: Urls, run: Run) -> AsyncIterator[Connection]:
    """A connection in a transaction that is rolled back; requests use it with the rights of the api login only."""
    opened = await asyncpg.connect(run.admin_url.rpartition("/")[0] + f"/{urls.name}")
    await prepare_connection(opened)
    transaction = opened.transaction()
    await transaction.start()
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
    """The application on the test's connection, trusting the test's own issuer."""
    settings = settings_of("merchants", urls)
    vault.unlock(settings.keyring)
    api: Any = OneConnection(connection, "merchants_api")
    worker: Any = OneConnection(connection, "merchants_worker")
    app = application(
        merchants,
        settings,
        Database(api, tenants, SAVEPOINTS),
        Database(worker, tenants, SAVEPOINTS),
        None,
    )
    app.state.authenticator.people.keys = KeySet([ISSUER_KEY])
    app.state.authenticator.people.fetched_at = time.monotonic()
    return app


@pytest.fixture
async def http(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP into the application, without a network."""
    handler: Any = app  # Litestar types its scopes more narrowly than httpx does.
    async with httpx.AsyncClient(transport=httpx.ASGITransport(handler), base_url="http://merchants") as client:
        yield client


@pytest.fixture
def paggaio(http: httpx.AsyncClient, app: Litestar, tenants: dict[UUID, Municipality]) -> Client:
    """Paggaio's staff."""
    return Client(http, app.state.settings, tenant_named(tenants, "paggaio"))


@pytest.fixture
def al_koura(http: httpx.AsyncClient, app: Litestar, tenants: dict[UUID, Municipality]) -> Client:
    """Al-Koura's staff."""
    return Client(http, app.state.settings, tenant_named(tenants, "al_koura"))


def tenant_named(tenants: dict[UUID, Municipality], slug: str) -> Municipality:
    return next(tenant for tenant in tenants.values() if tenant.slug == slug)


@pytest.fixture
def deliver(app: Litestar) -> Deliver:
    """Apply a message as the service's worker does."""

    async def one(message: bytes) -> Outcome:
        return await apply(app.state.worker_database, app.state.reader, message)

    return one


@pytest.fixture
def events(connection: Connection) -> Events:
    """Read what the test has published so far: (type, data)."""

    async def read() -> list[tuple[str, Any]]:
        await connection.execute("RESET ROLE")
        rows = await connection.fetch("SELECT type, data FROM outbox ORDER BY position")
        return [(row["type"].split(".")[1], row["data"]) for row in rows]

    return read
