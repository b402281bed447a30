"""Rebuilding a read model: it is emptied, and its sources' whole logs are read into it, by two processes.

One Python process cannot use two cores. Where everything is taken in lists, partitions share no aggregate and no row,
so each process reads some of them; else one process reads all, because an event may need one of another aggregate.
"""

import asyncio
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

from contracts.readers import READERS
from services.kit.clock import wall_time
from services.kit.db import Context, Database, connect
from services.kit.events import feed
from services.kit.events.feed import WHOLE, Part
from services.kit.events.inbox import Reader, queries
from services.kit.settings import Settings

PROCESSES_MAX = 2
"""More would wait for PostgreSQL, which has as much work with an event as its reader; and a pod has memory for two."""


class NothingToEmpty(Exception):
    """This service is no read model; its rows are facts and are not rebuilt."""


def parts(reader: Reader, cores: int) -> list[Part]:
    """Return what each process reads of every log."""
    count = 1 if reader.handlers else max(1, min(cores, PROCESSES_MAX))
    return [Part(first, count) for first in range(count)]


def rebuild(settings: Settings, reader: Reader, empty: str, *, loop_factory: Any = None) -> int:
    """Empty a read model and read the logs of all its sources; return how many events they hold.

    To be called where no event loop runs and no thread was started: the processes are forked. Raises NothingToEmpty.
    """
    if not empty:
        raise NothingToEmpty(settings.service)
    shares = parts(reader, len(os.sched_getaffinity(0)))
    feed.authorities()  # Read once for all that are forked.
    with ProcessPoolExecutor(len(shares), mp_context=get_context("fork")) as processes:
        processes.submit(_run_emptying, settings, empty, loop_factory).result()
        return sum(processes.map(partial(_run_reading, settings, reader, loop_factory), shares))


def _run_emptying(settings: Settings, empty: str, loop_factory: Any) -> None:
    async def run() -> None:
        database = await connect(settings.worker_database_url, size=1, tenants=settings.municipalities)
        try:
            await empty_all(database, empty)
        finally:
            await database.close()

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(run())


def _run_reading(settings: Settings, reader: Reader, loop_factory: Any, part: Part) -> int:
    async def run() -> int:
        database = await connect(settings.worker_database_url, size=1, tenants=settings.municipalities)
        try:
            return await read_logs(database, settings, reader, part)
        finally:
            await database.close()

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(run())


async def empty_all(database: Database, empty: str) -> None:
    """Empty a read model with its inbox, whose gates come first: whoever applies an event takes them first, too."""
    async with database.transaction(Context(now=wall_time())) as transaction:
        await transaction.execute(queries.empty_inbox)
        await transaction.execute(empty)
        await transaction.execute(queries.close_dead_letters)


async def read_logs(database: Database, settings: Settings, reader: Reader, part: Part = WHOLE) -> int:
    """Apply what was not applied of a part of every source's log; return how many events they hold."""
    return await feed.read_all(database, settings, reader, READERS.get(settings.service, ()), part)
