"""Merchants: of which kind each shop is, and since when it takes the card."""

from contracts.merchants import MerchantAccepted, MerchantSuspended, TillEnrolled
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Heard, rows

queries = load_queries(__file__)


async def add_accepted(transaction: Transaction, events: Heard[MerchantAccepted]) -> None:
    """Keep which merchants were accepted, and their public register data."""
    await transaction.execute(queries.add_changes, rows(transaction, events, state="accepted"))


async def add_suspended(transaction: Transaction, events: Heard[MerchantSuspended]) -> None:
    """Keep which merchants were suspended."""
    await transaction.execute(queries.add_changes, rows(transaction, events, state="suspended"))


async def add_tills(transaction: Transaction, events: Heard[TillEnrolled]) -> None:
    """Keep where tills are."""
    await transaction.execute(queries.add_tills, rows(transaction, events))
