"""The inbox: an event's row, its effect and the events that follow from it are one transaction, behind the gate."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC
from enum import StrEnum
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from contracts.envelope import Envelope, Event, decode, source_service
from services.kit import traces
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction, uuid7
from services.kit.errors import Conflict, NotFound, Problem
from services.kit.sql import load_queries

queries = load_queries(__file__)

Handler = Callable[[Transaction, Any], Awaitable[None]]
BatchHandler = Callable[[Transaction, list[tuple[Envelope, Any]]], Awaitable[None]]
Handlers = Mapping[type[Event], Handler]
BatchHandlers = Mapping[type[Event], BatchHandler]

ATTEMPTS = 8
SEQUENCE_MAX = 2**63 - 1


class NotYet(Exception):
    """Another aggregate has to come first; the event is tried again with back-off."""


class Unreadable(Exception):
    """These bytes are no event: not JSON, not an envelope, or with attributes that nobody can keep."""


class Outcome(StrEnum):
    """What became of a delivered event."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    GAP = "gap"
    RETRY = "retry"
    DEAD = "dead"


class Reader(msgspec.Struct, frozen=True):
    """What this service listens to: handlers for single events, and for lists of them."""

    handlers: Handlers = {}
    batch_handlers: BatchHandlers = {}

    def classes(self) -> dict[str, type[Event]]:
        """Return the event classes that have a handler, by wire name."""
        return {event_class.type: event_class for event_class in (*self.handlers, *self.batch_handlers)}


def context_of(envelope: Envelope) -> Context:
    """Return the context in which an event is applied: its tenant, and its own time as business time."""
    return Context(
        now=envelope.time.astimezone(UTC),
        municipality_ids=(envelope.municipality,),
        traceparent=envelope.traceparent,
        request_id=str(envelope.id),
    )


def read(message: bytes) -> Envelope:
    """Return the envelope in a message. Raises Unreadable, whatever the bytes are."""
    try:
        envelope = decode(message)
        context_of(envelope)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise Unreadable(type(error).__name__) from None
    if not (1 <= envelope.sequence <= SEQUENCE_MAX and envelope.type.isprintable()):
        raise Unreadable("attributes")
    return envelope


async def pass_gate(transaction: Transaction, envelope: Envelope) -> Outcome | None:
    """Return None when the event is the next of its aggregate, else whether it was seen before or one is missing."""
    source = source_service(envelope.type)
    if await transaction.fetchval(queries.pass_gate, envelope.subject, source, envelope.sequence) is not None:
        return None
    seen = await transaction.fetchval(queries.gate_sequence, envelope.subject)
    return Outcome.DUPLICATE if seen is not None and seen >= envelope.sequence else Outcome.GAP


async def record(transaction: Transaction, envelope: Envelope, outcome: str) -> None:
    """Write the inbox row."""
    source = source_service(envelope.type)
    await transaction.execute(
        queries.record, envelope.id, envelope.subject, envelope.sequence, source, outcome, envelope.time
    )


async def call_handler(transaction: Transaction, reader: Reader, envelope: Envelope) -> bool:
    """Decode the event and hand it to its handler; return False when the service has none for it."""
    event_class = reader.classes().get(envelope.type)
    if event_class is None:
        return False
    event = msgspec.json.decode(envelope.data, type=event_class)
    if event_class in reader.handlers:
        await reader.handlers[event_class](transaction, event)
    else:
        await reader.batch_handlers[event_class](transaction, [(envelope, event)])
    return True


async def apply(database: Database, reader: Reader, message: bytes, *, counted: bool = True) -> Outcome:
    """Apply one message, whatever it holds; never raises for what the message is or does.

    `counted` is false for a try on behalf of a later event of the aggregate.
    """
    try:
        envelope = read(message)
    except Unreadable as error:
        await bury_unreadable(database, message, str(error))
        return Outcome.DEAD
    began = traces.now_ns()
    try:
        async with database.transaction(context_of(envelope)) as transaction:
            outcome = await apply_next(transaction, reader, envelope, message)
    except Exception as error:  # noqa: BLE001 - decided about in fail(), never swallowed
        outcome = await fail(database, envelope, message, error, counted=counted)
    traces.applied([envelope], began, outcome.value)
    return outcome


