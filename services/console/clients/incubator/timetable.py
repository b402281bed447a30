"""The timetable: all cohorts' days of training, and the rooms and trainers that they share."""

from datetime import date
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, fetch_all, send
from services.console.clients.incubator.calls import NewPerson
from services.console.clients.incubator.cohorts import Session

SERVICE = "incubator"
SESSIONS_MAX = 200


class RoomSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A room: its name in a place, its seats, and what it has of what participants may need."""

    name: str
    place: str
    seats: int
    features: list[str] = []


class Room(RoomSheet, frozen=True, kw_only=True):
    """A room that is known."""

    id: UUID
    version: int


class TrainerSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What a trainer teaches, and in which languages."""

    subjects: list[str] = []
    languages: list[str] = []


class Trainer(TrainerSheet, frozen=True, kw_only=True):
    """A trainer; the id is the person's."""

    id: UUID


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """Days of training in their order; `next` says that there are more."""

    items: list[Session]
    next: str | None = None


async def read_timetable(caller: Caller, first: date, last: date) -> list[Session]:
    """Return the days of training between two days, in order of time."""
    asked = {"held_from": first.isoformat(), "held_until": last.isoformat(), "limit": SESSIONS_MAX}
    return (await fetch(caller, SERVICE, "/timetable", Week, **asked)).items  # type: ignore[arg-type]


async def list_rooms(caller: Caller) -> list[Room]:
    """Return rooms."""
    return await fetch_all(caller, SERVICE, "/rooms", Room)


async def add_room(caller: Caller, room: RoomSheet, key: str) -> Named:
    """Enter a room."""
    return await send(caller, SERVICE, Command(path="/rooms", body=room, key=key), Named)


async def describe_room(caller: Caller, room_id: UUID, room: RoomSheet, version: int | None) -> Named:
    """Replace what is known of a room."""
    return await send(
        caller, SERVICE, Command(path=f"/rooms/{room_id}", body=room, version=version, method="PUT"), Named
    )


async def list_trainers(caller: Caller) -> list[Trainer]:
    """Return trainers."""
    return await fetch_all(caller, SERVICE, "/trainers", Trainer)


async def add_trainer(caller: Caller, person: NewPerson, sheet: TrainerSheet, key: str) -> Named:
    """Enter somebody who teaches."""
    entered = await send(caller, SERVICE, Command(path="/persons", body=person, key=key), Named)
    return await send(caller, SERVICE, Command(path=f"/trainers/{entered.id}", body=sheet, method="PUT"), Named)
