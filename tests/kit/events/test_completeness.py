"""A day of an owner's log beside what was heard: what was lost, doubled, made up or moved is named."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import httpx
import pytest

from contracts.envelope import decode
from services.kit.db import Context, Database, uuid7
from services.kit.events import completeness
from services.kit.events.completeness import Identity, compare_day, days_to_compare, differences
from services.kit.events.feed import check_day
from services.kit.events.inbox import apply
from services.kit.settings import Municipality
from tests.clients import Client
from tests.kit.events.owner import Owner
from tests.kit.things import WHEN, Moods

DAY = WHEN.date()


def identity(number: int, *, thing: UUID, event_id: UUID) -> Identity:
    return Identity(event_id=event_id, aggregate_id=thing, sequence=number)


def test_each_way_to_differ_has_its_name() -> None:
    thing, ids = uuid7(), [uuid7() for _ in range(6)]
    said = [identity(number, thing=thing, event_id=ids[number]) for number in range(4)]
    heard = [
        said[0],
        identity(2, thing=thing, event_id=ids[1]),
        identity(1, thing=thing, event_id=ids[2]),
        identity(0, thing=thing, event_id=ids[4]),
        identity(9, thing=thing, event_id=ids[5]),
    ]
    found = {each.event_id: each.kind for each in differences(said, {each.event_id: each for each in heard})}
    assert found == {
        ids[1]: "altered", ids[2]: "altered", ids[3]: "missing", ids[4]: "doubled", ids[5]: "unknown"
    }  # fmt: skip


async def test_a_lost_last_event_is_named_and_mended_when_it_is_heard(
    owner: Owner, own_database: Database, tenants: dict[UUID, Municipality]
) -> None:
    thing, moods = uuid7(), Moods()
    await owner.say(thing, range(1, 4))
    (log,) = [messages async for messages in owner.pages()]
    for message in log[:2]:
        await apply(own_database, moods.reader, message)
    (lost,) = await compare_day(own_database, owner.reader, "cards", DAY)
    last = decode(log[2])
    assert (lost.kind, lost.event_id, lost.type, lost.sequence) == ("missing", last.id, last.type, 3)
    assert not await check_day(own_database, owner.reader, moods.reader, "cards", DAY)
    assert await compare_day(own_database, owner.reader, "cards", DAY) == []
    async with own_database.transaction(Context(now=WHEN, municipality_ids=(last.municipality,))) as transaction:
        (day,) = await transaction.fetch(completeness.queries.select_days, 10)
        (difference,) = await transaction.fetch(completeness.queries.select_differences, 10)
    assert (day["said_count"], day["heard_count"], day["matched"]) == (3, 3, True)
    assert difference["mended_at"] is not None


async def test_one_heard_in_place_of_another_is_seen_though_the_count_is_right(
    owner: Owner, own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completeness, "IDENTITIES_PAGE", 2)
    thing, moods = uuid7(), Moods()
    await owner.say(thing, range(1, 4))
    (log,) = [messages async for messages in owner.pages()]
    forged = log[2].replace(str(decode(log[2]).id).encode(), str(uuid7()).encode())
    for message in (*log[:2], forged):
        await apply(own_database, moods.reader, message)
    found = await compare_day(own_database, owner.reader, "cards", DAY)
    assert sorted(each.kind for each in found) == ["doubled", "missing"]


async def test_days_are_compared_from_the_first_that_did_not_match(owner: Owner, own_database: Database) -> None:
    async def days(until: date) -> list[date]:
        return await days_to_compare(own_database, "cards", until)

    assert await days(DAY) == [DAY]
    await compare_day(own_database, owner.reader, "cards", DAY)
    assert await days(DAY + timedelta(days=2)) == [DAY + timedelta(days=1), DAY + timedelta(days=2)]
    await owner.say(uuid7(), range(1, 2), now=datetime(2026, 2, 4, tzinfo=UTC))
    await compare_day(own_database, owner.reader, "cards", DAY + timedelta(days=1))
    assert await days(DAY + timedelta(days=2)) == [DAY + timedelta(days=1), DAY + timedelta(days=2)]
    assert len(await days(DAY + timedelta(days=100))) == completeness.DAYS_BACK + 1


async def test_an_auditor_reads_how_days_compare(owner: Owner, tenants: dict[UUID, Municipality]) -> None:
    await compare_day(owner.database, owner.reader, "cards", DAY)
    staff = Client(httpx.AsyncClient(), owner.settings, next(iter(tenants.values())))
    answer = await owner.get("/events/comparisons", staff.token("eleni", "auditor"))
    assert [(day["day"], day["matched"]) for day in answer.json()["days"]] == [("2026-02-03", True)]
