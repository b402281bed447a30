"""Benefits: what households got, on the card and to their accounts, by the month that it is for."""

from contracts.cards import BenefitsCredited, LotsExpired, RunFundsReserved
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.heard import Heard, each, rows

queries = load_queries(__file__)


async def add_credits(transaction: Transaction, events: Heard[BenefitsCredited]) -> None:
    """Add the lots that were credited."""
    await transaction.execute(queries.add_credits, each(rows(transaction, events), "credits"))


async def add_account_shares(transaction: Transaction, events: Heard[RunFundsReserved]) -> None:
    """Add the shares that are paid by bank file and not by card."""
    await transaction.execute(queries.add_account_shares, each(rows(transaction, events), "account_shares"))


async def add_expired(transaction: Transaction, events: Heard[LotsExpired]) -> None:
    """Add what went back to budget lines because it was not spent in time."""
    await transaction.execute(queries.add_expired, each(rows(transaction, events), "credits"))
