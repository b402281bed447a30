"""The ticker: works on a service's jobs and timers, in as many processes as there are, each thing in one at a time.

    every_minute = Timer("close_days", timedelta(minutes=1), days.close_past)
    jobs = Jobs(handlers={"credit_run": runs.credit_chunk}, timers=[every_minute])
    service = Service(name="cards", ..., jobs=jobs)

A job is leased, and each lease has an epoch. A chunk and its progress are one transaction that begins by checking the
epoch, so a process that was given up for dead and comes back keeps nothing of what it does. A timer ticks inside the
transaction that sets its next time. Business time in a job is the time when it was asked for plus the time since.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction
from services.kit.errors import Problem
from services.kit.log import log
from services.kit.problems import BUSY
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)

LEASE = timedelta(seconds=10)
POLL_SECONDS = 0.5
CHANNEL = "koinon_jobs"
ATTEMPTS_MAX = 8
TIMER_RETRY = timedelta(seconds=30)


class Chunk(msgspec.Struct, frozen=True, kw_only=True):
    """What a job's handler is given: the job, and how far the chunks before came."""

    job_id: UUID
    arguments: dict[str, Any]
    done: int
    total: int | None
    progress: Any
    """What the handler returned last as `progress`: where to go on. None at first."""
    now: datetime


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What a job's handler answers: how far it is in all, and where the next chunk goes on."""

    done: int
    total: int | None = None
    progress: Any = None
    finished: bool = False
    result: Any = None


JobHandler = Callable[[Transaction, Chunk], Awaitable[Progress]]
TimerHandler = Callable[[Transaction, Settings], Awaitable[None]]


class Timer(msgspec.Struct, frozen=True):
    """Something done again and again, for each tenant in a transaction of its own."""

    name: str
    every: timedelta
    handler: TimerHandler


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """A job that this process may work on while the epoch is the row's."""

    id: UUID
    municipality_id: UUID
    kind: str
    actor_id: UUID
    traceparent: str | None
    epoch: int


class LeaseLost(Exception):
    """Another process has taken this job over."""


class Bell:
    """Tells that a job was asked for, in whichever process: PostgreSQL rings it when that transaction is committed.

    It holds a connection of the pool. While that is gone nothing is lost, for jobs are looked for every half second.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.connection: Any = None
        self.rung = asyncio.Event()

    async def hang(self) -> None:
        """Listen, anew where the connection has ended."""
        if self.connection is not None and self.connection.is_closed():
            await self.take_down()
        if self.connection is None:
            self.connection = await self.database.pool.acquire()
            self.connection.add_termination_listener(self.fall)
            await self.connection.add_listener(CHANNEL, self.ring)

    def fall(self, *_told: object) -> None:
        """Forget a connection that has ended, which the pool has taken back, and look whether it would have told."""
        self.connection = None
        self.rung.set()

    def ring(self, *_told: object) -> None:
        """Let whoever waits look for a job."""
        self.rung.set()

    async def wait(self, stopping: asyncio.Event) -> None:
        """Wait until a job was asked for, until it is time to look again, or until told to stop."""
        waiting = {asyncio.create_task(event.wait()) for event in (self.rung, stopping)}
        await asyncio.wait(waiting, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        self.rung.clear()

    async def take_down(self) -> None:
        """Give the connection back."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.remove_termination_listener(self.fall)
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # The server may be away.
                await connection.remove_listener(CHANNEL, self.ring)
            await self.database.pool.release(connection)


