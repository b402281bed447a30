"""Money that came back counts once somebody else of finance has seen it, and never more than is owed."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag, person_id
from tests.registry import rights
from tests.registry.memberships.test_set_offs import indebted
from tests.rolled_back import Deliver


def received(amount_minor: int, receipt: str = "2026/17") -> dict[str, Any]:
    return {"amount_minor": amount_minor, "received_on": "2026-01-12", "receipt": receipt}


async def record(client: Client, set_off: dict[str, Any], amount_minor: int, receipt: str = "2026/17") -> Any:
    path = f"/set-offs/{set_off['id']}/repayments"
    return await client.post(path, received(amount_minor, receipt), by=rights.FINANCE)


async def confirm(client: Client, repayment: dict[str, Any]) -> Any:
    return await client.post(f"/repayments/{repayment['id']}/confirm", by=rights.APPROVER, If_Match=etag(repayment))


async def test_a_debt_ends_with_the_last_of_it(paggaio: Client, events: Callable[[], Any], deliver: Deliver) -> None:
    set_off = await indebted(paggaio, deliver)
    first = await record(paggaio, set_off, 400_00)
    assert (await paggaio.get(f"/set-offs/{set_off['id']}", by=rights.FINANCE))["owed_minor"] == 432_00
    assert (await confirm(paggaio, first))["state"] == "confirmed"
    kind, told = (await events())[-1]
    assert (kind, told["amount_minor"]) == ("registry.set_off_ordered.v1", 32_00)
    await confirm(paggaio, await record(paggaio, set_off, 32_00, "2026/18"))
    repaid = await paggaio.get(f"/set-offs/{set_off['id']}", by=rights.FINANCE)
    assert (repaid["state"], repaid["owed_minor"], repaid["repaid_minor"]) == ("repaid", 0, 432_00)
    assert (await events())[-1][0] == "registry.set_off_lifted.v1"
    shown = await paggaio.get(f"/set-offs/{set_off['id']}/repayments", by=rights.FINANCE)
    assert [each["amount_minor"] for each in shown] == [400_00, 32_00]


async def test_who_recorded_a_repayment_does_not_confirm_it(paggaio: Client, deliver: Deliver) -> None:
    repayment = await record(paggaio, await indebted(paggaio, deliver), 1_00)
    path = f"/repayments/{repayment['id']}/confirm"
    refused = await paggaio.refused("POST", path, by="fani finance_approver", If_Match=etag(repayment))
    assert refused[:2] == (409, "same-actor")
    assert (await paggaio.refused("POST", path, by=rights.FINANCE, If_Match=etag(repayment)))[0] == 403


async def test_the_database_itself_refuses_one_person_for_both(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    repayment = await record(paggaio, await indebted(paggaio, deliver), 1_00)
    with pytest.raises(asyncpg.CheckViolationError, match="confirmed_by_another_than_recorded"):
        await connection.execute(
            "UPDATE repayments SET state = 'confirmed', decided_by = $2, decided_at = recorded_at WHERE id = $1",
            repayment["id"],
            person_id("fani"),
        )


async def test_no_more_is_repaid_than_is_owed_and_a_receipt_counts_once(paggaio: Client, deliver: Deliver) -> None:
    set_off = await indebted(paggaio, deliver)
    path = f"/set-offs/{set_off['id']}/repayments"
    assert (await paggaio.refused("POST", path, received(432_01), by=rights.FINANCE))[1] == "more-than-owed"
    late = received(1_00) | {"received_on": "2026-01-13"}
    assert (await paggaio.refused("POST", path, late, by=rights.FINANCE))[0] == 400
    first = await record(paggaio, set_off, 432_00)
    second = await record(paggaio, set_off, 432_00, "2026/18")
    assert (await paggaio.refused("POST", path, received(1_00), by=rights.FINANCE))[1] == "receipt-known"
    await confirm(paggaio, first)
    confirming = f"/repayments/{second['id']}/confirm"
    refused = await paggaio.refused("POST", confirming, by=rights.APPROVER, If_Match=etag(second))
    assert refused[:2] == (409, "more-than-owed")


@pytest.mark.parametrize("first", ["confirm", "reject"])
@pytest.mark.parametrize("second", ["confirm", "reject"])
async def test_a_repayment_is_decided_once(
    paggaio: Client, deliver: Deliver, connection: Connection, first: str, second: str
) -> None:
    repayment = await record(paggaio, await indebted(paggaio, deliver), 1_00)
    path = f"/repayments/{repayment['id']}"
    decided = await paggaio.post(f"{path}/{first}", by=rights.APPROVER, If_Match=etag(repayment))
    refused = await paggaio.refused("POST", f"{path}/{second}", by=rights.APPROVER, If_Match=etag(decided))
    assert refused[:2] == (409, "transition-forbidden")
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute("UPDATE repayments SET state = 'rejected' WHERE id = $1", repayment["id"])


async def test_finance_sees_what_waits_to_be_confirmed_and_nobody_else(paggaio: Client, deliver: Deliver) -> None:
    repayment = await record(paggaio, await indebted(paggaio, deliver), 1_00)
    waiting = await paggaio.get("/repayments-to-confirm", by=rights.APPROVER)
    assert [each["id"] for each in waiting["items"]] == [repayment["id"]]
    assert (await paggaio.refused("GET", "/repayments-to-confirm", by=rights.CASEWORKER))[0] == 403
    await confirm(paggaio, repayment)
    assert (await paggaio.get("/repayments-to-confirm", by=rights.FINANCE))["items"] == []
