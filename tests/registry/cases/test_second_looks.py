"""Whoever has looked again at a decision says what came of it; what is noted later has to be looked at anew."""

from tests.clients import Client, etag, person_id
from tests.registry import factories
from tests.registry.changes import SUPERVISOR, change, ids


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
