"""One service alone: a private PostgreSQL with its default durability, and an empty, migrated database for each part.

A part is a module `tests/bench/<service>_<noun>.py`, found by its name, with one function:

    async def measure(alone: Alone, figures: Figures) -> None:
        async with alone.client("eleni supervisor") as client:      # over HTTP, in this process
            await client.post("/dry-runs", ...)
        async with alone.transaction("supervisor") as transaction:  # or the noun itself, as the api login
            await dry_runs.ask(transaction, ...)
        async with alone.admin() as connection:                     # the superuser, to fill tables
            await connection.execute(queries.fill, alone.tenant.id)
        figures.keep(dry_run_seconds_100k=...)

`python -m tests.bench registry` takes all parts of registry, `python -m tests.bench registry_rules` one.
"""

import importlib
import secrets
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

from contracts.readers import SERVICES
from infra.embedded.home import Home, local_folder, new_home
from infra.embedded.postgres import PostgresServer
from infra.embedded.services import Surroundings
from infra.embedded.services import settings as environment_of
from infra.keys import Keys, ensure_keys
from services.kit import vault
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction, connect, prepare_connection, uuid7
from services.kit.service import Service, application
from services.kit.settings import Municipality, Settings, read_settings
from tests import databases
from tests.bench.measures import Figures
from tests.clients import Client, open_http, trust_issuer


class Alone:
    """A database of one service's own, and all that a part needs to know about it."""

    def __init__(self, service: Service, settings: Settings, superuser_url: str) -> None:
        self.service = service
        self.settings = settings
        self.superuser_url = superuser_url
        self.tenant: Municipality = next(iter(settings.municipalities.values()))
        """Paggaio."""

    @asynccontextmanager
    async def admin(self) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """Open a connection as superuser, who passes row-level security."""
        connection = await asyncpg.connect(self.superuser_url)
        try:
            await prepare_connection(connection)
            yield connection
        finally:
            await connection.close()

    @asynccontextmanager
    async def database(self, *, worker: bool = False) -> AsyncIterator[Database]:
        """Open a pool of the api login, or of the worker's."""
        url = self.settings.worker_database_url if worker else self.settings.database_url
        opened = await connect(url, size=4, tenants=self.settings.municipalities)
        try:
            yield opened
        finally:
            await opened.close()

    @asynccontextmanager
    async def transaction(self, *roles: str) -> AsyncIterator[Transaction]:
        """Open a transaction of somebody of Paggaio with these roles."""
        context = Context(
            now=wall_time(), municipality_ids=(self.tenant.id,), actor_id=uuid7(), actor_roles=frozenset(roles)
        )
        async with self.database() as database, database.transaction(context) as transaction:
            yield transaction

    @asynccontextmanager
    async def client(self, by: str) -> AsyncIterator[Client]:
        """Run the service's application in this process, for somebody of Paggaio by name and role."""
        async with self.database() as api, self.database(worker=True) as worker:
            app = application(self.service, self.settings, api, worker, None)
            trust_issuer(app)
            async with open_http(app) as http:
                http.timeout = 600
                yield Client(http, self.settings, self.tenant, by=by)


Measure = Callable[[Alone, Figures], Awaitable[None]]


def parts() -> dict[str, Measure]:
    """Return every part by its name."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*_*.py") if service_of(path.stem) in SERVICES)
    return {name: importlib.import_module(f"tests.bench.{name}").measure for name in names}


def service_of(part: str) -> str:
    """Return the service that a part measures."""
    return part.partition("_")[0]


@contextmanager
def started_postgres() -> Iterator[tuple[Home, str]]:
    """Run a private PostgreSQL in a folder of its own; give the folder and the superuser's address."""
    home = new_home(local_folder() / "bench", "alone")
    server = PostgresServer(home.postgres, secrets.token_hex(12), log=home.log("postgres"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, home.folder, ignore_errors=True)
        stack.enter_context(home.lock())
        ensure_keys(home.keys)
        stack.callback(server.stop)
        server.start()
        yield home, server.url()


async def new_alone(home: Home, url: str, name: str) -> Alone:
    """Return an empty database of a service with its settings, as a stack would run it."""
    keys = Keys(home.keys)
    urls = await databases.clone(url, keys, name)
    surroundings = Surroundings(
        keys=keys,
        postgres_address=databases.address(url),
        nats_url="nats://127.0.0.1:1",
        service_urls=dict.fromkeys(SERVICES, "http://127.0.0.1:1"),
        environment="test",
    )
    settings = read_settings(name, environment_of(surroundings, name, database=urls.name))
    vault.unlock(settings.keyring)
    service = importlib.import_module(f"services.{name}.__main__").service
    return Alone(service, settings, url.rpartition("/")[0] + f"/{urls.name}")


async def measure(home: Home, url: str, figures: Figures, names: set[str]) -> None:
    """Take the parts that were asked for, one after the other, each in a database of its own."""
    for name, take in parts().items():
        if name in names:
            await take(await new_alone(home, url, service_of(name)), figures)
