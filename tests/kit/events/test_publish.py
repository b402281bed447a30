"""An event is kept with the fact it tells, or neither is; its number within its aggregate is the order of commits."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from contracts.envelope import partition
from services.kit.clock import wall_time
from services.kit.db import Context, Database, uuid7
from services.kit.events import Outgoing, publish, publish_all
from tests.kit.things import WHEN, ThingTicked, ask, context, tenant

SEQUENCES = "SELECT sequence FROM outbox WHERE aggregate_id = $1 ORDER BY position"


async def test_events_of_one_call_keep_their_order_among_those_of_other_aggregates(database: Database) -> None:
    one, other = uuid7(), uuid7()
    said = [ThingTicked(thing_id=thing, number=n) for n, thing in enumerate([one, other, one, one, other], start=1)]
    async with database.transaction(context(database)) as transaction:
        await publish(transaction, *said)
    query = "SELECT array[sequence, (data ->> 'number')::int] FROM outbox WHERE aggregate_id = $1 ORDER BY position"
    assert await ask(database, query, one) == [[1, 1], [2, 3], [3, 4]]
    assert await ask(database, query, other) == [[1, 2], [2, 5]]


async def test_an_event_that_was_rolled_back_was_never_said_and_leaves_no_gap(database: Database) -> None:
    thing = uuid7()

    async def say(number: int, *, fail: bool = False) -> None:
        async with database.transaction(context(database)) as transaction:
            await publish(transaction, ThingTicked(thing_id=thing, number=number))
            if fail:
                raise ConnectionError

    await say(1)
    with pytest.raises(ConnectionError):
        await say(2, fail=True)
    await say(3)
    assert await ask(database, SEQUENCES, thing) == [1, 2]


async def test_commit_order_is_sequence_order_whoever_publishes(database: Database) -> None:
    thing = uuid7()

    async def say(number: int) -> None:
        async with database.transaction(context(database)) as transaction:
            await publish(transaction, ThingTicked(thing_id=thing, number=number))
            await asyncio.sleep(0.002 * (number % 3))

    await asyncio.gather(*(say(number) for number in range(20)))
    assert await ask(database, SEQUENCES, thing) == list(range(1, 21))


async def test_an_event_carries_its_business_time_tenant_trace_and_partition(database: Database) -> None:
    thing, trace = uuid7(), f"00-{'a' * 32}-{'b' * 16}-01"
    said = Context(now=WHEN, municipality_ids=(tenant(database),), traceparent=trace)
    async with database.transaction(said) as transaction:
        await publish(transaction, ThingTicked(thing_id=thing, number=1))
    query = "SELECT to_jsonb(o) FROM outbox AS o WHERE aggregate_id = $1"
    (row,) = await ask(database, query, thing)
    assert (row["municipality_id"], row["traceparent"], row["partition"], row["type"], row["published_at"]) == (
        str(tenant(database)),
        trace,
        partition(thing),
        "cards.thing_ticked.v1",
        None,
    )
    assert row["time"].startswith("2026-02-03T04:05:00")


async def test_events_of_several_tenants_go_in_one_call(database: Database) -> None:
    first, second = list(database.tenants)[:2]
    one, other = uuid7(), uuid7()
    both = Context(now=WHEN, municipality_ids=(first, second))
    async with database.transaction(both) as transaction:
        await publish_all(
            transaction,
            [
                Outgoing(first, WHEN, ThingTicked(thing_id=one, number=1)),
                Outgoing(second, WHEN, ThingTicked(thing_id=other, number=1)),
            ],
        )
        await publish_all(transaction, [])
    query = "SELECT municipality_id FROM outbox WHERE aggregate_id = ANY ($1::uuid[]) ORDER BY position"
    assert await ask(database, query, [one, other]) == [first, second]


async def test_the_api_login_says_and_may_not_read_what_was_said(api_database: Database) -> None:
    async with api_database.transaction(context(api_database)) as transaction:
        await publish(transaction, ThingTicked(thing_id=uuid7(), number=1))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ask(api_database, "SELECT event_id FROM outbox")


async def test_an_event_too_large_for_the_stream_is_refused_where_it_is_said(database: Database) -> None:
    """Let through, it would stop its partition's relay for ever."""

    class ThingDescribed(ThingTicked, frozen=True, aggregate="thing_id"):
        type = "cards.thing_described.v1"
        text: str

    thing: UUID = uuid7()
    with pytest.raises(ValueError, match=r"cards\.thing_described\.v1"):
        async with database.transaction(Context(now=wall_time(), municipality_ids=(tenant(database),))) as transaction:
            await publish(transaction, ThingDescribed(thing_id=thing, number=1, text="x" * (256 << 10)))
    assert await ask(database, SEQUENCES, thing) == []
