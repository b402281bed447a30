"""Comments on a plan, each on one field of one version; whoever writes the plan or has commented resolves them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.incubator.applying.applications import Application
from services.incubator.calling.stages import Code
from services.incubator.people import persons
from services.incubator.planning import plans
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, LongText, check_version

queries = load_queries(__file__)

State = Literal["open", "resolved"]
TRANSITIONS: Mapping[State, tuple[State, ...]] = {"open": ("resolved",), "resolved": ("open",)}


class NewComment(Body, frozen=True, kw_only=True):
    """What somebody says about a field, or about the `cash`."""

    field: Code
    text: LongText


class Moving(Body, frozen=True, kw_only=True):
    """Where a comment goes."""

    state: State


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment; its text is gone once the applicant was erased."""

    id: UUID
    version: int
    plan_version_id: UUID
    field: str
    state: State
    written_at: datetime
    written_by: UUID
    text: str | None = None


async def write(transaction: Transaction, plan_version_id: UUID, new: NewComment) -> Comment:
    """Comment on a field. Raises NotFound, Malformed for a field that the plan has not."""
    application = await application_of(transaction, plan_version_id)
    if new.field not in {plans.CASH, *(each.code for each in plans.canvas().fields)}:
        fault = Fault(pointer="/field", detail="The plan has no such field.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
    comment_id = uuid7()
    await transaction.execute(
        queries.insert_comment, comment_id, plan_version_id, new.field, transaction.now, transaction.actor_id
    )
    await persons.keep_text(transaction, application.applicant_id, f"plan_comment_{comment_id.hex}", new.text)
    return await find(transaction, comment_id)


async def move(transaction: Transaction, comment_id: UUID, version: int, moving: Moving) -> Comment:
    """Resolve a comment, or open it again. Raises NotFound, Stale, TransitionForbidden."""
    await transaction.execute(queries.lock_comment, comment_id)
    comment = await find(transaction, comment_id)
    check_version(comment.version, version)
    state = transition(TRANSITIONS, comment.state, moving.state)
    await transaction.execute(queries.update_comment, comment.id, state)
    return await find(transaction, comment.id)


async def find(transaction: Transaction, comment_id: UUID) -> Comment:
    """Return a comment with its text. Raises NotFound."""
    comment = await transaction.fetch_struct(Comment, queries.select_comment, comment_id)
    if comment is None:
        raise NotFound("There is no such comment.")
    return (await with_texts(transaction, await application_of(transaction, comment.plan_version_id), [comment]))[0]


async def list_of(transaction: Transaction, plan_version_id: UUID, *, after: UUID | None, limit: int) -> list[Comment]:
    """Return the comments on a version, oldest first."""
    found = await transaction.fetch_structs(Comment, queries.select_comments, plan_version_id, after, limit)
    return await with_texts(transaction, await application_of(transaction, plan_version_id), found)


async def list_of_plan(
    transaction: Transaction, application_id: UUID, *, after: UUID | None, limit: int
) -> list[Comment]:
    """Return the comments on all versions of a plan, oldest first: what was said of one stays open in the next."""
    application = await plans.find_application(transaction, application_id)
    found = await transaction.fetch_structs(Comment, queries.select_comments_of_plan, application_id, after, limit)
    return await with_texts(transaction, application, found)


async def application_of(transaction: Transaction, plan_version_id: UUID) -> Application:
    """Return whose plan a version is of. Raises NotFound for a plan that the actor may not see."""
    row = await plans.find_row(transaction, plan_version_id)
    return await plans.find_application(transaction, row.application_id)


async def with_texts(transaction: Transaction, application: Application, found: list[Comment]) -> list[Comment]:
    """Return comments with their texts, in one look."""
    fields = [f"plan_comment_{each.id.hex}" for each in found]
    if not fields:
        return []
    texts = await persons.read_texts(transaction, application.applicant_id, fields, purpose="business_plan")
    return [msgspec.structs.replace(each, text=texts.get(field)) for each, field in zip(found, fields, strict=True)]
