"""The relay: sends waiting outbox rows to JetStream in order, in atomic batches, and marks them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

import asyncpg
import msgspec
from nats.js import JetStreamContext
from nats.js.errors import APIError

from contracts.envelope import CONTENT_TYPE, Envelope, encode, source_service, subject
from services.kit import traces
from services.kit.clock import wall_time
from services.kit.db import Context, Database
from services.kit.log import log
from services.kit.sql import load_queries

queries = load_queries(__file__)

BATCH = 100
"""Of each partition; an atomic batch may hold 1,000 messages."""
PAUSE_S = 0.05
PAUSE_S_MAX = 0.2
SINGLES = 8
"""Up to this many messages are quicker sent one by one than as an atomic batch."""
ACK_TIMEOUT_S = 5.0
DUPLICATE_IN_BATCH = 10201
"""JetStream's error when one message of an atomic batch was sent before within the duplicate window."""


class Message(msgspec.Struct, frozen=True):
    """One message as it goes to JetStream."""

    subject: str
    id: str
    body: bytes


def envelope_of(row: asyncpg.Record) -> Envelope:
    """Return the CloudEvent of an outbox row."""
    return Envelope(
        specversion="1.0",
        id=row["event_id"],
        source=f"/{source_service(row['type'])}",
        type=row["type"],
        subject=row["aggregate_id"],
        time=row["time"],
        sequence=row["sequence"],
        municipality=row["municipality_id"],
        traceparent=row["traceparent"],
        data=msgspec.Raw(row["data"].encode()),
    )


def message_of(row: asyncpg.Record, run: str = "") -> Message:
    """Return the message of an outbox row; a republish run adds its name to the message id, never to the event's."""
    message_id = f"{row['event_id']}:{run}" if run else str(row["event_id"])
    return Message(subject(row["type"], row["aggregate_id"]), message_id, encode(envelope_of(row)))


def headers(message: Message, **more: str) -> dict[str, str]:
    """Return the NATS headers of a message."""
    return {"Nats-Msg-Id": message.id, "Content-Type": CONTENT_TYPE} | more


async def send_singly(stream: JetStreamContext, messages: Sequence[Message]) -> None:
    """Send messages one after the other, each acknowledged before the next."""
    for message in messages:
        await stream.publish(message.subject, message.body, timeout=ACK_TIMEOUT_S, headers=headers(message))


async def send_batch(stream: JetStreamContext, messages: Sequence[Message]) -> None:
    """Send messages as one atomic batch (NATS ADR-50): all are stored, or none."""
    batch, last = uuid4().hex, len(messages)
    for place, message in enumerate(messages, start=1):
        marks = {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(place)}
        if place == last:
            marks["Nats-Batch-Commit"] = "1"
            await stream.publish(
                message.subject, message.body, timeout=ACK_TIMEOUT_S, headers=headers(message, **marks)
            )
        elif place == 1:
            # The first message is answered with an empty body once the server has opened the batch.
            await stream._nc.request(
                message.subject, message.body, timeout=ACK_TIMEOUT_S, headers=headers(message, **marks)
            )
        else:
            await stream._nc.publish(message.subject, message.body, headers=headers(message, **marks))


async def send(stream: JetStreamContext, messages: Sequence[Message]) -> None:
    """Send messages in order. A batch in which one message was sent before goes again one by one, with the same ids."""
    if len(messages) <= SINGLES:
        return await send_singly(stream, messages)
    try:
        await send_batch(stream, messages)
    except APIError as error:
        if error.err_code != DUPLICATE_IN_BATCH:
            raise
        await send_singly(stream, messages)


async def relay_once(database: Database, stream: JetStreamContext) -> int:
    """Send the first events of every partition that no other relay holds, and return how many were sent.

    The partitions go together: what one posting has said is spread over all of them, and each sending costs the same
    statements and acknowledgements however many events it holds.
    """
    async with database.transaction(Context(now=wall_time())) as transaction:
        partitions = [row["partition"] for row in await transaction.fetch(queries.lock_partitions)]
        if not partitions:
            return 0
        rows = await transaction.fetch(queries.waiting_events, partitions, BATCH)
        await send(stream, [message_of(row) for row in rows])
        await transaction.execute(
            queries.mark_published, [row["position"] for row in rows], [row["recorded_at"] for row in rows]
        )
        traces.sent(rows)
        return len(rows)


async def relay(database: Database, stream: JetStreamContext, stopping: asyncio.Event) -> None:
    """Relay until told to stop: at once while much waits, else a poll that slows from 50 to 200 ms.

    What is said between two polls goes together; to look again at once would send each event by itself.
    """
    pause = PAUSE_S
    while not stopping.is_set():
        try:
            sent = await relay_once(database, stream)
            pause = PAUSE_S if sent else min(pause * 2, PAUSE_S_MAX)
        except Exception:  # noqa: BLE001 - logged; the rows stay and are sent when the broker answers
            log.warning("relay_waits", exc_info=True)
            sent, pause = 0, 1.0
        if sent < BATCH:
            await asyncio.sleep(pause)


async def republish(database: Database, stream: JetStreamContext, since: datetime, run: str) -> int:
    """Send again every event recorded since an instant, in order; readers ignore what they have applied."""
    position, total = 0, 0
    while True:
        async with database.transaction(Context(now=wall_time())) as transaction:
            rows = await transaction.fetch(queries.events_since, since, position, BATCH)
        if not rows:
            return total
        await send(stream, [message_of(row, run) for row in rows])
        position, total = rows[-1]["position"], total + len(rows)
        log.info("republished", run=run, count=total)
