"""A household goes up in another one by two people: its rights end, its people live there, all of it dated."""

from collections.abc import Callable
from typing import Any

from tests.clients import Client
from tests.registry import factories
from tests.registry.changes import LATER, TODAY, agree, alone, change, ids, read, refused


async def merged(client: Client, one: dict[str, Any], other: dict[str, Any], **fields: Any) -> Any:
    body = {"into_household_id": other["id"], "merged_on": TODAY} | fields
    return await agree(client, await change(client, one, "merges", body))


async def test_the_people_of_one_household_live_in_the_other(paggaio: Client, events: Callable[[], Any]) -> None:
    one, other = await alone(paggaio), await factories.household(paggaio)
    mother = ids(one)[0]
    answer = await merged(paggaio, one, other, relations=[{"person_id": mother, "relation": "parent"}])
    assert answer.status_code == 201, answer.text
    gone, now = await read(paggaio, one), await read(paggaio, other)
    assert (gone["closed_on"], gone["closed_for"], gone["merged_into_id"]) == (TODAY, "merged", other["id"])
    assert gone["members"] == []
    assert (now["members"][-1]["person_id"], now["members"][-1]["relation"]) == (mother, "parent")
    assert now["members"][0]["person_id"] == ids(other)[0]
    (kind, said), *moved = await events()
    assert kind == "registry.household_merged.v1"
    assert said == {"household_id": one["id"], "into_household_id": other["id"], "merged_on": TODAY}
    assert [data["household_id"] for _, data in moved] == [one["id"], other["id"]]


async def test_the_rights_of_the_household_end_and_its_open_case_is_withdrawn(
    paggaio: Client, events: Callable[[], Any]
) -> None:
    case = await factories.decided(paggaio)
    formed, other = await paggaio.get(f"/households/{case['household_id']}"), await factories.household(paggaio)
    opened = await paggaio.post("/applications", factories.application(formed))
    formed = await read(paggaio, formed)
    assert (await merged(paggaio, formed, other)).status_code == 201
    (membership,) = (await paggaio.get(f"/memberships?household_id={formed['id']}"))["items"]
    assert membership["state"] == "exited"
    assert (await paggaio.get(f"/applications/{opened['id']}"))["state"] == "withdrawn"
    exited = [data for kind, data in await events() if kind == "registry.membership_exited.v1"]
    assert [(data["reason"], data["exited_on"]) for data in exited] == [("merged", TODAY)]


async def test_a_merge_is_dated(paggaio: Client) -> None:
    one, other = await alone(paggaio), await factories.household(paggaio)
    paggaio.now = LATER
    assert (await merged(paggaio, one, other, merged_on="2026-02-01")).status_code == 201
    assert ids(await read(paggaio, one, "2026-01-31")) == ids(one)
    assert ids(await read(paggaio, other, "2026-01-31")) == ids(other)
    assert ids(await read(paggaio, other, "2026-02-01")) == ids(other) + ids(one)


async def test_one_person_does_not_merge_households(paggaio: Client) -> None:
    one, other = await alone(paggaio), await alone(paggaio)
    proposal = await change(paggaio, one, "merges", {"into_household_id": other["id"], "merged_on": TODAY})
    answer = await agree(paggaio, proposal, by="maria supervisor")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/same-actor")
    listed = (await paggaio.get("/household-proposals"))["items"]
    assert [each["id"] for each in listed] == [proposal["id"]]


async def test_a_merge_of_households_that_changed_meanwhile_is_proposed_anew(paggaio: Client) -> None:
    one, other = await alone(paggaio), await alone(paggaio)
    proposal = await change(paggaio, one, "merges", {"into_household_id": other["id"], "merged_on": TODAY})
    await change(paggaio, other, "arrangement", {"arrangement": "owned", "from_on": TODAY})
    assert (await agree(paggaio, proposal)).status_code == 412


async def test_a_household_merges_with_another_one_that_keeps_its_holder(paggaio: Client) -> None:
    one, other = await alone(paggaio), await alone(paggaio)
    same = {"into_household_id": one["id"], "merged_on": TODAY}
    assert await refused(paggaio, one, "merges", same) == (400, "malformed")
    holding = [{"person_id": ids(one)[0], "relation": "applicant"}]
    two = {"into_household_id": other["id"], "merged_on": TODAY, "relations": holding}
    assert await refused(paggaio, one, "merges", two) == (400, "malformed")
    nobody = {"into_household_id": "0190d000-0000-7000-8000-000000000001", "merged_on": TODAY}
    assert await refused(paggaio, one, "merges", nobody) == (404, "not-found")
