"""Real servers for the tests: one PostgreSQL for a run, one NATS for each worker, databases that are used again.

Addresses in DATABASE_ADMIN_URL (a superuser) and NATS_URL take precedence; else private servers are started under
`.local/tests` and nothing of them is left behind. A test's folder says which service it is about.
"""

import asyncio
import logging
import secrets
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import hypothesis
import msgspec
import pytest
import structlog

from contracts.readers import SERVICES
from infra.embedded.home import local_folder, new_home
from infra.embedded.nats import NatsServer
from infra.embedded.processes import ROOT
from infra.embedded.services import MUNICIPALITIES_FILE, Surroundings, settings
from infra.keys import Keys, ensure_keys
from infra.nats import provision as nats_provision
from services.kit import log as logs
from services.kit import vault
from services.kit.db import Database, connect
from services.kit.settings import Municipality, Settings, read_municipalities, read_settings
from tests import databases, sizes
from tests.databases import Urls
from tests.shelf import Shelf
from tests.sizes import SIZES
from tests.stacks import Stack, started_stack

SHARED = "koinon_run"

pytest_plugins = ["tests.rolled_back", "tests.scheduling"]


class Run(msgspec.Struct, frozen=True):
    """What every worker of a run shares."""

    folder: Path
    admin_url: str

    @property
    def keys(self) -> Keys:
        """Return the run's secrets."""
        return Keys(self.folder / "keys")


@contextmanager
def started_run() -> Iterator[Run]:
    """Own a folder and a PostgreSQL for one run of tests."""
    home = new_home(local_folder() / "tests", "run")
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, home.folder, ignore_errors=True)
        stack.enter_context(home.lock())
        ensure_keys(home.keys)
        yield Run(home.folder, stack.enter_context(databases.admin_url(home)))


RUN = pytest.StashKey[Run]()

hypothesis.settings.register_profile(
    "koinon", max_examples=SIZES.examples, stateful_step_count=SIZES.steps, deadline=None
)
hypothesis.settings.load_profile("koinon")

# As in production, and without the long tracebacks of a developer's console: many tests provoke failures.
structlog.configure(
    processors=[logs.describe_exception, logs.keep_allowed, structlog.processors.JSONRenderer()],
    wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
)


def pytest_configure(config: pytest.Config) -> None:
    """Start the run's PostgreSQL before the workers of pytest-xdist share it; alone, it starts when first used."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        stack = ExitStack()
        config.stash[RUN] = stack.enter_context(started_run())
        config.add_cleanup(stack.close)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Put the totals of all workers into one file."""
    if not hasattr(session.config, "workerinput"):
        sizes.merge()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where the run's servers are."""
    run = node.config.stash[RUN]
    node.workerinput[SHARED] = [str(run.folder), run.admin_url]


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """The servers and secrets that all workers of this run share."""
    shared = getattr(request.config, "workerinput", {}).get(SHARED)
    if shared:
        yield Run(Path(shared[0]), shared[1])
    else:
        with started_run() as started:
            yield started


@pytest.fixture(scope="session", autouse=True)
def unlocked_vault() -> None:
    """Let nouns seal and open in a test's own transaction; a service run by a test brings its own keyring."""
    vault.unlock({"vault": bytes(32), "blind_index": bytes([1]) * 32})


@pytest.fixture(scope="session")
def tenants() -> dict[UUID, Municipality]:
    """The two tenants, Paggaio (EUR) first and Al-Koura (JOD) second."""
    return read_municipalities(str(MUNICIPALITIES_FILE))


@pytest.fixture(scope="module")
def service(request: pytest.FixtureRequest) -> str:
    """The service that a test's folder is named after; `kit` for all that is no service."""
    name = request.path.relative_to(ROOT / "tests").parts[0]
    return name if name in SERVICES else "kit"


@pytest.fixture(scope="session")
async def database_of(run: Run) -> AsyncIterator[Callable[[str], Awaitable[Urls]]]:
    """Give a service's database, migrated, one for each worker: for tests that roll back what they do."""
    made: dict[str, Urls] = {}

    async def give(service: str) -> Urls:
        if service not in made:
            made[service] = await databases.clone(run.admin_url, run.keys, service)
        return made[service]

    yield give
    await asyncio.gather(*(databases.drop(run.admin_url, urls) for urls in made.values()))


