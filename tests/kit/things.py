"""An aggregate of the tests: a thing that ticks, told as cards would tell it and written down by whoever hears it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from contracts.envelope import Envelope, Event, encode
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction, uuid7
from services.kit.errors import Conflict
from services.kit.events import Handlers, NotYet
from services.kit.events.inbox import BatchHandlers, Reader

WHEN = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)


class ThingTicked(Event, frozen=True, aggregate="thing_id"):
    """A thing ticked for the n-th time."""

    type = "cards.thing_ticked.v1"
    thing_id: UUID
    number: int


class ThingIgnored(Event, frozen=True, aggregate="thing_id"):
    """Something happened to a thing that no test listens to."""

    type = "cards.thing_ignored.v1"
    thing_id: UUID
    number: int


class ThingBroken(Exception):
    """What a handler raises that has a fault."""


class Moods:
    """What the handler does with chosen ticks (thing, number): wait, refuse or break, until it is told otherwise."""

    def __init__(self) -> None:
        self.early: set[tuple[UUID, int]] = set()
        self.refused: set[tuple[UUID, int]] = set()
        self.broken: set[tuple[UUID, int]] = set()
        self.calls: list[tuple[UUID, int]] = []

    async def note(self, transaction: Transaction, event: ThingTicked) -> None:
        """Write a tick down, then do what was chosen: what is raised has to undo what was written."""
        tick = (event.thing_id, event.number)
        self.calls.append(tick)
        await write(transaction, event)
        if tick in self.early:
            raise NotYet
        if tick in self.refused:
            raise Conflict("This tick is refused.")
        if tick in self.broken:
            raise ThingBroken

    async def note_all(self, transaction: Transaction, events: list[tuple[Envelope, Any]]) -> None:
        """Write many ticks down."""
        for _, event in events:
            await self.note(transaction, event)

    async def calls_only(self, transaction: Transaction, events: list[tuple[Envelope, Any]]) -> None:
        """Remember many ticks of whatever tenants."""
        self.calls += [(event.thing_id, event.number) for _, event in events]

    @property
    def reader(self) -> Reader:
        """A reader of single events."""
        handlers: Handlers = {ThingTicked: self.note}
        return Reader(handlers=handlers)

    @property
    def batch_reader(self) -> Reader:
        """A reader of lists of events."""
        batch_handlers: BatchHandlers = {ThingTicked: self.note_all}
        return Reader(batch_handlers=batch_handlers)


async def write(transaction: Transaction, event: ThingTicked) -> None:
    """Write a tick down at the event's own time."""
    query = "INSERT INTO notes (thing_id, number, at) VALUES ($1, $2, $3)"
    await transaction.execute(query, event.thing_id, event.number, transaction.now)


def envelope(event: Event, sequence: int, *, municipality: UUID, id: UUID | None = None) -> Envelope:
    """Return an event in its envelope."""
    return Envelope(
        specversion="1.0",
        id=id or uuid7(),
        source="/cards",
        type=event.type,
        subject=event.aggregate_id,
        time=WHEN,
        sequence=sequence,
        municipality=municipality,
        data=msgspec.Raw(msgspec.json.encode(event)),
    )


def ticks(thing_id: UUID, count: int, *, municipality: UUID) -> list[bytes]:
    """Return the first messages of a thing."""
    return [
        encode(envelope(ThingTicked(thing_id=thing_id, number=n), n, municipality=municipality))
        for n in range(1, count + 1)
    ]


def tenant(database: Database) -> UUID:
    """Return the first tenant."""
    return next(iter(database.tenants))


def context(database: Database, *, now: datetime = WHEN) -> Context:
    """Return the context of a command of the first tenant."""
    return Context(now=now, municipality_ids=(tenant(database),))


async def notes(database: Database, thing_id: UUID) -> list[int]:
    """Return the ticks of a thing in the order in which they were written down."""
    async with database.transaction(Context(now=wall_time(), municipality_ids=tuple(database.tenants))) as transaction:
        rows = await transaction.fetch("SELECT number FROM notes WHERE thing_id = $1 ORDER BY place", thing_id)
    return [row["number"] for row in rows]


async def letters(database: Database, thing_id: UUID) -> list[tuple[int, str, str, bool]]:
    """Return the dead letters of a thing: sequence, reason, problem, and whether it waits still."""
    query = (
        "SELECT sequence, reason, problem, replayed_at IS NULL AS waits FROM dead_letters "
        "WHERE aggregate_id = $1 ORDER BY sequence"
    )
    async with database.transaction(Context(now=wall_time())) as transaction:
        rows = await transaction.fetch(query, thing_id)
    return [(row["sequence"], row["reason"], row["problem"], row["waits"]) for row in rows]


async def ask(database: Database, query: str, *arguments: object) -> list[Any]:
    """Return the first column of a query that is about no tenant."""
    async with database.transaction(Context(now=wall_time())) as transaction:
        return [row[0] for row in await transaction.fetch(query, *arguments)]


def things(count: int) -> Sequence[UUID]:
    """Return new things."""
    return [uuid7() for _ in range(count)]
