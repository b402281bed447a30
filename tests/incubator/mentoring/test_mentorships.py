"""Mentorships: their steps are the table's, and whoever has mentored somebody judges nothing of theirs."""

from itertools import product

import asyncpg
import pytest

from services.incubator.mentoring.mentorships import STATES, STEPS, TRANSITIONS, State
from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MANAGER, execute_as

LEADING = {"proposed": (), "active": ("accept",), "declined": ("decline",), "ended": ("accept", "end")}


@pytest.mark.parametrize("state", STATES)
async def test_a_step_that_is_not_in_the_table_is_refused(
    al_koura: Client, connection: Connection, state: State
) -> None:
    mentorship = await factories.mentorship(al_koura)
    path = f"/mentorships/{mentorship['id']}"
    for name in LEADING[state]:
        mentorship = await factories.step(al_koura, mentorship, "mentorships", name, reason="…")
    for step in STEPS:
        if state not in STEPS[step].before:
            refusal = await al_koura.refused("POST", f"{path}/steps", {"step": step}, If_Match=etag(mentorship))
            assert refusal[:2] == (409, "transition-forbidden")
    for login, after in product(LOGINS, STATES):
        if after != state and after not in TRANSITIONS[state]:
            with pytest.raises(asyncpg.RestrictViolationError):
                await execute_as(
                    login, connection, "UPDATE mentorships SET state = $2 WHERE id = $1", mentorship["id"], after
                )
    taken = await al_koura.get(f"{path}/steps")
    assert [(each["step"], each["reason"]) for each in taken] == [(name, "…") for name in LEADING[state]]


async def test_only_those_of_it_see_a_mentorship_and_the_mentor_answers(al_koura: Client, paggaio: Client) -> None:
    mentorship = await factories.mentorship(al_koura)
    path = f"/mentorships/{mentorship['id']}"
    mentor, participant = f"{mentorship['mentor_id']} mentor", f"{mentorship['participant_id']} founder"
    for by in (mentor, participant, MANAGER):
        assert await al_koura.get(path, by=by) == mentorship
        assert (await al_koura.get("/mentorships", by=by))["items"] == [mentorship]
    for client, by in ((al_koura, "someone mentor"), (al_koura, "someone founder"), (paggaio, mentor)):
        assert (await client.refused("GET", path, by=by))[0] == 404
        assert (await client.get("/mentorships", by=by))["items"] == []
    accept = {"step": "accept"}
    self_accepting = f"{mentorship['participant_id']} mentor"
    refusal = await al_koura.refused("POST", f"{path}/steps", accept, by=self_accepting, If_Match=etag(mentorship))
    assert refusal[:2] == (409, "same-actor")
    accepted = await al_koura.post(f"{path}/steps", accept, by=mentor, If_Match=etag(mentorship))
    assert accepted["state"] == "active"
    again = {name: mentorship[name] for name in ("enrolment_id", "mentor_id")}
    assert (await al_koura.refused("POST", "/mentorships", again))[:2] == (409, "mentorship-known")


async def test_whoever_mentors_somebody_does_not_judge_them(al_koura: Client) -> None:
    mentorship = await factories.mentorship(al_koura)
    call = await factories.call(al_koura)
    application = await factories.under_review_of(al_koura, call, {"id": mentorship["participant_id"]})
    path = f"/applications/{application['id']}/reviews"
    refusal = await al_koura.refused("POST", path, {"reviewer_id": mentorship["mentor_id"]})
    assert (refusal[1], refusal[2]["conflicts"]) == ("conflict-of-interest", ["mentoring"])
    await factories.step(al_koura, mentorship, "mentorships", "decline")
    await al_koura.post(path, {"reviewer_id": mentorship["mentor_id"]})
