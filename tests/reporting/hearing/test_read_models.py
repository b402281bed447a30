"""With real servers: said in the owners' databases, relayed by NATS, heard; then made again from the feeds."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID

import msgspec

from contracts.envelope import Event, decode, source_service
from infra.contracts.events import classes
from infra.embedded.nats import NatsServer
from services.kit import rebuild
from services.kit.clock import wall_time
from services.kit.db import Context, connect
from services.kit.events import publish
from services.kit.events.batches import apply_all
from services.kit.events.batches import queries as batches
from services.kit.events.feed import Part
from services.kit.events.inbox import Reader
from services.kit.service import Service, application, listen
from services.kit.settings import Municipality, Settings
from services.kit.work import Work
from services.reporting.__main__ import service as reporting
from services.reporting.hearing.read_models import queries
from tests.databases import Urls
from tests.reporting.conftest import Readings
from tests.reporting.log import Log
from tests.reporting.story import two_towns

WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
OWNERS = ("registry", "cards", "merchants", "incubator")
Settle = Callable[..., Settings]


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@asynccontextmanager
async def owner(
    settings: Settings, tenants: dict[UUID, Municipality], events: list[tuple[UUID, Event]]
) -> AsyncIterator[None]:
    """An owner that has said these events, relays them and answers for its log."""
    database = await connect(settings.database_url, size=2, tenants=tenants)
    worker = await connect(settings.worker_database_url, size=4, tenants=tenants)
    stopping = asyncio.Event()
    for number, (municipality, event) in enumerate(events):
        context = Context(now=Log().now.replace(minute=number % 60), municipality_ids=(municipality,))
        async with database.transaction(context) as transaction:
            await publish(transaction, event)
    work = Work(settings, worker, Reader(), None, stopping)
    await work.start(frozenset({"relay"}))
    app = application(Service(name=settings.service), settings, database, worker, work)
    serving = asyncio.create_task(listen(app, settings, stopping))
    try:
        yield
    finally:
        stopping.set()
        await serving
        await work.stop()
        await database.close()
        await worker.close()


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.1)


async def test_a_rebuild_gives_what_was_heard_by_nats(
    readings: Readings,
    own_urls: Urls,
    nats_server: NatsServer,
    new_database: Callable[[str], Awaitable[Urls]],
    settings_of: Settle,
    tenants: dict[UUID, Municipality],
) -> None:
    log = two_towns(7, sales=200)
    said = [
        (envelope.municipality, msgspec.json.decode(envelope.data, type=classes()[envelope.type]))
        for envelope in log.envelopes
    ]
    urls = {name: f"http://127.0.0.1:{port}" for name, port in zip(OWNERS, free_ports(4), strict=True)}
    async with AsyncExitStack() as stack:
        for name in OWNERS:
            settings = settings_of(name, await new_database(name), nats_url=nats_server.url, service_urls=urls)
            own = [(municipality, event) for municipality, event in said if source_service(event.type) == name]
            await stack.enter_async_context(owner(settings, tenants, own))
        settings = settings_of("reporting", own_urls, nats_url=nats_server.url, service_urls=urls)
        work = Work(settings, readings.worker, readings.reader, None, asyncio.Event())
        await work.start(frozenset({"consume"}))
        stack.push_async_callback(work.stop)

        async def everything_heard() -> bool:
            async with readings.worker.pool.acquire() as connection:
                return bool(await connection.fetchval("SELECT count(*) FROM inbox") == len(said))

        await until(everything_heard)
        heard = await readings.dump()
        assert any(heard.values())

        await rebuild.empty_all(readings.worker, reporting.empty)
        halves = [rebuild.read_logs(readings.worker, settings, readings.reader, Part(first, 2)) for first in (0, 1)]
        assert sum(await asyncio.gather(*halves)) == len(said)
        assert await readings.dump() == heard


async def test_who_applies_events_and_who_empties_do_not_wait_for_each_other(readings: Readings) -> None:
    """Both take the gates first: emptied in another order, one of them would be ended by the database."""
    messages = two_towns(4).messages()
    asked = Context(now=wall_time(), municipality_ids=tuple(readings.worker.tenants))
    async with readings.worker.transaction(asked) as transaction:
        await transaction.fetch(batches.gates_of, [])
        emptying = asyncio.create_task(rebuild.empty_all(readings.worker, reporting.empty))

        async def it_waits() -> bool:
            return bool(await transaction.fetchval(WAITS))

        await until(it_waits)
        await apply_all(transaction, readings.reader, [decode(message) for message in messages])
    await emptying
    assert not any((await readings.dump()).values())


async def test_everything_that_is_kept_is_emptied(readings: Readings) -> None:
    await readings.hear_all(two_towns(8))
    async with readings.worker.pool.acquire() as connection:
        await connection.execute(queries.empty)
    assert not any((await readings.dump()).values())
    assert all(f"\n{table}" in queries.empty for table in await readings.dump())
