"""The timetable: rooms, trainers, what is planned for them, and sessions that are moved."""

from datetime import date
from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.http.roles import MENTOR, OFFICE, OFFICER
from services.incubator.training import rooms, sessions, trainers
from services.incubator.training.rooms import Room, RoomSheet
from services.incubator.training.sessions import Asked, Plan, Session
from services.incubator.training.trainers import Trainer, TrainerSheet
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page

TAGS = ["timetable"]


def provide_asked(
    held_from: FromQuery[date],
    held_until: FromQuery[date],
    room_id: FromQuery[UUID | None] = None,
    trainer_id: FromQuery[UUID | None] = None,
) -> Asked:
    """Return which part of the timetable is asked for."""
    return Asked(held_from=held_from, held_until=held_until, room_id=room_id, trainer_id=trainer_id)


ASKED = {"asked": Provide(provide_asked, sync_to_thread=False)}


@post("/rooms", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(rooms.find)
async def add_room(data: JSONBody[RoomSheet], transaction: NamedDependency[Transaction]) -> Room:
    """Enter a room in which training is held."""
    return await rooms.add(transaction, data)


@get("/rooms", guards=[requires(*OFFICE, MENTOR)], tags=TAGS)
async def list_rooms(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Room]:
    """Return rooms, in the order in which they were entered."""
    return page(await rooms.list_of(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@put("/rooms/{room_id:uuid}", guards=[requires(OFFICER)], tags=TAGS)
async def describe_room(
    room_id: FromPath[UUID],
    data: JSONBody[RoomSheet],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Room:
    """Replace what is known of a room."""
    return await rooms.describe(transaction, room_id, version, data)


@put("/trainers/{person_id:uuid}", guards=[requires(OFFICER)], tags=TAGS)
async def describe_trainer(
    person_id: FromPath[UUID], data: JSONBody[TrainerSheet], transaction: NamedDependency[Transaction]
) -> Trainer:
    """Say what a trainer teaches, and in which languages."""
    return await trainers.describe(transaction, person_id, data)


@get("/trainers", guards=[requires(*OFFICE, MENTOR)], tags=TAGS)
async def list_trainers(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Trainer]:
    """Return trainers by id."""
    return page(await trainers.list_of(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/timetable", guards=[requires(*OFFICE, MENTOR)], dependencies=ASKED, tags=TAGS)
async def read_timetable(
    transaction: NamedDependency[Transaction],
    asked: NamedDependency[Asked],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Session]:
    """Return all cohorts' sessions between two days in order of time, of one room or trainer where it is named."""
    found = await sessions.timetable(transaction, asked, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@put("/sessions/{session_id:uuid}", guards=[requires(OFFICER, MENTOR)], tags=TAGS)
async def move_session(
    session_id: FromPath[UUID],
    data: JSONBody[Plan],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Session:
    """Move a planned session; what was arranged for needs at another time or place is to be arranged again."""
    return await sessions.move(transaction, session_id, version, data)


ROUTES = [
    add_room, list_rooms, describe_room, describe_trainer, list_trainers, read_timetable, move_session,
]  # fmt: skip
