"""Who lives with whom: one household for each person, one applicant for each household."""

from datetime import date
from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client
from tests.registry import factories


async def test_a_household_is_entered_with_its_members_in_one_request(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    assert [member["relation"] for member in formed["members"]] == ["applicant", "spouse", "child", "child"]
    assert formed["members"][0]["name"] == "Φωτεινή Σαββίδου"
    person = await paggaio.get(f"/persons/{formed['members'][3]['person_id']}")
    assert person["fields"]["town"] == "Ελευθερούπολη"


async def test_a_person_who_is_registered_joins_by_id(paggaio: Client) -> None:
    known = await paggaio.post("/persons", factories.person())
    body: dict[str, Any] = {"members": [{"person_id": known["id"], "relation": "applicant"}]}
    formed = await factories.household(paggaio, body)
    assert formed["members"][0]["person_id"] == known["id"]
    again = await paggaio.send("POST", "/households", body)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-member")
    assert again.json()["household_id"] == formed["id"]


NONE: list[tuple[Any, str]] = [
    ([], "/members"),
    ([{"relation": "applicant"}], "/members/0"),
    ([{"relation": "child", "person": factories.person()}], "/members"),
    ([{"relation": "applicant", "person": factories.person(), "surplus": 1}], "/members/0/surplus"),
    ([{"relation": "landlord", "person": factories.person()}], "/members/0/relation"),
]


@pytest.mark.parametrize(("members", "pointer"), NONE)
async def test_a_malformed_household_is_refused_with_a_pointer(
    paggaio: Client, members: list[Any], pointer: str
) -> None:
    answer = await paggaio.send("POST", "/households", {"members": members})
    assert answer.status_code == 400
    assert pointer in {fault["pointer"] for fault in answer.json()["errors"]}


async def test_faults_of_members_are_found_together_and_nothing_is_kept(
    paggaio: Client, connection: Connection
) -> None:
    body = factories.couple_with_two_children()
    body["members"][1]["person"]["identifiers"][0]["number"] = "1"
    body["members"][2]["person"]["identifiers"][1]["number"] = "000000000"
    answer = await paggaio.send("POST", "/households", body)
    pointers = [fault["pointer"] for fault in answer.json()["errors"]]
    assert pointers == ["/members/1/person/identifiers/0/number", "/members/2/person/identifiers/1/number"]
    assert await connection.fetchval("SELECT count(*) FROM persons") == 0


async def test_the_same_number_twice_in_one_household_is_refused(paggaio: Client) -> None:
    body = factories.couple_with_two_children()
    body["members"][1]["person"]["identifiers"][1] = body["members"][0]["person"]["identifiers"][1]
    answer = await paggaio.send("POST", "/households", body)
    assert answer.json()["type"] == "/problems/person-known"
    assert answer.json()["pointer"] == "/members/1/person"


async def test_an_unknown_person_or_household_is_not_found(paggaio: Client, al_koura: Client) -> None:
    unknown = "0190d000-0000-7000-8000-000000000001"
    body = {"members": [{"person_id": unknown, "relation": "applicant"}]}
    assert (await paggaio.send("POST", "/households", body)).status_code == 404
    formed = await factories.household(paggaio)
    assert (await al_koura.send("GET", f"/households/{formed['id']}")).status_code == 404


async def test_a_repeated_request_gets_the_first_answer(paggaio: Client) -> None:
    body = factories.couple_with_two_children()
    first = await paggaio.send("POST", "/households", body, Idempotency_Key="once")
    again = await paggaio.send("POST", "/households", body, Idempotency_Key="once")
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["idempotent-replayed"] == "true"


STAY = (
    "INSERT INTO household_members (household_id, person_id, place, relation, studies, work, joined_on, left_on) "
    "VALUES ($1, $2, 9, $3, false, 'not_stated', $4, $5)"
)
TODAY, TOMORROW = date(2026, 1, 12), date(2026, 1, 13)


async def test_the_database_keeps_a_person_in_one_household_on_any_day(paggaio: Client, connection: Connection) -> None:
    one, other = await factories.household(paggaio), await factories.household(paggaio)
    member = (one["id"], other["members"][1]["person_id"], "other")
    with pytest.raises(asyncpg.UniqueViolationError, match="one_household"):
        async with connection.transaction():
            await connection.execute(STAY, *member, date(2020, 1, 1), None)
    with pytest.raises(asyncpg.ExclusionViolationError, match="one_household_on_any_day"):
        await connection.execute(STAY, *member, TODAY, TOMORROW)


async def test_the_database_keeps_one_holder_on_any_day(paggaio: Client, connection: Connection) -> None:
    formed, person = await factories.household(paggaio), await paggaio.post("/persons", factories.person())
    with pytest.raises(asyncpg.ExclusionViolationError, match="one_holder_on_any_day"):
        await connection.execute(STAY, formed["id"], person["id"], "applicant", TODAY, TOMORROW)
