"""The relay: in order, once marked never again, and no harm when it is sent twice or the broker is away."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import nats
import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError

from contracts.envelope import PARTITIONS, decode, partition
from infra.embedded.nats import NatsServer
from services.kit.db import Database, uuid7
from services.kit.events import publish
from services.kit.events.relay import BATCH, SINGLES, message_of, queries, relay, relay_once, republish
from services.kit.nats import Broker
from services.kit.settings import Settings
from tests.databases import Urls
from tests.kit.things import ThingTicked, ask, context

WAITING = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
async def broker(
    nats_server: NatsServer, own_urls: Urls, settings_of: Callable[..., Settings]
) -> AsyncIterator[Broker]:
    """A connection as cards."""
    opened = Broker()
    await opened.connect(settings_of("cards", own_urls, nats_url=nats_server.url))
    yield opened
    await opened.close()


@pytest.fixture
async def listener(
    nats_server: NatsServer, own_urls: Urls, settings_of: Callable[..., Settings]
) -> AsyncIterator[Broker]:
    """A connection as reporting."""
    opened = Broker()
    await opened.connect(settings_of("reporting", own_urls, nats_url=nats_server.url))
    yield opened
    await opened.close()


def in_partition(number: int) -> UUID:
    """Return a new thing of a partition."""
    return next(thing for thing in iter(uuid7, None) if partition(thing) == number)


async def say(database: Database, thing: UUID, numbers: range) -> None:
    """Publish ticks in one transaction."""
    async with database.transaction(context(database)) as transaction:
        await publish(transaction, *(ThingTicked(thing_id=thing, number=number) for number in numbers))


async def drain(database: Database, broker: Broker) -> list[int]:
    """Relay until nothing waits, and return how many went each time."""
    sent = []
    while count := await relay_once(database, broker.stream):
        sent.append(count)
    return sent


async def stored(listener: Broker, number: int) -> list[tuple[str, int]]:
    """Return (aggregate, sequence) of what a reader finds in a partition of the stream."""
    pull = await listener.stream.pull_subscribe_bind(durable=f"reporting_p{number}", stream="EVT")
    found: list[tuple[str, int]] = []
    try:
        while True:
            messages = await pull.fetch(500, timeout=0.5)
            for message in messages:
                envelope = decode(message.data)
                found.append((str(envelope.subject), envelope.sequence))
                await message.ack_sync()
    except TimeoutError:
        return found


@pytest.mark.parametrize("count", [1, SINGLES, SINGLES + 1, 2 * BATCH + 5])
async def test_events_arrive_in_the_order_in_which_they_were_committed(
    own_database: Database, broker: Broker, listener: Broker, count: int
) -> None:
    thing = uuid7()
    await say(own_database, thing, range(1, count + 1))
    assert sum(await drain(own_database, broker)) == count
    assert await stored(listener, partition(thing)) == [(str(thing), number) for number in range(1, count + 1)]
    assert await ask(own_database, WAITING) == [0]


@pytest.mark.parametrize("count", [3, 30])
async def test_what_was_sent_and_not_marked_is_sent_again_and_stored_once(
    own_database: Database, broker: Broker, listener: Broker, count: int
) -> None:
    """With 30, an atomic batch holds messages that were sent before: it is refused whole and goes one by one."""
    thing = uuid7()
    await say(own_database, thing, range(1, count + 1))
    await drain(own_database, broker)
    await ask(own_database, "UPDATE outbox SET published_at = NULL RETURNING position")
    await say(own_database, thing, range(count + 1, count + 3))
    await drain(own_database, broker)
    assert await stored(listener, partition(thing)) == [(str(thing), number) for number in range(1, count + 3)]
    assert await ask(own_database, WAITING) == [0]


async def test_two_relays_never_send_one_partition_at_a_time(own_database: Database) -> None:
    for number in (0, 1):
        await say(own_database, in_partition(number), range(1, 3))
    async with own_database.transaction(context(own_database)) as first:
        held = [row["partition"] for row in await first.fetch(queries.lock_partitions)]
        for number in (1, 2):
            await say(own_database, in_partition(number), range(1, 3))
        async with own_database.transaction(context(own_database)) as second:
            free = [row["partition"] for row in await second.fetch(queries.lock_partitions)]
    assert sorted(held) == [0, 1]
    assert free == [2]


async def test_a_busy_partition_does_not_starve_the_others(own_database: Database, broker: Broker) -> None:
    for number in range(PARTITIONS):
        await say(own_database, in_partition(number), range(1, 2 if number else 3 * BATCH + 1))
    assert await relay_once(own_database, broker.stream) == BATCH + PARTITIONS - 1
    query = "SELECT DISTINCT partition FROM outbox WHERE published_at IS NOT NULL ORDER BY 1"
    assert await ask(own_database, query) == [0, 1, 2, 3]


async def test_events_wait_while_the_broker_is_away_and_go_when_it_is_back(
    own_database: Database, broker: Broker, listener: Broker, nats_server: NatsServer
) -> None:
    thing, stopping = uuid7(), asyncio.Event()
    task = asyncio.create_task(relay(own_database, broker.stream, stopping))
    nats_server.process.kill()
    await say(own_database, thing, range(1, 21))
    await asyncio.sleep(1)
    assert await ask(own_database, WAITING) == [20]
    nats_server.start()
    for _ in range(200):
        if await ask(own_database, WAITING) == [0]:
            break
        await asyncio.sleep(0.1)
    stopping.set()
    await asyncio.wait_for(task, 10)
    assert await stored(listener, partition(thing)) == [(str(thing), number) for number in range(1, 21)]


async def test_another_services_event_is_refused_and_stays(own_database: Database, listener: Broker) -> None:
    """Reporting may not publish as cards: the refusal is seen in the connection's health, and nothing is marked."""
    await say(own_database, uuid7(), range(1, 3))
    with pytest.raises((TimeoutError, NatsError)):
        await relay_once(own_database, listener.stream)
    assert await ask(own_database, WAITING) == [2]
    assert listener.failure == "permission"
    assert not listener.healthy()


