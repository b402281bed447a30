"""Enrolments: a participant in a cohort. The participant's id is the applicant's, and stays the same to the end."""

from datetime import datetime
from uuid import UUID

import msgspec

from contracts.incubator import ParticipantEnrolled
from services.incubator.applying import applications
from services.incubator.training import cohorts
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)


class NewEnrolment(Body, frozen=True, kw_only=True):
    """The awarded application by which somebody joins."""

    application_id: UUID


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """A participant in a cohort."""

    id: UUID
    version: int
    cohort_id: UUID
    application_id: UUID
    participant_id: UUID
    enrolled_at: datetime


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """What counts of a participant's attendance: absences that an unmet need has caused are in neither figure."""

    attended: int
    missed: int


class NotAwarded(Problem):
    """Only who was awarded a place in the cohort's call can join it."""


class CohortFull(Problem):
    """All seats of the cohort are taken."""


class AlreadyEnrolled(Problem):
    """This participant has joined a cohort of the call."""


async def enrol(transaction: Transaction, cohort_id: UUID, new: NewEnrolment) -> Enrolment:
    """Let an awarded applicant join. Raises NotAwarded, CohortFull, AlreadyEnrolled."""
    cohort = await cohorts.lock(transaction, cohort_id)
    application = await applications.find(transaction, new.application_id)
    if application.call_id != cohort.call_id or application.state != "awarded":
        raise NotAwarded("Choose an awarded application to the same call.", state=application.state)
    if cohort.enrolled >= cohort.seats:
        raise CohortFull(f"All {cohort.seats} seats are taken.", seats=cohort.seats)
    enrolment = await transaction.fetch_struct(
        Enrolment,
        queries.insert_enrolment,
        uuid7(),
        cohort.id,
        application.id,
        application.applicant_id,
        transaction.now,
        transaction.actor_id,
    )
    if enrolment is None:
        raise AlreadyEnrolled("A participant joins one cohort of a call.")
    event = ParticipantEnrolled(
        enrolment_id=enrolment.id,
        cohort_id=cohort.id,
        participant_id=enrolment.participant_id,
        programme=cohort.programme,
        currency=cohort.currency,
        allowance_minor=cohort.allowance_minor,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
    )
    await publish(transaction, event)
    return enrolment


async def find(transaction: Transaction, enrolment_id: UUID) -> Enrolment:
    """Return an enrolment. Raises NotFound."""
    enrolment = await transaction.fetch_struct(Enrolment, queries.select_enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound("There is no such enrolment.")
    return enrolment


async def list_of(transaction: Transaction, cohort_id: UUID, *, after: UUID | None, limit: int) -> list[Enrolment]:
    """Return a cohort's participants in the order in which they joined."""
    await cohorts.find(transaction, cohort_id)
    return await transaction.fetch_structs(Enrolment, queries.select_enrolments, cohort_id, after, limit)


async def training_of(transaction: Transaction, application_id: UUID) -> Training:
    """Return what counts of the attendance of whoever joined by this application; zeros when nobody did."""
    training = await transaction.fetch_struct(Training, queries.select_training, application_id)
    assert training is not None
    return training
