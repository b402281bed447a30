"""Each service's application on a database of its own, asked without a socket by staff of either tenant."""

import importlib
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import msgspec
from litestar import Litestar

from services.kit.auth import READER, reader_token
from services.kit.db import connect
from services.kit.service import Service, application
from services.kit.settings import Municipality, Settings
from tests import databases
from tests.clients import Client, open_http, person_id, signed_token, tenant_named, trust_issuer
from tests.databases import Urls
from tests.journeys.endpoints import Operation, operations

ROLES = (
    "caseworker", "supervisor", "card_desk", "finance_officer", "finance_approver", "merchant_officer",
    "dispute_officer", "merchant_owner", "incubator_officer", "reviewer", "mentor", "founder", "programme_manager",
    "auditor", "administrator", "holder", "console", "reader",
)  # fmt: skip
"""Every role that a token may claim; the last three can be granted to nobody."""
ASKING = person_id("sami")
"""Who asks, with the token of any tenant."""


Headers = dict[str, str]


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """A service that answers."""

    service: Service
    app: Litestar
    admin_url: str
    http: httpx.AsyncClient
    settings: Settings
    urls: Urls
    operations: list[Operation]
    keys: Any
    """Numbers for idempotency keys that no other request has."""
    filled: list[str] = []
    """The tenant that has something of everything, once it has."""

    def client(self, slug: str, by: str = "") -> Client:
        """Return the staff of a tenant."""
        client = Client(self.http, self.settings, tenant_named(self.settings.municipalities, slug), by=by)
        client.commands = next(self.keys) * 100_000
        return client

    def tenant(self, slug: str) -> Municipality:
        """Return a tenant."""
        return tenant_named(self.settings.municipalities, slug)

    def token(self, roles: list[str], slug: str = "paggaio", claims: dict[str, Any] | None = None) -> str:
        """Return a token that is signed as the console signs, with these claims instead of its own."""
        stated = {"sub": str(ASKING), "roles": roles, "municipality": str(self.tenant(slug).id)}
        return signed_token(self.settings.oidc_issuer, **(stated | (claims or {})))

    def permitted(self, operation: Operation, slug: str = "paggaio") -> dict[str, str]:
        """Return the headers of a good request of somebody who holds every role that may call an operation."""
        headers = {"Content-Type": "application/json", "Koinon-Time": "2026-02-10T10:00:00+02:00"}
        if operation.roles is not None:
            reads = operation.roles == frozenset({READER})
            token = reader_token(self.settings) if reads else self.token(sorted(operation.roles), slug)
            headers["Authorization"] = f"Bearer {token}"
        if operation.wants("Idempotency-Key") or operation.signed:
            headers["Idempotency-Key"] = f"key-{next(self.keys)}"
        if operation.wants("If-Match"):
            headers["If-Match"] = '"1"'
        return headers

    async def send(
        self,
        operation: Operation,
        *,
        path: str = "",
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        """Send a request for an operation; without headers as somebody who may, to the public pages of Paggaio."""
        given = self.permitted(operation) if headers is None else headers
        address = path or operation.address(municipality=str(self.tenant("paggaio").id))
        return await self.http.request(operation.method, address, headers=given, content=content)


@asynccontextmanager
async def serve(name: str, urls: Urls, settings: Settings, *, admin_url: str) -> AsyncIterator[Served]:
    """Run a service's application on a database."""
    service: Service = importlib.import_module(f"services.{name}.__main__").service
    api = await connect(urls.api, size=4, tenants=settings.municipalities)
    worker = await connect(urls.worker, size=4, tenants=settings.municipalities)
    app = application(service, settings, api, worker, None)
    trust_issuer(app)
    async with lifespan(app), open_http(app) as http:
        yield Served(
            service=service,
            app=app,
            admin_url=admin_url,
            http=http,
            settings=settings,
            urls=urls,
            operations=operations(app, name),
            keys=itertools.count(1),
        )
    await api.close()
    await worker.close()


@asynccontextmanager
async def lifespan(app: Litestar) -> AsyncIterator[None]:
    """Enter what an application opens at its start; Litestar's own way would end in another task than it began."""
    async with AsyncExitStack() as stack:
        for manager in app._lifespan_managers:
            await stack.enter_async_context(manager(app) if callable(manager) else manager)
        yield


SettingsOf = Callable[..., Settings]


@asynccontextmanager
async def served_alone(name: str, run: Any, settings_of: SettingsOf) -> AsyncIterator[Served]:
    """Run a service's application on a new database, which is dropped afterwards."""
    urls = await databases.clone(run.admin_url, run.keys, name)
    try:
        admin_url = run.admin_url.rpartition("/")[0] + f"/{urls.name}"
        async with serve(name, urls, settings_of(name, urls), admin_url=admin_url) as served:
            yield served
    finally:
        await databases.drop(run.admin_url, urls)
