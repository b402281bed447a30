"""Consumers: one durable pull consumer for each partition, read in order, watched for stalls."""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import takewhile

import msgspec
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from contracts.envelope import PARTITIONS, Envelope, decode, source_service
from services.kit.db import Database
from services.kit.events.batches import apply_batch
from services.kit.events.inbox import Outcome, Reader, apply
from services.kit.log import log
from services.kit.metrics import EVENTS

STREAM = "EVT"
FETCH = 500
FETCH_TIMEOUT_S = 2.0
FEW = 50
"""Up to so many messages of a partition wait for those of the others."""
GATHER_S = 0.02
BACK_OFF_S = (1, 2, 5, 15, 30, 60, 120, 300)
GAP_PATIENCE = 2
"""Deliveries of an event that is ahead of its turn before the owner is asked for what is missing."""
QUIET_S = 10.0
"""After so long without a message the server is asked whether there is one: a fetch hides that its consumer is gone."""
STALLED_S = 30.0

Filler = Callable[[Envelope], Awaitable[list[bytes]]]
"""Asks the owner of an aggregate for the events before this one that have not been seen."""


class Pulse:
    """When each partition's consumer was last known to be well, for `/health/consuming` and the figures."""

    def __init__(self) -> None:
        self.rebuilt = 0
        self.heard = dict.fromkeys(range(PARTITIONS), time.monotonic())
        self.lost = set(range(PARTITIONS))

    def beat(self, partition: int) -> None:
        """Note that the consumer of a partition has brought messages, or that the server says that it has none."""
        self.heard[partition] = time.monotonic()
        self.lost.discard(partition)

    def lose(self, partition: int) -> None:
        """Note that the consumer of a partition does not answer."""
        self.lost.add(partition)

    def healthy(self) -> bool:
        """Return whether every partition was heard from lately."""
        return not self.lost and self.silence() < STALLED_S

    def silence(self) -> float:
        """Return the seconds since the quietest partition was well, at first since the beginning."""
        return time.monotonic() - min(self.heard.values())


class Consumer(msgspec.Struct, frozen=True):
    """What a partition's loop needs."""

    service: str
    database: Database
    stream: JetStreamContext
    reader: Reader
    fill: Filler
    pulse: Pulse
    stopping: asyncio.Event


class Together:
    """What the partitions bring at about the same time, applied in one transaction.

    What a posting has said is spread over all partitions, and a transaction costs the same however many events it
    holds. Where much has piled up, each partition has enough for itself, and they go side by side.
    """

    def __init__(self, database: Database, reader: Reader) -> None:
        self.database = database
        self.reader = reader
        self.waiting: list[tuple[list[bytes], asyncio.Future[bool]]] = []
        self.task: asyncio.Task[None] | None = None

    async def apply(self, messages: list[bytes]) -> bool:
        """Apply messages of a partition; return False, with nothing done, when they have to be taken one by one."""
        if len(messages) > FEW:
            return await apply_batch(self.database, self.reader, messages)
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.waiting.append((messages, future))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.drain())
        return await future

    async def drain(self) -> None:
        """Apply until nothing waits. Where it fails, each partition tries what is its own."""
        while self.waiting:
            await asyncio.sleep(GATHER_S)
            taken, self.waiting = self.waiting, []
            applied = await self.try_all([message for messages, _ in taken for message in messages])
            for messages, future in taken:
                done = applied or (len(taken) > 1 and await self.try_all(messages))
                if not future.done():
                    future.set_result(done)

    async def try_all(self, messages: list[bytes]) -> bool:
        """Apply messages in one transaction; one alone needs none that is shared."""
        return len(messages) > 1 and await apply_batch(self.database, self.reader, messages)


async def consume(consumer: Consumer) -> None:
    """Read every partition until told to stop; what is in hand is finished and acknowledged first."""
    together = Together(consumer.database, consumer.reader)
    await asyncio.gather(*(consume_partition(consumer, together, number) for number in range(PARTITIONS)))


async def consume_partition(consumer: Consumer, together: Together, partition: int) -> None:
    """Read one partition, for ever: a failure of any kind is logged and the subscription made anew."""
    durable = f"{consumer.service}_p{partition}"
    while not consumer.stopping.is_set():
        try:
            subscription = await consumer.stream.pull_subscribe_bind(durable=durable, stream=STREAM)
            try:
                await read(consumer, together, partition, subscription)
            finally:
                await subscription.unsubscribe()
        except Exception:  # noqa: BLE001 - logged, and the subscription is made anew
            consumer.pulse.rebuilt += 1
            consumer.pulse.lose(partition)
            log.warning("consumer_rebuilt", partition=partition, exc_info=True)
            await asyncio.sleep(1)


