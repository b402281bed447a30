"""A case is worked on by one person at a time: taken when free, given by a supervisor, and never taken by two."""

from typing import Any

import pytest

from services.kit.db import Connection
from tests.clients import Client, etag, person_id
from tests.registry import factories
from tests.registry.walking import SUPERVISOR, draft, reach, take

NIKOS = "nikos caseworker"


async def assign(client: Client, case: Any, who: str | None, *, by: str) -> Any:
    """Give a case to somebody by name, or back."""
    body = {"assignee_id": None if who is None else str(person_id(who))}
    return await client.send("POST", f"/applications/{case['id']}/assign", body, by=by, If_Match=etag(case))


async def test_a_caseworker_takes_a_free_case_and_gives_it_back(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    taken = (await assign(paggaio, case, "nikos", by=NIKOS)).json()
    assert taken["assignee_id"] == str(person_id("nikos"))
    back = (await assign(paggaio, taken, None, by=NIKOS)).json()
    assert back["assignee_id"] is None


async def test_two_people_who_take_a_case_at_once_do_not_both_get_it(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    taken = await assign(paggaio, case, "nikos", by=NIKOS)
    late = await assign(paggaio, case, "maria", by="maria caseworker")
    assert (late.status_code, late.json()["type"]) == (412, "/problems/stale")
    knowing = await assign(paggaio, taken.json(), "maria", by="maria caseworker")
    assert (knowing.status_code, knowing.json()["type"]) == (409, "/problems/case-taken")


async def test_only_a_supervisor_gives_a_case_to_another_or_takes_it_away(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    assert (await assign(paggaio, case, "maria", by=NIKOS)).status_code == 403
    given = (await assign(paggaio, case, "maria", by=SUPERVISOR)).json()
    assert given["assignee_id"] == str(person_id("maria"))
    assert (await assign(paggaio, given, None, by=NIKOS)).json()["type"] == "/problems/case-taken"
    assert (await assign(paggaio, given, "nikos", by=SUPERVISOR)).json()["assignee_id"] == str(person_id("nikos"))


@pytest.mark.parametrize("state", ["withdrawn", "approved"])
async def test_nobody_is_given_a_closed_case(paggaio: Client, state: Any) -> None:
    case = await reach(paggaio, state)
    refused = await assign(paggaio, case, "nikos", by=NIKOS)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/case-closed")


async def test_the_next_case_is_the_free_one_that_has_waited_longest(paggaio: Client) -> None:
    younger = await draft(paggaio)
    oldest = await factories.assessed(paggaio)
    paggaio.now = "2026-01-13T09:30:00+02:00"
    younger = await take(paggaio, younger, "submit")
    first = await paggaio.post("/applications/next", {"programme": "gmi"}, by=NIKOS)
    second = await paggaio.post("/applications/next", {}, by="maria caseworker")
    assert [first["id"], second["id"]] == [oldest["id"], younger["id"]]
    assert second["assignee_id"] == str(person_id("maria"))
    assert (await paggaio.refused("POST", "/applications/next", {}, by=NIKOS))[0] == 404


async def test_of_another_programme_nothing_is_taken(paggaio: Client) -> None:
    await factories.assessed(paggaio)
    assert (await paggaio.refused("POST", "/applications/next", {"programme": "housing"}))[0] == 404


async def test_a_repeated_command_takes_no_second_case(paggaio: Client) -> None:
    cases = [await factories.assessed(paggaio) for _ in range(2)]
    answers = [await paggaio.post("/applications/next", {}, by=NIKOS, Idempotency_Key="once") for _ in range(2)]
    assert [answer["id"] for answer in answers] == [cases[0]["id"]] * 2


async def test_nobody_is_handed_the_own_case(paggaio: Client, connection: Connection) -> None:
    case = await factories.assessed(paggaio)
    await connection.execute(
        "INSERT INTO kinships (id, staff_id, person_id, relation, state, declared_by, declared_at) "
        "VALUES (gen_random_uuid(), $1, $2, 'sibling', 'in_force', $1, '2026-01-01')",
        person_id("nikos"),
        case["members"][0]["person_id"],
    )
    assert (await paggaio.refused("POST", "/applications/next", {}, by=NIKOS))[0] == 404
    assert (await assign(paggaio, case, "nikos", by=NIKOS)).json()["type"] == "/problems/own-case"
    assert (await paggaio.post("/applications/next", {}, by="maria caseworker"))["id"] == case["id"]


async def test_who_had_a_case_is_kept(paggaio: Client, connection: Connection) -> None:
    case = await factories.assessed(paggaio)
    given = (await assign(paggaio, case, "nikos", by=SUPERVISOR)).json()
    await assign(paggaio, given, None, by=NIKOS)
    rows = await connection.fetch(
        "SELECT assignee_id, assigned_by FROM assignments WHERE application_id = $1 ORDER BY id", case["id"]
    )
    assert [tuple(row) for row in rows] == [
        (person_id("nikos"), person_id("eleni")),
        (None, person_id("nikos")),
    ]


async def test_another_tenant_takes_nothing(paggaio: Client, al_koura: Client) -> None:
    case = await factories.assessed(paggaio)
    assert (await assign(al_koura, case, "nikos", by=NIKOS)).status_code == 404
    assert (await al_koura.refused("POST", "/applications/next", {}, by=NIKOS))[0] == 404
