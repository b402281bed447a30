"""The gate: each event of an aggregate is applied once and in its turn, and a poison one stops nobody else."""

import asyncio
from uuid import UUID

import pytest

from contracts.envelope import encode
from services.kit.db import Context, Database, Transaction, uuid7
from services.kit.errors import Conflict, NotFound, Unavailable
from services.kit.events import publish
from services.kit.events.inbox import ATTEMPTS, Outcome, Reader, apply, queries, replay
from tests.kit.things import (
    WHEN,
    Moods,
    ThingBroken,
    ThingIgnored,
    ThingTicked,
    ask,
    envelope,
    letters,
    notes,
    tenant,
    ticks,
)

WHOLE = ticks(UUID(int=7), 1, municipality=UUID(int=1))[0]
LETTER = "SELECT id FROM dead_letters WHERE aggregate_id = $1 ORDER BY sequence LIMIT 1"


@pytest.fixture
def moods() -> Moods:
    """What the handler does."""
    return Moods()


async def deliver(database: Database, reader: Reader, messages: list[bytes]) -> list[Outcome]:
    """Deliver messages one after the other."""
    return [await apply(database, reader, message) for message in messages]


async def bury(database: Database, reader: Reader, message: bytes) -> None:
    """Deliver a message that breaks its handler until it is kept as a dead letter."""
    outcomes = await deliver(database, reader, [message] * ATTEMPTS)
    assert outcomes == [Outcome.RETRY] * (ATTEMPTS - 1) + [Outcome.DEAD]


async def test_an_event_delivered_twice_is_applied_once(database: Database, moods: Moods) -> None:
    thing = uuid7()
    (message,) = ticks(thing, 1, municipality=tenant(database))
    assert await deliver(database, moods.reader, [message, message]) == [Outcome.APPLIED, Outcome.DUPLICATE]
    assert await notes(database, thing) == [1]


async def test_an_event_ahead_of_its_turn_waits_and_changes_nothing(database: Database, moods: Moods) -> None:
    thing = uuid7()
    first, second, third = ticks(thing, 3, municipality=tenant(database))
    assert await deliver(database, moods.reader, [second, first, third]) == [
        Outcome.GAP,
        Outcome.APPLIED,
        Outcome.GAP,
    ]
    assert await deliver(database, moods.reader, [second, third]) == [Outcome.APPLIED] * 2
    assert await notes(database, thing) == [1, 2, 3]


async def test_an_event_that_nobody_handles_takes_its_turn_too(database: Database, moods: Moods) -> None:
    thing, municipality = uuid7(), tenant(database)
    ignored = encode(envelope(ThingIgnored(thing_id=thing, number=1), 1, municipality=municipality))
    tick = encode(envelope(ThingTicked(thing_id=thing, number=2), 2, municipality=municipality))
    assert await deliver(database, moods.reader, [tick, ignored, tick]) == [
        Outcome.GAP,
        Outcome.APPLIED,
        Outcome.APPLIED,
    ]
    query = "SELECT outcome FROM inbox WHERE aggregate_id = $1 ORDER BY sequence"
    assert await ask(database, query, thing) == ["passed", "applied"]


async def test_a_handler_acts_for_the_events_tenant_at_the_events_time(database: Database) -> None:
    seen: list[Context] = []
    municipality = list(database.tenants)[1]

    async def look(transaction: Transaction, event: ThingTicked) -> None:
        seen.append(transaction.context)
        assert transaction.municipality_id == municipality
        rows = await transaction.fetch("SELECT 1 FROM notes WHERE municipality_id <> $1", municipality)
        assert rows == []

    (message,) = ticks(uuid7(), 1, municipality=municipality)
    assert await apply(database, Reader(handlers={ThingTicked: look}), message) is Outcome.APPLIED
    assert seen[0].now == WHEN


async def test_what_a_handler_says_is_kept_with_what_it_did_or_not_at_all(database: Database, moods: Moods) -> None:
    thing, told = uuid7(), uuid7()

    async def tell(transaction: Transaction, event: ThingTicked) -> None:
        await publish(transaction, ThingTicked(thing_id=told, number=1))
        await moods.note(transaction, event)

    reader = Reader(handlers={ThingTicked: tell})
    (message,) = ticks(thing, 1, municipality=tenant(database))
    moods.early = {(thing, 1)}
    assert await apply(database, reader, message) is Outcome.RETRY
    count = "SELECT count(*) FROM outbox WHERE aggregate_id = $1"
    assert await ask(database, count, told) == [0]
    moods.early = set()
    assert await apply(database, reader, message) is Outcome.APPLIED
    assert (await ask(database, count, told), await notes(database, thing)) == ([1], [1])


