"""Stale assessments: decisions that stand on other people of a household than are known now.

An undecided application needs no note: it cannot be decided before it is assessed again (FactsChanged). A decided one
stands. Here is the queue of those that somebody has to look at, and perhaps suspend or revoke: `contradicted` where a
change that was entered later says otherwise of the application date, `outdated` where a right runs on for a household
that has changed since.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import asyncpg
import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.sql import load_queries
from services.registry.assessing.facts import HouseholdFacts, MemberFacts
from services.registry.households import households

queries = load_queries(__file__)

Cause = Literal["contradicted", "outdated"]
Outcome = Literal["stands", "put_right"]
"""What came of a second look: the decision stands, or what it gave was put right."""


class StaleAssessment(msgspec.Struct, frozen=True, kw_only=True):
    """A decided application, the change after which somebody has to look at it, and who has looked."""

    id: UUID
    application_id: UUID
    assessment_id: UUID
    household_id: UUID
    change_id: UUID
    cause: Cause
    noted_at: datetime
    outcome: Outcome | None
    looked_at: datetime | None
    looked_by: UUID | None


async def note(transaction: Transaction, change_id: UUID, household_id: UUID, on: date) -> None:
    """Note each decided application of a household that a change from a day on contradicts or makes outdated."""
    for row in await transaction.fetch(queries.find_decided, household_id, on):
        cause = await cause_of(transaction, row, household_id, on)
        if cause is not None:
            await transaction.execute(
                queries.insert_stale,
                uuid7(),
                row["assessment_id"],
                row["application_id"],
                change_id,
                cause,
                transaction.now,
            )


async def cause_of(transaction: Transaction, row: asyncpg.Record, household_id: UUID, on: date) -> Cause | None:
    """Return why somebody has to look at a decided application, or None where nothing of it has changed."""
    stood_on = msgspec.json.decode(row["facts"], type=HouseholdFacts).members
    if row["applied_on"] >= on:
        known = await households.facts_of(transaction, household_id, row["applied_on"])
        return "contradicted" if known != stood_on else None
    lives = await households.facts_of(transaction, household_id, transaction.today)
    return "outdated" if ageless(lives) != ageless(stood_on) else None


def ageless(members: Sequence[MemberFacts]) -> list[MemberFacts]:
    """Return members as they are whatever their age: everybody grows older without a change."""
    return sorted((msgspec.structs.replace(member, age_years=0) for member in members), key=lambda one: one.member_id)


async def find(transaction: Transaction, stale_id: UUID) -> StaleAssessment:
    """Return a note. Raises NotFound."""
    stale = await transaction.fetch_struct(StaleAssessment, queries.find_stale, stale_id)
    if stale is None:
        raise NotFound(f"There is no stale assessment {stale_id}.")
    return stale


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, cause: Cause | None, looked: bool
) -> list[StaleAssessment]:
    """Return one more than the limit, oldest first: of one cause or all, to be looked at or `looked` at already."""
    return await transaction.fetch_structs(StaleAssessment, queries.list_stale, after, cause, limit + 1, looked)
