"""Awards: planned within the call's terms, committed by two persons, set aside by cards before anything is paid."""

from itertools import product

import asyncpg
import pytest

from services.incubator.granting.awards import STATES, TRANSITIONS
from services.kit.db import Connection
from services.kit.events.inbox import Outcome
from tests.clients import Client, etag
from tests.incubator import awarding, factories
from tests.incubator.conftest import LOGINS, MANAGER, MENTOR, execute_as
from tests.rolled_back import Deliver, Events


async def test_an_award_is_committed_by_two_and_set_aside_by_cards(
    al_koura: Client, deliver: Deliver, events: Events
) -> None:
    award = await awarding.planned(al_koura)
    assert (award["state"], award["amount_minor"], award["currency"]) == ("planned", 5_000_000, "JOD")
    path = f"/awards/{award['id']}"
    proposal = await al_koura.post(f"{path}/commitments", If_Match=etag(award))
    agreeing = {"payload_hash": proposal["payload_hash"]}
    approve = f"/award-proposals/{proposal['id']}/approve"
    both = "amal incubator_officer,programme_manager"
    assert (await al_koura.refused("POST", approve, agreeing, by=both))[:2] == (409, "same-actor")
    await al_koura.post(approve, agreeing, by=MANAGER)
    assert (await al_koura.get(path))["state"] == "committing"
    assert [kind for kind, _ in await events()][-1] == "incubator.award_committed.v1"
    assert await awarding.refused(al_koura, deliver, award) is Outcome.APPLIED
    again = await al_koura.get(path)
    assert (again["state"], again["refused_for"]) == ("planned", "line_too_small")
    founder = f"{award['recipient_id']} founder"
    assert [each["id"] for each in (await al_koura.get("/awards", by=founder))["items"]] == [award["id"]]
    assert [each["step"] for each in await al_koura.get(f"{path}/steps", by=MENTOR)] == ["commit", "refuse_funds"]


async def test_a_plan_is_mended_until_two_have_agreed(al_koura: Client) -> None:
    award = await awarding.planned(al_koura)
    path = f"/awards/{award['id']}"
    wrong = await al_koura.refused("PUT", path, awarding.schedule(2_000_000, 3_000_000), If_Match=etag(award))
    assert [fault["pointer"] for fault in wrong[2]["errors"]] == ["/milestones/0/amount_minor"]
    body = awarding.schedule(1_000_000, 4_000_000)
    mended = await al_koura.put(path, body, If_Match=etag(award))
    found = await awarding.milestones_of(al_koura, mended)
    assert [(each["number"], each["amount_minor"]) for each in found] == [(1, 1_000_000), (2, 4_000_000)]
    proposal = await al_koura.post(f"{path}/commitments", If_Match=etag(mended))
    changed = await al_koura.put(path, awarding.schedule(), If_Match=etag(mended))
    approve, agreeing = f"/award-proposals/{proposal['id']}/approve", {"payload_hash": proposal["payload_hash"]}
    assert (await al_koura.refused("POST", approve, agreeing, by=MANAGER))[:2] == (409, "proposal-changed")
    await al_koura.post(f"/award-proposals/{proposal['id']}/reject")
    await awarding.agreed(al_koura, f"{path}/commitments", changed)
    fixed = await al_koura.get(path)
    assert (await al_koura.refused("PUT", path, body, If_Match=etag(fixed)))[:2] == (409, "award-agreed")


async def test_only_money_that_was_awarded_is_planned_and_once(al_koura: Client, paggaio: Client) -> None:
    body = awarding.schedule() | {"budget_line_id": awarding.LINE}
    trained = await factories.application_in(al_koura, "awarded")
    refusal = await al_koura.refused("POST", "/awards", body | {"application_id": trained["id"]})
    assert refusal[:2] == (409, "nothing-awarded")
    award = await awarding.planned(al_koura)
    again = body | {"application_id": award["application_id"]}
    assert (await al_koura.refused("POST", "/awards", again))[:2] == (409, "award-planned")
    assert (await paggaio.refused("GET", f"/awards/{award['id']}"))[0] == 404
    stranger = f"{trained['applicant_id']} founder"
    assert (await al_koura.refused("GET", f"/awards/{award['id']}", by=stranger))[0] == 404
    given_up = await al_koura.post(f"/awards/{award['id']}/cancel", {"reason": "انسحبت"}, If_Match=etag(award))
    assert given_up["state"] == "cancelled"


async def test_a_step_that_is_not_in_the_table_is_refused_by_the_database(
    al_koura: Client, connection: Connection, deliver: Deliver
) -> None:
    award = await awarding.committed(al_koura, deliver)
    statement = "UPDATE awards SET state = $2 WHERE id = $1"
    await connection.execute("RESET ROLE")
    for state in STATES:
        await connection.execute("ALTER TABLE awards DISABLE TRIGGER awards_step")
        await connection.execute(
            "UPDATE awards SET state = $2, spent_minor = CASE $2 WHEN 'closed' THEN 0 END WHERE id = $1",
            award["id"],
            state,
        )
        await connection.execute("ALTER TABLE awards ENABLE TRIGGER awards_step")
        for login, after in product(LOGINS, STATES):
            if after != state and after not in TRANSITIONS[state]:
                with pytest.raises(asyncpg.RestrictViolationError, match="does not lead there"):
                    await execute_as(login, connection, statement, award["id"], after)
    for change in ("proposed_by = recipient_id", "committed_by = recipient_id", "committed_by = proposed_by"):
        with pytest.raises(asyncpg.CheckViolationError):
            await execute_as("owner", connection, f"UPDATE awards SET {change} WHERE id = $1", award["id"])


async def test_forbidden_steps_are_refused_at_the_door(al_koura: Client, deliver: Deliver) -> None:
    award = await awarding.committed(al_koura, deliver)
    path = f"/awards/{award['id']}"
    for address, body in ((f"{path}/commitments", None), (f"{path}/cancel", {"reason": "لا"})):
        refusal = await al_koura.refused("POST", address, body, If_Match=etag(award))
        assert refusal[:2] == (409, "transition-forbidden"), address
    assert await awarding.refused(al_koura, deliver, award) is Outcome.DEAD
    planned = await awarding.planned(al_koura)
    for name, later in (("extensions", {"ends_on": "2027-01-31"}), ("closings", {"spent_minor": 0})):
        address = f"/awards/{planned['id']}/{name}"
        refusal = await al_koura.refused("POST", address, later, If_Match=etag(planned))
        assert refusal[:2] == (409, "transition-forbidden"), address
