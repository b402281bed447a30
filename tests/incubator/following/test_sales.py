"""Sales by month: added and taken off in whatever order they are heard, for merchants known or not."""

from typing import Any

from contracts.cards import PaymentCaptured, PaymentRefunded
from services.kit.db import Connection, uuid7
from services.kit.events.inbox import Outcome
from tests.clients import Client
from tests.incubator.hearing import message
from tests.rolled_back import Deliver


async def test_a_month_is_the_sum_of_what_was_paid_and_given_back(
    al_koura: Client, connection: Connection, deliver: Deliver
) -> None:
    merchant_id = str(uuid7())
    figures: dict[str, Any] = {"currency": "JOD", "bonus_minor": 10}
    for amount, day in ((1_000, "2026-06-30"), (500, "2026-06-01"), (70, "2026-07-01")):
        about: dict[str, Any] = {"merchant_id": merchant_id, "amount_minor": amount, "settlement_date": day}
        told = message(PaymentCaptured.type, al_koura, payment_id=str(uuid7()), **figures, **about)
        assert [await deliver(told), await deliver(told)] == [Outcome.APPLIED, Outcome.DUPLICATE]
    back: dict[str, Any] = {"refund_id": str(uuid7()), "merchant_id": merchant_id, "amount_minor": 400}
    payment_id = str(uuid7())
    captured: dict[str, Any] = {"merchant_id": merchant_id, "amount_minor": 400, "settlement_date": "2026-06-02"}
    await deliver(message(PaymentCaptured.type, al_koura, payment_id=payment_id, **figures, **captured))
    told = message(
        PaymentRefunded.type,
        al_koura,
        sequence=2,
        payment_id=payment_id,
        settlement_date="2026-06-03",
        **figures,
        **back,
    )
    assert await deliver(told) is Outcome.APPLIED
    rows = await connection.fetch(
        "SELECT month::text, revenue_minor FROM merchant_months WHERE merchant_id = $1 ORDER BY month", merchant_id
    )
    assert [tuple(row) for row in rows] == [("2026-06-01", 1_520), ("2026-07-01", 80)]