class Jobs:
    """A service's job handlers by kind, and its timers."""

    def __init__(self, handlers: Mapping[str, JobHandler] | None = None, timers: Sequence[Timer] = ()) -> None:
        self.handlers = dict(handlers or {})
        self.timers = {timer.name: timer for timer in timers}

    async def work(self, database: Database, settings: Settings, stopping: asyncio.Event) -> None:
        """Work until told to stop. Whatever fails is logged and tried again; a database that is away is waited for."""
        prepared, bell = False, Bell(database)
        while not stopping.is_set():
            busy = False
            try:
                if not prepared:
                    await self.prepare(database)
                    prepared = True
                await bell.hang()
                await self.tick(database, settings, stopping)
                busy = await self.work_on_one(database, settings, stopping)
            except Exception:  # noqa: BLE001 - whatever it is, the next round tries again
                log.warning("ticker_waits", exc_info=True)
            if not busy:
                await bell.wait(stopping)
        await bell.take_down()

    async def prepare(self, database: Database) -> None:
        """Give every timer a row for each tenant."""
        async with database.transaction(Context(now=wall_time())) as transaction:
            await transaction.execute(queries.insert_timers, list(self.timers), list(database.tenants))

    async def tick(self, database: Database, settings: Settings, stopping: asyncio.Event) -> None:
        """Carry out every timer that is due."""
        while self.timers and not stopping.is_set():
            async with database.transaction(Context(now=wall_time())) as transaction:
                due = await transaction.fetchrow(queries.next_timer, list(self.timers), list(database.tenants))
            if due is None:
                return
            await self._tick_one(database, settings, self.timers[due["name"]], due["municipality_id"])

    async def _tick_one(self, database: Database, settings: Settings, timer: Timer, municipality_id: UUID) -> None:
        context = Context(now=wall_time(), municipality_ids=(municipality_id,))
        try:
            async with database.transaction(context) as transaction:
                if await transaction.fetchval(queries.lock_timer, timer.name, municipality_id):
                    await timer.handler(transaction, settings)
                    await transaction.execute(queries.keep_tick, timer.name, municipality_id, timer.every)
        except Exception as error:  # noqa: BLE001 - a failing timer must not stop the others
            # That the database goes away is no fault of a timer.
            tell = log.warning if isinstance(error, BUSY) else log.error
            tell("timer_failed", job=timer.name, municipality_id=str(municipality_id), exc_info=True)
            async with database.transaction(context) as transaction:
                later = max(timer.every, TIMER_RETRY)
                await transaction.execute(queries.postpone_timer, timer.name, municipality_id, later)

    async def work_on_one(self, database: Database, settings: Settings, stopping: asyncio.Event) -> bool:
        """Take one job and work on it until it is finished or failed; return whether there was one.

        Timers that fall due are carried out between its chunks.
        """
        async with database.transaction(Context(now=wall_time())) as transaction:
            lease = await transaction.fetch_struct(Lease, queries.lease_job, LEASE, list(self.handlers))
        if lease is None:
            return False
        try:
            while not await self._work_on_chunk(database, lease):
                if stopping.is_set():
                    await _note(database, lease, queries.release_job)
                    return True
                await self.tick(database, settings, stopping)
        except LeaseLost:
            log.warning("lease_lost", job_id=str(lease.id), job=lease.kind)
        except Problem as problem:
            log.warning("job_refused", job_id=str(lease.id), job=lease.kind, problem=problem.slug())
            await _note(database, lease, queries.fail_job, problem.slug())
        except Exception:  # noqa: BLE001 - logged, and tried again a few times
            log.error("job_chunk_failed", job_id=str(lease.id), job=lease.kind, exc_info=True)
            await _note(database, lease, queries.retry_job, ATTEMPTS_MAX)
        return True

    async def _work_on_chunk(self, database: Database, lease: Lease) -> bool:
        """Carry out the next chunk with its progress; return whether the job is finished."""
        context = _context(lease)
        async with database.transaction(context) as transaction:
            chunk = await transaction.fetch_struct(Chunk, queries.hold_lease, lease.id, lease.epoch, LEASE)
            if chunk is None:
                raise LeaseLost
            at_its_time = msgspec.structs.replace(context, now=chunk.now)
            progress = await self.handlers[lease.kind](
                Transaction(transaction.connection, at_its_time, transaction.tenants), chunk
            )
            await transaction.execute(
                queries.keep_progress,
                lease.id,
                lease.epoch,
                progress.done,
                progress.total if progress.total is not None else chunk.total,
                progress.progress,
                progress.finished,
                progress.result,
            )
        return progress.finished


def _context(lease: Lease) -> Context:
    return Context(
        now=wall_time(),
        municipality_ids=(lease.municipality_id,),
        actor_id=lease.actor_id,
        traceparent=lease.traceparent,
    )


async def _note(database: Database, lease: Lease, query: str, *arguments: object) -> None:
    """Write to the job's row, unless the lease was lost."""
    async with database.transaction(_context(lease)) as transaction:
        await transaction.execute(query, lease.id, lease.epoch, *arguments)