async def read(
    consumer: Consumer, together: Together, partition: int, subscription: JetStreamContext.PullSubscription
) -> None:
    """Fetch and apply until told to stop. Fetches that bring nothing are checked against the server's own count."""
    await subscription.consumer_info()
    consumer.pulse.beat(partition)
    heard = time.monotonic()
    while not consumer.stopping.is_set():
        try:
            messages = await subscription.fetch(FETCH, timeout=FETCH_TIMEOUT_S)
        except TimeoutError:
            messages = []
        if messages:
            await apply_messages(consumer, together, messages)
        elif time.monotonic() - heard > QUIET_S:
            await check_stall(subscription)
        else:
            await asyncio.sleep(0.02)  # A fetch from a consumer that is gone may come back empty at once.
            continue
        consumer.pulse.beat(partition)
        heard = time.monotonic()


async def check_stall(subscription: JetStreamContext.PullSubscription) -> None:
    """Raise when the server holds messages for us that our fetches do not bring, or has lost the consumer."""
    found = await subscription.consumer_info()
    if (found.num_pending or 0) > 0:
        raise NatsError(f"{found.num_pending} messages are pending and none arrive")


async def apply_messages(consumer: Consumer, together: Together, messages: Sequence[Msg]) -> None:
    """Apply messages in order: together those that nobody takes singly; the others, and those about a poison, alone."""
    done = 0
    try:
        while done < len(messages):
            run = run_of(consumer.reader, messages[done:])
            applied = bool(run) and await together.apply([each.data for each in run])
            for message in run or messages[done : done + 1]:
                if applied:
                    EVENTS.labels("batched").inc()
                    await message.ack()
                else:
                    await settle(consumer, message)
                done += 1
    except Exception:
        await give_back(messages[done:])
        raise


def run_of(reader: Reader, messages: Sequence[Msg]) -> list[Msg]:
    """Return the first messages that have no handler for single events: lists, and what only passes the gate."""
    single = {event_class.type for event_class in reader.handlers}
    return list(takewhile(lambda message: message.subject.split(".", 2)[-1] not in single, messages))


async def give_back(messages: Sequence[Msg]) -> None:
    """Let the server deliver again soon what could not be looked at, as while the database is away."""
    with contextlib.suppress(NatsError):
        for message in messages:
            await message.nak(delay=1)


async def settle(consumer: Consumer, message: Msg) -> None:
    """Apply one message and answer the server; what is ahead of its turn waits for the ones before it."""
    outcome = await apply(consumer.database, consumer.reader, message.data)
    deliveries = message.metadata.num_delivered or 1
    if outcome is Outcome.GAP and deliveries > GAP_PATIENCE:
        outcome = await fill_gap(consumer, message)
    EVENTS.labels(outcome.value).inc()
    if outcome in (Outcome.GAP, Outcome.RETRY):
        pause = BACK_OFF_S[min(deliveries, len(BACK_OFF_S)) - 1]
        log.warning("event_waits", reason=outcome.value, attempts=deliveries, subject=message.subject)
        await message.nak(delay=pause * random.uniform(0.8, 1.2))  # noqa: S311 - spreads retries, guards nothing
    else:
        if outcome is Outcome.DEAD:
            log.error("dead_letter", subject=message.subject, attempts=deliveries)
        await message.ack()


async def fill_gap(consumer: Consumer, message: Msg) -> Outcome:
    """Ask the owner for the events before this one and apply them in order, then this one.

    While the owner does not answer, this event waits and holds up no other.
    """
    envelope = decode(message.data)
    source = source_service(envelope.type)
    try:
        missing = await consumer.fill(envelope)
    except Exception:  # noqa: BLE001 - logged; the owner is asked again when the event is delivered again
        log.warning("gap_unfilled", source=source, aggregate_id=str(envelope.subject), exc_info=True)
        return Outcome.GAP
    log.warning("gap_filled", source=source, count=len(missing), aggregate_id=str(envelope.subject))
    for earlier in missing:
        outcome = await apply(consumer.database, consumer.reader, earlier, counted=False)
        if outcome in (Outcome.GAP, Outcome.RETRY):
            return Outcome.GAP
    return await apply(consumer.database, consumer.reader, message.data)
