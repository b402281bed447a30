"""The relay is killed over and over between publish and mark: nothing is lost, doubled or out of its order."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import nats
import pytest

from infra.embedded.nats import NatsServer
from infra.embedded.processes import Process, Program
from infra.nats import provision
from services.kit.clock import wall_time
from services.kit.db import Context, Database, connect, uuid7
from services.kit.events import publish
from services.kit.events.consume import Consumer, Pulse, consume
from services.kit.metrics import EVENTS
from services.kit.nats import Broker
from services.kit.settings import Municipality, Settings
from tests.databases import Urls
from tests.faults.conftest import Environment
from tests.faults.waiting import until
from tests.kit.things import Moods, ThingTicked, ask, context
from tests.sizes import SIZES, report, seed

THINGS = 12
WRITERS = 2
HELD = 0.6
"""The share of kills for which the mark is held back until the relay has published; the others fall anywhere."""
WAITING = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
BLOCKED = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
    "AND query LIKE 'UPDATE outbox AS o%'"
)
AGGREGATES = "SELECT id, sequence FROM aggregates WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE"
SOME_WAITING = "SELECT position FROM outbox WHERE published_at IS NULL ORDER BY partition, position LIMIT 1 FOR SHARE"


class Changed(Exception):
    """The writer changes its mind and says nothing."""


class Scene(asyncio.Event):
    """Cards, whose writers say ticks until this event is set; a relay in its own process; reporting, which hears."""

    def __init__(
        self, cards: Database, admin: "asyncpg.Connection[asyncpg.Record]", reporting: Database, relay: Process
    ) -> None:
        super().__init__()
        self.cards = cards
        self.admin = admin
        """Whom no grant holds back, in the database of cards."""
        self.reporting = reporting
        self.relay = relay
        self.things = [uuid7() for _ in range(THINGS)]

    async def write(self, dice: random.Random) -> None:
        """Say ticks of random things, several in one transaction, and now and then nothing after all."""
        while not self.is_set():
            with suppress(Changed):
                async with self.cards.transaction(context(self.cards, now=wall_time())) as transaction:
                    chosen = sorted(set(dice.choices(self.things, k=dice.randint(1, 8))))
                    last = {row["id"]: row["sequence"] for row in await transaction.fetch(AGGREGATES, chosen)}
                    said = [ThingTicked(thing_id=each, number=last.get(each, 0) + 1) for each in chosen]
                    await publish(transaction, *said)
                    if dice.random() < 0.1:
                        raise Changed
            await asyncio.sleep(dice.random() * 0.2)

    async def kill_while_marking(self) -> int:
        """Hold back the mark of something that waits, and kill the relay that has published it and waits to mark it."""

        async def something_waits() -> bool:
            return await self.admin.fetchval(SOME_WAITING) is not None

        async def blocked() -> bool:
            return await ask(self.cards, BLOCKED) != [0]

        async with self.admin.transaction():
            await until(something_waits)
            await until(blocked)
            self.relay.kill()
        return 1

    async def kill_all(self, dice: random.Random, server: NatsServer) -> int:
        """Kill the relay as often as this run wants; return how often it fell for certain between publish and mark."""
        between = 0
        for kill in range(SIZES.relay_kills):
            if kill == SIZES.relay_kills // 2:
                await forget_sooner(server)
            self.relay.start()
            if dice.random() < HELD:
                between += await self.kill_while_marking()
            else:
                await asyncio.sleep(0.4 + dice.random())
                self.relay.kill()
        return between

    async def all_heard(self) -> bool:
        """Whether reporting has applied as many events as cards has said, and all are marked."""
        (said,) = await ask(self.cards, "SELECT count(*) FROM outbox")
        (heard,) = await ask(self.reporting, "SELECT count(*) FROM inbox")
        return bool(said == heard) and await ask(self.cards, WAITING) == [0]

    async def orders(self) -> list[list[int]]:
        """The numbers of each thing's ticks in the order in which reporting has applied them."""
        everybody = Context(now=wall_time(), municipality_ids=tuple(self.reporting.tenants))
        async with self.reporting.transaction(everybody) as transaction:
            rows = await transaction.fetch("SELECT thing_id, number FROM notes ORDER BY place")
        return [[row["number"] for row in rows if row["thing_id"] == thing] for thing in self.things]