async def test_an_event_that_comes_too_early_is_tried_again(database: Database, moods: Moods) -> None:
    thing = uuid7()
    (message,) = ticks(thing, 1, municipality=tenant(database))
    moods.early = {(thing, 1)}
    assert await deliver(database, moods.reader, [message] * 3) == [Outcome.RETRY] * 3
    assert await notes(database, thing) == []
    moods.early = set()
    assert await apply(database, moods.reader, message) is Outcome.APPLIED
    assert await letters(database, thing) == []


async def test_tries_on_behalf_of_a_later_event_do_not_use_up_the_tries(database: Database, moods: Moods) -> None:
    thing = uuid7()
    (message,) = ticks(thing, 1, municipality=tenant(database))
    moods.early = {(thing, 1)}
    assert await apply(database, moods.reader, message) is Outcome.RETRY
    for _ in range(2 * ATTEMPTS):
        assert await apply(database, moods.reader, message, counted=False) is Outcome.RETRY
    moods.early = set()
    assert await apply(database, moods.reader, message) is Outcome.APPLIED


async def test_an_event_that_the_stream_has_lost_is_given_up_too(database: Database, moods: Moods) -> None:
    thing = uuid7()
    (message,) = ticks(thing, 1, municipality=tenant(database))
    moods.broken = {(thing, 1)}
    outcomes = []
    for _ in range(ATTEMPTS):
        outcomes.append(await apply(database, moods.reader, message, counted=False))
        await ask(database, "UPDATE event_attempts SET tried_at = tried_at - interval '1 hour' RETURNING attempts")
    assert outcomes == [Outcome.RETRY] * (ATTEMPTS - 1) + [Outcome.DEAD]


async def test_a_refusal_is_kept_at_once_and_stops_nothing(database: Database, moods: Moods) -> None:
    thing = uuid7()
    messages = ticks(thing, 3, municipality=tenant(database))
    moods.refused = {(thing, 2)}
    assert await deliver(database, moods.reader, messages) == [Outcome.APPLIED, Outcome.DEAD, Outcome.APPLIED]
    assert await notes(database, thing) == [1, 3]
    assert await letters(database, thing) == [(2, "refused", "conflict", True)]
    assert await apply(database, moods.reader, messages[1]) is Outcome.DUPLICATE


async def test_what_is_only_unavailable_now_is_tried_again(database: Database) -> None:
    thing = uuid7()

    async def be_away(transaction: Transaction, event: ThingTicked) -> None:
        raise Unavailable("Not now.")

    (message,) = ticks(thing, 1, municipality=tenant(database))
    assert await apply(database, Reader(handlers={ThingTicked: be_away}), message) is Outcome.RETRY
    assert await letters(database, thing) == []


async def test_a_poison_event_holds_up_its_aggregate_and_nothing_else(database: Database, moods: Moods) -> None:
    poisoned, other = uuid7(), uuid7()
    messages = ticks(poisoned, 3, municipality=tenant(database))
    moods.broken = {(poisoned, 1)}
    await bury(database, moods.reader, messages[0])
    assert await deliver(database, moods.reader, messages[1:]) == [Outcome.DEAD] * 2
    assert await letters(database, poisoned) == [
        (1, "failed", "ThingBroken", True),
        (2, "quarantined", "", True),
        (3, "quarantined", "", True),
    ]
    assert (
        await deliver(database, moods.reader, ticks(other, 2, municipality=tenant(database))) == [Outcome.APPLIED] * 2
    )
    assert (await notes(database, poisoned), await notes(database, other)) == ([], [1, 2])


async def test_a_replay_applies_in_order_what_waited_and_lets_later_events_through(
    database: Database, moods: Moods
) -> None:
    thing = uuid7()
    messages = ticks(thing, 4, municipality=tenant(database))
    moods.broken = {(thing, 1)}
    await bury(database, moods.reader, messages[0])
    await deliver(database, moods.reader, messages[1:3])
    (letter,) = await ask(database, LETTER, thing)

    with pytest.raises(ThingBroken):
        await replay(database, moods.reader, letter, municipality_id=tenant(database))
    assert [waits for *_, waits in await letters(database, thing)] == [True] * 3

    moods.broken = set()
    assert await replay(database, moods.reader, letter, municipality_id=tenant(database)) == 3
    assert await apply(database, moods.reader, messages[3]) is Outcome.APPLIED
    assert await notes(database, thing) == [1, 2, 3, 4]
    with pytest.raises(NotFound):
        await replay(database, moods.reader, letter, municipality_id=tenant(database))


