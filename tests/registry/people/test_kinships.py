"""Nobody opens, works on or decides the own case or a relative's: refused over HTTP and by the database."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag, person_id
from tests.registry import factories
from tests.registry.changes import SUPERVISOR, TODAY, agree, change, ids

ADMIN, OTHER_ADMIN = "anna administrator", "vasso administrator"
MARIA, ELENI = str(person_id("maria")), str(person_id("eleni"))


def kin(staff_id: str, relative: str, relation: str = "sibling") -> dict[str, Any]:
    return {"staff_id": staff_id, "person_id": relative, "relation": relation}


async def declare(client: Client, by: str, relative: str, relation: str = "sibling") -> dict[str, Any]:
    """A relative that a member of staff declares."""
    body = kin(str(person_id(by.split()[0])), relative, relation)
    kinship: dict[str, Any] = await client.post("/kinships", body, by=by)
    return kinship


async def step(client: Client, kinship: dict[str, Any], name: str, by: str) -> Any:
    return await client.send("POST", f"/kinships/{kinship['id']}/{name}", by=by, If_Match=etag(kinship))


async def test_a_relative_that_is_declared_is_in_force_at_once(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    kinship = await declare(paggaio, "maria caseworker", ids(formed)[1])
    assert kinship["state"] == "in_force"
    for path in (f"/households/{formed['id']}", f"/persons/{ids(formed)[1]}"):
        assert (await paggaio.refused("GET", path))[:2] == (409, "own-case")
    assert (await paggaio.get(f"/households/{formed['id']}", by="nikos caseworker"))["id"] == formed["id"]


async def test_an_account_is_linked_to_its_own_person_by_an_administrator(paggaio: Client) -> None:
    body = factories.person()
    person = await paggaio.post("/persons", body)
    own = {"staff_id": MARIA, "identifier": body["identifiers"][1], "relation": "self"}
    assert (await paggaio.refused("POST", "/kinships", own))[:2] == (403, "forbidden")
    kinship = await paggaio.post("/kinships", own, by=ADMIN)
    assert (kinship["person_id"], kinship["state"]) == (person["id"], "in_force")
    assert (await paggaio.refused("GET", f"/persons/{person['id']}"))[:2] == (409, "own-case")
    second = kin(MARIA, (await paggaio.post("/persons", factories.person()))["id"], "self")
    assert (await paggaio.refused("POST", "/kinships", second, by=ADMIN))[:2] == (409, "kinship-known")
    mine = kin(str(person_id("anna")), person["id"], "self")
    assert (await paggaio.refused("POST", "/kinships", mine, by=ADMIN))[:2] == (409, "same-actor")


async def test_a_colleagues_relative_is_linked_by_two_others(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    kinship = await paggaio.post("/kinships", kin(MARIA, ids(formed)[0]), by=ADMIN)
    assert kinship["state"] == "proposed"
    assert (await paggaio.send("GET", f"/households/{formed['id']}")).status_code == 200
    for by in (ADMIN, "maria supervisor"):
        assert (await step(paggaio, kinship, "confirm", by)).json()["type"] == "/problems/same-actor"
    assert (await step(paggaio, kinship, "confirm", OTHER_ADMIN)).json()["state"] == "in_force"
    assert (await paggaio.refused("GET", f"/households/{formed['id']}"))[:2] == (409, "own-case")


async def test_a_kinship_ends_by_two_others_and_never_by_the_one_concerned(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    kinship = await declare(paggaio, "maria caseworker", ids(formed)[0])
    assert (await step(paggaio, kinship, "end", "maria supervisor")).json()["type"] == "/problems/same-actor"
    ending = (await step(paggaio, kinship, "end", ADMIN)).json()
    assert ending["state"] == "ending"
    assert (await paggaio.refused("GET", f"/households/{formed['id']}"))[:2] == (409, "own-case")
    for by in (ADMIN, "maria supervisor"):
        assert (await step(paggaio, ending, "confirm", by)).json()["type"] == "/problems/same-actor"
    kept = (await step(paggaio, ending, "keep", SUPERVISOR)).json()
    assert kept["state"] == "in_force"
    ending = (await step(paggaio, kept, "end", ADMIN)).json()
    assert (await step(paggaio, ending, "confirm", SUPERVISOR)).json()["state"] == "ended"
    assert (await paggaio.send("GET", f"/households/{formed['id']}")).status_code == 200
    assert (await step(paggaio, kept, "keep", SUPERVISOR)).status_code == 412


async def test_nobody_enters_opens_or_works_on_the_own_case(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    formed = await factories.household(paggaio)
    case = await paggaio.post("/applications", factories.application(formed))
    await declare(paggaio, "maria caseworker", person["id"])
    await declare(paggaio, "maria caseworker", ids(formed)[3], "child")
    entering = {"members": [{"person_id": person["id"], "relation": "applicant"}]}
    path = f"/applications/{case['id']}"
    for method, address, body in (
        ("POST", "/households", entering),
        ("POST", "/applications", factories.application(formed)),
        ("GET", path, None),
        ("PUT", f"{path}/declared", {}),
        ("POST", f"{path}/assess", None),
        ("POST", f"{path}/recommend", {"outcome": "approved"}),
        ("POST", f"{path}/withdraw", None),
        ("GET", f"/households/{formed['id']}/history", None),
        ("POST", f"/households/{formed['id']}/arrangement", {"arrangement": "owned", "from_on": TODAY}),
        ("POST", f"/households/{formed['id']}/closures", {"closed_on": TODAY}),
        ("GET", f"/persons/{ids(formed)[3]}/households", None),
        ("PUT", f"/persons/{ids(formed)[3]}/contact", {"language": "en"}),
    ):
        refusal = await paggaio.refused(method, address, body, If_Match=etag(case))
        assert refusal[:2] == (409, "own-case"), address


async def test_a_relative_who_has_left_still_bars_from_the_case_of_that_day(paggaio: Client) -> None:
    case = await factories.recommended(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    await declare(paggaio, SUPERVISOR, ids(formed)[1])
    paggaio.now = "2026-01-20T10:00:00+02:00"
    leaving = {"person_id": ids(formed)[1], "left_on": "2026-01-20", "reason": "separated"}
    await change(paggaio, formed, "departures", leaving)
    body = {"outcome": "approved"}
    refusal = await paggaio.refused(
        "POST", f"/applications/{case['id']}/decide", body, by=SUPERVISOR, If_Match=etag(case)
    )
    assert refusal[:2] == (409, "own-case")
    assert (await paggaio.send("GET", f"/households/{formed['id']}", by=SUPERVISOR)).status_code == 200


async def test_nobody_confirms_a_split_of_the_own_household(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    await declare(paggaio, SUPERVISOR, ids(formed)[0])
    proposal = await change(paggaio, formed, "closures", {"closed_on": TODAY})
    answer = await agree(paggaio, proposal)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/own-case")
    rejecting = await paggaio.refused("POST", f"/household-proposals/{proposal['id']}/reject", by=SUPERVISOR)
    assert rejecting[:2] == (409, "own-case")


async def test_the_database_itself_refuses_a_decision_on_the_own_case(paggaio: Client, connection: Connection) -> None:
    case = await factories.recommended(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    await declare(paggaio, SUPERVISOR, ids(formed)[2])
    for column in ("outcome = 'approved', decided_at = recommended_at, decided_by", "recommended_by"):
        with pytest.raises(asyncpg.CheckViolationError, match="own case"):
            async with connection.transaction():
                await connection.execute(
                    f"UPDATE decisions SET {column} = $2 WHERE application_id = $1", case["id"], person_id("eleni")
                )


BY_ONE = [
    ("relation = 'self', declared_by = staff_id", "self_is_linked_by_another"),
    ("declared_by = '0190c000-0000-7000-8000-000000000001'", "relative_is_declared_or_linked_by_two"),
    ("confirmed_by = declared_by", "confirmed_by_another"),
    ("state = 'ending', end_proposed_by = staff_id", "ended_by_another_than_concerned"),
    ("ended_at = declared_at, ended_by = staff_id", "ended_by_another_than_concerned"),
]


@pytest.mark.parametrize(("change_to", "constraint"), BY_ONE)
async def test_the_database_wants_others_for_a_kinship(
    paggaio: Client, connection: Connection, change_to: str, constraint: str
) -> None:
    person = await paggaio.post("/persons", factories.person())
    kinship = await declare(paggaio, "maria caseworker", person["id"])
    with pytest.raises(asyncpg.CheckViolationError, match=constraint):
        await connection.execute(f"UPDATE kinships SET {change_to} WHERE id = $1", kinship["id"])


async def test_staff_see_their_own_kinships_and_linkers_all(paggaio: Client, al_koura: Client) -> None:
    people = [(await paggaio.post("/persons", factories.person()))["id"] for _ in range(2)]
    await declare(paggaio, "maria caseworker", people[0])
    await declare(paggaio, "nikos caseworker", people[1])
    mine = (await paggaio.get(f"/kinships?staff_id={person_id('nikos')}"))["items"]
    assert [each["person_id"] for each in mine] == [people[0]]
    assert len((await paggaio.get("/kinships", by=ADMIN))["items"]) == 2
    assert (await al_koura.get("/kinships", by=ADMIN))["items"] == []
    nobody = kin(MARIA, "0190d000-0000-7000-8000-000000000001")
    assert (await paggaio.refused("POST", "/kinships", nobody))[0] == 404
    assert (await paggaio.refused("POST", "/kinships", {"staff_id": MARIA, "relation": "child"}))[0] == 400
    assert (await paggaio.refused("POST", "/kinships", kin(ELENI, people[0])))[:2] == (403, "forbidden")
