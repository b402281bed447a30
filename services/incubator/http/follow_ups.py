"""Follow-ups: planned with a cohort, answered by participants or for them, and chased."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.following import follow_ups, reminders
from services.incubator.following.follow_ups import Answer, FollowUp, NewChase, WithIncome
from services.incubator.following.reminders import Reminder
from services.incubator.http.roles import FOUNDER, OFFICE, OFFICER
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page

TAGS = ["follow-ups"]


@post("/cohorts/{cohort_id:uuid}/follow-ups", guards=[requires(OFFICER)], tags=TAGS)
async def plan_follow_ups(cohort_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[FollowUp]:
    """Plan the follow-ups of everybody in a cohort; sent again it adds those who joined since."""
    return await follow_ups.plan(transaction, cohort_id)


@get("/follow-ups", guards=[requires(*OFFICE, FOUNDER)], tags=TAGS)
async def list_follow_ups(
    transaction: NamedDependency[Transaction],
    missing: FromQuery[bool] = False,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[FollowUp]:
    """Return follow-ups; with `missing` those that are due and not answered. A participant's list holds their own."""
    found = await follow_ups.list_of(transaction, missing=missing, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/follow-ups/{follow_up_id:uuid}", guards=[requires(*OFFICE, FOUNDER)], tags=TAGS)
async def read_follow_up(follow_up_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> WithIncome:
    """Return a follow-up with the income that was reported."""
    return await follow_ups.read(transaction, follow_up_id)


@post("/follow-ups/{follow_up_id:uuid}/answer", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(follow_ups.find)
async def answer_follow_up(
    follow_up_id: FromPath[UUID],
    data: JSONBody[Answer],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> FollowUp:
    """Report work, jobs, revenue and income of the months since the last time."""
    return await follow_ups.answer(transaction, follow_up_id, version, data)


@post("/follow-ups/{follow_up_id:uuid}/chases", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(follow_ups.find)
async def chase_follow_up(
    follow_up_id: FromPath[UUID], data: JSONBody[NewChase], transaction: NamedDependency[Transaction]
) -> FollowUp:
    """Record that somebody who has not answered was asked again."""
    return await follow_ups.chase(transaction, follow_up_id, data)


@post("/follow-ups/{follow_up_id:uuid}/give-up", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(follow_ups.find)
async def give_follow_up_up(
    follow_up_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> FollowUp:
    """Note that somebody cannot be reached, after they were asked again often enough."""
    return await follow_ups.give_up(transaction, follow_up_id, version)


@get("/reminders", guards=[requires(*OFFICE)], tags=TAGS)
async def list_reminders(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Reminder]:
    """Return who was reminded by itself of a follow-up, a milestone or accounts, oldest first."""
    return page(await reminders.list_page(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


ROUTES = [
    plan_follow_ups, list_follow_ups, read_follow_up, answer_follow_up, chase_follow_up, give_follow_up_up,
    list_reminders,
]  # fmt: skip
