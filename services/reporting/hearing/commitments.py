"""Commitments: awards and what was paid of them, and what public bodies order of enterprises.

What ends a commitment is kept with what it freed; what was paid, with what was paid.
"""

from contracts.cards import GrantCredited
from contracts.incubator import AwardClosed, AwardCommitted, OrderCancelled, OrderPaymentReleased, OrderPublished
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Heard, rows

queries = load_queries(__file__)


async def add_awards(transaction: Transaction, events: Heard[AwardCommitted]) -> None:
    """Keep that money was promised."""
    await transaction.execute(queries.add_changes, rows(transaction, events, subject="award", state="committed"))


async def add_closed_awards(transaction: Transaction, events: Heard[AwardClosed]) -> None:
    """Keep that an award has ended."""
    await transaction.execute(queries.add_changes, rows(transaction, events, subject="award", state="closed"))


async def add_grants(transaction: Transaction, events: Heard[GrantCredited]) -> None:
    """Keep that a part of an award was paid; that an order is, its release has said."""
    granted = [(envelope, event) for envelope, event in events if event.kind == "award"]
    await transaction.execute(queries.add_changes, rows(transaction, granted, subject="grant", state="credited"))


async def add_orders(transaction: Transaction, events: Heard[OrderPublished]) -> None:
    """Keep that a public body needs work."""
    await transaction.execute(queries.add_changes, rows(transaction, events, subject="order", state="published"))


async def add_paid_orders(transaction: Transaction, events: Heard[OrderPaymentReleased]) -> None:
    """Keep that work was delivered, approved and let be paid."""
    await transaction.execute(queries.add_changes, rows(transaction, events, subject="order", state="released"))


async def add_cancelled_orders(transaction: Transaction, events: Heard[OrderCancelled]) -> None:
    """Keep that an order was taken back."""
    await transaction.execute(queries.add_changes, rows(transaction, events, subject="order", state="cancelled"))
