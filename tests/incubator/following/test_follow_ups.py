"""Follow-ups: asked when they are due, chased before they are given up, and held against what the ledger has seen."""

from itertools import product
from typing import Any

import asyncpg
import pytest

from contracts.cards import PaymentCaptured
from contracts.merchants import MerchantAccepted
from services.incubator.following.follow_ups import STATES, TRANSITIONS
from services.kit.db import Connection, uuid7
from services.kit.events.inbox import Outcome
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MANAGER, execute_as
from tests.incubator.hearing import message
from tests.rolled_back import Deliver, Events

ANSWER = {"work": "own_enterprise", "jobs": 2, "revenue_minor": 900_000, "income_minor": 260_000}


async def planned(client: Client) -> Any:
    """The first follow-up of a participant."""
    formed, _ = await factories.enrolled(client)
    return (await client.post(f"/cohorts/{formed['id']}/follow-ups"))[0]


async def test_everybody_is_asked_at_six_twelve_and_twenty_four_months_on_the_same_id(al_koura: Client) -> None:
    formed, enrolment = await factories.enrolled(al_koura)
    path = f"/cohorts/{formed['id']}/follow-ups"
    found = await al_koura.post(path)
    assert [(each["months"], each["due_on"]) for each in found] == [
        (6, "2026-11-30"), (12, "2027-05-31"), (24, "2028-05-31"),
    ]  # fmt: skip
    assert {each["participant_id"] for each in found} == {enrolment["participant_id"]}
    assert await al_koura.post(path) == found
    own = f"{enrolment['participant_id']} founder"
    assert len((await al_koura.get("/follow-ups", by=own))["items"]) == 3
    assert (await al_koura.get("/follow-ups", by="nur founder"))["items"] == []
    assert (await al_koura.refused("GET", f"/follow-ups/{found[0]['id']}", by="nur founder"))[0] == 404


async def test_what_is_reported_stands_beside_what_the_ledger_has_seen(
    al_koura: Client, connection: Connection, deliver: Deliver
) -> None:
    trading = await factories.enterprise_in(al_koura, "trading")
    merchant_id = str(uuid7())
    told = message(MerchantAccepted.type, al_koura, merchant_id=merchant_id, enterprise_id=trading["id"])
    assert await deliver(told) is Outcome.APPLIED
    for day, amount in (("2026-05-31", 1), ("2026-06-01", 300_000), ("2026-10-31", 200_000), ("2026-11-30", 7)):
        figures: dict[str, Any] = {
            "merchant_id": merchant_id,
            "settlement_date": day,
            "amount_minor": amount,
            "bonus_minor": 0,
        }
        sale = message(PaymentCaptured.type, al_koura, payment_id=str(uuid7()), currency="JOD", **figures)
        await deliver(sale)
    (cohort,) = (await al_koura.get("/cohorts"))["items"]
    first = (await al_koura.post(f"/cohorts/{cohort['id']}/follow-ups"))[0]
    assert first["ledger_revenue_minor"] == 500_001
    al_koura.now = "2026-12-01T10:00:00+03:00"
    own = f"{trading['founder_id']} founder"
    path = f"/follow-ups/{first['id']}"
    answered = await al_koura.post(f"{path}/answer", ANSWER, by=own, If_Match=etag(first))
    assert (answered["state"], answered["jobs"], answered["revenue_minor"]) == ("answered", 2, 900_000)
    assert "income_minor" not in answered
    assert (await al_koura.get(path, by=MANAGER))["income_minor"] == 260_000
    await connection.execute("RESET ROLE")
    kept = [row["row"] for row in await connection.fetch("SELECT follow_ups::text AS row FROM follow_ups")]
    assert not any("260000" in row for row in kept)


async def test_who_does_not_answer_is_chased_before_they_are_given_up(al_koura: Client, events: Events) -> None:
    asked = await planned(al_koura)
    path = f"/follow-ups/{asked['id']}"
    early = await al_koura.refused("POST", f"{path}/answer", ANSWER, If_Match=etag(asked))
    assert early[:2] == (409, "not-due-yet")
    assert (await al_koura.refused("POST", f"{path}/chases", {"channel": "call"}))[:2] == (409, "not-due-yet")
    assert (await al_koura.get("/follow-ups?missing=true"))["items"] == []
    al_koura.now = "2026-12-15T10:00:00+03:00"
    (missing,) = (await al_koura.get("/follow-ups?missing=true", by=MANAGER))["items"]
    assert missing["id"] == asked["id"]
    assert (await al_koura.refused("POST", f"{path}/give-up", If_Match=etag(asked)))[:2] == (409, "chase-first")
    for channel in ("call", "letter"):
        await al_koura.post(f"{path}/chases", {"channel": channel})
    chased = await al_koura.post(f"{path}/chases", {"channel": "visit"})
    assert chased["chased"] == 3
    lost = await al_koura.post(f"{path}/give-up", If_Match=etag(chased))
    assert lost["state"] == "unreachable"
    again = await al_koura.refused("POST", f"{path}/chases", {"channel": "call"})
    assert again[:2] == (409, "transition-forbidden")
    found = await al_koura.post(f"{path}/answer", ANSWER, If_Match=etag(lost))
    twice = await al_koura.refused("POST", f"{path}/answer", ANSWER, If_Match=etag(found))
    assert twice[:2] == (409, "transition-forbidden")
    told = [data for kind, data in await events() if kind == "incubator.follow_up_closed.v1"]
    assert [(each["outcome"], each["is_working"], each["jobs"]) for each in told] == [
        ("unreachable", False, 0), ("answered", True, 2),
    ]  # fmt: skip
    assert all("income" not in name for each in told for name in each)


async def test_the_database_keeps_follow_ups_to_their_steps(al_koura: Client, connection: Connection) -> None:
    asked = await planned(al_koura)
    await connection.execute("RESET ROLE")
    for state in STATES:
        await connection.execute("ALTER TABLE follow_ups DISABLE TRIGGER follow_ups_step")
        whole = "work = 'seeking', jobs = 0, revenue_minor = 0, answered_at = due_on, answered_by = id"
        change = f"UPDATE follow_ups SET state = $2{', ' + whole if state == 'answered' else ''} WHERE id = $1"
        await connection.execute(change, asked["id"], state)
        if state != "answered":
            assert await connection.fetchval("SELECT state FROM follow_ups WHERE id = $1", asked["id"]) == state
        await connection.execute("ALTER TABLE follow_ups ENABLE TRIGGER follow_ups_step")
        for login, after in product(LOGINS, STATES):
            if after != state and after not in TRANSITIONS[state]:
                with pytest.raises(asyncpg.RestrictViolationError, match="does not lead there"):
                    await execute_as(
                        login, connection, "UPDATE follow_ups SET state = $2 WHERE id = $1", asked["id"], after
                    )
        if state == "answered":
            empty = "work = NULL, jobs = NULL, revenue_minor = NULL, answered_at = NULL, answered_by = NULL"
            await connection.execute("ALTER TABLE follow_ups DISABLE TRIGGER follow_ups_step")
            await connection.execute(f"UPDATE follow_ups SET state = 'planned', {empty} WHERE id = $1", asked["id"])
            await connection.execute("ALTER TABLE follow_ups ENABLE TRIGGER follow_ups_step")