@pytest.fixture(scope="session")
async def shelf(run: Run) -> AsyncIterator[Shelf]:
    """This worker's databases that tests have used and left as new."""
    opened = Shelf(run.admin_url, run.keys)
    yield opened
    await opened.clear()


@pytest.fixture
async def new_database(shelf: Shelf) -> AsyncIterator[Callable[[str], Awaitable[Urls]]]:
    """Give a migrated database without rows that only this test uses: for what commits by itself."""
    taken: list[tuple[str, Urls]] = []

    async def give(service: str) -> Urls:
        taken.append((service, await shelf.take(service)))
        return taken[-1][1]

    yield give
    await asyncio.gather(*(shelf.put_back(*each) for each in taken))


@pytest.fixture(scope="module")
async def urls(service: str, database_of: Callable[[str], Awaitable[Urls]]) -> Urls:
    """The addresses of this worker's database of the service under test, for its owner, api and worker logins."""
    return await database_of(service)


@pytest.fixture(scope="module")
async def database(urls: Urls, tenants: dict[UUID, Municipality]) -> AsyncIterator[Database]:
    """Kit's pool on the database of the service under test, as its worker login."""
    opened = await connect(urls.worker, size=4, tenants=tenants)
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
async def api_database(urls: Urls, tenants: dict[UUID, Municipality]) -> AsyncIterator[Database]:
    """Kit's pool on the database of the service under test, as its api login."""
    opened = await connect(urls.api, size=4, tenants=tenants)
    yield opened
    await opened.close()


@pytest.fixture
def admin_of(run: Run) -> Callable[[Urls], str]:
    """Give a superuser's address of a database: whom no policy and no grant holds back."""
    return lambda urls: databases.admin_url_of(run.admin_url, urls.name)


@contextmanager
def started_nats(run: Run) -> Iterator[NatsServer]:
    """Run a private, provisioned nats-server in a folder of its own."""
    folder = run.folder / f"nats-{secrets.token_hex(4)}"
    server = NatsServer(folder, run.keys, log=folder / "nats.log")
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
async def nats_url(run: Run) -> AsyncIterator[str]:
    """The address of this worker's NATS, with stream and consumers. It keeps what other tests have published."""
    given = databases.given_nats_url()
    if given:
        await nats_provision.provision(given, run.keys)
        yield given
        return
    with started_nats(run) as server:
        await nats_provision.provision(server.url, run.keys)
        yield server.url


@pytest.fixture
async def nats_server(run: Run) -> AsyncIterator[NatsServer]:
    """A nats-server that only this test uses, may stop, kill, wipe and start again. Provisioned and empty."""
    with started_nats(run) as server:
        await nats_provision.provision(server.url, run.keys)
        yield server


@pytest.fixture(scope="session")
def stack(run: Run) -> Iterator[Stack]:
    """A whole running stack that the journeys share; they tell their things apart by new ids."""
    with started_stack(run.folder) as started:
        yield started


@pytest.fixture
def new_stack(run: Run) -> Iterator[Stack]:
    """A whole running stack that only this test uses, and may break."""
    with started_stack(run.folder) as started:
        yield started


@pytest.fixture(scope="session")
def settings_of(run: Run) -> Callable[..., Settings]:
    """Give the settings of a service that the test runs: `settings_of("cards", urls, nats_url=…, service_urls=…)`."""

    def give(service: str, urls: Urls, *, nats_url: str = "", service_urls: dict[str, str] | None = None) -> Settings:
        surroundings = Surroundings(
            keys=run.keys,
            postgres_address=databases.address(run.admin_url),
            nats_url=nats_url or "nats://127.0.0.1:1",
            service_urls=dict.fromkeys(SERVICES, "http://127.0.0.1:1") | (service_urls or {}),
            environment="test",
        )
        own = {"OWNER_DATABASE_URL": urls.owner, "CHECKPOINTS_DIR": ""}
        environment = settings(surroundings, service, database=urls.name) | own
        return read_settings(service, environment)

    return give
