"""Consensus: what reviewers have agreed on when they met, beside the scores that each gave alone."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.incubator.applying import applications
from services.incubator.judging import reviews
from services.incubator.people import persons
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, LongText

queries = load_queries(__file__)

Recommendation = Literal["yes", "maybe", "no"]


class NewMeeting(Body, frozen=True, kw_only=True):
    """A meeting: when, which reviewers were there, what they recommend, and the minutes."""

    held_on: date
    present: Annotated[tuple[UUID, ...], msgspec.Meta(min_length=2, max_length=20)]
    recommendation: Recommendation
    minutes: LongText


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting as it was recorded, for the office. The minutes are gone once the applicant was erased."""

    id: UUID
    application_id: UUID
    stage: int
    held_on: date
    present: list[UUID]
    recommendation: Recommendation
    recorded_at: datetime
    minutes: str | None = None


class NotItsReviewers(Problem):
    """Who meets about an application has reviewed it."""


async def record(transaction: Transaction, application_id: UUID, new: NewMeeting) -> Meeting:
    """Record a meeting. Raises NotUnderReview, NotItsReviewers, Malformed for a day that is to come."""
    application = await reviews.take_application(transaction, application_id)
    if new.held_on > transaction.today:
        fault = Fault(pointer="/held_on", detail="This day is still to come.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
    rows = await transaction.fetch(queries.select_submitted_reviewers, application.id, application.stage)
    strangers = set(new.present) - {row["reviewer_id"] for row in rows}
    if strangers or len(set(new.present)) != len(new.present):
        raise NotItsReviewers("Name each reviewer who has given a review, once.", present=sorted(map(str, strangers)))
    meeting_id = uuid7()
    await transaction.execute(
        queries.insert_meeting,
        meeting_id,
        application.id,
        application.stage,
        new.held_on,
        list(new.present),
        new.recommendation,
        transaction.now,
        transaction.actor_id,
    )
    await persons.keep_text(transaction, application.applicant_id, f"minutes_{meeting_id.hex}", new.minutes)
    return await find(transaction, meeting_id)


async def find(transaction: Transaction, meeting_id: UUID) -> Meeting:
    """Return a meeting with its minutes. Raises NotFound, ReviewIsBlind."""
    meeting = await transaction.fetch_struct(Meeting, queries.select_meeting, meeting_id)
    if meeting is None:
        raise NotFound("There is no such meeting.")
    return (await with_minutes(transaction, meeting.application_id, [meeting]))[0]


async def list_of(transaction: Transaction, application_id: UUID) -> list[Meeting]:
    """Return the meetings about an application, oldest first. Raises NotFound, ReviewIsBlind."""
    meetings = await transaction.fetch_structs(Meeting, queries.select_meetings, application_id)
    return await with_minutes(transaction, application_id, meetings)


async def with_minutes(transaction: Transaction, application_id: UUID, meetings: list[Meeting]) -> list[Meeting]:
    """Return meetings with their minutes; the look is kept."""
    application = await applications.find(transaction, application_id)
    await persons.check_not_blind(transaction, application.applicant_id)
    fields = [f"minutes_{each.id.hex}" for each in meetings]
    if not fields:
        return []
    texts = await persons.read_texts(transaction, application.applicant_id, fields, purpose="incubator_case")
    return [msgspec.structs.replace(each, minutes=texts.get(f"minutes_{each.id.hex}")) for each in meetings]
