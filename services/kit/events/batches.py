"""Many events in one transaction, for projections: a fixed number of statements however many events."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import force_setattr

from contracts.envelope import Envelope, Event, decode, source_service
from services.kit import traces
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction, made_in_c
from services.kit.events.inbox import Reader, context_of
from services.kit.log import log
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Unbatchable(Exception):
    """One of the events has to be looked at alone: a gap, a quarantined aggregate, a poison."""


def lean(envelope: Envelope) -> Envelope:
    """Return an envelope with ids that cost little: a list handler looks each up many times."""
    for name in ("id", "subject", "municipality"):
        force_setattr(envelope, name, made_in_c(getattr(envelope, name)))
    return envelope


def is_alone(transaction: Transaction, envelope: Envelope) -> bool:
    """Return whether an event is applied by itself, in its own tenant and at its own time, or among others."""
    return transaction.context == context_of(envelope)


async def apply_batch(database: Database, reader: Reader, messages: Sequence[bytes]) -> bool:
    """Apply messages in one transaction; return False, with nothing done, when they have to be taken one by one."""
    try:
        envelopes = [lean(decode(message)) for message in messages]
    except Exception as error:  # noqa: BLE001 - whichever message it was, it is found by taking them singly
        return taken_singly(error, messages)
    return await apply_together(database, reader, envelopes)


async def apply_together(database: Database, reader: Reader, envelopes: Sequence[Envelope]) -> bool:
    """Apply events in one transaction; return False, with nothing done, when they have to be taken one by one."""
    began = traces.now_ns()
    try:
        municipalities = tuple({envelope.municipality for envelope in envelopes})
        async with database.transaction(Context(now=wall_time(), municipality_ids=municipalities)) as transaction:
            await apply_all(transaction, reader, envelopes)
    except Exception as error:  # noqa: BLE001 - whichever event it was, it is found by taking them singly
        return taken_singly(error, envelopes)
    traces.applied(envelopes, began, "batched")
    return True


def taken_singly(error: Exception, found: Sequence[object]) -> bool:
    """Log why events do not go together, and return that they do not."""
    log.info("batch_taken_singly", reason=type(error).__name__, count=len(found))
    return False


def next_in_line(envelopes: Sequence[Envelope], seen: Mapping[UUID, int]) -> list[Envelope]:
    """Return the events that are the next of their aggregates, in order; leave out what was seen; refuse a gap."""
    sequences, fresh = dict(seen), []
    for envelope in envelopes:
        last = sequences.get(envelope.subject, 0)
        if envelope.sequence > last + 1:
            raise Unbatchable(str(envelope.subject))
        if envelope.sequence == last + 1:
            sequences[envelope.subject] = envelope.sequence
            fresh.append(envelope)
    return fresh


async def apply_all(transaction: Transaction, reader: Reader, envelopes: Sequence[Envelope]) -> None:
    """Pass the gate with all events, call each list handler once, and write the inbox rows."""
    aggregate_ids = list({envelope.subject for envelope in envelopes})
    rows = await transaction.fetch(queries.gates_of, aggregate_ids)
    if await transaction.fetchval(queries.quarantined_among, aggregate_ids):
        raise Unbatchable("quarantined")
    seen: dict[UUID, int] = {row["aggregate_id"]: row["sequence"] for row in rows}
    fresh = next_in_line(envelopes, seen)
    classes = reader.classes()
    by_class: dict[type[Event], list[tuple[Envelope, Any]]] = {}
    for envelope in fresh:
        event_class = classes.get(envelope.type)
        if event_class is not None:
            if event_class in reader.handlers:
                raise Unbatchable(envelope.type)
            event = msgspec.json.decode(envelope.data, type=event_class)
            by_class.setdefault(event_class, []).append((envelope, event))
    for event_class, events in by_class.items():
        await reader.batch_handlers[event_class](transaction, events)
    await move_gates(transaction, fresh, seen)
    await record(transaction, fresh, classes)


async def move_gates(transaction: Transaction, fresh: Sequence[Envelope], seen: Mapping[UUID, int]) -> None:
    """Move the gates of aggregates that were seen, and write those of the others.

    A gate that somebody else has written meanwhile fails its key, and with it this transaction: the events are theirs.
    To write it and move it by one statement would take twice as long for each that is new.
    """
    last = {envelope.subject: envelope for envelope in fresh}
    if moved := [each for each in last.values() if each.subject in seen]:
        sequences = [each.sequence for each in moved]
        await transaction.execute(queries.move_gates, [each.subject for each in moved], sequences)
    if new := [each for each in last.values() if each.subject not in seen]:
        gates = [(each.subject, source_service(each.type), each.sequence) for each in new]
        await transaction.copy("gates", ("aggregate_id", "source", "sequence"), gates)


async def record(transaction: Transaction, fresh: Sequence[Envelope], classes: Mapping[str, type[Event]]) -> None:
    """Write the inbox rows of what was applied."""
    rows = [
        (each.id, each.subject, each.sequence, source_service(each.type), outcome(each, classes), each.time)
        for each in fresh
    ]
    await transaction.copy("inbox", ("event_id", "aggregate_id", "sequence", "source", "outcome", "time"), rows)


def outcome(envelope: Envelope, classes: Mapping[str, type[Event]]) -> str:
    """Return what became of an event that was taken: some have no handler here."""
    return "applied" if envelope.type in classes else "passed"
