"""Attendance: who was there. An absence that an unmet need has caused never counts against anybody.

Whoever comes to a session that makes up for a missed one has attended that; whoever misses it as well has missed one.
"""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.incubator import AttendanceRecorded
from services.incubator.training import sessions
from services.incubator.training.sessions import Session
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)


How = Literal["list", "code"]
"""By the list that was kept, or by the code that was shown in the room."""


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
    how: How = "list"


class SessionAttendance(msgspec.Struct, frozen=True, kw_only=True):
    """A session with its attendance."""

    id: UUID
    version: int
    cohort_id: UUID
    state: sessions.State
    items: list[Attendance]


class NotInCohort(Problem):
    """Somebody on the list is not one of those whom the session is for."""


class AttendanceKnown(Problem):
    """Somebody on the list has their attendance recorded; it is written once."""


def counts_against(*, attended: bool, unmet_needs: int, is_make_up: bool) -> bool:
    """Return whether an absence counts: not with a need neither met nor waived, and not a second time."""
    return not attended and unmet_needs == 0 and not is_make_up


async def record(transaction: Transaction, session_id: UUID, listed: AttendanceList) -> SessionAttendance:
    """Write a list down; the first turns a confirmed session into a held one. Raises NotInCohort, AttendanceKnown."""
    session = await sessions.lock(transaction, session_id)
    await write(transaction, session, listed.attendances, how="list")
    return await find(transaction, session_id)


async def write(transaction: Transaction, session: Session, presences: Sequence[Presence], *, how: How) -> None:
    """Write down who was at a locked session, and tell it. Raises NotInCohort, AttendanceKnown, TransitionForbidden."""
    if session.state != "held":
        session = await sessions.advance(transaction, session, "hold")
    attended = {presence.enrolment_id: presence.attended for presence in presences}
    rows = await transaction.fetch(queries.select_enrolled, session.id, list(attended))
    if len(rows) < len(presences):
        known = {row["enrolment_id"] for row in rows}
        strangers = [str(each) for each in attended if each not in known]
        raise NotInCohort("Name each of those whom it is for once.", enrolment_ids=strangers)
    is_make_up = session.makes_up is not None
    found = [
        Attendance(
            enrolment_id=row["enrolment_id"],
            participant_id=row["participant_id"],
            attended=attended[row["enrolment_id"]],
            counts_against=counts_against(
                attended=attended[row["enrolment_id"]], unmet_needs=row["unmet_needs"], is_make_up=is_make_up
            ),
            how=how,
        )
        for row in rows
    ]
    written = await transaction.execute(
        queries.insert_attendances,
        session.id,
        [each.enrolment_id for each in found],
        [each.attended for each in found],
        [row["unmet_needs"] for row in rows],
        [each.counts_against for each in found],
        is_make_up,
        how,
        transaction.now,
        transaction.actor_id,
    )
    if written < len(found):
        raise AttendanceKnown("Leave out who was on an earlier list.")
    await publish(transaction, *(event_of(session, each) for each in found if each.attended or not is_make_up))


def event_of(session: Session, attendance: Attendance) -> AttendanceRecorded:
    """Return what the other services are told: of who made up for a session, that they were at it after all."""
    return AttendanceRecorded(
        enrolment_id=attendance.enrolment_id,
        cohort_id=session.cohort_id,
        participant_id=attendance.participant_id,
        session_id=session.makes_up or session.id,
        attended=attendance.attended,
        counts_against=attendance.counts_against,
        made_up_in=None if session.makes_up is None else session.id,
    )


async def find(transaction: Transaction, session_id: UUID) -> SessionAttendance:
    """Return a session's attendance. Raises NotFound."""
    session = await sessions.find(transaction, session_id)
    items = await transaction.fetch_structs(Attendance, queries.select_attendances, session_id)
    return SessionAttendance(
        id=session.id, version=session.version, cohort_id=session.cohort_id, state=session.state, items=items
    )
