"""Movements at tills: every sale and refund by itself, with its instant, as patterns between them are looked for."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from contracts.cards import PaymentCaptured, PaymentRefunded
from contracts.envelope import partition
from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Heard, Ids

queries = load_queries(__file__)

Paid = PaymentCaptured | PaymentRefunded
Draw = tuple[UUID, date, str, int]
"""The line and the month of the benefit that was drawn, its programme, and the amount."""


class Movement(NamedTuple):
    """Where a sale or refund is counted, found once for all that count it."""

    municipality_id: UUID
    day: date
    wallet_id: UUID
    merchant_id: UUID
    till_id: UUID
    currency: str
    partition: int
    draws: list[Draw]


def moved(events: Heard[Paid]) -> list[Movement]:
    """Return where sales or refunds are counted, in their order."""
    ids = Ids()
    return [
        Movement(
            envelope.municipality,
            event.settlement_date,
            ids[event.wallet_id.int],
            ids[event.merchant_id.int],
            ids[event.till_id.int],
            event.currency,
            partition(envelope.subject),
            [
                (ids[draw.budget_line_id.int], month_of(draw.month), draw.programme, draw.amount_minor)
                for draw in event.draws
            ],
        )
        for envelope, event in events
    ]


async def add(transaction: Transaction, events: Heard[Paid], places: list[Movement]) -> None:
    """Keep movements. What the pot added counts in: it is what went over the counter.

    A refund has an id of its own, and names the payment that it gives back, whose event it is.
    """
    found = [
        (
            place.municipality_id,
            place.day,
            event.refund_id if isinstance(event, PaymentRefunded) else envelope.subject,
            envelope.subject,
            place.wallet_id,
            place.merchant_id,
            place.till_id,
            place.currency,
            event.amount_minor + event.bonus_minor,
            isinstance(event, PaymentRefunded),
            event.cash,
            envelope.time,
        )
        for (envelope, event), place in zip(events, places, strict=True)
    ]
    await transaction.execute(queries.add_movements, found)
