"""How an application goes: the states by the table, the date that selects the rules, one at a time."""

from typing import Any

from tests.clients import Client, etag
from tests.registry import factories

SUPERVISOR = "eleni supervisor"


async def draft(client: Client, **fields: Any) -> dict[str, Any]:
    formed = await factories.household(client)
    case: dict[str, Any] = await client.post("/applications", factories.application(formed, submit=False, **fields))
    return case


async def test_an_application_is_drafted_submitted_and_assessed(paggaio: Client) -> None:
    case = await draft(paggaio)
    assert (case["state"], case["applied_on"], case["assessment"]) == ("draft", None, None)
    submitted = await paggaio.post(f"/applications/{case['id']}/submit", If_Match=etag(case))
    assert (submitted["state"], submitted["applied_on"]) == ("submitted", "2026-01-12")
    assessed = await paggaio.post(f"/applications/{case['id']}/assess", If_Match=etag(submitted))
    assert (assessed["state"], assessed["assessment"]["monthly_amount_minor"]) == ("in_review", 432_00)


async def test_the_local_date_of_submission_selects_the_rate(paggaio: Client) -> None:
    # 22:30 UTC on 30 November is 1 December in Paggaio.
    paggaio.now = "2023-11-30T22:30:00Z"
    new = await factories.assessed(paggaio)
    assert (new["applied_on"], new["assessment"]["guaranteed_minor"]) == ("2023-12-01", 432_00)
    paggaio.now = "2023-11-30T12:00:00Z"
    old = await factories.assessed(paggaio)
    assert (old["applied_on"], old["assessment"]["guaranteed_minor"]) == ("2023-11-30", 400_00)


async def test_a_household_has_one_undecided_application(paggaio: Client) -> None:
    case = await draft(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    again = await paggaio.send("POST", "/applications", factories.application(formed))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/application-open")
    await paggaio.post(f"/applications/{case['id']}/withdraw", If_Match=etag(case))
    assert (await paggaio.post("/applications", factories.application(formed)))["state"] == "in_review"


async def test_a_programme_without_rules_takes_no_application(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    answer = await paggaio.send("POST", "/applications", factories.application(formed, programme="lottery"))
    assert answer.json()["type"] == "/problems/programme-unknown"


async def test_a_correction_has_to_be_assessed_before_it_is_recommended(paggaio: Client) -> None:
    case = await factories.assessed(paggaio, declared={"vehicles_minor": 9_000_00})
    body = {"incomes": [{"kind": "wages", "amount_minor": 900_00}]}
    corrected = await paggaio.send("PUT", f"/applications/{case['id']}/declared", body, If_Match=etag(case))
    assert corrected.status_code == 200
    path = f"/applications/{case['id']}"
    refused = await paggaio.send("POST", f"{path}/recommend", {"outcome": "approved"}, If_Match=etag(corrected.json()))
    assert refused.json()["type"] == "/problems/facts-changed"
    assessed = await paggaio.post(f"{path}/assess", If_Match=etag(corrected.json()))
    assert assessed["assessment"]["monthly_amount_minor"] == 432_00 - 150_00


async def test_a_change_names_the_version_that_it_changes(paggaio: Client) -> None:
    case = await draft(paggaio)
    path = f"/applications/{case['id']}/submit"
    assert (await paggaio.send("POST", path)).status_code == 428
    assert (await paggaio.send("POST", path, If_Match='"7"')).status_code == 412
    assert (await paggaio.send("POST", path, If_Match="x")).status_code == 400


async def test_a_list_goes_on_where_the_cursor_points(paggaio: Client) -> None:
    ids = [(await draft(paggaio))["id"] for _ in range(3)]
    first = await paggaio.send("GET", "/applications?limit=2&status=draft")
    assert [item["id"] for item in first.json()["items"]] == ids[:2]
    assert first.json()["items"][0]["applicant_name"] == "Φωτεινή Σαββίδου"
    rest = await paggaio.get(f"/applications?limit=2&cursor={first.json()['next']}")
    assert [item["id"] for item in rest["items"]] == ids[2:]
    assert rest["next"] is None
    assert (await paggaio.get("/applications?status=approved"))["items"] == []


async def test_another_tenant_sees_and_changes_nothing(paggaio: Client, al_koura: Client) -> None:
    case = await draft(paggaio)
    assert (await al_koura.get("/applications"))["items"] == []
    assert (await al_koura.send("GET", f"/applications/{case['id']}")).status_code == 404
    answer = await al_koura.send("POST", f"/applications/{case['id']}/submit", If_Match=etag(case))
    assert answer.status_code == 404
    formed = factories.application({"id": case["household_id"], "members": []})
    assert (await al_koura.send("POST", "/applications", formed)).status_code == 404
