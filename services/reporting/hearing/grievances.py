"""Grievances: complaints received and closed, told by category only."""

from contracts.registry import GrievanceClosed, GrievanceReceived
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Heard, rows

queries = load_queries(__file__)


async def add_received(transaction: Transaction, events: Heard[GrievanceReceived]) -> None:
    """Keep that somebody complained."""
    await transaction.execute(queries.add_changes, rows(transaction, events, state="received"))


async def add_closed(transaction: Transaction, events: Heard[GrievanceClosed]) -> None:
    """Keep that a complaint was answered."""
    await transaction.execute(queries.add_changes, rows(transaction, events, state="closed"))
