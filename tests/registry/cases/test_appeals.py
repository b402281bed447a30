"""An appeal comes in time and is ruled by somebody new; overturning gives the right back from its start, or ends it."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag, person_id
from tests.registry import factories
from tests.registry.telling import told
from tests.registry.walking import ANOTHER_SUPERVISOR, COMMANDS, reach, take

GROUNDS = "Η κυρία Παπαδοπούλου μένει εδώ από το 2019."


async def rejected_for_vehicles(client: Client) -> Any:
    """A household rejected for a car that, it says, is not its own."""
    return await reach(client, "rejected", declared={"vehicles_minor": 9_000_00})


async def rule(client: Client, case: Any, outcome: str, by: str = ANOTHER_SUPERVISOR) -> Any:
    body = {"outcome": outcome, "reason": "new_facts"}
    return await client.send("POST", f"/applications/{case['id']}/ruling", body, by=by, If_Match=etag(case))


async def test_an_appeal_is_lodged_with_its_grounds_sealed(paggaio: Client, connection: Connection) -> None:
    case = await reach(paggaio, "rejected")
    path = f"/applications/{case['id']}/appeal"
    lodged = await paggaio.post(path, {"grounds": GROUNDS}, If_Match=etag(case))
    assert lodged["state"] == "appealed"
    shown = (await paggaio.get(f"/applications/{case['id']}"))["appeal"]
    assert (await paggaio.send("GET", f"/appeals/{shown['id']}")).status_code == 400
    appeal = await paggaio.get(f"/appeals/{shown['id']}?purpose=decision")
    assert (appeal["grounds"], appeal["lodged_on"], appeal["until_on"]) == (GROUNDS, "2026-01-12", "2026-02-11")
    assert appeal["lodged_by"] == str(person_id("maria"))
    assert shown == appeal | {"grounds": None}
    assert "Παπαδοπούλου" not in str(await connection.fetch("SELECT t::text FROM appeals AS t"))


@pytest.mark.parametrize(("day", "status"), [("2026-02-11", 201), ("2026-02-12", 409)])
async def test_an_appeal_comes_within_the_programmes_days(paggaio: Client, day: str, status: int) -> None:
    case = await reach(paggaio, "rejected")
    paggaio.now = f"{day}T23:00:00+02:00"
    answer = await COMMANDS["appeal"].send(paggaio, case)
    assert answer.status_code == status, answer.text
    if status == 409:
        assert (answer.json()["type"], answer.json()["until_on"]) == ("/problems/appeal-too-late", "2026-02-11")


async def test_a_member_of_the_household_appeals_and_no_stranger(paggaio: Client) -> None:
    case = await reach(paggaio, "rejected")
    members = (await paggaio.get(f"/applications/{case['id']}"))["members"]
    spouse = next(member["person_id"] for member in members if member["relation"] == "spouse")
    stranger = (await paggaio.post("/persons", factories.person()))["id"]
    path = f"/applications/{case['id']}/appeal"
    body = {"grounds": GROUNDS, "appellant_id": stranger}
    assert (await paggaio.refused("POST", path, body, If_Match=etag(case)))[:2] == (409, "outside-household")
    await paggaio.post(path, body | {"appellant_id": spouse}, If_Match=etag(case))
    assert (await paggaio.get(f"/applications/{case['id']}"))["appeal"]["appellant_id"] == spouse


async def test_an_overturned_rejection_gives_the_right_from_the_start_it_should_have_had(
    paggaio: Client, events: Callable[[], Any]
) -> None:
    case = await take(paggaio, await rejected_for_vehicles(paggaio), "appeal")
    case = await take(paggaio, case, "correct", "assess")
    assert case["state"] == "appealed"
    paggaio.now = "2026-03-20T09:30:00+02:00"
    ruled = await rule(paggaio, case, "overturned")
    assert ruled.json()["state"] == "overturned", ruled.text
    membership = (await paggaio.get(f"/applications/{case['id']}"))["membership"]
    assert (membership["state"], membership["monthly_amount_minor"]) == ("active", 432_00)
    assert (membership["starts_on"], membership["ends_on"]) == ("2026-02-01", "2026-07-31")
    said = [(kind, about.get("outcome")) for kind, about in await events()]
    assert said == [
        ("registry.application_decided.v1", "rejected"),
        ("registry.membership_activated.v1", None),
        ("registry.application_decided.v1", "approved"),
    ]


async def test_a_rejection_is_not_overturned_for_a_household_without_a_right(paggaio: Client) -> None:
    case = await take(paggaio, await rejected_for_vehicles(paggaio), "appeal")
    refused = await rule(paggaio, case, "overturned")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-eligible")
    corrected = await take(paggaio, case, "correct")
    assert (await rule(paggaio, corrected, "overturned")).json()["type"] == "/problems/facts-changed"
    assert (await rule(paggaio, corrected, "upheld")).json()["state"] == "upheld"


async def test_an_overturned_rejection_needs_all_that_an_approval_needs(paggaio: Client) -> None:
    case = await reach(paggaio, "rejected", evidence=[])
    case = await take(paggaio, case, "appeal")
    assert (await rule(paggaio, case, "overturned")).json()["type"] == "/problems/evidence-missing"
    for kind in factories.EVIDENCE:
        await paggaio.post(f"/applications/{case['id']}/evidence", {"kind": kind})
    assert (await rule(paggaio, case, "overturned")).status_code == 201


async def test_an_overturned_approval_ends_the_right(paggaio: Client, events: Callable[[], Any]) -> None:
    case = await take(paggaio, await reach(paggaio, "approved"), "appeal")
    paggaio.now = "2026-02-10T09:30:00+02:00"
    assert (await rule(paggaio, case, "overturned")).json()["state"] == "overturned"
    membership = (await paggaio.get(f"/applications/{case['id']}"))["membership"]
    assert (membership["state"], membership["exited_on"]) == ("exited", "2026-02-10")
    said = [(kind, about.get("outcome"), about.get("reason")) for kind, about in await events()]
    assert said[2:] == [
        ("registry.membership_exited.v1", None, "appeal"),
        ("registry.application_decided.v1", "rejected", None),
    ]


async def test_an_upheld_decision_changes_nothing_and_is_told(paggaio: Client, events: Callable[[], Any]) -> None:
    case = await reach(paggaio, "appealed")
    before = len(await events())
    assert (await rule(paggaio, case, "upheld")).json()["state"] == "upheld"
    assert len(await events()) == before
    said = (await told(paggaio))[-1]["text"]
    assert said["subject"] == "Κρίθηκε η ένστασή σας."
    assert "Η απόφαση παραμένει ως έχει." in said["body"]


@pytest.mark.parametrize("name", ["maria", "eleni", "nikos"])
async def test_who_entered_decided_or_assessed_does_not_rule(paggaio: Client, name: str) -> None:
    case = await take(paggaio, await reach(paggaio, "rejected"), "appeal")
    case = await paggaio.post(f"/applications/{case['id']}/assess", by="nikos caseworker", If_Match=etag(case))
    refused = await rule(paggaio, case, "upheld", by=f"{name} supervisor")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/same-actor")


INSERT_RULING = (
    "INSERT INTO appeal_rulings (appeal_id, application_id, opened_by, recommended_by, decided_by, lodged_by, "
    "assessment_id, assessed_by, outcome, reason, ruled_at, ruled_by) "
    "SELECT p.id, p.application_id, {people}, s.id, s.assessed_by, 'upheld', 'x', p.lodged_at, $2 "
    "FROM appeals AS p JOIN assessments AS s USING (application_id) WHERE p.application_id = $1"
)
PEOPLE = "p.opened_by, p.recommended_by, p.decided_by, p.lodged_by"


@pytest.mark.parametrize("name", ["maria", "eleni"])
async def test_the_database_itself_refuses_a_ruling_by_who_took_part(
    paggaio: Client, connection: Connection, name: str
) -> None:
    case = await reach(paggaio, "appealed")
    with pytest.raises(asyncpg.CheckViolationError, match="ruled_by_another_than"):
        async with connection.transaction():
            await connection.execute(INSERT_RULING.format(people=PEOPLE), case["id"], person_id(name))
    # Nor can other people be written in their place.
    others = PEOPLE.replace("p.decided_by", "gen_random_uuid()")
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await connection.execute(INSERT_RULING.format(people=others), case["id"], person_id("petros"))


async def test_the_database_refuses_a_ruling_on_a_relatives_case(paggaio: Client, connection: Connection) -> None:
    case = await reach(paggaio, "appealed")
    members = (await paggaio.get(f"/applications/{case['id']}"))["members"]
    await connection.execute(
        "INSERT INTO kinships (id, staff_id, person_id, relation, state, declared_by, declared_at) "
        "VALUES (gen_random_uuid(), $1, $2, 'parent', 'in_force', $1, '2026-01-01')",
        person_id("petros"),
        members[0]["person_id"],
    )
    assert (await rule(paggaio, case, "upheld")).json()["type"] == "/problems/own-case"
    with pytest.raises(asyncpg.CheckViolationError, match="own case"):
        await connection.execute(INSERT_RULING.format(people=PEOPLE), case["id"], person_id("petros"))


async def test_the_database_refuses_a_late_appeal_and_a_change_of_one(paggaio: Client, connection: Connection) -> None:
    case = await reach(paggaio, "upheld")
    await connection.execute("RESET ROLE")
    for table in ("appeals", "appeal_rulings"):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with connection.transaction():
                await connection.execute(f"DELETE FROM {table} WHERE application_id = $1", case["id"])
    late = await reach(paggaio, "rejected")
    with pytest.raises(asyncpg.CheckViolationError, match="lodged_in_time"):
        await connection.execute(
            "INSERT INTO appeals SELECT p.municipality_id, gen_random_uuid(), d.application_id, d.opened_by, "
            "d.recommended_by, d.decided_by, p.appellant_id, p.grounds_id, p.until_on, p.until_on + 1, p.lodged_at, "
            "p.lodged_by FROM appeals AS p, decisions AS d WHERE p.application_id = $1 AND d.application_id = $2",
            case["id"],
            late["id"],
        )
