"""Sales: what was paid, topped up, left to pay, refunded and declined at the tills."""

from collections.abc import Sequence

from contracts.cards import PaymentCaptured, PaymentDeclined, PaymentRefunded
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.heard import Heard, Row, each, rows

queries = load_queries(__file__)


def with_programme(found: Sequence[Row]) -> list[Row]:
    """Return the rows with the programme whose lot was drawn first, which is the one that expires first.

    A payment's bonus and remainder belong to no draw; they are counted with that programme.
    """
    return [{**row, "programme": row["draws"][0].programme if row["draws"] else ""} for row in found]


async def add_payments(transaction: Transaction, events: Heard[PaymentCaptured]) -> None:
    """Add sales: by merchant and day, by the money drawn, and who bought."""
    found = rows(transaction, events, is_refund=False)
    drawn = each(found, "draws")
    await transaction.execute(queries.add_payments, with_programme(found))
    await transaction.execute(queries.add_draws, drawn)
    await transaction.execute(queries.add_buyers, drawn)


async def add_refunds(transaction: Transaction, events: Heard[PaymentRefunded]) -> None:
    """Add refunds to the day on which they were made; the sale stays in its own."""
    found = rows(transaction, events, is_refund=True)
    await transaction.execute(queries.add_refunds, with_programme(found))
    await transaction.execute(queries.add_draws, each(found, "draws"))


async def add_declines(transaction: Transaction, events: Heard[PaymentDeclined]) -> None:
    """Add declined sales by their code."""
    await transaction.execute(queries.add_declines, rows(transaction, events))
