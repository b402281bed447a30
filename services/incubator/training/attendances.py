"""Attendance: who was there. An absence that an unmet need has caused never counts against anybody."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.incubator import AttendanceRecorded
from services.incubator.training import sessions
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)


class Presence(Body, frozen=True, kw_only=True):
    """Whether one participant was there."""

    enrolment_id: UUID
    attended: bool


class AttendanceList(Body, frozen=True, kw_only=True):
    """The list as it was kept at the door; participants left out may follow in a later list."""

    attendances: Annotated[tuple[Presence, ...], msgspec.Meta(min_length=1, max_length=500)]


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """One participant at one session."""

    enrolment_id: UUID
    participant_id: UUID
    attended: bool
    counts_against: bool


class SessionAttendance(msgspec.Struct, frozen=True, kw_only=True):
    """A session with its attendance."""

    id: UUID
    version: int
    cohort_id: UUID
    state: sessions.State
    items: list[Attendance]


class NotInCohort(Problem):
    """Somebody on the list is not enrolled in the session's cohort."""


class AttendanceKnown(Problem):
    """Somebody on the list has their attendance recorded; it is written once."""


def counts_against(*, attended: bool, unmet_needs: int) -> bool:
    """Return whether an absence counts: not when a need of the absent was neither met nor waived."""
    return not attended and unmet_needs == 0


async def record(transaction: Transaction, session_id: UUID, listed: AttendanceList) -> SessionAttendance:
    """Write a list down; the first turns a confirmed session into a held one. Raises NotInCohort, AttendanceKnown."""
    session = await sessions.lock(transaction, session_id)
    if session.state != "held":
        session = await sessions.advance(transaction, session, "hold")
    attended = {presence.enrolment_id: presence.attended for presence in listed.attendances}
    rows = await transaction.fetch(queries.select_enrolled, session_id, list(attended))
    if len(rows) < len(listed.attendances):
        known = {row["enrolment_id"] for row in rows}
        strangers = [str(each) for each in attended if each not in known]
        raise NotInCohort("Everybody on the list stands there once and is in the cohort.", enrolment_ids=strangers)
    found = [
        Attendance(
            enrolment_id=row["enrolment_id"],
            participant_id=row["participant_id"],
            attended=attended[row["enrolment_id"]],
            counts_against=counts_against(attended=attended[row["enrolment_id"]], unmet_needs=row["unmet_needs"]),
        )
        for row in rows
    ]
    written = await transaction.execute(
        queries.insert_attendances,
        session_id,
        [each.enrolment_id for each in found],
        [each.attended for each in found],
        [row["unmet_needs"] for row in rows],
        [each.counts_against for each in found],
        transaction.now,
        transaction.actor_id,
    )
    if written < len(found):
        raise AttendanceKnown("Leave out who was on an earlier list.")
    await publish(transaction, *(event_of(session, each) for each in found))
    return await find(transaction, session_id)


def event_of(session: sessions.Session, attendance: Attendance) -> AttendanceRecorded:
    """Return what the other services are told."""
    return AttendanceRecorded(
        enrolment_id=attendance.enrolment_id,
        cohort_id=session.cohort_id,
        participant_id=attendance.participant_id,
        session_id=session.id,
        attended=attendance.attended,
        counts_against=attendance.counts_against,
    )


async def find(transaction: Transaction, session_id: UUID) -> SessionAttendance:
    """Return a session's attendance. Raises NotFound."""
    session = await sessions.find(transaction, session_id)
    items = await transaction.fetch_structs(Attendance, queries.select_attendances, session_id)
    return SessionAttendance(
        id=session.id, version=session.version, cohort_id=session.cohort_id, state=session.state, items=items
    )
