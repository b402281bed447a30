"""Only supervisors and who entered the household see people at risk; what places them is said nowhere."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients import Client, etag
from tests.registry import factories
from tests.registry.changes import SUPERVISOR, ids, read
from tests.registry.households.test_safeguards import protected

OTHERS = ["nikos caseworker", "nikos card_desk"]


@pytest.mark.parametrize("by", OTHERS)
async def test_other_staff_see_neither_the_persons_nor_the_household(paggaio: Client, by: str) -> None:
    formed = await protected(paggaio)
    person_id = ids(formed)[0]
    for path in (f"/persons/{person_id}", f"/households/{formed['id']}", f"/households/{formed['id']}/proxies"):
        refusal = await paggaio.refused("GET", path, by=by)
        assert refusal[:2] == (403, "persons-protected")


@pytest.mark.parametrize("by", ["maria caseworker", "petros supervisor"])
async def test_a_supervisor_and_who_entered_them_see_them(paggaio: Client, by: str) -> None:
    formed = await protected(paggaio)
    found = await paggaio.get(f"/households/{formed['id']}", by=by)
    assert found["members"][0]["name"] == "Φωτεινή Σαββίδου"
    assert (await paggaio.get(f"/persons/{ids(formed)[0]}", by=by))["fields"]["given_name"] == "Φωτεινή"


async def test_another_caseworker_neither_changes_nor_hears_of_them(paggaio: Client) -> None:
    formed = await protected(paggaio)
    nikos = "nikos caseworker"
    body = {"arrangement": "shelter", "from_on": "2026-01-12"}
    path = f"/households/{formed['id']}"
    refusal = await paggaio.refused("POST", f"{path}/arrangement", body, by=nikos, If_Match=etag(formed))
    assert refusal[:2] == (403, "persons-protected")
    for known in (f"{path}/history", f"/persons/{ids(formed)[0]}/households"):
        assert (await paggaio.send("GET", known, by=nikos)).status_code == 403


async def test_a_list_of_cases_shows_no_name_of_people_at_risk_to_others(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    formed = await read(paggaio, {"id": case["household_id"]})
    await paggaio.post(
        f"/households/{formed['id']}/protect", {"reason": "violence"}, by=SUPERVISOR, If_Match=etag(formed)
    )
    for by, name in (("nikos caseworker", None), ("maria caseworker", "Φωτεινή Σαββίδου")):
        (listed,) = (await paggaio.get("/applications", by=by))["items"]
        assert listed["applicant_name"] == name
    assert (await paggaio.send("GET", f"/applications/{case['id']}", by="nikos caseworker")).status_code == 403


async def test_the_other_services_hear_that_a_right_is_of_people_at_risk(
    paggaio: Client, events: Callable[[], Any]
) -> None:
    formed = await protected(paggaio)
    case = await paggaio.post("/applications", factories.application(formed))
    moved = await paggaio.post(f"/applications/{case['id']}/recommend", {"outcome": "approved"}, If_Match=etag(case))
    await paggaio.post(
        f"/applications/{case['id']}/decide", {"outcome": "approved"}, by=SUPERVISOR, If_Match=etag(moved)
    )
    said = dict(await events())
    assert said["registry.membership_activated.v1"]["protected"] is True
    for data in said.values():
        assert not {"street", "town", "postal_code", "reason"} & set(data)
