"""Publishing: the outbox row is written in the same transaction as the fact that it tells."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from contracts.envelope import Event, partition
from services.kit.db import Transaction, uuid7
from services.kit.log import traceparent
from services.kit.sql import load_queries

queries = load_queries(__file__)

EVENT_BYTES_MAX = 240 << 10
"""The stream takes messages of 256 KiB; the envelope and its headers need the rest."""


class EventTooLarge(ValueError):
    """The event would be refused by the stream and stop the relay of its partition; it has to be said in parts."""


class Outgoing(msgspec.Struct, frozen=True):
    """An event with the tenant it belongs to and the business time at which it happened."""

    municipality_id: UUID
    time: datetime
    event: Event


async def publish(transaction: Transaction, *events: Event) -> None:
    """Write events of the transaction's tenant and time to the outbox, in this order."""
    await publish_all(transaction, [Outgoing(transaction.municipality_id, transaction.now, event) for event in events])


async def publish_all(transaction: Transaction, outgoing: Sequence[Outgoing]) -> None:
    """Write events of several tenants in one round trip."""
    if not outgoing:
        return
    aggregate_ids = [each.event.aggregate_id for each in outgoing]
    counts = Counter(aggregate_ids)
    left = dict(counts)
    rows: list[tuple[object, ...]] = []
    for aggregate_id, each in zip(aggregate_ids, outgoing, strict=True):
        left[aggregate_id] -= 1
        told = each.event.type, each.municipality_id, encoded(each.event), each.time
        rows.append((uuid7(), partition(aggregate_id), aggregate_id, left[aggregate_id], *told))
    await transaction.execute(
        queries.publish,
        list(counts),
        list(counts.values()),
        rows,
        transaction.context.traceparent or traceparent.get(),
    )


def encoded(event: Event) -> str:
    """Return an event as JSON. Raises EventTooLarge."""
    text = msgspec.json.encode(event)
    if len(text) > EVENT_BYTES_MAX:
        raise EventTooLarge(f"{event.type} has {len(text)} bytes; {EVENT_BYTES_MAX} can be sent.")
    return text.decode()