async def test_a_republished_event_keeps_its_id_under_another_message_id(
    own_database: Database, broker: Broker, listener: Broker
) -> None:
    thing = uuid7()
    await say(own_database, thing, range(1, 26))
    await drain(own_database, broker)
    assert await republish(own_database, broker.stream, BEGINNING, "run-1") == 25
    assert await republish(own_database, broker.stream, BEGINNING, "run-1") == 25
    numbers = [number for _, number in await stored(listener, partition(thing))]
    assert numbers == [*range(1, 26), *range(1, 26)]
    (row, *_) = await rows(own_database)
    assert message_of(row, "run-1").id == f"{row['event_id']}:run-1"
    assert message_of(row, "run-1").body == message_of(row).body


async def test_republishing_begins_at_an_instant(own_database: Database, broker: Broker) -> None:
    await say(own_database, uuid7(), range(1, 5))
    assert await republish(own_database, broker.stream, datetime.now(UTC) + timedelta(hours=1), "later") == 0


async def rows(database: Database) -> list[Any]:
    """Return the event log."""
    async with database.transaction(context(database)) as transaction:
        return await transaction.fetch(queries.feed, 0, 1000, 0, 1)


async def test_a_message_is_a_cloud_event_with_its_id_as_message_id(
    own_database: Database, broker: Broker, nats_server: NatsServer
) -> None:
    thing = uuid7()
    heard: list[Any] = []
    client: Client = await nats.connect(
        nats_server.url, nkeys_seed=str(nats_server.keys.nats_seed("reporting")), inbox_prefix=b"_INBOX_reporting"
    )
    pull = await client.jetstream().pull_subscribe_bind(durable=f"reporting_p{partition(thing)}", stream="EVT")
    await say(own_database, thing, range(1, 2))
    await drain(own_database, broker)
    heard = await pull.fetch(1, timeout=5)
    await client.close()
    body = json.loads(heard[0].data)
    assert heard[0].subject == f"evt.{partition(thing)}.cards.thing_ticked.v1"
    assert heard[0].headers == {"Nats-Msg-Id": body["id"], "Content-Type": "application/cloudevents+json"}
    assert (body["specversion"], body["source"], body["subject"], body["sequence"]) == (
        "1.0",
        "/cards",
        str(thing),
        1,
    )
    assert body["data"] == {"thing_id": str(thing), "number": 1}
