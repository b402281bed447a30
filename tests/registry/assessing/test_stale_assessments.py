"""A change that is entered later and contradicts a decision is noted; an undecided case has to be assessed again."""

from tests.clients import Client, etag
from tests.registry import factories
from tests.registry.changes import LATER, SUPERVISOR, change, ids


async def test_a_decision_on_other_facts_is_noted_for_somebody_to_look_at(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    paggaio.now = "2026-02-02T10:00:00+02:00"
    case = await paggaio.post("/applications", factories.application(formed))
    moved = await paggaio.post(f"/applications/{case['id']}/recommend", {"outcome": "approved"}, If_Match=etag(case))
    body = {"outcome": "approved"}
    await paggaio.post(f"/applications/{case['id']}/decide", body, by=SUPERVISOR, If_Match=etag(moved))
    paggaio.now = LATER
    spouse = ids(formed)[1]
    facts = {"person_id": spouse, "relation": "spouse", "work": "employed"}
    after = await change(paggaio, formed, "member-facts", facts | {"from_on": "2026-02-03"})
    (outdated,) = (await paggaio.get("/stale-assessments"))["items"]
    assert (outdated["cause"], outdated["application_id"]) == ("outdated", case["id"])
    child = {"person_id": ids(formed)[2], "left_on": "2026-02-02", "reason": "fostered"}
    await change(paggaio, after, "departures", child)
    (noted,) = (await paggaio.get("/stale-assessments?cause=contradicted", by=SUPERVISOR))["items"]
    assert (noted["application_id"], noted["household_id"]) == (case["id"], formed["id"])
    history = await paggaio.get(f"/households/{formed['id']}/history")
    assert noted["change_id"] == history["changes"][-1]["id"]
    shown = await paggaio.get(f"/applications/{case['id']}")
    assert shown["assessment"]["id"] == noted["assessment_id"]


async def test_a_right_that_ended_and_a_change_of_nothing_need_no_look(paggaio: Client) -> None:
    case = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    child = {"person_id": ids(formed)[2], "relation": "child", "studies": True}
    changed = await change(paggaio, formed, "arrangement", {"arrangement": "rented", "from_on": "2026-01-12"})
    paggaio.now = "2026-09-01T10:00:00+03:00"
    same = await change(paggaio, changed, "member-facts", child | {"from_on": "2026-08-30"})
    await change(paggaio, same, "member-facts", child | {"from_on": "2026-08-31", "studies": False})
    assert (await paggaio.get("/stale-assessments"))["items"] == []


async def test_an_undecided_case_is_assessed_again(paggaio: Client) -> None:
    case = await factories.recommended(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    facts = {"person_id": ids(formed)[1], "from_on": "2026-01-12", "relation": "spouse", "excluded_by": "closed_care"}
    await change(paggaio, formed, "member-facts", facts)
    assert (await paggaio.get("/stale-assessments"))["items"] == []
    refusal = await paggaio.refused(
        "POST", f"/applications/{case['id']}/decide", {"outcome": "approved"}, by=SUPERVISOR, If_Match=etag(case)
    )
    assert refusal[:2] == (409, "facts-changed")
