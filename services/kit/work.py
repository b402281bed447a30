"""What a service does besides answering: it relays, consumes and works on its jobs."""

import asyncio
from collections.abc import Coroutine
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from contracts.envelope import Envelope
from contracts.readers import READERS
from services.kit.clock import wall_time
from services.kit.db import Context, Database
from services.kit.events import completeness, feed, relay
from services.kit.events.consume import Consumer, Pulse, consume
from services.kit.events.inbox import Reader, queries
from services.kit.log import log
from services.kit.nats import Broker
from services.kit.settings import Settings

CHECK_EVERY_S = 3600


class Ticker(Protocol):
    """Something that works on jobs and timers until told to stop."""

    async def work(self, database: Database, settings: Settings, stopping: asyncio.Event) -> None:
        """Work until told to stop."""


class Work:
    """The background of one process. HTTP starts without waiting for NATS: with the broker away, tills sell on."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        reader: Reader,
        ticker: Ticker | None,
        stopping: asyncio.Event,
    ) -> None:
        self.settings = settings
        self.database = database
        self.reader = reader
        self.sources = READERS.get(settings.service, ())
        self.ticker = ticker
        self.stopping = stopping
        self.broker = Broker()
        self.pulse = Pulse()
        self.consumes = False
        self.tasks: list[asyncio.Task[None]] = []

    def healthy(self) -> bool:
        """Return whether this process hears events; one without a consumer answers by its connection alone."""
        return self.broker.healthy() and (not self.consumes or self.pulse.healthy())

    def silence(self) -> float:
        """Return the seconds for which a partition that this process reads was not heard of; 0 where it reads none."""
        return self.pulse.silence() if self.consumes else 0

    async def start(self, parts: frozenset[str]) -> None:
        """Start the parts named."""
        if parts & {"relay", "consume"}:
            self.spawn(self.with_broker(parts))
        if self.ticker is not None and "jobs" in parts:
            self.spawn(self.ticker.work(self.database, self.settings, self.stopping))

    def spawn(self, part: Coroutine[Any, Any, None]) -> None:
        """Run a part; when one ends by a fault the process ends too, and whoever runs it starts it again."""
        task = asyncio.create_task(part)
        task.add_done_callback(self.on_end)
        self.tasks.append(task)

    def on_end(self, task: asyncio.Task[None]) -> None:
        """Stop the process when a part has failed."""
        if not task.cancelled() and task.exception() is not None:
            log.error("part_failed", exc_info=task.exception())
            self.stopping.set()

    async def with_broker(self, parts: frozenset[str]) -> None:
        """Connect to NATS, then relay and consume until told to stop."""
        connecting = asyncio.create_task(self.connect())
        stopped = asyncio.create_task(self.stopping.wait())
        await asyncio.wait({connecting, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if self.stopping.is_set():
            connecting.cancel()
            return
        running: list[Coroutine[Any, Any, None]] = [self.watch_broker()]
        if "relay" in parts:
            running.append(relay.relay(self.database, self.broker.stream, self.stopping))
        if "consume" in parts and self.sources:
            self.consumes = True
            running += [consume(self.consumer()), self.check_days()]
        await asyncio.gather(*running)

    async def connect(self) -> None:
        """Connect to NATS, however long it is away."""
        while not self.broker.client.is_connected:
            try:
                await self.broker.connect(self.settings)
            except Exception:  # noqa: BLE001 - whatever it is, it is logged and tried again
                log.warning("nats_waits", exc_info=True)
                await asyncio.sleep(1)

    def consumer(self) -> Consumer:
        """Return what the partitions' loops need."""
        return Consumer(
            self.settings.service,
            self.database,
            self.broker.stream,
            self.reader,
            self.fill,
            self.pulse,
            self.stopping,
        )

    async def watch_broker(self) -> None:
        """Raise when the client has closed for good, so that the process is started anew."""
        closed = asyncio.create_task(self.broker.closed.wait())
        stopped = asyncio.create_task(self.stopping.wait())
        await asyncio.wait({closed, stopped}, return_when=asyncio.FIRST_COMPLETED)
        closed.cancel()
        stopped.cancel()
        if not self.stopping.is_set():
            raise ConnectionError("The NATS client has closed.")

    async def fill(self, envelope: Envelope) -> list[bytes]:
        """Return the events of an aggregate that come before this one and were not seen."""
        async with self.database.transaction(Context(now=wall_time())) as transaction:
            seen = await transaction.fetchval(queries.gate_sequence, envelope.subject)
        return await feed.missing_before(self.settings, envelope, seen or 0)

    async def check_days(self) -> None:
        """Each hour compare the days that are over with every source, so that a lost last event is seen and named."""
        while not self.stopping.is_set():
            try:
                await asyncio.wait_for(self.stopping.wait(), CHECK_EVERY_S)
            except TimeoutError:
                for source in self.sources:
                    try:
                        await self.check_source(source, wall_time().date() - timedelta(days=1))
                    except Exception:  # noqa: BLE001 - it is compared again in an hour
                        log.warning("days_not_compared", source=source, exc_info=True)

    async def check_source(self, source: str, until: date) -> None:
        """Compare a source's days until this one: those since the last comparison, and those that differed."""
        for day in await completeness.days_to_compare(self.database, source, until):
            await feed.check_day(self.database, self.settings, self.reader, source, day)

    async def republish(self, since: datetime) -> int:
        """Send every event since an instant again."""
        await self.broker.connect(self.settings)
        run = wall_time().strftime("%Y%m%dT%H%M%S")
        return await relay.republish(self.database, self.broker.stream, since, run)

    async def stop(self) -> None:
        """Stop fetching, finish what is in hand, acknowledge, close."""
        self.stopping.set()
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=10)
        for task in self.tasks:
            task.cancel()
        await self.broker.close()
