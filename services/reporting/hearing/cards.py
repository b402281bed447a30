"""Cards: how many were ordered, handed over and stopped, and why."""

from contracts.cards import CardIssued, CardOrdered, CardStopped
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Heard, rows

queries = load_queries(__file__)


async def add_ordered(transaction: Transaction, events: Heard[CardOrdered]) -> None:
    """Keep that cards were ordered."""
    await transaction.execute(queries.add_changes, rows(transaction, events, state="ordered"))


async def add_issued(transaction: Transaction, events: Heard[CardIssued]) -> None:
    """Keep that cards were handed over."""
    await transaction.execute(queries.add_changes, rows(transaction, events, state="issued"))


async def add_stopped(transaction: Transaction, events: Heard[CardStopped]) -> None:
    """Keep that cards were stopped."""
    await transaction.execute(queries.add_changes, rows(transaction, events, state="stopped"))