async def test_an_event_that_is_being_kept_during_a_replay_is_replayed_or_applied_never_left(
    database: Database, moods: Moods
) -> None:
    thing = uuid7()
    messages = ticks(thing, 3, municipality=tenant(database))
    moods.broken = {(thing, 1)}
    await bury(database, moods.reader, messages[0])
    moods.broken = set()
    (letter,) = await ask(database, LETTER, thing)
    # The second event has been let through the gate and found the quarantine, and has not been committed yet.
    async with database.transaction(Context(now=WHEN, municipality_ids=(tenant(database),))) as transaction:
        await transaction.fetchval(queries.pass_gate, thing, "cards", 2)
        replaying = asyncio.create_task(replay(database, moods.reader, letter, municipality_id=tenant(database)))
        await asyncio.sleep(0.3)
        problem = ("quarantined", "", messages[1], tenant(database))
        event_id = uuid7()
        await transaction.execute(queries.bury, uuid7(), event_id, thing, 2, ThingTicked.type, *problem)
    assert await replaying == 2
    assert await apply(database, moods.reader, messages[2]) is Outcome.APPLIED
    assert await notes(database, thing) == [1, 2, 3]


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(b"not JSON", id="not JSON"),
        pytest.param(b"\xff\xfe\x00", id="not text"),
        pytest.param(b'{"specversion":"1.0"}', id="no attributes"),
        pytest.param(b"[]", id="no object"),
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"a":' * 2000, id="deep"),
        pytest.param(WHOLE.replace(b'"sequence":1', b'"sequence":0'), id="before the first"),
        pytest.param(WHOLE.replace(b'"sequence":1', b'"sequence":9223372036854775808'), id="beyond every sequence"),
        pytest.param(WHOLE.replace(b"ticked", b"\\u0000"), id="a type with a NUL"),
        pytest.param(WHOLE.replace(b"2026-02-03T04:05:00Z", b"0001-01-01T00:00:00+14:00"), id="before all time"),
    ],
)
async def test_bytes_that_are_no_event_are_kept_as_they_came(database: Database, moods: Moods, message: bytes) -> None:
    query = "SELECT count(*) FROM dead_letters WHERE reason = 'undecodable' AND message = $1"
    (before,) = await ask(database, query, message)
    assert await apply(database, moods.reader, message) is Outcome.DEAD
    assert await ask(database, query, message) == [before + 1]


async def test_data_that_do_not_fit_the_class_are_tried_and_kept(database: Database, moods: Moods) -> None:
    thing = uuid7()
    (message,) = ticks(thing, 1, municipality=tenant(database))
    await bury(database, moods.reader, message.replace(b'"number":1', b'"number":"one"'))
    assert await letters(database, thing) == [(1, "failed", "ValidationError", True)]


async def test_bytes_that_are_no_event_are_not_replayed_as_if_they_were(database: Database, moods: Moods) -> None:
    message = str(uuid7()).encode()
    await apply(database, moods.reader, message)
    (letter,) = await ask(database, "SELECT id FROM dead_letters WHERE message = $1", message)
    with pytest.raises(Conflict, match="no event"):
        await replay(database, moods.reader, letter, municipality_id=tenant(database))


async def forget(database: Database) -> None:
    """Empty the inbox as a rebuild does."""
    async with database.transaction(Context(now=WHEN)) as transaction:
        await transaction.execute(queries.empty_inbox)
        await transaction.execute(queries.close_dead_letters)


async def test_what_a_rebuild_has_applied_cannot_be_replayed_on_top(own_database: Database, moods: Moods) -> None:
    database, thing = own_database, uuid7()
    messages = ticks(thing, 2, municipality=tenant(database))
    moods.refused = {(thing, 1)}
    await deliver(database, moods.reader, messages)
    (letter,) = await ask(database, LETTER, thing)
    moods.refused = set()
    await forget(database)
    assert await deliver(database, moods.reader, messages) == [Outcome.APPLIED] * 2
    with pytest.raises(NotFound):
        await replay(database, moods.reader, letter, municipality_id=tenant(database))


async def test_what_a_rebuild_cannot_apply_is_a_dead_letter_again(own_database: Database, moods: Moods) -> None:
    database, thing = own_database, uuid7()
    (message,) = ticks(thing, 1, municipality=tenant(database))
    moods.refused = {(thing, 1)}
    assert await apply(database, moods.reader, message) is Outcome.DEAD
    await forget(database)
    assert await apply(database, moods.reader, message) is Outcome.DEAD
    assert await letters(database, thing) == [(1, "refused", "conflict", True)]


async def test_two_readers_of_one_event_apply_it_once(database: Database, moods: Moods) -> None:
    thing: UUID = uuid7()
    (message,) = ticks(thing, 1, municipality=tenant(database))
    outcomes = await asyncio.gather(*(apply(database, moods.reader, message) for _ in range(4)))
    assert sorted(outcomes).count(Outcome.APPLIED) == 1
    assert await notes(database, thing) == [1]
