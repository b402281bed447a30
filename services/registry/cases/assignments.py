"""Assignments: who works on a case. A caseworker takes a free one or gives back an own one; a supervisor gives any."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import Forbidden, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing.facts import Code
from services.registry.cases import applications
from services.registry.cases.applications import OPEN, Application, CaseClosed

queries = load_queries(__file__)


class Assigning(Body, frozen=True, kw_only=True):
    """Who is to work on a case; nobody named gives it back."""

    assignee_id: UUID | None


class TakingNext(Body, frozen=True, kw_only=True):
    """Of which programme the next case is taken; of any, where none is named."""

    programme: Code | None = None


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """That a case was given to somebody, or back (no assignee)."""

    id: UUID
    assignee_id: UUID | None
    assigned_at: datetime
    assigned_by: UUID


class CaseTaken(Problem):
    """Somebody else works on this case."""


async def assign(transaction: Transaction, application_id: UUID, wanted: Assigning, *, version: int) -> Application:
    """Give a case to somebody or back. Raises Stale, CaseClosed, CaseTaken; Forbidden to give it to another person."""
    application = await applications.take(transaction, application_id, version=version)
    if application.state not in OPEN:
        raise CaseClosed(f"The application is {application.state}.", state=application.state)
    if "supervisor" not in transaction.context.actor_roles:
        refuse_others(transaction, application, wanted.assignee_id)
    return await give(transaction, application, wanted.assignee_id)


def refuse_others(transaction: Transaction, application: Application, assignee_id: UUID | None) -> None:
    """Raise unless a caseworker takes a free case or gives back an own one."""
    if assignee_id not in {None, transaction.actor_id}:
        raise Forbidden("A supervisor gives cases to others.")
    if application.assignee_id not in {None, transaction.actor_id}:
        raise CaseTaken("Ask who has it, or a supervisor.", assignee_id=application.assignee_id)


async def take_next(transaction: Transaction, wanted: TakingNext) -> Application:
    """Take the free case that has waited longest, but no own one; two people at once take two. Raises NotFound."""
    waiting = await transaction.fetchval(queries.lock_waiting, wanted.programme, transaction.actor_id)
    if waiting is None:
        raise NotFound("No case waits for somebody.")
    return await give(transaction, await applications.lock(transaction, waiting), transaction.actor_id)


async def give(transaction: Transaction, application: Application, assignee_id: UUID | None) -> Application:
    """Keep who works on a locked case, and that it was so."""
    await transaction.execute(queries.set_assignee, application.id, assignee_id)
    await transaction.execute(
        queries.insert_assignment, uuid7(), application.id, assignee_id, transaction.now, transaction.actor_id
    )
    return await applications.find(transaction, application.id)


async def of_application(transaction: Transaction, application_id: UUID) -> list[Assignment]:
    """Return who had a case, the last one last."""
    return await transaction.fetch_structs(Assignment, queries.list_assignments, application_id)
