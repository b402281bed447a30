"""A change that is entered later and contradicts a decision is noted; an undecided case has to be assessed again."""

from tests.clients import Client, etag, person_id
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


async def test_a_second_look_settles_what_was_noted_of_the_case_so_far(paggaio: Client, al_koura: Client) -> None:
    case = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    works = {"person_id": ids(formed)[1], "relation": "spouse", "work": "employed", "from_on": "2026-01-12"}
    gone = {"person_id": ids(formed)[2], "left_on": "2026-01-12", "reason": "fostered"}
    changed = await change(paggaio, formed, "member-facts", works)
    await change(paggaio, changed, "departures", gone)
    first, second = (await paggaio.get("/stale-assessments"))["items"]
    assert {each["code"]: each["number"] for each in await paggaio.get("/waiting-work", by=SUPERVISOR)}[
        "second_looks"
    ] == 1, "it is one case"
    looked = await paggaio.post(f"/stale-assessments/{second['id']}/look", {"outcome": "stands"}, by="eleni caseworker")
    assert (looked["outcome"], looked["looked_by"]) == ("stands", str(person_id("eleni")))
    assert (await paggaio.get("/stale-assessments"))["items"] == []
    done = (await paggaio.get("/stale-assessments?looked=true"))["items"]
    assert [(each["id"], each["outcome"]) for each in done] == [(first["id"], "stands"), (second["id"], "stands")]
    assert "second_looks" not in {each["code"] for each in await paggaio.get("/waiting-work", by=SUPERVISOR)}
    path = f"/stale-assessments/{first['id']}/look"
    assert (await paggaio.refused("POST", path, {"outcome": "put_right"}))[:2] == (409, "looked-at-already")
    assert (await al_koura.refused("POST", path, {"outcome": "stands"}))[:2] == (404, "not-found")


async def test_what_is_noted_after_a_look_has_to_be_looked_at(paggaio: Client) -> None:
    case = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    works = {"person_id": ids(formed)[1], "relation": "spouse", "work": "employed", "from_on": "2026-01-12"}
    gone = {"person_id": ids(formed)[2], "left_on": "2026-01-12", "reason": "fostered"}
    changed = await change(paggaio, formed, "member-facts", works)
    (seen,) = (await paggaio.get("/stale-assessments"))["items"]
    await change(paggaio, changed, "departures", gone)
    await paggaio.post(f"/stale-assessments/{seen['id']}/look", {"outcome": "put_right"})
    (left,) = (await paggaio.get("/stale-assessments"))["items"]
    assert left["id"] != seen["id"]


async def test_nobody_looks_again_at_the_case_of_people_whom_they_may_not_see(paggaio: Client) -> None:
    case = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    facts = {"person_id": ids(formed)[1], "relation": "spouse", "work": "employed", "from_on": "2026-01-12"}
    changed = await change(paggaio, formed, "member-facts", facts)
    (noted,) = (await paggaio.get("/stale-assessments"))["items"]
    path = f"/households/{formed['id']}/protect"
    await paggaio.post(path, {"reason": "violence"}, by=SUPERVISOR, If_Match=etag(changed))
    path = f"/stale-assessments/{noted['id']}/look"
    assert (await paggaio.refused("POST", path, {"outcome": "stands"}, by="nikos caseworker"))[1] == "persons-protected"
    assert (await paggaio.post(path, {"outcome": "stands"}, by=SUPERVISOR))["outcome"] == "stands"


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
