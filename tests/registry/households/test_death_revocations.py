"""A death that was entered by mistake is taken back by two people, and who was where on any date is as it was."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.registry import factories, rights
from tests.registry.changes import LATER, SUPERVISOR, TODAY, agree, death, ids, read

MISTAKE = {"reason": "wrong_person"}
NEXT_WEEK = "2026-01-19T10:00:00+02:00"
APRIL = "2026-04-14T10:00:00+03:00"


async def proposed(client: Client, person_id: str, by: str = "") -> Any:
    person = await client.get(f"/persons/{person_id}")
    return await client.post(f"/persons/{person_id}/death-revocations", MISTAKE, by=by, If_Match=etag(person))


async def revoked(client: Client, person_id: str) -> None:
    answer = await agree(client, await proposed(client, person_id))
    assert answer.status_code == 201, answer.text
    assert answer.json()["state"] == "executed"


def said(events: list[tuple[str, Any]], name: str) -> list[Any]:
    return [event for kind, event in events if kind == f"registry.{name}.v1"]


async def test_a_member_lives_in_the_household_as_if_nothing_had_been(
    paggaio: Client, events: Callable[[], Any]
) -> None:
    formed = await factories.household(paggaio)
    child = ids(formed)[3]
    await death(paggaio, child)
    paggaio.now = LATER
    await revoked(paggaio, child)
    for day in ("2026-01-12", "2026-02-20", "2026-03-10"):
        assert ids(await read(paggaio, formed, day)) == ids(formed)
    person = await paggaio.get(f"/persons/{child}")
    assert person["died_on"] is None
    (kept,) = (await paggaio.get(f"/persons/{child}/death-revocations"))["revocations"]
    assert (kept["died_on"], kept["reason"]) == (TODAY, "wrong_person")
    history = await paggaio.get(f"/households/{formed['id']}/history")
    assert [change["kind"] for change in history["changes"]] == ["member_died", "death_revoked"]
    heard = await events()
    assert said(heard, "person_death_revoked") == [{"person_id": child, "revoked_on": "2026-03-10"}]
    assert said(heard, "member_joined")[-1]["joined_on"] == TODAY


async def test_the_holder_holds_again_and_the_right_follows(paggaio: Client, events: Callable[[], Any]) -> None:
    case = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    holder, spouse, *children = ids(formed)
    relations = [{"person_id": child, "relation": "other"} for child in children]
    await death(paggaio, holder, new_holder_id=spouse, relations=relations)
    paggaio.now = NEXT_WEEK
    await revoked(paggaio, holder)
    now = await read(paggaio, formed)
    assert {member["person_id"]: member["relation"] for member in now["members"]} == {
        holder: "applicant",
        spouse: "spouse",
        **dict.fromkeys(children, "child"),
    }
    assert ids(await read(paggaio, formed, "2026-01-15"))[0] == spouse, "who held meanwhile stays on record"
    (right,) = (await paggaio.get(f"/memberships?household_id={formed['id']}"))["items"]
    assert (right["holder_id"], right["state"]) == (holder, "active")
    assert said(await events(), "holder_changed")[-1]["holder_id"] == holder


async def test_who_was_chosen_as_holder_since_goes_on_holding(paggaio: Client) -> None:
    body = factories.couple_with_two_children()
    body["members"].append({"person": factories.person("1990-04-04"), "relation": "other"})
    formed = await factories.household(paggaio, body)
    holder, spouse, _, _, uncle = ids(formed)
    await death(paggaio, holder, new_holder_id=spouse)
    now = await read(paggaio, formed)
    await paggaio.post(
        f"/households/{formed['id']}/holder", {"person_id": uncle, "changed_on": TODAY}, If_Match=etag(now)
    )
    await revoked(paggaio, holder)
    now = await read(paggaio, formed)
    assert ids(now)[0] == uncle
    assert holder in ids(now)


async def test_a_household_that_closed_is_opened_and_its_right_goes_on_with_what_was_missed(
    paggaio: Client, events: Callable[[], Any]
) -> None:
    right = await rights.begun(paggaio)
    formed = await paggaio.get(f"/households/{right['household_id']}")
    holder, spouse, *children = ids(formed)
    paggaio.now = "2026-02-02T10:00:00+02:00"
    await death(paggaio, spouse, died_on="2026-02-02")
    await death(paggaio, holder, died_on="2026-02-02")
    assert (await read(paggaio, formed))["closed_for"] == "died"
    paggaio.now = APRIL
    await revoked(paggaio, holder)
    again = await read(paggaio, formed)
    assert (again["closed_on"], set(ids(again))) == (None, {holder, *children})
    ended, going = (await paggaio.get(f"/memberships?household_id={formed['id']}"))["items"]
    assert (ended["state"], going["state"], going["continues_id"]) == ("exited", "active", ended["id"])
    assert (going["starts_on"], going["ends_on"]) == (ended["exited_on"], right["ends_on"])
    assert going["arrears"] == ["2026-03-01"]
    heard = await events()
    assert said(heard, "household_reopened") == [{"household_id": formed["id"], "reopened_on": "2026-04-14"}]
    (activated,) = said(heard, "membership_activated")[1:]
    assert (activated["membership_id"], activated["arrears"]) == (going["id"], ["2026-03-01"])


async def test_a_child_who_found_another_home_stays_there(paggaio: Client) -> None:
    body = factories.couple_with_two_children()
    body["members"] = [body["members"][0], body["members"][2]]
    formed, other = await factories.household(paggaio, body), await factories.household(paggaio)
    holder, child = ids(formed)
    await death(paggaio, holder)
    joining = {"member": {"person_id": child, "relation": "other"}, "joined_on": TODAY}
    await paggaio.post(f"/households/{other['id']}/members", joining, If_Match=etag(other))
    paggaio.now = NEXT_WEEK
    await revoked(paggaio, holder)
    assert ids(await read(paggaio, formed)) == [holder]
    assert child in ids(await read(paggaio, other))


async def test_it_takes_two_people_a_death_on_record_and_the_person_as_seen(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    child = ids(formed)[3]
    person = await paggaio.get(f"/persons/{child}")
    path = f"/persons/{child}/death-revocations"
    refusal = await paggaio.refused("POST", path, MISTAKE, If_Match=etag(person))
    assert refusal[:2] == (409, "person-alive")
    dead = (await death(paggaio, child)).json()
    assert (await paggaio.refused("POST", path, MISTAKE, If_Match=etag(person)))[0] == 412
    both = "zoe caseworker,supervisor"
    proposal = await proposed(paggaio, child, by=both)
    alone_answer = await agree(paggaio, proposal, by=both)
    assert (alone_answer.status_code, alone_answer.json()["type"]) == (409, "/problems/same-actor")
    rejected = await paggaio.post(f"/household-proposals/{proposal['id']}/reject", by=SUPERVISOR)
    assert rejected["state"] == "rejected"
    assert (await paggaio.get(f"/persons/{child}"))["died_on"] == dead["died_on"]


async def test_a_member_of_no_household_is_alive_again_too(paggaio: Client, events: Callable[[], Any]) -> None:
    person = await paggaio.post("/persons", factories.person())
    await death(paggaio, person["id"])
    await revoked(paggaio, person["id"])
    assert [kind for kind, _ in await events()] == ["registry.person_died.v1", "registry.person_death_revoked.v1"]


async def test_the_database_lets_nobody_live_again_by_one_person(paggaio: Client, connection: Connection) -> None:
    person = await paggaio.post("/persons", factories.person())
    await death(paggaio, person["id"])
    with pytest.raises(asyncpg.RestrictViolationError, match="No revocation"):
        async with connection.transaction():
            await connection.execute("UPDATE persons SET died_on = NULL WHERE id = $1", person["id"])
    with pytest.raises(asyncpg.CheckViolationError, match="revoked_by_another_than_proposed"):
        async with connection.transaction():
            await connection.execute(
                "INSERT INTO death_revocations (id, person_id, died_on, reason, proposed_by, revoked_by, revoked_at) "
                "SELECT gen_random_uuid(), id, died_on, 'x', registered_by, registered_by, registered_at FROM persons "
                "WHERE id = $1",
                person["id"],
            )
