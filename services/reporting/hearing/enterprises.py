"""Enterprises, the way to them (decisions on calls, cohorts, attendance), and what came of it months later."""

from contracts.incubator import (
    ApplicationDecided,
    AttendanceRecorded,
    EnterpriseAccredited,
    FollowUpClosed,
    ParticipantEnrolled,
    SessionHeld,
)
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Heard, rows

queries = load_queries(__file__)


async def add_decisions(transaction: Transaction, events: Heard[ApplicationDecided]) -> None:
    """Keep decisions on applications to calls."""
    await transaction.execute(queries.add_decisions, rows(transaction, events))


async def add_enrolments(transaction: Transaction, events: Heard[ParticipantEnrolled]) -> None:
    """Keep who joined which cohort, as ids."""
    await transaction.execute(queries.add_enrolments, rows(transaction, events))


async def add_attendances(transaction: Transaction, events: Heard[AttendanceRecorded]) -> None:
    """Keep attendance; a later record of one session corrects the earlier."""
    await transaction.execute(queries.add_attendances, rows(transaction, events))


async def add_sessions(transaction: Transaction, events: Heard[SessionHeld]) -> None:
    """Keep how many needs were met at a session."""
    await transaction.execute(queries.add_sessions, rows(transaction, events))


async def add_follow_ups(transaction: Transaction, events: Heard[FollowUpClosed]) -> None:
    """Keep what came of a participant's months; a later answer corrects the earlier."""
    await transaction.execute(queries.add_follow_ups, rows(transaction, events))


async def add_enterprises(transaction: Transaction, events: Heard[EnterpriseAccredited]) -> None:
    """Keep which enterprises passed the trading gate."""
    await transaction.execute(queries.add_enterprises, rows(transaction, events))
