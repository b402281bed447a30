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


def read(message: bytes) -> Envelope:
    """Return the envelope in a message, with ids that cost little: a list handler looks each up many times."""
    envelope = decode(message)
    for name in ("id", "subject", "municipality"):
        force_setattr(envelope, name, made_in_c(getattr(envelope, name)))
    return envelope


def is_alone(transaction: Transaction, envelope: Envelope) -> bool:
    """Return whether an event is applied by itself, in its own tenant and at its own time, or among others."""
    return transaction.context == context_of(envelope)


async def apply_batch(database: Database, reader: Reader, messages: Sequence[bytes]) -> bool:
    """Apply messages in one transaction; return False, with nothing done, when they have to be taken one by one."""
    began = traces.now_ns()
    try:
        envelopes = [read(message) for message in messages]
        municipalities = tuple({envelope.municipality for envelope in envelopes})
        async with database.transaction(Context(now=wall_time(), municipality_ids=municipalities)) as transaction:
            await apply_all(transaction, reader, envelopes)
    except Exception as error:  # noqa: BLE001 - whichever event it was, it is found by taking them singly
        log.info("batch_taken_singly", reason=type(error).__name__, count=len(messages))
        return False
    traces.applied(envelopes, began, "batched")
    return True


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
    fresh = next_in_line(envelopes, {row["aggregate_id"]: row["sequence"] for row in rows})
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
    await remember(transaction, fresh, classes)


async def remember(transaction: Transaction, fresh: Sequence[Envelope], classes: Mapping[str, type[Event]]) -> None:
    """Move the gates and write the inbox rows of what was applied."""
    sources = [source_service(envelope.type) for envelope in fresh]
    last = {envelope.subject: (source, envelope.sequence) for envelope, source in zip(fresh, sources, strict=True)}
    await transaction.execute(
        queries.move_gates,
        list(last),
        [source for source, _ in last.values()],
        [sequence for _, sequence in last.values()],
    )
    await transaction.execute(
        queries.record_all,
        [
            (each.id, each.subject, each.sequence, source, "applied" if each.type in classes else "passed", each.time)
            for each, source in zip(fresh, sources, strict=True)
        ],
    )
