"""Courses: what each step asks for, who takes it, and the way through a call of two stages."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories, sub_grants
from tests.incubator.conftest import LOGINS, MANAGER, execute_as


async def test_who_is_turned_away_is_told_why(al_koura: Client) -> None:
    application = await factories.application_in(al_koura, "screening")
    path = f"/applications/{application['id']}/steps"
    refusal = await al_koura.refused("POST", path, {"step": "dismiss"}, If_Match=etag(application))
    assert refusal[:2] == (409, "reason-missing")


async def test_an_applicant_withdraws_and_takes_it_up_again_while_the_call_is_open(al_koura: Client) -> None:
    application = await factories.application_in(al_koura, "determination")
    founder = f"{application['applicant_id']} founder"
    gone = await factories.step(al_koura, application, "applications", "withdraw", by=founder, reason="وجدت عملاً")
    assert (gone["state"], gone["score_basis_points"]) == ("withdrawn", None)
    assert (await al_koura.get(f"/applications/{application['id']}"))["score_basis_points"] == 9_000
    again = await factories.step(al_koura, gone, "applications", "resume", by=founder)
    assert (again["state"], again["score_basis_points"]) == ("draft", None)
    gone = await factories.step(al_koura, again, "applications", "withdraw", by=founder)
    al_koura.now = "2026-03-01T10:00:00+03:00"
    path = f"/applications/{application['id']}/steps"
    refusal = await al_koura.refused("POST", path, {"step": "resume"}, by=founder, If_Match=etag(gone))
    assert refusal[:2] == (409, "call-not-open")


async def test_another_founder_withdraws_nothing(al_koura: Client) -> None:
    application = await factories.application_in(al_koura, "submitted")
    other = f"{(await factories.new_person(al_koura))['id']} founder"
    path = f"/applications/{application['id']}/steps"
    refusal = await al_koura.refused("POST", path, {"step": "withdraw"}, by=other, If_Match=etag(application))
    assert refusal[0] == 404


@pytest.mark.parametrize(
    ("request_", "pointers"),
    [
        (None, ["/request"]),
        (sub_grants.REQUEST | {"amount_minor": 1}, ["/request/amount_minor"]),
        (sub_grants.REQUEST | {"country": "FR"}, ["/request/country"]),
    ],
)
async def test_a_request_outside_the_terms_is_not_sent(paggaio: Client, request_: Any, pointers: list[str]) -> None:
    call = await sub_grants.pilot_call(paggaio)
    draft = await sub_grants.concept(paggaio, call, request=request_)
    path = f"/applications/{draft['id']}/steps"
    refusal = await paggaio.refused("POST", path, {"step": "submit"}, If_Match=etag(draft))
    assert [fault["pointer"] for fault in refusal[2]["errors"]] == pointers


async def test_a_call_without_money_takes_no_request_for_any(al_koura: Client) -> None:
    draft = await factories.draft(al_koura, request=sub_grants.REQUEST | {"country": "JO"})
    path = f"/applications/{draft['id']}/steps"
    refusal = await al_koura.refused("POST", path, {"step": "submit"}, If_Match=etag(draft))
    assert [fault["pointer"] for fault in refusal[2]["errors"]] == ["/request"]


async def test_a_call_of_two_stages_is_walked_to_its_award(paggaio: Client) -> None:
    call = await sub_grants.pilot_call(paggaio)
    application = await sub_grants.scored_in(paggaio, await sub_grants.concept(paggaio, call), 7, 8)
    await factories.decide(paggaio, application, "invited")
    path = f"/applications/{application['id']}"
    invited = await paggaio.get(path)
    assert (invited["state"], invited["stage"], invited["stage_due_on"]) == ("draft", 2, "2026-03-04")
    assert (await paggaio.get(f"{path}/phase"))["stage"]["el"] == "Πλήρης πρόταση"
    earlier = {"answers": {"summary": "άλλο"}, "request": sub_grants.REQUEST}
    refusal = await paggaio.refused("PUT", f"{path}/answers", earlier, If_Match=etag(invited))
    assert refusal[2]["errors"][0]["pointer"] == "/answers/summary"
    body = {"answers": sub_grants.PROPOSAL, "request": sub_grants.REQUEST}
    written = await paggaio.put(f"{path}/answers", body, If_Match=etag(invited))
    kept = (await paggaio.get(f"{path}/answers"))["answers"]
    assert kept == sub_grants.CONCEPT | sub_grants.PROPOSAL
    await sub_grants.hand_in(paggaio, invited)
    paggaio.now = "2026-03-05T00:30:00+02:00"
    refusal = await paggaio.refused("POST", f"{path}/steps", {"step": "submit"}, If_Match=etag(written))
    assert refusal[:2] == (409, "call-not-open")
    paggaio.now = "2026-03-04T23:30:00+02:00"
    scored = await sub_grants.scored_in(paggaio, written, 9, 8, 9)
    assert scored["score_basis_points"] == 8_667
    award = await factories.decide(paggaio, scored)
    assert (award["stage"], award["amount_minor"]) == (2, 2_000_000)
    decided = await paggaio.get(f"{path}/determinations", by=MANAGER)
    assert [(each["outcome"], each["stage"]) for each in decided] == [("invited", 1), ("awarded", 2)]


async def test_the_database_lets_nobody_into_a_stage_uninvited(paggaio: Client, connection: Connection) -> None:
    call = await sub_grants.pilot_call(paggaio)
    application = await sub_grants.scored_in(paggaio, await sub_grants.concept(paggaio, call), 7, 8)
    for statement in (
        "UPDATE applications SET stage = 2, stage_due_on = '2026-03-01' WHERE id = $1",
        "UPDATE applications SET state = 'draft', score_basis_points = NULL WHERE id = $1",
        """UPDATE applications SET state = 'draft', stage = 2, stage_due_on = '2026-03-01', score_basis_points = NULL
        WHERE id = $1""",
    ):
        for login in LOGINS:
            with pytest.raises(asyncpg.RestrictViolationError, match="Nobody has invited"):
                await execute_as(login, connection, statement, application["id"])
