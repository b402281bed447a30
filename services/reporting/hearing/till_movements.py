"""Movements at tills: every sale and refund by itself, with its instant, as patterns between them are looked for."""

from contracts.cards import PaymentCaptured, PaymentRefunded
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Heard

queries = load_queries(__file__)


async def add(transaction: Transaction, events: Heard[PaymentCaptured] | Heard[PaymentRefunded]) -> None:
    """Keep movements. What the pot added counts in: it is what went over the counter.

    A refund has an id of its own, and names the payment that it gives back.
    """
    found = [
        (
            envelope.municipality,
            event.settlement_date,
            event.refund_id if isinstance(event, PaymentRefunded) else event.payment_id,
            event.payment_id,
            event.wallet_id,
            event.merchant_id,
            event.till_id,
            event.currency,
            event.amount_minor + event.bonus_minor,
            isinstance(event, PaymentRefunded),
            event.cash,
            envelope.time,
        )
        for envelope, event in events
    ]
    await transaction.execute(queries.add_movements, found)
