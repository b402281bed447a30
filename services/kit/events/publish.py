"""Publishing: the outbox row is written in the same transaction as the fact that it tells."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import msgspec

from contracts.envelope import Event, partition
from services.kit.db import Transaction, uuid7
from services.kit.log import traceparent
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def publish(transaction: Transaction, *events: Event) -> None:
    """Write events of the transaction's tenant to the outbox, in this order."""
    await publish_all(transaction, [(transaction.municipality_id, event) for event in events])


async def publish_all(transaction: Transaction, events: Sequence[tuple[UUID, Event]]) -> None:
    """Write events of several tenants, each with its municipality's id, in one round trip."""
    if not events:
        return
    counts = Counter(event.aggregate_id for _, event in events)
    left = dict(counts)
    behind: list[int] = []
    for _, event in events:
        left[event.aggregate_id] -= 1
        behind.append(left[event.aggregate_id])
    aggregate_ids = [event.aggregate_id for _, event in events]
    await transaction.execute(
        queries.publish,
        list(counts),
        list(counts.values()),
        [uuid7() for _ in events],
        [partition(aggregate_id) for aggregate_id in aggregate_ids],
        aggregate_ids,
        behind,
        [event.type for _, event in events],
        [municipality_id for municipality_id, _ in events],
        [msgspec.json.encode(event).decode() for _, event in events],
        transaction.now,
        transaction.context.traceparent or traceparent.get(),
    )
