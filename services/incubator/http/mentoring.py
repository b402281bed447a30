"""Mentoring: who could accompany whom, who does, their meetings and what they agreed."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.http.roles import FOUNDER, MENTOR, OFFICE, OFFICER
from services.incubator.mentoring import matches, meetings, mentors, mentorships
from services.incubator.mentoring.matches import Matches, Wanted
from services.incubator.mentoring.meetings import Action, Meeting, NewMeeting, OpenAction
from services.incubator.mentoring.mentors import Mentor, MentorSheet
from services.incubator.mentoring.mentorships import Mentorship, NewMentorship, TakeStep
from services.incubator.people.steps import Taken
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page

TAGS = ["mentoring"]


@put("/mentors/{person_id:uuid}", guards=[requires(OFFICER)], tags=TAGS)
async def describe_mentor(
    person_id: FromPath[UUID], data: JSONBody[MentorSheet], transaction: NamedDependency[Transaction]
) -> Mentor:
    """Say what a mentor knows and speaks, where and when they can be met, and how much of a month they give."""
    return await mentors.describe(transaction, person_id, data)


@get("/mentors", guards=[requires(*OFFICE)], tags=TAGS)
async def list_mentors(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Mentor]:
    """Return mentors with what this month has taken."""
    return page(await mentors.list_of(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@post("/enrolments/{enrolment_id:uuid}/mentor-matches", guards=[requires(OFFICER)], tags=TAGS, status_code=200)
async def match_mentors(
    enrolment_id: FromPath[UUID], data: JSONBody[Wanted], transaction: NamedDependency[Transaction]
) -> Matches:
    """Return who could mentor a participant, best first, and who could not, each with the reasons. Nothing is kept."""
    return await matches.find(transaction, enrolment_id, data)


@post("/mentorships", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(mentorships.find)
async def propose_mentorship(data: JSONBody[NewMentorship], transaction: NamedDependency[Transaction]) -> Mentorship:
    """Propose a mentor to a participant; the mentor accepts or declines."""
    return await mentorships.propose(transaction, data)


@get("/mentorships", guards=[requires(*OFFICE, MENTOR, FOUNDER)], tags=TAGS)
async def list_mentorships(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Mentorship]:
    """Return mentorships with their minutes; mentors and participants see their own."""
    return page(await mentorships.list_of(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/mentorships/{mentorship_id:uuid}", guards=[requires(*OFFICE, MENTOR, FOUNDER)], tags=TAGS)
async def read_mentorship(mentorship_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Mentorship:
    """Return a mentorship with its minutes."""
    return await mentorships.find(transaction, mentorship_id)


@post("/mentorships/{mentorship_id:uuid}/steps", guards=[requires(OFFICER, MENTOR)], tags=TAGS)
@idempotent(mentorships.find)
async def take_mentorship_step(
    mentorship_id: FromPath[UUID],
    data: JSONBody[TakeStep],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Mentorship:
    """Accept, decline or end a mentorship."""
    return await mentorships.take_step(transaction, mentorship_id, version, data)


@get("/mentorships/{mentorship_id:uuid}/steps", guards=[requires(OFFICER, MENTOR)], tags=TAGS)
async def list_mentorship_steps(
    mentorship_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> list[Taken]:
    """Return the steps that a mentorship has taken, with their reasons."""
    return await mentorships.history(transaction, mentorship_id)


@post("/mentorships/{mentorship_id:uuid}/meetings", guards=[requires(OFFICER, MENTOR)], tags=TAGS)
@idempotent(meetings.find)
async def record_mentor_meeting(
    mentorship_id: FromPath[UUID], data: JSONBody[NewMeeting], transaction: NamedDependency[Transaction]
) -> Meeting:
    """Keep a meeting with its notes and what was agreed."""
    return await meetings.record(transaction, mentorship_id, data)


@get("/mentorships/{mentorship_id:uuid}/meetings", guards=[requires(OFFICER, MENTOR, FOUNDER)], tags=TAGS)
async def list_mentor_meetings(
    mentorship_id: FromPath[UUID],
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Meeting]:
    """Return the meetings of a mentorship; the look is kept."""
    found = await meetings.list_of(transaction, mentorship_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/mentor-actions", guards=[requires(MENTOR, FOUNDER)], tags=TAGS)
async def list_open_actions(transaction: NamedDependency[Transaction]) -> list[OpenAction]:
    """Return what one's own mentorships still have to do, by mentor and participant; the look is kept."""
    return await meetings.list_open(transaction)


@post("/mentor-actions/{action_id:uuid}/done", guards=[requires(OFFICER, MENTOR, FOUNDER)], tags=TAGS)
@idempotent(meetings.find_action)
async def finish_action(action_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Action:
    """Note that what was agreed is done."""
    return await meetings.finish(transaction, action_id)


ROUTES = [
    describe_mentor, list_mentors, match_mentors, propose_mentorship, list_mentorships, read_mentorship,
    take_mentorship_step, list_mentorship_steps, record_mentor_meeting, list_mentor_meetings,
    list_open_actions, finish_action,
]  # fmt: skip
