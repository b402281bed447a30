"""Reviews: assigned by the office, given by reviewers, who see what to judge and nothing of whom."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.http.roles import OFFICE, OFFICER, REVIEWER
from services.incubator.judging import reviews
from services.incubator.judging.reviews import Abstention, NewReview, OwnReview, Review, ReviewSheet, Scoring, State
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page


@post("/applications/{application_id:uuid}/reviews", guards=[requires(OFFICER)], tags=["reviews"])
@idempotent(reviews.find)
async def assign_review(
    application_id: FromPath[UUID], data: JSONBody[NewReview], transaction: NamedDependency[Transaction]
) -> Review:
    """Ask somebody to review; a conflict of interest is computed, and refuses."""
    return await reviews.assign(transaction, application_id, data)


@get("/applications/{application_id:uuid}/reviews", guards=[requires(*OFFICE)], tags=["reviews"])
async def list_reviews(application_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[Review]:
    """Return an application's reviews, for the office."""
    return await reviews.list_of(transaction, application_id)


@get("/reviews", guards=[requires(REVIEWER)], tags=["reviews"])
async def list_own_reviews(
    transaction: NamedDependency[Transaction],
    status: FromQuery[State | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[OwnReview]:
    """Return what was assigned to the reviewer who asks."""
    found = await reviews.list_own(transaction, state=status, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/reviews/{review_id:uuid}", guards=[requires(REVIEWER)], tags=["reviews"])
async def read_review(review_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> ReviewSheet:
    """Return what to judge and by what rubric."""
    return await reviews.read_own(transaction, review_id)


@put("/reviews/{review_id:uuid}", guards=[requires(REVIEWER)], tags=["reviews"])
async def submit_review(
    review_id: FromPath[UUID],
    data: JSONBody[Scoring],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> ReviewSheet:
    """Score an application; the conflict of interest is computed anew."""
    return await reviews.submit(transaction, review_id, version, data)


@post("/reviews/{review_id:uuid}/abstentions", guards=[requires(REVIEWER)], tags=["reviews"])
@idempotent(reviews.read_own)
async def abstain_from_review(
    review_id: FromPath[UUID],
    data: JSONBody[Abstention],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> ReviewSheet:
    """Withdraw from judging; somebody else is asked."""
    return await reviews.abstain(transaction, review_id, version, data)


ROUTES = [assign_review, list_reviews, list_own_reviews, read_review, submit_review, abstain_from_review]
