"""Enterprises: from an awarded idea, by gates with evidence; every forbidden step over HTTP and by SQL."""

from itertools import product

import asyncpg
import pytest

from services.incubator.ventures.enterprises import STATES, STEPS, TRANSITIONS, State
from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MANAGER, MENTOR, REVIEWERS, execute_as

NAMED = [step for step in STEPS if "accredit" not in step]
PARTICULARS = {"trade_name": "مشغل مريم", "country": "JO", "legal_form": "cooperative", "registration_number": "17"}


@pytest.mark.parametrize("state", STATES)
async def test_a_step_that_is_not_in_the_table_is_refused(al_koura: Client, state: State) -> None:
    enterprise = await factories.enterprise_in(al_koura, state)
    assert enterprise["state"] == state
    path = f"/enterprises/{enterprise['id']}"
    for step in NAMED:
        if state not in STEPS[step].before:
            refusal = await al_koura.refused("POST", f"{path}/steps", {"step": step}, If_Match=etag(enterprise))
            assert refusal[:2] == (409, "transition-forbidden"), step
    if state != "registered":
        for address, by, body in (
            (f"{path}/accreditations", MENTOR, None),
            (f"{path}/accreditations/approve", MANAGER, {"payload_hash": "0" * 64}),
            (f"{path}/accreditations/refuse", MANAGER, {"reason": "لا"}),
        ):
            refusal = await al_koura.refused("POST", address, body, by=by, If_Match=etag(enterprise))
            assert refusal[:2] == (409, "transition-forbidden"), address
    unnamed = await al_koura.refused("POST", f"{path}/steps", {"step": "accredit"}, If_Match=etag(enterprise))
    assert unnamed[:2] == (400, "malformed")
    assert await al_koura.get(path) == enterprise


@pytest.mark.parametrize("state", STATES)
async def test_the_database_refuses_such_a_step_too(al_koura: Client, connection: Connection, state: State) -> None:
    enterprise = await factories.enterprise_in(al_koura, state)
    statement = "UPDATE enterprises SET state = $2 WHERE id = $1"
    for login, after in product(LOGINS, STATES):
        if after != state and after not in TRANSITIONS[state]:
            with pytest.raises(asyncpg.RestrictViolationError, match="does not lead there"):
                await execute_as(login, connection, statement, enterprise["id"], after)


async def test_a_registered_enterprise_needs_two_persons_in_the_database_too(
    al_koura: Client, connection: Connection
) -> None:
    enterprise = await factories.registered(al_koura)
    one, founder = "0190d000-0000-7000-8000-000000000001", enterprise["founder_id"]
    other = "0190d000-0000-7000-8000-000000000002"
    statement = (
        "UPDATE enterprises SET state = 'trading', proposed_by = $2, accredited_by = $3, accredited_on = '2026-05-01'"
        " WHERE id = $1"
    )
    for login, (proposer, accreditor) in product(LOGINS, ((one, one), (founder, one), (one, founder), (None, one))):
        with pytest.raises(asyncpg.CheckViolationError):
            await execute_as(login, connection, statement, enterprise["id"], proposer, accreditor)
    await execute_as("api", connection, statement, enterprise["id"], one, other)


async def test_a_gate_asks_for_its_evidence_and_particulars(al_koura: Client) -> None:
    enterprise = await factories.enterprise(al_koura)
    path = f"/enterprises/{enterprise['id']}"
    step = {"step": "start_registration"}
    refusal = await al_koura.refused("POST", f"{path}/steps", step, If_Match=etag(enterprise))
    assert (refusal[1], refusal[2]["missing"]) == ("evidence-missing", ["business_plan"])
    for gate in ("start_registration", "register"):
        await factories.record_evidence(al_koura, enterprise, gate)
    enterprise = await factories.step(al_koura, enterprise, "enterprises", "start_registration")
    refusal = await al_koura.refused("POST", f"{path}/steps", {"step": "register"}, If_Match=etag(enterprise))
    assert [fault["pointer"] for fault in refusal[2]["errors"]] == ["/legal_form", "/registration_number"]
    enterprise = await al_koura.put(path, PARTICULARS, If_Match=etag(enterprise))
    enterprise = await factories.step(al_koura, enterprise, "enterprises", "register")
    emptied = PARTICULARS | {"registration_number": None}
    assert (await al_koura.refused("PUT", path, emptied, If_Match=etag(enterprise)))[:2] == (400, "malformed")
    back = await factories.step(
        al_koura, enterprise, "enterprises", "return_to_pre_registration", reason="رقم غير صحيح"
    )
    assert back["state"] == "pre_registration"
    assert (await al_koura.get(f"{path}/steps"))[-1]["reason"] == "رقم غير صحيح"


@pytest.mark.parametrize(
    ("fields", "status", "problem"),
    [
        ({"legal_form": "koinsep"}, 409, "legal-form-unknown"),
        ({"country": "XX"}, 409, "country-unknown"),
        ({"categories": ["bread"]}, 400, "malformed"),
        ({"owner": "x"}, 400, "malformed"),
    ],
)
async def test_particulars_are_the_country_s(
    al_koura: Client, fields: dict[str, object], status: int, problem: str
) -> None:
    enterprise = await factories.enterprise(al_koura)
    refusal = await al_koura.refused(
        "PUT", f"/enterprises/{enterprise['id']}", PARTICULARS | fields, If_Match=etag(enterprise)
    )
    assert refusal[:2] == (status, problem)


async def test_an_accredited_enterprise_keeps_its_particulars(al_koura: Client) -> None:
    enterprise = await factories.enterprise_in(al_koura, "trading")
    refusal = await al_koura.refused("PUT", f"/enterprises/{enterprise['id']}", PARTICULARS, If_Match=etag(enterprise))
    assert refusal[:2] == (409, "particulars-fixed")


async def test_only_an_awarded_application_becomes_an_enterprise_and_once(al_koura: Client) -> None:
    waiting = await factories.scored(al_koura)
    body = {"trade_name": "مشغل"}
    refusal = await al_koura.refused("POST", "/enterprises", body | {"application_id": waiting["id"]})
    assert refusal[:2] == (409, "idea-not-awarded")
    enterprise = await factories.enterprise(al_koura)
    again = body | {"application_id": enterprise["application_id"]}
    assert (await al_koura.refused("POST", "/enterprises", again))[:2] == (409, "enterprise-known")


async def test_founders_see_their_own_and_reviewers_none(al_koura: Client, paggaio: Client) -> None:
    other = await factories.enterprise(al_koura, trained=False)
    enterprise = await factories.enterprise(al_koura)
    founder = f"{enterprise['founder_id']} founder"
    listed = await al_koura.get("/enterprises", by=founder)
    assert [each["id"] for each in listed["items"]] == [enterprise["id"]]
    assert len((await al_koura.get("/enterprises?status=idea", by=MENTOR))["items"]) == 2
    path = f"/enterprises/{other['id']}"
    for address in (path, f"{path}/steps", f"{path}/evidence"):
        assert (await al_koura.refused("GET", address, by=founder))[0] == 404
        assert (await al_koura.refused("GET", address, by=REVIEWERS[0]))[0] == 403
        assert (await paggaio.refused("GET", address))[0] == 404
    assert (await al_koura.refused("PUT", path, PARTICULARS, by=founder, If_Match=etag(other)))[0] == 404
