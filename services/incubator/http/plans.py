"""Business plans: versions, comments, cash flows, and what earning does to a household's benefit."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.http.roles import FOUNDER, MENTOR, OFFICE, OFFICER
from services.incubator.planning import benefit_simulations, plan_comments, plans
from services.incubator.planning.benefit_simulations import Household, Simulation
from services.incubator.planning.cash_flows import CashPlan, Forecast
from services.incubator.planning.plan_comments import Comment, Moving, NewComment
from services.incubator.planning.plans import CanvasSheet, NewVersion, PlanVersion, VersionRow
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page

TAGS = ["business plans"]
THEIRS = requires(OFFICER, MENTOR, FOUNDER)


@get("/plan-canvas", guards=[requires(*OFFICE, MENTOR, FOUNDER)], tags=TAGS)
async def read_canvas(transaction: NamedDependency[Transaction]) -> CanvasSheet:
    """Return the fields of a business plan, in each language."""
    return plans.sheet(transaction)


@post("/applications/{application_id:uuid}/plan-versions", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(plans.read)
async def write_plan(
    application_id: FromPath[UUID], data: JSONBody[NewVersion], transaction: NamedDependency[Transaction]
) -> PlanVersion:
    """Keep a version of the plan, written from the newest one."""
    return await plans.write(transaction, application_id, data)


@get("/applications/{application_id:uuid}/plan-versions", guards=[THEIRS], tags=TAGS)
async def list_plan_versions(
    application_id: FromPath[UUID],
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[VersionRow]:
    """Return a plan's versions, with the fields that each has changed."""
    found = await plans.list_of(transaction, application_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/plan-versions/{plan_version_id:uuid}", guards=[THEIRS], tags=TAGS)
async def read_plan_version(plan_version_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> PlanVersion:
    """Return a version of a plan with what follows from its cash plan; the look is kept."""
    return await plans.read(transaction, plan_version_id)


@post("/plan-versions/{plan_version_id:uuid}/comments", guards=[THEIRS], tags=TAGS)
@idempotent(plan_comments.find)
async def comment_on_plan(
    plan_version_id: FromPath[UUID], data: JSONBody[NewComment], transaction: NamedDependency[Transaction]
) -> Comment:
    """Comment on a field of a version."""
    return await plan_comments.write(transaction, plan_version_id, data)


@get("/plan-versions/{plan_version_id:uuid}/comments", guards=[THEIRS], tags=TAGS)
async def list_plan_comments(
    plan_version_id: FromPath[UUID],
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Comment]:
    """Return the comments on a version."""
    found = await plan_comments.list_of(transaction, plan_version_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/applications/{application_id:uuid}/plan-comments", guards=[THEIRS], tags=TAGS)
async def list_comments_of_plan(
    application_id: FromPath[UUID],
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Comment]:
    """Return the comments on all versions of a plan."""
    found = await plan_comments.list_of_plan(transaction, application_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@post("/plan-comments/{plan_comment_id:uuid}/steps", guards=[THEIRS], tags=TAGS)
@idempotent(plan_comments.find)
async def move_plan_comment(
    plan_comment_id: FromPath[UUID],
    data: JSONBody[Moving],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Comment:
    """Resolve a comment, or open it again."""
    return await plan_comments.move(transaction, plan_comment_id, version, data)


@post("/cash-flows", guards=[THEIRS], tags=TAGS, status_code=200)
async def forecast_cash(data: JSONBody[CashPlan], transaction: NamedDependency[Transaction]) -> Forecast:
    """Return what follows from a cash plan; nothing of it is kept."""
    return plans.forecast(transaction, data)


@post("/benefit-simulations", guards=[THEIRS], tags=TAGS, status_code=200)
async def simulate_benefit(data: JSONBody[Household], transaction: NamedDependency[Transaction]) -> Simulation:
    """Return how earned income would change a household's benefit; nothing of it is kept."""
    return await benefit_simulations.answer(transaction, data)


ROUTES = [
    read_canvas, write_plan, list_plan_versions, read_plan_version, comment_on_plan, list_plan_comments,
    list_comments_of_plan, move_plan_comment, forecast_cash, simulate_benefit,
]  # fmt: skip
