"""Memberships: who was found entitled and who is; households as ids, never names."""

from contracts.registry import (
    ApplicationDecided,
    HouseholdMerged,
    MembershipActivated,
    MembershipExited,
    MembershipResumed,
    MembershipSuspended,
)
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Heard, rows

queries = load_queries(__file__)


async def add_decisions(transaction: Transaction, events: Heard[ApplicationDecided]) -> None:
    """Keep decisions on households' applications."""
    await transaction.execute(queries.add_decisions, rows(transaction, events))


async def add_active(transaction: Transaction, events: Heard[MembershipActivated] | Heard[MembershipResumed]) -> None:
    """Keep that households became, or are again, entitled."""
    await transaction.execute(queries.add_changes, rows(transaction, events, state="active"))


async def add_suspended(transaction: Transaction, events: Heard[MembershipSuspended]) -> None:
    """Keep that memberships were suspended."""
    await transaction.execute(queries.add_changes, rows(transaction, events, state="suspended"))


async def add_exited(transaction: Transaction, events: Heard[MembershipExited]) -> None:
    """Keep that memberships ended early."""
    await transaction.execute(queries.add_changes, rows(transaction, events, state="exited"))


async def add_merged(transaction: Transaction, events: Heard[HouseholdMerged]) -> None:
    """Keep which households went up in another one."""
    await transaction.execute(queries.add_merged, rows(transaction, events))