async def apply_next(transaction: Transaction, reader: Reader, envelope: Envelope, message: bytes) -> Outcome:
    """Apply an event if it is the next of its aggregate; behind a poison one it waits with it."""
    refused = await pass_gate(transaction, envelope)
    if refused is not None:
        return refused
    if await transaction.fetchval(queries.is_quarantined, envelope.subject):
        await bury(transaction, envelope, message, reason="quarantined", problem="")
        return Outcome.DEAD
    handled = await call_handler(transaction, reader, envelope)
    await record(transaction, envelope, "applied" if handled else "passed")
    return Outcome.APPLIED


async def fail(
    database: Database, envelope: Envelope, message: bytes, error: Exception, *, counted: bool = True
) -> Outcome:
    """Decide about an event whose handler raised: a refusal is kept at once, anything else is tried again first."""
    refused = isinstance(error, Problem) and error.status < 500  # What is only unavailable now is no refusal.
    async with database.transaction(context_of(envelope)) as transaction:
        if not refused:
            attempts = await transaction.fetchval(queries.count_attempt, envelope.id, counted)
            if attempts is None or attempts < ATTEMPTS:
                return Outcome.RETRY
        if await pass_gate(transaction, envelope) is not None:
            return Outcome.DUPLICATE
        problem = error.slug() if isinstance(error, Problem) else type(error).__name__
        await bury(transaction, envelope, message, reason="refused" if refused else "failed", problem=problem)
        if not refused:
            await transaction.execute(queries.quarantine, envelope.subject, envelope.id)
        return Outcome.DEAD


async def bury(transaction: Transaction, envelope: Envelope, message: bytes, *, reason: str, problem: str) -> None:
    """Keep an event that could not be applied, whole."""
    await transaction.execute(
        queries.bury,
        uuid7(),
        envelope.id,
        envelope.subject,
        envelope.sequence,
        envelope.type,
        reason,
        problem,
        message,
        envelope.municipality,
    )
    await transaction.execute(queries.forget_attempts, envelope.id)
    await record(transaction, envelope, "dead")


async def bury_unreadable(database: Database, message: bytes, problem: str) -> None:
    """Keep a message that is no event of ours; nothing can be said about its aggregate."""
    async with database.transaction(Context(now=wall_time())) as transaction:
        await transaction.execute(queries.bury, uuid7(), None, None, None, None, "undecodable", problem, message, None)


async def replay(database: Database, reader: Reader, dead_letter_id: UUID, *, municipality_id: UUID) -> int:
    """Apply a tenant's dead letter again, and everything of its aggregate that waited behind; return how many.

    All in one transaction: when one fails, everything stays as it was and the failure reaches the caller.
    """
    async with database.transaction(Context(now=wall_time(), municipality_ids=(municipality_id,))) as transaction:
        waiting = await lock_waiting(transaction, dead_letter_id)
        for row in waiting:
            envelope = decode(row["message"])
            await see_tenant(transaction, envelope)
            context = context_of(envelope)
            await call_handler(Transaction(transaction.connection, context, transaction.tenants), reader, envelope)
            await transaction.execute(queries.mark_replayed, row["id"])
        await transaction.execute(queries.release, waiting[0]["aggregate_id"])
        return len(waiting)


async def lock_waiting(transaction: Transaction, dead_letter_id: UUID) -> list[asyncpg.Record]:
    """Return the dead letters of an aggregate in order; nobody applies or buries another of its events meanwhile."""
    letter = await transaction.fetchrow(queries.dead_letter, dead_letter_id)
    if letter is not None and letter["aggregate_id"] is None:
        raise Conflict("These bytes are no event that could be replayed; they are kept to be looked at.")
    if letter is not None:
        await transaction.execute(queries.lock_gate, letter["aggregate_id"])
        waiting = await transaction.fetch(queries.waiting_of_aggregate, letter["aggregate_id"])
        if any(row["id"] == dead_letter_id for row in waiting):
            return waiting
    raise NotFound("This dead letter does not exist or was replayed.")


async def see_tenant(transaction: Transaction, envelope: Envelope) -> None:
    """Let the open transaction see the tenant of an event."""
    await transaction.execute("SELECT set_config('koinon.municipalities', $1, true)", f"{{{envelope.municipality}}}")
