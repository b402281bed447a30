"""Cases are found by who has them, how far they are, how long they wait, and counted for a start page."""

from typing import Any

import pytest

from tests.clients import Client, etag, person_id
from tests.registry import factories
from tests.registry.walking import SUPERVISOR, draft, take


async def search(client: Client, **wanted: Any) -> list[str]:
    """The ids of the cases that are wanted, oldest first."""
    return [item["id"] for item in (await client.post("/application-searches", wanted))["items"]]


async def fill(client: Client) -> dict[str, str]:
    """A draft of today, a case of December that maria has, one that was asked for more, and one that is withdrawn."""
    client.now = "2025-11-10T09:30:00+02:00"
    asked = await take(client, await factories.assessed(client), "ask")
    client.now = "2025-12-10T09:30:00+02:00"
    mine = await factories.assessed(client)
    body = {"assignee_id": str(person_id("maria"))}
    mine = await client.post(f"/applications/{mine['id']}/assign", body, If_Match=etag(mine))
    withdrawn = await take(client, await factories.assessed(client), "withdraw")
    client.now = "2026-01-12T09:30:00+02:00"
    new = await draft(client)
    return {"asked": asked["id"], "mine": mine["id"], "withdrawn": withdrawn["id"], "new": new["id"]}


async def test_cases_are_found_by_what_is_wanted(paggaio: Client) -> None:
    ids = await fill(paggaio)
    for wanted, expected in (
        ({}, ["asked", "mine", "withdrawn", "new"]),
        ({"has": "mine"}, ["mine"]),
        ({"has": "somebody"}, ["mine"]),
        ({"has": "nobody"}, ["asked", "withdrawn", "new"]),
        ({"state": "draft"}, ["new"]),
        ({"programme": "gmi", "state": "in_review"}, ["mine"]),
        ({"programme": "housing"}, []),
        ({"overdue": True}, ["asked"]),
        ({"age_days_min": 33}, ["asked", "mine", "withdrawn"]),
        ({"age_days_min": 34}, ["asked"]),
        ({"has": "nobody", "age_days_min": 10, "state": "withdrawn"}, ["withdrawn"]),
    ):
        assert await search(paggaio, **wanted) == [ids[name] for name in expected], wanted


@pytest.mark.parametrize(("day", "overdue"), [("2026-01-29", False), ("2026-01-30", True)])
async def test_a_case_is_overdue_after_the_days_that_the_rules_give_for_a_decision(
    paggaio: Client, day: str, overdue: bool
) -> None:
    paggaio.now = "2025-12-10T09:30:00+02:00"
    case = await factories.assessed(paggaio)
    assert case["decide_by"] == "2026-01-29"
    paggaio.now = f"{day}T09:30:00+02:00"
    assert await search(paggaio, overdue=True) == ([case["id"]] if overdue else [])


async def test_a_start_page_counts_what_is_open(paggaio: Client, al_koura: Client) -> None:
    await fill(paggaio)
    counts = {each.pop("state"): each for each in await paggaio.get("/application-counts")}
    nothing = {"programme": "gmi", "number": 1, "mine": 0, "unassigned": 1, "overdue": 0}
    assert counts == {
        "draft": nothing,
        "in_review": nothing | {"mine": 1, "unassigned": 0},
        "info_requested": nothing | {"overdue": 1},
    }
    assert (await paggaio.get("/application-counts", by=SUPERVISOR))[1]["mine"] == 0
    assert await al_koura.get("/application-counts") == []


async def test_a_search_goes_on_where_the_cursor_points_and_shows_names(paggaio: Client) -> None:
    ids = [(await draft(paggaio))["id"] for _ in range(3)]
    first = await paggaio.post("/application-searches", {"limit": 2})
    assert {item["applicant_name"] for item in first["items"]} == {"Φωτεινή Σαββίδου"}
    rest = await paggaio.post("/application-searches", {"limit": 2, "cursor": first["next"]})
    assert [item["id"] for item in (*first["items"], *rest["items"])] == ids
    assert rest["next"] is None


@pytest.mark.parametrize("wanted", [{"limit": 0}, {"cursor": "%00"}, {"age_days_min": -1}, {"state": "lost"}, {"x": 1}])
async def test_a_malformed_search_is_refused(paggaio: Client, wanted: dict[str, Any]) -> None:
    assert (await paggaio.refused("POST", "/application-searches", wanted))[:2] == (400, "malformed")
