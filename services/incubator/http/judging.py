"""How reviews are organised: reviewers, assignments, recusals, meetings, and the export of decisions."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.http.roles import MANAGER, OFFICE, OFFICER
from services.incubator.judging import assignments, consensus, decision_exports, reviewers, reviews
from services.incubator.judging.assignments import Assigned
from services.incubator.judging.consensus import Meeting, NewMeeting
from services.incubator.judging.decision_exports import Decision
from services.incubator.judging.reviewers import Profile, Reviewer
from services.incubator.judging.reviews import Recusal, Review
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import as_attachment
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page

TAGS = ["reviews"]


@put("/reviewers/{person_id:uuid}", guards=[requires(OFFICER)], tags=TAGS)
async def describe_reviewer(
    person_id: FromPath[UUID], data: JSONBody[Profile], transaction: NamedDependency[Transaction]
) -> Reviewer:
    """Say what a reviewer knows, reads and takes on."""
    return await reviewers.describe(transaction, person_id, data)


@get("/reviewers", guards=[requires(*OFFICE)], tags=TAGS)
async def list_reviewers(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Reviewer]:
    """Return reviewers with what waits for them."""
    found = await reviewers.list_of(transaction, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@post("/calls/{call_id:uuid}/assignments", guards=[requires(OFFICER)], tags=TAGS)
async def assign_reviews(call_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Assigned:
    """Ask reviewers for what wants some, by language, skill and load; sent again it asks for what still does."""
    return await assignments.assign_call(transaction, call_id)


@post("/reviews/{review_id:uuid}/recusals", guards=[requires(*OFFICE)], tags=TAGS)
@idempotent(reviews.find)
async def recuse_reviewer(
    review_id: FromPath[UUID],
    data: JSONBody[Recusal],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Review:
    """Take a review out, given or not; the reviewer is not asked about this application again."""
    return await reviews.recuse(transaction, review_id, version, data)


@post("/applications/{application_id:uuid}/meetings", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(consensus.find)
async def record_meeting(
    application_id: FromPath[UUID], data: JSONBody[NewMeeting], transaction: NamedDependency[Transaction]
) -> Meeting:
    """Record what the reviewers have agreed on when they met."""
    return await consensus.record(transaction, application_id, data)


@get("/applications/{application_id:uuid}/meetings", guards=[requires(*OFFICE)], tags=TAGS)
async def list_meetings(application_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[Meeting]:
    """Return the reviewers' meetings about an application."""
    return await consensus.list_of(transaction, application_id)


@get("/calls/{call_id:uuid}/decisions", guards=[requires(MANAGER)], tags=TAGS)
async def export_decisions(call_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Response[bytes]:
    """Return every decision with its reviews as CSV; it names neither applicants nor reviewers."""
    return as_attachment(await decision_exports.export(transaction, call_id))


@get("/calls/{call_id:uuid}/decision-list", guards=[requires(MANAGER)], tags=TAGS)
async def list_decisions(call_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[Decision]:
    """Return what the export holds, an application and stage at a time, to be read on a page."""
    return await decision_exports.list_of(transaction, call_id)


ROUTES = [
    describe_reviewer, list_reviewers, assign_reviews, recuse_reviewer, record_meeting, list_meetings,
    export_decisions, list_decisions,
]  # fmt: skip
