"""Numbered plain-SQL migrations, forward only: kit's own first, then the service's.

A table that is to change is asked for briefly and again and again: whoever waits for a lock makes all wait that come
after, so a migration that stood in line behind a long transaction would stop the sales of a town.
"""

import asyncio
import hashlib
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import asyncpg

from services.kit.log import log
from services.kit.sql import load_queries

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

KIT = Path(__file__).parent / "migrations"
PATIENCE_S_MAX = 120.0
"""For how long one migration is tried again because others hold what it changes."""
PAUSE_S = (0.5, 2.0)
"""Between two tries, at random: those who had to wait for the last one are served first."""
queries = load_queries(__file__)


class MigrationChanged(Exception):
    """A migration that was applied has been edited since; write a new one instead."""


def files(service_folder: Path) -> list[tuple[str, Path]]:
    """Return (name, path) of every migration in the order in which they are applied."""
    own = sorted((service_folder / "migrations").glob("[0-9]*.sql"))
    return [(f"kit/{path.name}", path) for path in sorted(KIT.glob("[0-9]*.sql"))] + [
        (f"{service_folder.name}/{path.name}", path) for path in own
    ]


async def migrate(url: str, service_folder: Path) -> list[str]:
    """Apply what is missing, one transaction each, and return the names of what was applied.

    Raises LockNotAvailableError when others have held what a migration changes for `PATIENCE_S_MAX`.
    """
    connection = await asyncpg.connect(url)
    try:
        await patiently("others' migrations", lambda: connection.execute(queries.lock))
        for statement in (queries.create_table, queries.grant_table):
            await connection.execute(statement)
        applied = {row["name"]: row["checksum"] for row in await connection.fetch(queries.applied)}
        return [name for name, path in files(service_folder) if await apply(connection, name, path, applied)]
    finally:
        await connection.close()


async def apply(connection: Connection, name: str, path: Path, applied: dict[str, str]) -> bool:
    """Apply one migration unless it was; refuse one that was changed afterwards."""
    text = path.read_text(encoding="utf-8")  # noqa: ASYNC240 - a few kilobytes, before anything is served
    checksum = hashlib.sha256(text.encode()).hexdigest()
    if name in applied:
        if applied[name] != checksum:
            raise MigrationChanged(name)
        return False

    async def attempt() -> None:
        async with connection.transaction():
            await connection.execute(queries.limits)
            await connection.execute(text)
            await connection.execute(queries.record, name, checksum)

    await patiently(name, attempt)
    log.info("migration_applied", migration=name)
    return True


async def patiently(name: str, attempt: Callable[[], Awaitable[object]]) -> None:
    """Attempt until the locks are had; after `PATIENCE_S_MAX` the last refusal is raised."""
    until, attempts = time.monotonic() + PATIENCE_S_MAX, 0
    while True:
        attempts += 1
        try:
            await attempt()
            return
        except asyncpg.LockNotAvailableError:
            log.warning("migration_waits", migration=name, attempts=attempts)
            if time.monotonic() > until:
                raise
        await asyncio.sleep(random.uniform(*PAUSE_S))  # noqa: S311 - spreads tries, guards nothing
