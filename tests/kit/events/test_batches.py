"""Lists of events in one transaction: applied together, or left whole to be taken one by one."""

import asyncio
from asyncio import Barrier
from uuid import UUID

from contracts.envelope import Envelope
from services.kit.db import Database, Transaction, uuid7
from services.kit.events.batches import apply_batch
from services.kit.events.consume import Together
from services.kit.events.inbox import Outcome, Reader, apply
from tests.kit.things import Moods, ThingBroken, ThingTicked, ask, letters, notes, tenant, ticks

HEARD = "SELECT sequence FROM inbox WHERE aggregate_id = $1 ORDER BY sequence"


async def test_a_list_is_applied_in_order_for_all_its_tenants(database: Database) -> None:
    moods, one, other = Moods(), uuid7(), uuid7()
    first, second = list(database.tenants)[:2]
    mixed = [
        message
        for pair in zip(ticks(one, 3, municipality=first), ticks(other, 3, municipality=second), strict=True)
        for message in pair
    ]
    reader = Reader(batch_handlers={ThingTicked: moods.calls_only})
    assert await apply_batch(database, reader, mixed)
    assert moods.calls == [(one, 1), (other, 1), (one, 2), (other, 2), (one, 3), (other, 3)]
    assert await ask(database, HEARD, one) == await ask(database, HEARD, other) == [1, 2, 3]


async def test_what_was_seen_is_left_out_also_within_a_list(database: Database) -> None:
    moods, thing = Moods(), uuid7()
    messages = ticks(thing, 4, municipality=tenant(database))
    assert await apply_batch(database, moods.batch_reader, messages[:2])
    assert await apply_batch(database, moods.batch_reader, [messages[1], messages[2], messages[2], messages[3]])
    assert await notes(database, thing) == [1, 2, 3, 4]
    assert await apply(database, moods.batch_reader, messages[3]) is Outcome.DUPLICATE


async def test_a_list_with_a_gap_changes_nothing(database: Database) -> None:
    moods, thing, other = Moods(), uuid7(), uuid7()
    messages = ticks(thing, 3, municipality=tenant(database))
    whole = ticks(other, 1, municipality=tenant(database))
    assert not await apply_batch(database, moods.batch_reader, [*whole, messages[0], messages[2]])
    assert await notes(database, thing) == await notes(database, other) == []
    assert await ask(database, HEARD, other) == []


async def test_a_list_with_bytes_that_are_no_event_or_a_poison_changes_nothing(database: Database) -> None:
    moods, thing = Moods(), uuid7()
    messages = ticks(thing, 2, municipality=tenant(database))
    assert not await apply_batch(database, moods.batch_reader, [messages[0], b"no event"])
    moods.broken = {(thing, 2)}
    assert not await apply_batch(database, moods.batch_reader, messages)
    assert await notes(database, thing) == []


async def test_a_list_with_a_quarantined_aggregate_is_taken_singly(database: Database) -> None:
    moods, thing = Moods(), uuid7()
    messages = ticks(thing, 2, municipality=tenant(database))
    moods.broken = {(thing, 1)}
    while await apply(database, moods.batch_reader, messages[0]) is not Outcome.DEAD:
        pass
    assert not await apply_batch(database, moods.batch_reader, messages[1:])
    assert await apply(database, moods.batch_reader, messages[1]) is Outcome.DEAD
    assert [reason for _, reason, *_ in await letters(database, thing)] == ["failed", "quarantined"]


async def test_an_event_that_nobody_handles_passes_in_a_list_too(database: Database) -> None:
    thing = uuid7()
    messages = ticks(thing, 2, municipality=tenant(database))
    assert await apply_batch(database, Reader(), messages)
    assert await ask(database, "SELECT outcome FROM inbox WHERE aggregate_id = $1", thing) == ["passed"] * 2


async def test_two_lists_that_begin_one_history_at_once_apply_it_once(own_database: Database) -> None:
    """Both have found no gate; whichever comes second fails, and finds on its own that all was heard."""
    moods, thing = Moods(), uuid7()
    messages = ticks(thing, 2, municipality=tenant(own_database))
    both = Barrier(2)

    async def together(transaction: Transaction, events: list[tuple[Envelope, ThingTicked]]) -> None:
        await both.wait()
        await moods.calls_only(transaction, events)

    reader = Reader(batch_handlers={ThingTicked: together})
    applied = await asyncio.gather(*(apply_batch(own_database, reader, messages) for _ in range(2)))
    assert sorted(applied) == [False, True]
    assert await ask(own_database, HEARD, thing) == [1, 2]


async def test_few_events_of_several_partitions_share_a_transaction(own_database: Database) -> None:
    lists: list[list[UUID]] = []

    async def note(transaction: Transaction, events: list[tuple[Envelope, ThingTicked]]) -> None:
        lists.append([event.thing_id for _, event in events])

    together = Together(own_database, Reader(batch_handlers={ThingTicked: note}))
    things = [uuid7() for _ in range(4)]
    brought = [ticks(thing, 2, municipality=tenant(own_database)) for thing in things]
    assert await asyncio.gather(*(together.apply(messages) for messages in brought)) == [True] * 4
    assert lists == [[thing for thing in things for _ in range(2)]]


async def test_a_poison_of_one_partition_leaves_the_others_their_own_transactions(own_database: Database) -> None:
    poison, thing = uuid7(), uuid7()
    kept: list[UUID] = []

    async def note(transaction: Transaction, events: list[tuple[Envelope, ThingTicked]]) -> None:
        if any(event.thing_id == poison for _, event in events):
            raise ThingBroken
        kept.extend(event.thing_id for _, event in events)

    together = Together(own_database, Reader(batch_handlers={ThingTicked: note}))
    brought = [ticks(each, 2, municipality=tenant(own_database)) for each in (poison, thing)]
    assert await asyncio.gather(*(together.apply(messages) for messages in brought)) == [False, True]
    assert kept == [thing, thing]
