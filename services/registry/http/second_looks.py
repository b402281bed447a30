"""Decided cases whose household has changed, and what came of looking at them again."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.assessing import stale_assessments
from services.registry.assessing.stale_assessments import Cause, StaleAssessment
from services.registry.cases import second_looks
from services.registry.cases.second_looks import Looking

OFFICERS = ("caseworker", "supervisor")


@get("/stale-assessments", guards=[requires(*OFFICERS)], tags=["households"])
async def list_stale_assessments(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    cause: FromQuery[Cause | None] = None,
    looked: FromQuery[bool] = False,
) -> Page[StaleAssessment]:
    """Return decided cases that a change contradicts, or whose right runs on for a changed household, oldest first:
    those to be looked at or, with `looked`, those that somebody has looked at."""
    after = decode_cursor(cursor)
    listed = await stale_assessments.list_page(transaction, after=after, limit=limit, cause=cause, looked=looked)
    return page(listed, limit)


@post("/stale-assessments/{stale_assessment_id:uuid}/look", guards=[requires(*OFFICERS)], tags=["households"])
@idempotent(stale_assessments.find)
async def look_again(
    data: JSONBody[Looking], transaction: NamedDependency[Transaction], stale_assessment_id: FromPath[UUID]
) -> StaleAssessment:
    """Say what came of a second look, also for what was noted before about the same application."""
    return await second_looks.look(transaction, stale_assessment_id, data)


ROUTES = [list_stale_assessments, look_again]
