"""Every consumer of every service is delivered its contract's example twice: the second time changes not one row.

The examples tell one story; each is delivered after those that it needs, in the order in which they were said.
"""

import importlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
import pytest

from contracts.envelope import decode, source_service
from contracts.readers import READERS
from infra.contracts.events import handled_by
from services.kit.db import Connection, Database, connect
from services.kit.events.batches import apply_batch
from services.kit.events.inbox import Outcome, Reader, apply
from services.kit.service import Service
from services.kit.settings import Municipality
from tests import databases
from tests.conftest import Run
from tests.databases import Urls

EXAMPLES = [path.read_bytes() for path in (Path(__file__).parents[2] / "contracts" / "examples").glob("*.json")]
STORY = sorted(EXAMPLES, key=lambda message: (decode(message).time, decode(message).sequence))
CONSUMERS = [
    (service, event.type) for service in READERS for event in sorted(handled_by(service), key=lambda e: e.type)
]
TABLES = """
SELECT c.oid::regclass::text FROM pg_class AS c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""

Dump = dict[str, list[str]]


class Delivered(msgspec.Struct, frozen=True):
    """What became of an example: delivered once, twice, and in a list; and the tables that the second one changed."""

    first: Outcome
    second: Outcome
    together: bool
    changed: list[str]


async def dump(connection: Connection) -> Dump:
    """Return every row of every table."""
    tables = [row[0] for row in await connection.fetch(TABLES)]
    return {
        table: [row[0] for row in await connection.fetch(f"SELECT t::text FROM {table} AS t ORDER BY 1")]
        for table in tables
    }


async def deliver(database: Database, reader: Reader, connection: Connection, message: bytes) -> Delivered:
    """Deliver a message once, then again by itself and in a list."""
    first = await apply(database, reader, message)
    before = await dump(connection)
    second = await apply(database, reader, message)
    together = await apply_batch(database, reader, [message, message])
    after = await dump(connection)
    return Delivered(first, second, together, [table for table in before if before[table] != after[table]])


Tell = Callable[[str], Awaitable[dict[str, Delivered]]]


@pytest.fixture(scope="session")
def told(run: Run, tenants: dict[UUID, Municipality]) -> Tell:
    """Tell a service the whole story once, and give what became of each of its messages."""
    heard: dict[str, dict[str, Delivered]] = {}

    async def tell(name: str) -> dict[str, Delivered]:
        if name not in heard:
            urls = await databases.clone(run.admin_url, run.keys, name)
            admin_url = run.admin_url.rpartition("/")[0] + f"/{urls.name}"
            heard[name] = await tell_story(name, urls, tenants, admin_url)
            await databases.drop(run.admin_url, urls)
        return heard[name]

    return tell


async def tell_story(name: str, urls: Urls, tenants: dict[UUID, Municipality], admin_url: str) -> dict[str, Delivered]:
    """Deliver everything that a service hears."""
    service: Service = importlib.import_module(f"services.{name}.__main__").service
    database = await connect(urls.worker, size=2, tenants=tenants)
    connection = await asyncpg.connect(admin_url)
    try:
        return {
            decode(message).type: await deliver(database, service.reader, connection, message)
            for message in STORY
            if source_service(decode(message).type) in READERS[name]
        }
    finally:
        await connection.close()
        await database.close()


WAITING = {
    *(f"registry.account_share_{participle}.v1" for participle in ("paid", "returned", "cancelled")),
    "incubator.award_closed.v1",
    "incubator.order_cancelled.v1",
    "incubator.order_payment_released.v1",
    "incubator.tranche_released.v1",
}
"""These wait for a run or a budget line that only cards itself can make; tests/cards tells them twice."""
ANSWERS = {"cards.commitment_refused.v1", "cards.funds_committed.v1", "cards.grant_credited.v1"}
"""These answer what incubator itself has asked: without an award they are refused. tests/incubator tells them twice."""


@pytest.mark.parametrize(("service_name", "type"), CONSUMERS, ids=[f"{name} hears {type}" for name, type in CONSUMERS])
async def test_a_consumer_that_gets_its_example_twice_applies_it_once(told: Tell, service_name: str, type: str) -> None:
    delivered = (await told(service_name))[type]
    if service_name == "cards" and type in WAITING:
        assert {delivered.first, delivered.second} <= {Outcome.RETRY, Outcome.GAP}
        assert not delivered.together
    else:
        first = Outcome.DEAD if service_name == "incubator" and type in ANSWERS else Outcome.APPLIED
        assert (delivered.first, delivered.second, delivered.together) == (first, Outcome.DUPLICATE, True)
        assert delivered.changed == []


def test_the_examples_tell_one_story() -> None:
    """Each aggregate's examples are its first events, in order of time: nothing that a consumer needs is left out."""
    sequences: dict[UUID, list[int]] = {}
    for envelope in map(decode, STORY):
        sequences.setdefault(envelope.subject, []).append(envelope.sequence)
    left_out = {str(subject): found for subject, found in sequences.items() if found != list(range(1, len(found) + 1))}
    assert left_out == {}
