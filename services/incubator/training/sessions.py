"""Sessions of a cohort: planned, confirmed once everybody's needs are met or waived, held."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.incubator.people import steps
from services.incubator.people.steps import Lead
from services.incubator.training import cohorts
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText, check_version

queries = load_queries(__file__)

State = Literal["planned", "confirmed", "held", "cancelled"]
STATES: tuple[State, ...] = ("planned", "confirmed", "held", "cancelled")
Step = Literal["confirm", "unconfirm", "hold", "cancel"]

STEPS: Mapping[Step, Lead] = {
    "confirm": Lead(("planned",), "confirmed"),
    "unconfirm": Lead(("confirmed",), "planned"),
    "hold": Lead(("confirmed",), "held"),
    "cancel": Lead(("planned", "confirmed"), "cancelled"),
}
TRANSITIONS: Mapping[State, tuple[State, ...]] = steps.transitions_of(STEPS, STATES)


class NewSession(Body, frozen=True, kw_only=True):
    """A day of training."""

    held_on: date
    title: ShortText
    mode: Literal["on_site", "online"] = "on_site"


class TakeStep(Body, frozen=True, kw_only=True):
    """A named step of a session."""

    step: Step


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A day of training of one cohort. `needs_unmet` counts what stands in the way of confirming it."""

    id: UUID
    version: int
    cohort_id: UUID
    held_on: date
    title: str
    mode: Literal["on_site", "online"]
    state: State
    needs_unmet: int


class DayTaken(Problem):
    """The cohort has a session on this day."""


class TrainingDaysSpent(Problem):
    """The cohort has all the sessions that its call grants."""


class NeedsUnmet(Problem):
    """A participant's need is neither met nor waived."""


class NotHeldYet(Problem):
    """A session is held on its day, not before."""


async def plan(transaction: Transaction, cohort_id: UUID, new: NewSession) -> Session:
    """Plan a day. Raises DayTaken, TrainingDaysSpent, Malformed for a day outside the cohort's time."""
    cohort = await cohorts.lock(transaction, cohort_id)
    if not cohort.starts_on <= new.held_on <= cohort.ends_on:
        fault = Fault(pointer="/held_on", detail=f"The cohort trains from {cohort.starts_on} to {cohort.ends_on}.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
    if await transaction.fetchval(queries.count_sessions, cohort_id) >= cohort.sessions_max:
        raise TrainingDaysSpent(f"The call grants {cohort.sessions_max} days.", sessions_max=cohort.sessions_max)
    session_id = await transaction.fetchval(
        queries.insert_session,
        uuid7(),
        cohort.id,
        new.held_on,
        new.title,
        new.mode,
        transaction.now,
        transaction.actor_id,
    )
    if session_id is None:
        raise DayTaken("Choose another day.", held_on=new.held_on)
    return await find(transaction, session_id)


async def take_step(transaction: Transaction, session_id: UUID, version: int, taking: TakeStep) -> Session:
    """Take a named step. Raises NeedsUnmet before a confirmation, NotHeldYet, TransitionForbidden."""
    session = await lock(transaction, session_id)
    check_version(session.version, version)
    return await advance(transaction, session, taking.step)


async def advance(transaction: Transaction, session: Session, step: Step) -> Session:
    """Lead a locked session by a named step."""
    after = steps.check_step(STEPS, TRANSITIONS, step, session.state)
    if after == "confirmed" and session.needs_unmet:
        raise NeedsUnmet("See to what is unmet, or let the participant waive it.", needs_unmet=session.needs_unmet)
    if after == "held" and transaction.today < session.held_on:
        raise NotHeldYet(f"It is on {session.held_on}.", held_on=session.held_on)
    await transaction.execute(queries.update_session, session.id, after)
    return await find(transaction, session.id)


async def find(transaction: Transaction, session_id: UUID) -> Session:
    """Return a session. Raises NotFound."""
    session = await transaction.fetch_struct(Session, queries.select_session, session_id)
    if session is None:
        raise NotFound("There is no such session.")
    return session


async def lock(transaction: Transaction, session_id: UUID) -> Session:
    """Return a session that nobody else changes until this transaction ends. Raises NotFound."""
    await transaction.execute(queries.lock_session, session_id)
    return await find(transaction, session_id)


async def list_of(transaction: Transaction, cohort_id: UUID, *, after: UUID | None, limit: int) -> list[Session]:
    """Return a cohort's sessions in the order in which they were planned."""
    await cohorts.find(transaction, cohort_id)
    return await transaction.fetch_structs(Session, queries.select_sessions, cohort_id, after, limit)
