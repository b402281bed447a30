"""Consuming as reporting what the tests say as cards."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import nats

from contracts.envelope import Envelope, decode, subject
from infra.embedded.nats import NatsServer
from infra.nats import provision
from services.kit.db import Database
from services.kit.events.consume import Consumer, Pulse, consume
from services.kit.events.inbox import Reader
from services.kit.nats import Broker
from tests.kit.things import notes

Connected = Callable[[str], Awaitable[Broker]]


class Owner:
    """Says events as cards, and answers for its log."""

    def __init__(self, broker: Broker, log: Sequence[bytes] = ()) -> None:
        self.broker = broker
        self.log = log
        self.asked = 0
        self.away = False

    async def say(self, *messages: bytes) -> None:
        for message in messages:
            said = decode(message)
            await self.broker.stream.publish(subject(said.type, said.subject), message)

    async def fill(self, ahead: Envelope) -> list[bytes]:
        self.asked += 1
        if self.away:
            raise ConnectionError
        return [message for message in self.log if decode(message).sequence < ahead.sequence]


@asynccontextmanager
async def consumed(broker: Broker, database: Database, reader: Reader, owner: Owner) -> AsyncIterator[Consumer]:
    """Consume as reporting while the context lasts."""
    consumer = Consumer("reporting", database, broker.stream, reader, owner.fill, Pulse(), asyncio.Event())
    task = asyncio.create_task(consume(consumer))
    try:
        yield consumer
    finally:
        consumer.stopping.set()
        await asyncio.wait_for(task, 10)


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < deadline, "it never came to hold"
        await asyncio.sleep(0.02)


async def until_noted(database: Database, thing: UUID, numbers: list[int]) -> None:
    """Wait until a thing's ticks are written down, exactly these."""

    async def noted() -> bool:
        return await notes(database, thing) == numbers

    await until(noted)


async def pending(server: NatsServer, number: int) -> tuple[int, int]:
    """How many messages of a partition were delivered and not acknowledged, and how many were never delivered."""
    client = await connect_provisioner(server)
    try:
        found = await provision.request(client, f"CONSUMER.INFO.EVT.reporting_p{number}")
        return int(str(found["num_ack_pending"])), int(str(found["num_pending"]))
    finally:
        await client.close()


async def connect_provisioner(server: NatsServer) -> Any:
    """Connect as the one that makes streams and consumers."""
    return await nats.connect(
        server.url, nkeys_seed=str(server.keys.nats_seed("provisioner")), inbox_prefix=b"_INBOX_provisioner"
    )
