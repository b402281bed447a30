"""An entry is compared with everybody in its own transaction; what is suspected blocks decisions and benefit runs."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.db import Connection, Context, connect
from services.kit.settings import Municipality, Settings
from services.registry.people import persons
from services.registry.people.persons import NewPerson
from tests.clients import Client, etag, person_id, tenant_named
from tests.databases import Urls
from tests.registry import entered_twice, factories


async def test_an_entry_answers_with_whom_it_may_be_one_person_and_why(paggaio: Client) -> None:
    first = await paggaio.post("/persons", entered_twice.once())
    assert first["suspected"] == []
    second = await paggaio.post("/persons", entered_twice.again())
    (suspicion,) = second["suspected"]
    assert {suspicion["first_id"], suspicion["second_id"]} == {first["id"], second["id"]}
    assert suspicion["score"] >= 90
    assert suspicion["reasons"] == ["same_birth_date", "same_name", "same_father_name", "same_phone"]


async def test_relatives_and_people_with_other_numbers_are_not_suspected(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    again = await factories.household(paggaio)
    assert formed["suspected"] == again["suspected"] == []


async def test_another_tenants_people_are_not_met(paggaio: Client, al_koura: Client) -> None:
    await paggaio.post("/persons", entered_twice.once())
    assert (await al_koura.post("/persons", entered_twice.again(phone="0791234567")))["suspected"] == []


async def test_two_entries_in_one_household_are_a_pair_too(paggaio: Client, events: Callable[[], Any]) -> None:
    body = {
        "members": [
            {"person": entered_twice.once(), "relation": "applicant"},
            {"person": entered_twice.again(), "relation": "other"},
        ]
    }
    formed = await factories.household(paggaio, body)
    assert len(formed["suspected"]) == 1
    ((said, held),) = await events()
    assert (said, held["household_id"], held["reason"]) == (
        "registry.household_held.v1", formed["id"], "possible_duplicate",
    )  # fmt: skip


async def test_both_households_are_held_and_released(paggaio: Client, events: Callable[[], Any]) -> None:
    first, second, pair = await entered_twice.households(paggaio)
    held = await events()
    assert {said for said, _ in held} == {"registry.household_held.v1"}
    assert {data["household_id"] for _, data in held} == {first["id"], second["id"]}
    await paggaio.post(f"/duplicates/{pair['id']}/part", If_Match=etag(pair))
    released = [data for said, data in await events() if said == "registry.household_released.v1"]
    assert {data["hold_id"] for data in released} == {data["hold_id"] for _, data in held}


async def test_each_pair_holds_by_itself(paggaio: Client, events: Callable[[], Any]) -> None:
    first, _, pair = await entered_twice.households(paggaio)
    await entered_twice.alone(paggaio, entered_twice.again(phone="6999999999"))
    holds = [data["hold_id"] for _, data in await events() if data["household_id"] == first["id"]]
    assert len(set(holds)) == 2
    await paggaio.post(f"/duplicates/{pair['id']}/part", If_Match=etag(pair))
    released = [data["hold_id"] for said, data in await events() if said == "registry.household_released.v1"]
    assert len([hold for hold in holds if hold not in released]) == 1


async def test_a_person_who_joins_a_household_brings_the_hold(paggaio: Client, events: Callable[[], Any]) -> None:
    pair = await entered_twice.pair(paggaio)
    assert await events() == []
    body = {"members": [{"person_id": pair["first_id"], "relation": "applicant"}]}
    formed = await factories.household(paggaio, body)
    ((_, held),) = await events()
    assert held["household_id"] == formed["id"]


async def test_an_open_pair_blocks_recommending_and_deciding(paggaio: Client) -> None:
    formed = await entered_twice.alone(paggaio, entered_twice.once())
    case = await paggaio.post("/applications", factories.application(formed))
    second = await paggaio.post("/persons", entered_twice.again())
    path = f"/applications/{case['id']}/recommend"
    status, kind, problem = await paggaio.refused("POST", path, {"outcome": "approved"}, If_Match=etag(case))
    assert (status, kind) == (409, "duplicate-suspected")
    assert problem["duplicate_ids"] == [second["suspected"][0]["id"]]
    pair = await paggaio.get(f"/duplicates/{problem['duplicate_ids'][0]}")
    await paggaio.post(f"/duplicates/{pair['id']}/part", If_Match=etag(pair))
    moved = await paggaio.post(path, {"outcome": "approved"}, If_Match=etag(case))
    assert moved["state"] == "recommended"


async def test_one_audit_row_says_on_whose_entry_the_machine_compared(paggaio: Client, connection: Connection) -> None:
    first = await paggaio.post("/persons", entered_twice.once())
    second = await paggaio.post("/persons", entered_twice.again())
    rows = await connection.fetch("SELECT action, object_id::text, purpose FROM audit_entries ORDER BY id")
    compared = [row for row in rows if row["action"] == "persons_compared"]
    assert [(row["object_id"], row["purpose"]) for row in compared] == [(second["id"], "duplicate_check")]
    suspected = {row["object_id"] for row in rows if row["action"] == "duplicate_suspected"}
    assert suspected == {first["id"], second["id"]}


async def test_with_a_person_the_keys_are_erased_and_the_pair_lapses(
    paggaio: Client, connection: Connection, events: Callable[[], Any]
) -> None:
    pair = await entered_twice.pair(paggaio)
    await entered_twice.alone(paggaio, factories.person())
    await paggaio.post(f"/persons/{pair['first_id']}/erase", by=entered_twice.SUPERVISOR, If_Match=etag(pair["first"]))
    for keys in ("match_keys", "search_keys"):
        assert not await connection.fetchval(f"SELECT count(*) FROM {keys} WHERE person_id = $1", pair["first_id"])
    found = (await paggaio.get(f"/duplicates?person_id={pair['second_id']}"))["items"]
    assert [each["state"] for each in found] == ["lapsed"]


async def test_one_person_entered_at_two_desks_at_once_is_suspected(
    new_database: Callable[[str], Awaitable[Urls]],
    tenants: dict[UUID, Municipality],
    settings_of: Callable[..., Settings],
) -> None:
    urls = await new_database("registry")
    vault.unlock(settings_of("registry", urls).keyring)
    database = await connect(urls.api, size=2, tenants=tenants)

    async def enter(body: dict[str, Any]) -> int:
        context = Context(
            now=datetime(2026, 1, 12, 8, tzinfo=UTC),
            municipality_ids=(tenant_named(tenants, "paggaio").id,),
            actor_id=person_id("maria"),
        )
        async with database.transaction(context) as transaction:
            person = await persons.register(transaction, msgspec.convert(body, NewPerson))
            await asyncio.sleep(0.05)
        return len(person.suspected)

    try:
        found = await asyncio.gather(enter(entered_twice.once()), enter(entered_twice.again()))
    finally:
        await database.close()
    assert sorted(found) == [0, 1]
