"""Settlements: what the ledger owed each shop for a day, what was settled, and what the bank paid."""

from contracts.cards import SettlementDayClosed
from contracts.merchants import BatchClosed, PayoutInstructed, PayoutPaid, PayoutReturned
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Heard, each, rows

queries = load_queries(__file__)


async def add_closed_days(transaction: Transaction, events: Heard[SettlementDayClosed]) -> None:
    """Keep the ledger's figures of a closed day, a row for each merchant."""
    await transaction.execute(queries.add_closed_days, each(rows(transaction, events), "totals"))


async def add_batches(transaction: Transaction, events: Heard[BatchClosed]) -> None:
    """Keep the settlements that equal the ledger's figures."""
    await transaction.execute(queries.add_batches, rows(transaction, events))


async def add_instructed(transaction: Transaction, events: Heard[PayoutInstructed]) -> None:
    """Keep that banks were told to pay."""
    await transaction.execute(queries.add_payout_changes, rows(transaction, events, state="instructed"))


async def add_paid(transaction: Transaction, events: Heard[PayoutPaid]) -> None:
    """Keep that banks have paid."""
    await transaction.execute(queries.add_payout_changes, rows(transaction, events, state="paid"))


async def add_returned(transaction: Transaction, events: Heard[PayoutReturned]) -> None:
    """Keep that banks could not pay."""
    await transaction.execute(queries.add_payout_changes, rows(transaction, events, state="returned"))
