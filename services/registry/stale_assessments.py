"""Stale assessments: decisions that stand on facts which a change entered later contradicts.

An undecided application needs no note: it cannot be decided before it is assessed again (FactsChanged). A decided one
stands; here is the queue of those that somebody has to look at, and perhaps suspend or revoke.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.sql import load_queries
from services.registry import households
from services.registry.facts import HouseholdFacts

queries = load_queries(__file__)


class StaleAssessment(msgspec.Struct, frozen=True, kw_only=True):
    """A decided application and the change that contradicts what it stood on."""

    id: UUID
    application_id: UUID
    assessment_id: UUID
    household_id: UUID
    change_id: UUID
    noted_at: datetime


async def note(transaction: Transaction, change_id: UUID, household_id: UUID, on: date) -> None:
    """Note each decided application of a household from that day on whose members were not what they are now known."""
    for row in await transaction.fetch(queries.find_decided, household_id, on):
        stood_on = msgspec.json.decode(row["facts"], type=HouseholdFacts).members
        if await households.facts_of(transaction, household_id, row["applied_on"]) != stood_on:
            await transaction.execute(
                queries.insert_stale, uuid7(), row["assessment_id"], row["application_id"], change_id, transaction.now
            )


async def list_page(transaction: Transaction, *, after: UUID | None, limit: int) -> list[StaleAssessment]:
    """Return one more than the limit, oldest first."""
    return await transaction.fetch_structs(StaleAssessment, queries.list_stale, after, limit + 1)
