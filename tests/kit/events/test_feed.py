"""The feed: an owner's log by HTTP, for services only, whole and in order; and what a reader does with it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.envelope import Envelope, decode, partition
from services.kit.auth import reader_token
from services.kit.db import Database, uuid7
from services.kit.events import feed
from services.kit.events.feed import Part, check_day, missing_before, read_all
from services.kit.events.inbox import Outcome, apply
from services.kit.settings import Municipality
from tests.clients import Client
from tests.kit.events.owner import Owner
from tests.kit.things import WHEN, Moods, ask, notes


async def test_only_services_read_the_feed(owner: Owner, tenants: dict[UUID, Municipality]) -> None:
    staff: Any = Client(httpx.AsyncClient(), owner.settings, next(iter(tenants.values())))
    for path in ("/events", f"/events?aggregate_id={uuid7()}", "/events/count?day=2026-02-03",
                 "/events/identities?day=2026-02-03"):  # fmt: skip
        assert (await owner.get(path)).status_code == 401
        for role in ("administrator", "auditor", "reader"):
            assert (await owner.get(path, staff.token("eleni", role))).status_code == 403
        assert (await owner.get(path, reader_token(owner.reader))).status_code == 200


async def test_a_readers_token_opens_nothing_else(owner: Owner) -> None:
    for path in ("/dead-letters", "/messages", f"/jobs/{uuid7()}"):
        assert (await owner.get(path, reader_token(owner.reader))).status_code == 403


async def test_the_whole_log_comes_in_pages_oldest_first(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "FEED_PAGE", 5)
    monkeypatch.setattr(feed, "PAGES_TOGETHER", 2)
    things = [thing_of(number) for number in (0, 1, 3)]
    for thing in things:
        await owner.say(thing, range(1, 12))
    read = [messages async for messages in owner.pages()]
    assert [len(messages) for messages in read] == [5, 10, 10, 8]
    found = [decode(message) for messages in read for message in messages]
    assert [each.subject for each in found] == [thing for thing in things for _ in range(11)]
    assert {each.time for each in found} == {WHEN}
    halves = [await every(owner, Part(first, 2)) for first in (0, 1)]
    assert [{partition(each.subject) % 2 for each in half} for half in halves] == [{0}, {1}]
    assert sum(len(half) for half in halves) == len(found)


def thing_of(number: int) -> UUID:
    """Return an id of a partition."""
    return next(thing for thing in iter(uuid7, None) if partition(thing) == number)


async def every(owner: Owner, part: Part) -> list[Envelope]:
    """Return every event of a part of the log."""
    return [decode(message) async for messages in owner.pages(part) for message in messages]


async def test_what_is_missing_of_one_aggregate_is_given_up_to_the_event_that_waits(owner: Owner) -> None:
    thing = uuid7()
    await owner.say(thing, range(1, 9))
    await owner.say(uuid7(), range(1, 3))
    (log,) = [messages async for messages in owner.pages()]
    ahead = decode(log[5])
    missing = await missing_before(owner.reader, ahead, 2)
    assert [decode(message).sequence for message in missing] == [3, 4, 5]


async def test_reading_a_log_applies_what_was_not_applied(owner: Owner, own_database: Database) -> None:
    thing, moods = uuid7(), Moods()
    await owner.say(thing, range(1, 6))
    (log,) = [messages async for messages in owner.pages()]
    assert await apply(own_database, moods.reader, log[0]) is Outcome.APPLIED
    for reader in (moods.reader, moods.batch_reader):
        assert await read_all(own_database, owner.reader, reader, ["cards"]) == 5
        assert await notes(own_database, thing) == [1, 2, 3, 4, 5]


async def test_the_days_count_notices_a_lost_last_event(owner: Owner, own_database: Database) -> None:
    """A gap shows when the next event comes; that the last one is missing shows only by counting."""
    thing, moods = uuid7(), Moods()
    await owner.say(thing, range(1, 4))
    await owner.say(thing, range(4, 5), now=datetime(2026, 2, 4, tzinfo=UTC))
    (log,) = [messages async for messages in owner.pages()]
    for message in log[:2]:
        await apply(own_database, moods.reader, message)

    async def check() -> bool:
        return await check_day(own_database, owner.reader, moods.reader, "cards", WHEN.date())

    assert not await check()
    assert await notes(own_database, thing) == [1, 2, 3, 4]
    assert await check()


async def test_a_dead_letter_counts_as_heard(owner: Owner, own_database: Database) -> None:
    thing, moods = uuid7(), Moods()
    moods.refused = {(thing, 1)}
    await owner.say(thing, range(1, 2))
    await read_all(own_database, owner.reader, moods.reader, ["cards"])
    assert await check_day(own_database, owner.reader, moods.reader, "cards", WHEN.date())
    assert await ask(own_database, "SELECT count(*) FROM dead_letters") == [1]


async def test_what_comes_next_is_read_while_one_is_used() -> None:
    begun: list[int] = []

    async def numbers() -> AsyncIterator[int]:
        for number in range(1, 4):
            begun.append(number)
            await asyncio.sleep(0)
            yield number

    seen = []
    async for number in feed.ahead(numbers()):
        await asyncio.sleep(0.01)
        seen.append((number, list(begun)))
    assert seen == [(1, [1, 2]), (2, [1, 2, 3]), (3, [1, 2, 3])]
