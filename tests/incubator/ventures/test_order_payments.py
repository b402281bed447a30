"""Payment of service orders: set aside before they are offered, let go by a further person, followed to the bank."""

import pytest

from contracts.incubator import OrderCancelled, OrderPaymentReleased, OrderPublished
from contracts.merchants import PayoutInstructed, PayoutReturned
from services.kit.db import Connection, uuid7
from services.kit.events.inbox import Outcome
from tests.clients import Client, etag
from tests.incubator import ordering
from tests.incubator.conftest import MANAGER
from tests.incubator.hearing import message
from tests.rolled_back import Deliver


async def said(connection: Connection, kind: str) -> list[dict[str, object]]:
    await connection.execute("RESET ROLE")
    rows = await connection.fetch("SELECT data FROM outbox WHERE type = $1 ORDER BY sequence", kind)
    return [dict(row["data"]) for row in rows]


async def test_an_order_of_a_budget_line_is_paid_through_the_ledger_and_again_when_it_comes_back(
    al_koura: Client, connection: Connection, deliver: Deliver
) -> None:
    enterprise = await ordering.merchant(al_koura, deliver)
    order = await ordering.paying(al_koura, deliver, enterprise)
    assert (order["state"], order["funds"], order["paid_on"]) == ("paying", "set_aside", None)
    early = message(PayoutInstructed.type, al_koura, payout_id=str(uuid7()), tranche_ids=[order["id"]])
    assert await deliver(early) is Outcome.RETRY
    assert await ordering.told(deliver, ordering.credit(al_koura, order)) == [Outcome.APPLIED]
    failed = await ordering.ended(al_koura, deliver, order, failed=True)
    assert (failed["state"], failed["reason_code"], failed["paid_on"]) == ("failed", "AC04", None)
    paid = await ordering.ended(al_koura, deliver, order, failed=False)
    assert (paid["state"], paid["reason_code"], paid["payment_reference"]) == ("paid", None, None)
    assert paid["paid_on"] is not None
    assert paid["payout_id"] != failed["payout_id"]
    back = message(PayoutReturned.type, al_koura, sequence=3, payout_id=paid["payout_id"], reason_code="MS03")
    assert await ordering.told(deliver, back) == [Outcome.APPLIED]
    again = await al_koura.get(f"/service-orders/{order['id']}")
    assert (again["state"], again["reason_code"], again["paid_on"]) == ("failed", "MS03", None)
    assert [each["amount_minor"] for each in await said(connection, OrderPublished.type)] == [400_000]
    (released,) = await said(connection, OrderPaymentReleased.type)
    assert (released["merchant_id"], released["amount_minor"], released["freed_minor"]) == (
        enterprise["merchant_id"],
        390_000,
        10_000,
    )


async def test_nothing_is_offered_before_its_value_is_set_aside(
    al_koura: Client, connection: Connection, deliver: Deliver
) -> None:
    enterprise = await ordering.trading(al_koura)
    offering = {"enterprise_id": enterprise["id"]}
    asked = await ordering.published(al_koura, budget_line_id=ordering.LINE)
    path = f"/service-orders/{asked['id']}"
    for door, body in (("offers", offering), ("cancel", None)):
        refusal = await al_koura.refused("POST", f"{path}/{door}", body, If_Match=etag(asked))
        assert refusal[:2] == (409, "funds-not-set-aside")
    refused = await ordering.funded(al_koura, deliver, reason="line_too_small")
    path = f"/service-orders/{refused['id']}"
    refusal = await al_koura.refused("POST", f"{path}/offers", offering, If_Match=etag(refused))
    assert refusal[2]["refused_for"] == "line_too_small"
    assert (await al_koura.post(f"{path}/cancel", If_Match=etag(refused)))["state"] == "cancelled"
    assert await said(connection, OrderCancelled.type) == []
    funded = await ordering.funded(al_koura, deliver)
    await al_koura.post(f"/service-orders/{funded['id']}/cancel", If_Match=etag(funded))
    assert [each["freed_minor"] for each in await said(connection, OrderCancelled.type)] == [400_000]


@pytest.mark.parametrize("case", ["approver", "own_account", "no_merchant", "founder"])
async def test_an_invoice_is_let_go_by_a_further_person_to_a_merchant(
    al_koura: Client, deliver: Deliver, case: str
) -> None:
    enterprise = await (ordering.trading(al_koura) if case == "no_merchant" else ordering.merchant(al_koura, deliver))
    order = await (ordering.published(al_koura) if case == "own_account" else ordering.funded(al_koura, deliver))
    for name in ordering.PATH["invoiced"]:
        order = await ordering.send(al_koura, order, name, enterprise)
    founder = f"{enterprise['founder_id']} incubator_officer"
    by = {"approver": MANAGER, "founder": founder}.get(case, ordering.OTHER)
    path = f"/service-orders/{order['id']}"
    refusal = await al_koura.refused("POST", f"{path}/payment-orders", by=by, If_Match=etag(order))
    expected = {"own_account": "paid-another-way", "no_merchant": "payee-unknown"}
    assert refusal[:2] == (409, expected.get(case, "same-actor"))
    if case == "no_merchant":
        body = ordering.BODIES["payments"]
        other = await al_koura.refused("POST", f"{path}/payments", body, by=ordering.OTHER, If_Match=etag(order))
        assert other[:2] == (409, "paid-another-way")
