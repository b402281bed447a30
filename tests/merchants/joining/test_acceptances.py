"""From when to when a merchant takes cards, decided by somebody other than who made the case."""

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, person_id
from tests.merchants import factories
from tests.merchants.conftest import Said, refusal

ENDING = {"ends_on": "2026-03-01", "reason": "papers_expired"}


async def test_a_second_person_accepts(paggaio: Client, said: Said) -> None:
    merchant = await factories.verified(paggaio)
    path = f"/merchants/{merchant['id']}/accept"
    body = factories.accepting(paggaio, accepted_from="2026-02-10")
    assert await refusal(paggaio, path, body, by=factories.SECOND) == "409 same-actor"
    taken = await paggaio.post(path, body, by=factories.OFFICER)
    assert (taken["status"], taken["accepted_from"]) == ("accepted", "2026-02-10")
    ((type, told),) = await said()
    assert type == "merchant_accepted"
    assert told == {
        "merchant_id": merchant["id"],
        "trade_name": "Παντοπωλείο Η Γωνιά",
        "kind": "private",
        "legal_form": "sole_trader",
        "categories": ["5411"],
        "currency": "EUR",
        "accepted_from": "2026-02-10",
        "enterprise_id": None,
        "refund_days": 30,
    }
    (acceptance,) = await paggaio.get(f"/merchants/{merchant['id']}/acceptances")
    assert acceptance["agreement_version"] == "2026-01"
    assert (acceptance["made_by"], acceptance["accepted_by"]) == (str(person_id("nikos")), str(person_id("anna")))


async def test_the_database_too_wants_two_people(paggaio: Client, connection: Connection) -> None:
    merchant = await factories.accepted(paggaio)
    with pytest.raises(asyncpg.CheckViolationError):
        await connection.execute("UPDATE acceptances SET accepted_by = made_by WHERE merchant_id = $1", merchant["id"])


async def test_nobody_is_accepted_without_a_verified_account(paggaio: Client) -> None:
    merchant = await factories.verified(paggaio, bank_account=None)
    path = f"/merchants/{merchant['id']}"
    assert await refusal(paggaio, f"{path}/accept", factories.accepting(paggaio)) == "409 account-unverified"
    await paggaio.post(f"{path}/bank-accounts", factories.bank_account())
    assert await refusal(paggaio, f"{path}/accept", factories.accepting(paggaio)) == "409 account-unverified"


async def test_nobody_is_accepted_before_being_verified_or_for_the_past(paggaio: Client) -> None:
    applied = await paggaio.post("/merchants", factories.application())
    body = factories.accepting(paggaio)
    assert await refusal(paggaio, f"/merchants/{applied['id']}/accept", body) == "409 transition-forbidden"
    merchant = await factories.verified(paggaio)
    body = factories.accepting(paggaio, accepted_from="2026-02-01")
    assert await refusal(paggaio, f"/merchants/{merchant['id']}/accept", body) == "409 day-in-the-past"


async def test_a_suspension_is_lifted_by_somebody_else(paggaio: Client, said: Said) -> None:
    merchant = await factories.accepted(paggaio)
    path = f"/merchants/{merchant['id']}"
    suspended = await paggaio.post(f"{path}/suspend", ENDING, by=factories.SECOND)
    assert (suspended["status"], suspended["accepted_until"]) == ("suspended", "2026-03-01")
    paggaio.now = "2026-03-05T09:00:00+02:00"
    body = factories.accepting(paggaio)
    assert await refusal(paggaio, f"{path}/accept", body, by=factories.SECOND) == "409 same-actor"
    again = await paggaio.post(f"{path}/accept", body, by=factories.OFFICER)
    assert (again["status"], again["accepted_from"], again["accepted_until"]) == ("accepted", "2026-03-05", None)
    told = await said()
    assert [type for type, _ in told] == ["merchant_accepted", "merchant_suspended", "merchant_accepted"]
    assert told[1][1] == {
        "merchant_id": merchant["id"],
        "suspended_from": "2026-03-01",
        "reason": "papers_expired",
    }


async def test_who_leaves_takes_no_cards_and_does_not_come_back(paggaio: Client, said: Said) -> None:
    merchant = await factories.accepted(paggaio)
    path = f"/merchants/{merchant['id']}"
    body = ENDING | {"reason": "asked_by_merchant"}
    left = await paggaio.post(f"{path}/leave", body)
    assert left["status"] == "left"
    assert (await said())[-1] == (
        "merchant_suspended",
        {"merchant_id": merchant["id"], "suspended_from": "2026-03-01", "reason": "left"},
    )
    assert await refusal(paggaio, f"{path}/leave", body) == "409 transition-forbidden"
    assert await refusal(paggaio, f"{path}/accept", factories.accepting(paggaio)) == "409 transition-forbidden"


async def test_an_acceptance_that_never_began_counts_for_no_day(paggaio: Client) -> None:
    merchant = await factories.verified(paggaio)
    path = f"/merchants/{merchant['id']}"
    await paggaio.post(f"{path}/accept", factories.accepting(paggaio, accepted_from="2026-05-01"))
    suspended = await paggaio.post(f"{path}/suspend", ENDING, by=factories.SECOND)
    assert suspended["accepted_from"] == suspended["accepted_until"] == "2026-05-01"