async def asked_of_stream(server: NatsServer, subject: str, body: Any = None) -> Any:
    """Ask the JetStream API as the provisioner."""
    seed_file = str(server.keys.nats_seed("provisioner"))
    client = await nats.connect(server.url, nkeys_seed=seed_file, inbox_prefix=b"_INBOX_provisioner")
    try:
        return await provision.request(client, subject, body)
    finally:
        await client.close()


async def forget_sooner(server: NatsServer) -> None:
    """Let the stream recognise a repeated message for a tenth of a second only: from now on readers get duplicates.

    In two steps: a changed window wakes what forgets, and that may still see the window from before.
    """
    found = await asked_of_stream(server, "STREAM.INFO.EVT")
    for window_ns in (200_000_000, 100_000_000):
        await asked_of_stream(server, "STREAM.UPDATE.EVT", found["config"] | {"duplicate_window": window_ns})


@asynccontextmanager
async def hearing(database: Database, broker: Broker) -> AsyncIterator[None]:
    """Consume as reporting while the context lasts; nobody fills a gap."""

    async def nothing(_: object) -> list[bytes]:
        return []

    stopping = asyncio.Event()
    consumer = Consumer("reporting", database, broker.stream, Moods().reader, nothing, Pulse(), stopping)
    task = asyncio.create_task(consume(consumer))
    try:
        yield
    finally:
        stopping.set()
        await asyncio.wait_for(task, 15)


@pytest.fixture
async def scene(
    new_database: Callable[[str], Awaitable[Urls]],
    nats_server: NatsServer,
    environment_of: Environment,
    tenants: dict[UUID, Municipality],
    admin_of: Callable[[Urls], str],
    tmp_path: Path,
) -> AsyncIterator[Scene]:
    """Databases of this test alone, and a relay that is not started yet."""
    urls, heard = await new_database("cards"), await new_database("kit")
    async with AsyncExitStack() as stack:
        cards = await connect(urls.worker, size=5, tenants=tenants)
        stack.push_async_callback(cards.close)
        reporting = await connect(heard.worker, size=5, tenants=tenants)
        stack.push_async_callback(reporting.close)
        admin = await asyncpg.connect(admin_of(urls))
        stack.push_async_callback(admin.close)
        command = (sys.executable, "-m", "tests.faults.relaying")
        environment = environment_of("cards", urls, nats_url=nats_server.url)
        relay = Process(Program(name="relay", command=command, log=tmp_path / "relay.log", settings=environment))
        stack.callback(relay.stop)
        yield Scene(cards, admin, reporting, relay)


async def test_a_relay_killed_between_publish_and_mark_loses_and_doubles_nothing(
    scene: Scene, nats_server: NatsServer, settings_of: Callable[..., Settings]
) -> None:
    number = seed("relay_killed")
    database = Urls(name="none", owner="", api="", worker="")
    broker = Broker()
    await broker.connect(settings_of("reporting", database, nats_url=nats_server.url))
    before = EVENTS.labels("duplicate")._value.get()
    async with scene.cards.transaction(context(scene.cards)) as transaction:
        await publish(transaction, *(ThingTicked(thing_id=thing, number=1) for thing in scene.things))
    writers = [asyncio.create_task(scene.write(random.Random(number + place))) for place in range(WRITERS)]
    try:
        async with hearing(scene.reporting, broker):
            between = await scene.kill_all(random.Random(number), nats_server)
            scene.set()
            await asyncio.gather(*writers)
            scene.relay.start()
            await until(scene.all_heard, 60)
    finally:
        scene.set()
        await asyncio.gather(*writers, return_exceptions=True)
        await broker.close()
    orders = await scene.orders()
    stored = (await asked_of_stream(nats_server, "STREAM.INFO.EVT"))["state"]["last_seq"]
    duplicates = int(EVENTS.labels("duplicate")._value.get() - before)
    (said,) = await ask(scene.cards, "SELECT count(*) FROM outbox")
    applied = sum(len(order) for order in orders)
    report(
        "relay_killed",
        seed=number,
        kills=SIZES.relay_kills,
        between_publish_and_mark=between,
        said=said,
        stored=stored,
        duplicates_heard=duplicates,
        applied=applied,
    )
    assert orders == [list(range(1, len(order) + 1)) for order in orders]
    assert applied == said == stored - duplicates
    assert between > 0
    assert duplicates > 0
