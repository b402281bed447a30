"""Mentorships: who accompanies whom; proposed by the office, accepted or declined by the mentor, and ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.incubator.applying import applications
from services.incubator.mentoring import mentors
from services.incubator.people import conflicts, steps
from services.incubator.people.steps import Lead, Taken, Taking
from services.incubator.training import enrolments
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem, SameActor
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText, check_version

queries = load_queries(__file__)

State = Literal["proposed", "active", "declined", "ended"]
STATES: tuple[State, ...] = ("proposed", "active", "declined", "ended")
Step = Literal["accept", "decline", "end"]

STEPS: Mapping[Step, Lead] = {
    "accept": Lead(("proposed",), "active"),
    "decline": Lead(("proposed",), "declined"),
    "end": Lead(("active",), "ended"),
}
TRANSITIONS: Mapping[State, tuple[State, ...]] = steps.transitions_of(STEPS, STATES)


class NewMentorship(Body, frozen=True, kw_only=True):
    """Who is to accompany whom."""

    enrolment_id: UUID
    mentor_id: UUID


class TakeStep(Body, frozen=True, kw_only=True):
    """A named step of a mentorship, with why; the reason is sealed under the participant's key."""

    step: Step
    reason: ShortText | None = None


class Mentorship(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody accompanies somebody, with the minutes that they have met."""

    id: UUID
    version: int
    enrolment_id: UUID
    participant_id: UUID
    mentor_id: UUID
    state: State
    proposed_at: datetime
    minutes: int


class MentorTooClose(Problem):
    """This person is too close to the participant to mentor them."""


class MentorshipKnown(Problem):
    """This mentor has been proposed to this participant, or accompanies them."""


async def propose(transaction: Transaction, new: NewMentorship) -> Mentorship:
    """Propose a mentor to a participant. Raises NotFound, MentorTooClose, MentorshipKnown."""
    enrolment = await enrolments.find(transaction, new.enrolment_id)
    await mentors.find(transaction, new.mentor_id)
    if await conflicts.close_in_life(transaction, [new.mentor_id], enrolment.participant_id):
        raise MentorTooClose("Choose another one.")
    row = (enrolment.id, enrolment.participant_id, new.mentor_id, transaction.now, transaction.actor_id)
    proposed_id = await transaction.fetchval(queries.insert_mentorship, uuid7(), *row)
    if proposed_id is None:
        raise MentorshipKnown("Wait for their answer, or go on with it.")
    return await find(transaction, proposed_id)


async def take_step(transaction: Transaction, mentorship_id: UUID, version: int, taking: TakeStep) -> Mentorship:
    """Take a named step, as the mentor or for them. Raises TransitionForbidden, Stale, SameActor."""
    await transaction.execute(queries.lock_mentorship, mentorship_id)
    mentorship = await find(transaction, mentorship_id)
    check_version(mentorship.version, version)
    if transaction.actor_id == mentorship.participant_id:
        raise SameActor("The mentor or the office takes this step.")
    after = steps.check_step(STEPS, TRANSITIONS, taking.step, mentorship.state)
    await transaction.execute(queries.update_mentorship, mentorship.id, after)
    taken = Taking(
        subject_id=mentorship.id,
        person_id=mentorship.participant_id,
        step=taking.step,
        before=mentorship.state,
        after=after,
        reason=taking.reason,
    )
    await steps.record(transaction, taken)
    return await find(transaction, mentorship.id)


async def find(transaction: Transaction, mentorship_id: UUID) -> Mentorship:
    """Return a mentorship: any for the office, those that they are part of for others. Raises NotFound."""
    mentorship = await transaction.fetch_struct(Mentorship, queries.select_mentorship, mentorship_id)
    if mentorship is None or not is_seen(transaction, mentorship):
        raise NotFound("There is no such mentorship, or none that you may see.")
    return mentorship


def is_seen(transaction: Transaction, mentorship: Mentorship) -> bool:
    """Return whether the acting person works in the office or is part of a mentorship."""
    parties = (mentorship.mentor_id, mentorship.participant_id)
    return transaction.actor_id in parties or applications.in_office(transaction)


async def list_of(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Mentorship]:
    """Return mentorships in the order in which they were proposed; outside the office one's own."""
    own = None if applications.in_office(transaction) else transaction.actor_id
    return await transaction.fetch_structs(Mentorship, queries.select_mentorships, own, after, limit)


async def history(transaction: Transaction, mentorship_id: UUID) -> list[Taken]:
    """Return the steps taken, oldest first, with their reasons."""
    mentorship = await find(transaction, mentorship_id)
    return await steps.history(transaction, mentorship.id, person_id=mentorship.participant_id)
