"""Messages come late, out of order and several times: each is applied once, and each aggregate in its order."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import pytest

from services.kit.db import Database, connect, uuid7
from services.kit.events.batches import apply_batch
from services.kit.events.inbox import Outcome, apply
from services.kit.settings import Municipality
from tests.databases import Urls
from tests.kit.things import Moods, notes, tenant, ticks
from tests.sizes import SIZES, report, seed

THINGS = 30
TIMES_MAX = 5
LATE_MAX = 200
"""How many places a message may be late."""


@pytest.fixture
async def database(
    new_database: Callable[[str], Awaitable[Urls]], tenants: dict[UUID, Municipality]
) -> AsyncIterator[Database]:
    """A reader's database."""
    urls = await new_database("kit")
    opened = await connect(urls.worker, size=2, tenants=tenants)
    yield opened
    await opened.close()


def deliveries(dice: random.Random, messages: list[bytes]) -> list[bytes]:
    """Return the messages, each one to several times, most in time and some late."""
    placed = [
        (place + dice.random() * dice.choice([1, 1, 1, 1, LATE_MAX]), message)
        for place, message in enumerate(messages)
        for _ in range(dice.randint(1, TIMES_MAX))
    ]
    return [message for _, message in sorted(placed)]


async def deliver(database: Database, moods: Moods, dice: random.Random, waiting: list[bytes]) -> dict[str, int]:
    """Deliver everything as a consumer does, some of it in lists; what is ahead of its turn comes again later."""
    outcomes = dict.fromkeys([*Outcome, "together"], 0)
    while waiting:
        count = dice.choice([1, 1, 5, 30])
        taken, waiting = waiting[:count], waiting[count:]
        if len(taken) > 1 and await apply_batch(database, moods.batch_reader, taken):
            outcomes["together"] += len(taken)
            continue
        for message in taken:
            outcome = await apply(database, moods.batch_reader, message)
            outcomes[outcome] += 1
            if outcome is Outcome.GAP:
                waiting.insert(dice.randint(0, LATE_MAX), message)
    return outcomes


async def test_whatever_the_order_each_event_is_applied_once_and_in_its_turn(database: Database) -> None:
    number = seed("disorder")
    dice, moods = random.Random(number), Moods()
    things, count = [uuid7() for _ in range(THINGS)], SIZES.deliveries // (THINGS * 3)
    said = [ticks(thing, count, municipality=tenant(database)) for thing in things]
    messages = [message for together in zip(*said, strict=True) for message in together]
    delivered = deliveries(dice, messages)
    outcomes = await deliver(database, moods, dice, delivered)
    report("disorder", seed=number, events=len(messages), deliveries=len(delivered), **outcomes)
    for thing in things:
        assert await notes(database, thing) == list(range(1, count + 1))
    assert outcomes[Outcome.RETRY] == outcomes[Outcome.DEAD] == 0
    assert outcomes[Outcome.GAP] > 0
    assert outcomes[Outcome.DUPLICATE] > 0
