"""Trainings: where people who are registered here train, and at how many sessions they were, as incubator has told."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

import msgspec

from contracts.incubator import AttendanceRecorded, ParticipantEnrolled
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """A person's training. An absence that an unmet need has caused is excused: it does not count against anybody."""

    id: UUID
    person_id: UUID
    programme: str
    starts_on: date
    ends_on: date
    attended: int
    excused: int
    missed: int

    def satisfies(self, percent: int) -> bool:
        """Return whether enough of the sessions that count were attended."""
        return self.attended * 100 >= percent * (self.attended + self.missed)


async def keep_enrolment(transaction: Transaction, event: ParticipantEnrolled) -> None:
    """Keep that a person trains."""
    await transaction.execute(
        queries.insert_training,
        event.enrolment_id,
        event.participant_id,
        event.cohort_id,
        event.programme,
        event.starts_on,
        event.ends_on,
    )


async def keep_attendance(transaction: Transaction, event: AttendanceRecorded) -> None:
    """Keep whether a person was at a session, or has made up for it since."""
    await transaction.execute(
        queries.upsert_session, event.enrolment_id, event.session_id, event.attended, event.counts_against
    )


async def of_persons(
    transaction: Transaction, person_ids: Collection[UUID], *, first: date, last: date
) -> list[Training]:
    """Return these persons' trainings between two days."""
    return await transaction.fetch_structs(Training, queries.trainings_of_persons, list(person_ids), first, last)
