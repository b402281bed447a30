"""Sessions: within the cohort's days, confirmed when needs are met or waived, in the code and in the database."""

from itertools import product
from typing import Any

import asyncpg
import pytest

from services.incubator.training.sessions import STATES, STEPS, TRANSITIONS, State
from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, execute_as


async def session_in(client: Client, state: str) -> Any:
    """A session that has come to a state by allowed steps."""
    cohort, enrolment = await factories.enrolled(client)
    if state == "held":
        held = await factories.attended(client, cohort, enrolment)
        return await client.get(f"/sessions/{held['id']}")
    session = await factories.session(client, cohort)
    step = {"confirmed": "confirm", "cancelled": "cancel"}.get(state)
    return await factories.step(client, session, "sessions", step) if step else session


@pytest.mark.parametrize("state", STATES)
async def test_a_step_that_is_not_in_the_table_is_refused(
    al_koura: Client, connection: Connection, state: State
) -> None:
    session = await session_in(al_koura, state)
    assert session["state"] == state
    for step in STEPS:
        if state not in STEPS[step].before:
            path = f"/sessions/{session['id']}/steps"
            refusal = await al_koura.refused("POST", path, {"step": step}, If_Match=etag(session))
            assert refusal[:2] == (409, "transition-forbidden"), step
    for login, after in product(LOGINS, STATES):
        if after != state and after not in TRANSITIONS[state]:
            with pytest.raises(asyncpg.RestrictViolationError):
                await execute_as(
                    login, connection, "UPDATE sessions SET state = $2 WHERE id = $1", session["id"], after
                )


async def test_an_unmet_need_stands_in_the_way_of_confirming(al_koura: Client, connection: Connection) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    accommodation = f"/enrolments/{enrolment['id']}/accommodation"
    stated = await al_koura.put(accommodation, {"walking": 3}, If_Match=etag(enrolment))
    session = await factories.session(al_koura, cohort)
    path = f"/sessions/{session['id']}"
    refusal = await al_koura.refused("POST", f"{path}/steps", {"step": "confirm"}, If_Match=etag(session))
    assert (refusal[1], refusal[2]["needs_unmet"]) == ("needs-unmet", 2)
    for login in LOGINS:
        with pytest.raises(asyncpg.RestrictViolationError, match="neither met nor waived"):
            await execute_as(login, connection, "UPDATE sessions SET state = 'confirmed' WHERE id = $1", session["id"])
    for need, state in zip(stated["needs"], ("met", "waived"), strict=True):
        await al_koura.put(f"{path}/needs", {"need_id": need["id"], "state": state})
    assert (await factories.step(al_koura, session, "sessions", "confirm"))["state"] == "confirmed"


@pytest.mark.parametrize(
    ("fields", "status", "problem"),
    [
        ({"held_on": "2026-02-28"}, 400, "malformed"),
        ({"held_on": "2026-06-01"}, 400, "malformed"),
        ({"held_on": "2026-03-07"}, 409, "day-taken"),
        ({"mode": "by_pigeon"}, 400, "malformed"),
        ({"module": "pricing"}, 400, "malformed"),
    ],
)
async def test_a_session_is_on_a_free_day_of_its_cohort(
    al_koura: Client, fields: dict[str, str], status: int, problem: str
) -> None:
    cohort = await factories.cohort(al_koura, await factories.call(al_koura))
    await factories.session(al_koura, cohort)
    body = {"held_on": "2026-03-08", "title": "التسعير"} | fields
    assert (await al_koura.refused("POST", f"/cohorts/{cohort['id']}/sessions", body))[:2] == (status, problem)


async def test_a_cancelled_session_frees_its_day_and_the_call_grants_so_many(
    al_koura: Client, connection: Connection
) -> None:
    cohort = await factories.cohort(al_koura, await factories.call(al_koura))
    await execute_as("owner", connection, "UPDATE cohorts SET sessions_max = 1 WHERE id = $1", cohort["id"])
    session = await factories.session(al_koura, cohort)
    body = {"held_on": "2026-03-08", "title": "التسعير"}
    refusal = await al_koura.refused("POST", f"/cohorts/{cohort['id']}/sessions", body)
    assert (refusal[1], refusal[2]["sessions_max"]) == ("training-days-spent", 1)
    await factories.step(al_koura, session, "sessions", "cancel")
    again = await factories.session(al_koura, cohort)
    assert again["held_on"] == session["held_on"]


async def test_a_session_is_held_on_its_day_and_not_before(al_koura: Client) -> None:
    session = await session_in(al_koura, "confirmed")
    path = f"/sessions/{session['id']}/steps"
    refusal = await al_koura.refused("POST", path, {"step": "hold"}, If_Match=etag(session))
    assert refusal[1] == "not-held-yet"
    al_koura.now = "2026-03-07T00:01:00+03:00"
    assert (await factories.step(al_koura, session, "sessions", "hold"))["state"] == "held"


async def test_another_tenant_finds_no_session(al_koura: Client, paggaio: Client) -> None:
    session = await session_in(al_koura, "planned")
    path = f"/sessions/{session['id']}"
    for address in (path, f"{path}/attendances", f"{path}/needs"):
        assert (await paggaio.refused("GET", address))[0] == 404
    step = await paggaio.refused("POST", f"{path}/steps", {"step": "confirm"}, If_Match=etag(session))
    assert step[0] == 404


async def test_a_national_workshop_is_a_cohort_in_the_form_of_its_country(al_koura: Client) -> None:
    call = await factories.call(al_koura, preset="national_workshop")
    cohort = await factories.cohort(al_koura, call)
    assert (cohort["seats"], cohort["currency"], cohort["allowance_minor"]) == (100, "JOD", 0)
    session = await factories.session(al_koura, cohort, module="co_production")
    assert session["module"] == "co_production"
    body = {"held_on": "2026-03-08", "title": "التسعير", "mode": "online"}
    refusal = await al_koura.refused("POST", f"/cohorts/{cohort['id']}/sessions", body)
    assert (refusal[0], refusal[2]["errors"][0]["pointer"]) == (400, "/mode")
