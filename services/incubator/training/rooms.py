"""Rooms: where training is held, how many they seat, and what they provide of what participants may need."""

from typing import Annotated
from uuid import UUID

import msgspec

from services.incubator.calling.presets import Need
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText, check_version

queries = load_queries(__file__)


class RoomSheet(Body, frozen=True, kw_only=True):
    """A room by its name in a place, such as a building or village, with its seats."""

    name: ShortText
    place: ShortText
    seats: Annotated[int, msgspec.Meta(ge=1, le=10_000)]
    features: Annotated[tuple[Need, ...], msgspec.Meta(max_length=5)] = ()


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A room as it is now."""

    id: UUID
    version: int
    name: str
    place: str
    seats: int
    features: list[Need]


class RoomKnown(Problem):
    """The place has a room of this name."""


async def add(transaction: Transaction, sheet: RoomSheet) -> Room:
    """Enter a room. Raises RoomKnown."""
    return await keep(transaction, uuid7(), sheet)


async def describe(transaction: Transaction, room_id: UUID, version: int, sheet: RoomSheet) -> Room:
    """Replace what is known of a room. Raises NotFound, Stale, RoomKnown."""
    await transaction.execute(queries.lock_room, room_id)
    check_version((await find(transaction, room_id)).version, version)
    return await keep(transaction, room_id, sheet)


async def keep(transaction: Transaction, room_id: UUID, sheet: RoomSheet) -> Room:
    """Write a room down under its id. Raises RoomKnown."""
    if await transaction.fetchval(queries.is_room_known, room_id, sheet.place, sheet.name):
        raise RoomKnown("Choose another name.", place=sheet.place)
    features = list(dict.fromkeys(sheet.features))
    row = (room_id, sheet.name, sheet.place, sheet.seats, features, transaction.now, transaction.actor_id)
    await transaction.execute(queries.upsert_room, *row)
    return await find(transaction, room_id)


async def find(transaction: Transaction, room_id: UUID) -> Room:
    """Return a room. Raises NotFound."""
    room = await transaction.fetch_struct(Room, queries.select_room, room_id)
    if room is None:
        raise NotFound("There is no such room.")
    return room


async def list_of(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Room]:
    """Return rooms in the order in which they were entered."""
    return await transaction.fetch_structs(Room, queries.select_rooms, after, limit)
