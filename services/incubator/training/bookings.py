"""Bookings: a room, a trainer and a cohort are in one place at a time, on days on which something is taught."""

from collections.abc import Mapping
from datetime import date, time
from uuid import UUID

import msgspec

from services.incubator.training import calendars, rooms, trainers
from services.incubator.training.cohorts import Cohort
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed, Problem
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """What a session takes: its day, its hours on the clocks there (none: the whole day), room and trainer."""

    id: UUID
    cohort_id: UUID
    held_on: date
    starts_at: time | None
    ends_at: time | None
    room_id: UUID | None
    trainer_id: UUID | None


class RoomTaken(Problem):
    """The room has another session at this time."""


class TrainerTaken(Problem):
    """The trainer has another session at this time."""


class CohortTaken(Problem):
    """The cohort has another session at this time."""


class RoomTooSmall(Problem):
    """The room does not seat everybody."""


CLASHES: Mapping[str, type[Problem]] = {"room": RoomTaken, "trainer": TrainerTaken, "cohort": CohortTaken}


async def check(transaction: Transaction, booking: Booking, cohort: Cohort) -> None:
    """Raise what stands in the way of a session of a locked cohort; nobody else books the same until this ends.

    Raises Malformed, NotFound, NothingTaught, RoomTooSmall, RoomTaken, TrainerTaken, CohortTaken.
    """
    check_hours(booking)
    calendars.check_taught_on(transaction.municipality, booking.held_on)
    if booking.room_id is not None:
        room = await rooms.find(transaction, booking.room_id)
        if room.seats < cohort.enrolled:
            raise RoomTooSmall(f"It seats {room.seats}; {cohort.enrolled} have joined.", seats=room.seats)
    if booking.trainer_id is not None:
        await trainers.find(transaction, booking.trainer_id)
    await transaction.execute(rooms.queries.lock_room, booking.room_id)
    await transaction.execute(queries.lock_trainer, booking.trainer_id)
    for clash in await transaction.fetch(queries.select_clashes, msgspec.to_builtins(booking)):
        raise CLASHES[clash["shared"]]("Choose another time, or another one.", session_id=clash["session_id"])


def check_hours(booking: Booking) -> None:
    """Raise Malformed for hours of which one is left out, or that end before they begin."""
    if (booking.starts_at is None) != (booking.ends_at is None):
        fault = Fault(pointer="/ends_at", detail="Say both when it begins and when it ends, or neither.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
    if booking.starts_at is not None and booking.ends_at is not None and booking.starts_at >= booking.ends_at:
        fault = Fault(pointer="/ends_at", detail="It ends before it begins.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
