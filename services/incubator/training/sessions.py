"""Sessions of a cohort: planned, confirmed once everybody's needs are met or waived, held."""

from collections.abc import Mapping
from datetime import date, time
from typing import Literal
from uuid import UUID

import msgspec

from contracts.incubator import SessionHeld
from services.incubator.calling import calls
from services.incubator.calling.presets import Mode
from services.incubator.calling.stages import Code
from services.incubator.people import steps
from services.incubator.people.steps import Lead
from services.incubator.training import bookings, cohorts
from services.incubator.training.bookings import Booking
from services.incubator.training.cohorts import Cohort
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.events import publish
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


class Plan(Body, frozen=True, kw_only=True):
    """When and where a session is, and who teaches. Hours are those on the clocks there; without, it takes the day."""

    held_on: date
    title: ShortText
    mode: Mode = "on_site"
    module: Code | None = None
    """What of the call's modules it is about."""
    starts_at: time | None = None
    ends_at: time | None = None
    room_id: UUID | None = None
    trainer_id: UUID | None = None


class NewSession(Plan, frozen=True, kw_only=True):
    """A session to plan. `makes_up` is the earlier one that it is held again for, for those who missed it."""

    makes_up: UUID | None = None


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
    mode: Mode
    state: State
    needs_unmet: int
    module: str | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    room_id: UUID | None = None
    trainer_id: UUID | None = None
    makes_up: UUID | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the timetable is asked for."""

    held_from: date
    held_until: date
    room_id: UUID | None
    trainer_id: UUID | None


class DayTaken(Problem):
    """The cohort has a session on this day."""


class TrainingDaysSpent(Problem):
    """The cohort has all the sessions that its call grants."""


class NeedsUnmet(Problem):
    """A participant's need is neither met nor waived."""


class NotHeldYet(Problem):
    """A session is held on its day, not before."""


class SessionSettled(Problem):
    """Only a planned session is moved."""


class NothingMissed(Problem):
    """Only a session of the same cohort that was held is made up for."""


async def plan(transaction: Transaction, cohort_id: UUID, new: NewSession) -> Session:
    """Plan a session. Raises what `check_plan` raises, and DayTaken, TrainingDaysSpent for a day of the call's own."""
    cohort = await cohorts.lock(transaction, cohort_id)
    session_id = uuid7()
    if new.makes_up is None:
        if await transaction.fetchval(queries.is_day_taken, cohort_id, new.held_on):
            raise DayTaken("Choose another day.", held_on=new.held_on)
        if await transaction.fetchval(queries.count_sessions, cohort_id) >= cohort.sessions_max:
            raise TrainingDaysSpent(f"The call grants {cohort.sessions_max} days.", sessions_max=cohort.sessions_max)
    await check_plan(transaction, cohort, booking_of(session_id, cohort_id, new), new)
    row = (session_id, cohort_id, new.makes_up, *columns_of(new), transaction.now, transaction.actor_id)
    await transaction.execute(queries.insert_session, *row)
    return await find(transaction, session_id)


async def move(transaction: Transaction, session_id: UUID, version: int, plan: Plan) -> Session:
    """Plan a session anew; what was arranged for needs at another time or place is to be arranged again.

    Raises SessionSettled once it is confirmed, DayTaken, and what `check_plan` raises.
    """
    cohort = await cohorts.lock(transaction, (await find(transaction, session_id)).cohort_id)
    session = await lock(transaction, session_id)
    check_version(session.version, version)
    if session.state != "planned":
        raise SessionSettled("Take its confirmation back first, or plan another one.", state=session.state)
    booking = booking_of(session.id, cohort.id, plan)
    day_changes = session.makes_up is None and plan.held_on != session.held_on
    if day_changes and await transaction.fetchval(queries.is_day_taken, cohort.id, plan.held_on):
        raise DayTaken("Choose another day.", held_on=plan.held_on)
    await check_plan(
        transaction, cohort, booking, NewSession(**msgspec.structs.asdict(plan), makes_up=session.makes_up)
    )
    await transaction.execute(queries.move_session, session.id, *columns_of(plan))
    now, before = msgspec.structs.asdict(plan), msgspec.structs.asdict(session)
    if any(now[name] != before[name] for name in ("held_on", "starts_at", "ends_at", "mode", "room_id")):
        await transaction.execute(queries.unmeet_needs, session.id, transaction.now, transaction.actor_id)
    return await find(transaction, session.id)


def booking_of(session_id: UUID, cohort_id: UUID, plan: Plan) -> Booking:
    """Return what a session takes by its plan."""
    return Booking(
        id=session_id,
        cohort_id=cohort_id,
        held_on=plan.held_on,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        room_id=plan.room_id,
        trainer_id=plan.trainer_id,
    )


def columns_of(plan: Plan) -> tuple[object, ...]:
    """Return a plan as its row has it."""
    return (
        plan.held_on,
        plan.title,
        plan.mode,
        plan.module,
        plan.starts_at,
        plan.ends_at,
        plan.room_id,
        plan.trainer_id,
    )


async def check_plan(transaction: Transaction, cohort: Cohort, booking: Booking, new: NewSession) -> None:
    """Raise Malformed for a day or room that cannot be, NothingMissed, and what stands in the way of the booking."""
    first, last = cohort.starts_on, cohort.ends_on
    if new.makes_up is not None:
        missed = await find(transaction, new.makes_up)
        if missed.cohort_id != cohort.id or missed.state != "held" or missed.makes_up is not None:
            raise NothingMissed("Choose one that was held, and that makes up for no other.", makes_up=new.makes_up)
        first, last = missed.held_on, date.max
    faults = []
    if not first <= new.held_on <= last:
        days = f"It can be from {first} to {last}." if new.makes_up is None else f"It can be from {first}."
        faults.append(Fault(pointer="/held_on", detail=days))
    terms = (await calls.find(transaction, cohort.call_id)).terms
    if new.mode not in terms.modes:
        faults.append(Fault(pointer="/mode", detail=f"The call offers {', '.join(terms.modes)}."))
    if new.module is not None and new.module not in {each.code for each in terms.modules}:
        faults.append(Fault(pointer="/module", detail="The call has no such module."))
    if new.room_id is not None and new.mode == "online":
        faults.append(Fault(pointer="/room_id", detail="What is online has no room."))
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    await bookings.check(transaction, booking, cohort)


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
    if after == "held":
        needs = await transaction.fetchrow(queries.count_needs, session.id)
        assert needs is not None  # an aggregate has one row
        await publish(transaction, SessionHeld(session_id=session.id, cohort_id=session.cohort_id, **needs))
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


async def timetable(transaction: Transaction, asked: Asked, *, after: UUID | None, limit: int) -> list[Session]:
    """Return what is not cancelled between two days, of a room or a trainer where one is named, in order of time."""
    rows = (asked.held_from, asked.held_until, asked.room_id, asked.trainer_id, after, limit)
    return await transaction.fetch_structs(Session, queries.select_timetable, *rows)
