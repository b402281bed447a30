"""Consumers on a real NATS: nothing is acknowledged before it is kept, and what goes wrong is seen and healed."""

import asyncio
import time

import msgspec
import pytest
from nats.aio.msg import Msg

from contracts.envelope import Event, decode, encode, partition
from infra.embedded.nats import NatsServer
from infra.nats import provision
from services.kit.db import Database, Transaction, uuid7
from services.kit.events import consume as consuming
from services.kit.events.consume import Consumer, settle
from services.kit.events.inbox import Reader
from services.kit.metrics import EVENTS
from tests.kit.events.consuming import Connected, Owner, connect_provisioner, consumed, pending, until, until_noted
from tests.kit.things import Moods, ThingIgnored, ThingTicked, ask, envelope, letters, notes, tenant, ticks


@pytest.fixture(autouse=True)
def shorter_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back-off takes seconds, not minutes."""
    monkeypatch.setattr(consuming, "BACK_OFF_S", tuple(pause / 150 for pause in consuming.BACK_OFF_S))
    monkeypatch.setattr(consuming, "FETCH_TIMEOUT_S", 0.3)
    monkeypatch.setattr(consuming, "QUIET_S", 1.0)


@pytest.fixture
def moods() -> Moods:
    """What the handler does."""
    return Moods()


async def test_every_event_arrives_in_its_aggregates_order(
    connected: Connected, own_database: Database, moods: Moods
) -> None:
    things = [uuid7() for _ in range(8)]
    async with consumed(
        await connected("reporting"), own_database, moods.reader, owner := Owner(await connected("cards"))
    ) as consumer:
        for messages in zip(*(ticks(thing, 5, municipality=tenant(own_database)) for thing in things), strict=True):
            await owner.say(*messages)
        for thing in things:
            await until_noted(own_database, thing, [1, 2, 3, 4, 5])
        assert consumer.pulse.healthy()
    assert {partition(thing) for thing in things} <= {0, 1, 2, 3}


async def test_an_event_reaches_its_reader_at_once(connected: Connected, own_database: Database, moods: Moods) -> None:
    """A pull that waited for a full batch would hold the first event back until the fetch times out."""
    async with consumed(
        await connected("reporting"), own_database, moods.reader, owner := Owner(await connected("cards"))
    ):
        await asyncio.sleep(0.5)
        started = time.monotonic()
        for message in ticks(thing := uuid7(), 5, municipality=tenant(own_database)):
            await owner.say(message)
            number = decode(message).sequence
            await until_noted(own_database, thing, list(range(1, number + 1)))
        assert time.monotonic() - started < 5, "five fetches that time out take ten seconds"


async def test_nothing_is_acknowledged_before_it_is_kept(
    connected: Connected, nats_server: NatsServer, own_database: Database
) -> None:
    thing, begun, go_on = uuid7(), asyncio.Event(), asyncio.Event()

    async def wait(transaction: Transaction, event: ThingTicked) -> None:
        begun.set()
        await go_on.wait()

    reader = Reader(handlers={ThingTicked: wait})
    async with consumed(await connected("reporting"), own_database, reader, owner := Owner(await connected("cards"))):
        await owner.say(*ticks(thing, 1, municipality=tenant(own_database)))
        await begun.wait()
        await asyncio.sleep(0.2)
        assert await pending(nats_server, partition(thing)) == (1, 0)
        go_on.set()

        async def acknowledged() -> bool:
            return await pending(nats_server, partition(thing)) == (0, 0)

        await until(acknowledged)


async def test_a_stop_finishes_and_acknowledges_what_is_in_hand(
    connected: Connected, nats_server: NatsServer, own_database: Database, moods: Moods
) -> None:
    thing, begun = uuid7(), asyncio.Event()

    async def take_time(transaction: Transaction, event: ThingTicked) -> None:
        begun.set()
        await asyncio.sleep(0.05)
        await moods.note(transaction, event)

    owner, broker = Owner(await connected("cards")), await connected("reporting")
    await owner.say(*ticks(thing, 10, municipality=tenant(own_database)))
    async with consumed(broker, own_database, Reader(handlers={ThingTicked: take_time}), owner):
        await begun.wait()
    noted = await notes(own_database, thing)
    await broker.close()
    left, undelivered = await pending(nats_server, partition(thing))
    assert noted == list(range(1, len(noted) + 1))
    assert (left, len(noted) + undelivered) == (0, 10)
    assert noted


async def test_a_missing_event_is_asked_for_and_applied_before_the_next(
    connected: Connected, own_database: Database, moods: Moods
) -> None:
    messages = ticks(thing := uuid7(), 5, municipality=tenant(own_database))
    owner = Owner(await connected("cards"), log=messages)
    async with consumed(await connected("reporting"), own_database, moods.reader, owner):
        await owner.say(messages[0], messages[3])
        await until_noted(own_database, thing, [1, 2, 3, 4])
        await owner.say(messages[4])
        await until_noted(own_database, thing, [1, 2, 3, 4, 5])
    assert owner.asked == 1


async def test_an_owner_that_does_not_answer_holds_up_no_other_event(
    connected: Connected, own_database: Database, moods: Moods
) -> None:
    waiting = ticks(thing := uuid7(), 2, municipality=tenant(own_database))
    other = next(each for each in iter(uuid7, None) if partition(each) == partition(thing))
    owner = Owner(await connected("cards"), log=waiting)
    owner.away = True

    async def asked() -> bool:
        return owner.asked >= 2

    async with consumed(await connected("reporting"), own_database, moods.reader, owner) as consumer:
        await owner.say(waiting[1])
        await until(asked)
        await owner.say(*ticks(other, 3, municipality=tenant(own_database)))
        await until_noted(own_database, other, [1, 2, 3])
        assert consumer.pulse.rebuilt == 0
        owner.away = False
        await until_noted(own_database, thing, [1, 2])


async def test_an_event_that_comes_too_early_is_delivered_again_and_those_behind_it_wait(
    connected: Connected, own_database: Database, moods: Moods
) -> None:
    messages = ticks(thing := uuid7(), 6, municipality=tenant(own_database))
    moods.early = {(thing, 2)}
    owner = Owner(await connected("cards"), log=messages)

    async def tried() -> bool:
        return moods.calls.count((thing, 2)) >= 6

    async with consumed(await connected("reporting"), own_database, moods.reader, owner):
        await owner.say(*messages)
        await until(tried)
        assert await notes(own_database, thing) == [1]
        moods.early = set()
        await until_noted(own_database, thing, [1, 2, 3, 4, 5, 6])
    assert await letters(own_database, thing) == []


async def test_a_poison_event_ends_as_a_dead_letter_and_the_others_arrive(
    connected: Connected, own_database: Database, moods: Moods
) -> None:
    poisoned, other = uuid7(), uuid7()
    moods.broken = {(poisoned, 1)}
    owner = Owner(await connected("cards"))

    async def kept() -> bool:
        return len(await letters(own_database, poisoned)) == 3

    before = EVENTS.labels("dead")._value.get()
    async with consumed(await connected("reporting"), own_database, moods.reader, owner):
        await owner.broker.stream.publish("evt.0.cards.thing_ticked.v1", b"no event")
        await owner.say(*ticks(poisoned, 3, municipality=tenant(own_database)))
        await owner.say(*ticks(other, 3, municipality=tenant(own_database)))
        await until_noted(own_database, other, [1, 2, 3])
        await until(kept)
    assert [reason for _, reason, *_ in await letters(own_database, poisoned)] == ["failed"] + ["quarantined"] * 2
    assert EVENTS.labels("dead")._value.get() - before == 4


async def test_lists_are_applied_together_and_a_poison_one_alone_is_kept(
    connected: Connected, own_database: Database, moods: Moods
) -> None:
    fine, refused = uuid7(), uuid7()
    moods.refused = {(refused, 2)}
    owner = Owner(await connected("cards"))
    await owner.say(*ticks(fine, 20, municipality=tenant(own_database)))
    await owner.say(*ticks(refused, 3, municipality=tenant(own_database)))
    async with consumed(await connected("reporting"), own_database, moods.batch_reader, owner):
        await until_noted(own_database, fine, list(range(1, 21)))
        await until_noted(own_database, refused, [1, 3])
    assert await letters(own_database, refused) == [(2, "refused", "conflict", True)]


async def test_what_only_passes_is_taken_together_in_its_order(
    connected: Connected, own_database: Database, moods: Moods
) -> None:
    """A reader that hears much which is not for it must not pay a transaction for each."""
    owner, thing, town = Owner(await connected("cards")), uuid7(), tenant(own_database)
    told: list[Event] = [ThingIgnored(thing_id=thing, number=number) for number in range(1, 31)]
    told += [ThingTicked(thing_id=thing, number=31), ThingIgnored(thing_id=thing, number=32)]
    await owner.say(*(encode(envelope(event, place, municipality=town)) for place, event in enumerate(told, 1)))
    before = EVENTS.labels("batched")._value.get()

    async def heard() -> bool:
        return await ask(own_database, "SELECT sequence FROM gates WHERE aggregate_id = $1", thing) == [32]

    async with consumed(await connected("reporting"), own_database, moods.reader, owner):
        await until(heard)
    assert moods.calls == [(thing, 31)]
    assert EVENTS.labels("batched")._value.get() - before >= 2
    assert await ask(own_database, "SELECT outcome FROM inbox WHERE sequence = 31") == ["applied"]


async def test_a_deleted_consumer_is_seen_and_read_again_once_it_is_made_anew(
    connected: Connected, nats_server: NatsServer, own_database: Database, moods: Moods
) -> None:
    thing = uuid7()
    number = partition(thing)
    owner = Owner(await connected("cards"))

    async with consumed(await connected("reporting"), own_database, moods.reader, owner) as consumer:

        async def healthy() -> bool:
            return consumer.pulse.healthy()

        async def ill() -> bool:
            return not consumer.pulse.healthy()

        await until(healthy)
        client = await connect_provisioner(nats_server)
        await provision.request(client, f"CONSUMER.DELETE.EVT.reporting_p{number}")
        await client.close()
        await owner.say(*ticks(thing, 2, municipality=tenant(own_database)))
        await until(ill)
        assert await notes(own_database, thing) == []
        await provision.provision(nats_server.url, nats_server.keys)
        await until_noted(own_database, thing, [1, 2])
        await until(healthy)


async def test_messages_that_nobody_could_look_at_come_back_soon(
    connected: Connected, own_database: Database, moods: Moods, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As while the database is away: the rest of a fetch must not wait for the server's thirty seconds."""
    failures = iter([ConnectionError(), None])

    async def fail_once(consumer: Consumer, message: Msg) -> None:
        if (failure := next(failures, None)) is not None:
            raise failure
        await settle(consumer, message)

    monkeypatch.setattr(consuming, "settle", fail_once)
    owner = Owner(await connected("cards"))
    await owner.say(*ticks(thing := uuid7(), 5, municipality=tenant(own_database)))
    started = time.monotonic()
    async with consumed(await connected("reporting"), own_database, moods.reader, owner):
        await until_noted(own_database, thing, [1, 2, 3, 4, 5])
    assert time.monotonic() - started < 10


async def test_a_republished_event_is_a_duplicate(connected: Connected, own_database: Database, moods: Moods) -> None:
    thing = uuid7()
    said = [envelope(ThingTicked(thing_id=thing, number=n), n, municipality=tenant(own_database)) for n in (1, 2)]
    owner = Owner(await connected("cards"))
    async with consumed(await connected("reporting"), own_database, moods.reader, owner):
        await owner.say(*(encode(each) for each in said))
        await until_noted(own_database, thing, [1, 2])
        await owner.say(*(encode(msgspec.structs.replace(each, traceparent=None)) for each in said))
        await owner.say(encode(envelope(ThingTicked(thing_id=thing, number=3), 3, municipality=tenant(own_database))))
        await until_noted(own_database, thing, [1, 2, 3])
