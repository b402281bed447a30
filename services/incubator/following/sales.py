"""Sales by month: what each merchant has taken by card, as the ledger says it, to stand beside what founders report.

Sums only: who bought is not kept here. They are kept of every merchant, since which of them is an enterprise of ours
may be heard after its first sale.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from contracts.cards import PaymentCaptured, PaymentRefunded
from contracts.envelope import Envelope
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)

Paid = PaymentCaptured | PaymentRefunded


async def add_payments(transaction: Transaction, events: Sequence[tuple[Envelope, PaymentCaptured]]) -> None:
    """Add what shops were paid, bonuses included."""
    await add(
        transaction, [(told.municipality, event, event.amount_minor + event.bonus_minor) for told, event in events]
    )


async def take_refunds(transaction: Transaction, events: Sequence[tuple[Envelope, PaymentRefunded]]) -> None:
    """Take off what shops gave back."""
    await add(
        transaction, [(told.municipality, event, -event.amount_minor - event.bonus_minor) for told, event in events]
    )


async def add(transaction: Transaction, rows: Iterable[tuple[UUID, Paid, int]]) -> None:
    """Add to the months of merchants; the order in which it is heard does not matter."""
    columns = [
        (tenant, event.merchant_id, event.settlement_date, event.currency, minor) for tenant, event, minor in rows
    ]
    await transaction.execute(queries.add_sales, *(list(column) for column in zip(*columns, strict=True)))
