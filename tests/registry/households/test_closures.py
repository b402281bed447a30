"""A household that moves away ends here by two people: its cards are stopped, its rights and open cases end."""

from collections.abc import Callable
from typing import Any

from tests.clients import Client
from tests.registry import factories
from tests.registry.changes import LATER, TODAY, agree, change, ids, read, refused


async def test_a_household_that_moved_away_is_closed_and_its_rights_end(
    paggaio: Client, events: Callable[[], Any]
) -> None:
    case = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    paggaio.now = LATER
    proposal = await change(paggaio, formed, "closures", {"closed_on": "2026-03-01"})
    assert (await agree(paggaio, proposal)).status_code == 201
    closed = await read(paggaio, formed)
    assert (closed["closed_on"], closed["closed_for"], closed["members"]) == ("2026-03-01", "moved_away", [])
    assert ids(await read(paggaio, formed, "2026-02-28")) == ids(formed)
    (membership,) = (await paggaio.get(f"/memberships?household_id={formed['id']}"))["items"]
    assert (membership["state"], membership["exited_on"]) == ("exited", "2026-03-01")
    said = (await events())[-2:]
    assert [kind for kind, _ in said] == ["registry.membership_exited.v1", "registry.household_closed.v1"]
    assert said[1][1] == {"household_id": formed["id"], "reason": "moved_away", "closed_on": "2026-03-01"}


async def test_its_decided_and_withdrawn_cases_stay_in_the_lists(paggaio: Client) -> None:
    case = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    opened = await paggaio.post("/applications", factories.application(formed, submit=False))
    await agree(paggaio, await change(paggaio, formed, "closures", {"closed_on": TODAY}))
    listed = (await paggaio.get(f"/applications?household_id={formed['id']}"))["items"]
    assert [(one["id"], one["state"]) for one in listed] == [(case["id"], "approved"), (opened["id"], "withdrawn")]
    assert {one["applicant_id"] for one in listed} == {ids(formed)[0]}


async def test_its_people_may_be_entered_in_another_household_later(paggaio: Client) -> None:
    formed, other = await factories.household(paggaio), await factories.household(paggaio)
    await agree(paggaio, await change(paggaio, formed, "closures", {"closed_on": TODAY}))
    body = {"member": {"person_id": ids(formed)[1], "relation": "guest"}, "joined_on": TODAY}
    assert ids(formed)[1] in ids(await change(paggaio, other, "members", body))


async def test_a_household_does_not_close_before_somebody_left_it(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    paggaio.now = LATER
    leaving = {"person_id": ids(formed)[2], "left_on": "2026-03-05", "reason": "fostered"}
    left = await change(paggaio, formed, "departures", leaving)
    proposal = await change(paggaio, left, "closures", {"closed_on": "2026-03-01"})
    answer = await agree(paggaio, proposal)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/later-change")
    assert await refused(paggaio, left, "closures", {"closed_on": "2026-03-11"}) == (409, "day-out-of-reach")
