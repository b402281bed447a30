"""Steps: the history of a case, each step with who took it, when and why. Written once, beside the step itself."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.sql import load_queries

queries = load_queries(__file__)


class NewStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step from one state to another, or within one where facts were corrected or assessed. `reason` is a code."""

    before: str | None = None
    after: str
    reason: str | None = None


class Step(NewStep, frozen=True, kw_only=True):
    """A step as it was taken."""

    id: UUID
    taken_at: datetime
    taken_by: UUID


async def record(transaction: Transaction, application_id: UUID, step: NewStep) -> None:
    """Keep a step in the history of its case."""
    await transaction.execute(
        queries.insert_step,
        uuid7(),
        application_id,
        step.before,
        step.after,
        step.reason,
        transaction.now,
        transaction.actor_id,
    )


async def of_application(transaction: Transaction, application_id: UUID) -> list[Step]:
    """Return the history of a case, the first step first."""
    return await transaction.fetch_structs(Step, queries.select_steps, application_id)


async def takers(transaction: Transaction, application_id: UUID) -> set[UUID]:
    """Return everybody who took a step of this case."""
    return {step.taken_by for step in await of_application(transaction, application_id)}
