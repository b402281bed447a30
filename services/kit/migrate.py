"""Numbered plain-SQL migrations, forward only: kit's own first, then the service's."""

import hashlib
from pathlib import Path

import asyncpg

from services.kit.log import log
from services.kit.sql import load_queries

KIT = Path(__file__).parent / "migrations"
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
    """Apply what is missing, one transaction each, and return the names of what was applied."""
    connection = await asyncpg.connect(url)
    try:
        for statement in (queries.lock, queries.create_table, queries.grant_table):
            await connection.execute(statement)
        applied = {row["name"]: row["checksum"] for row in await connection.fetch(queries.applied)}
        return [name for name, path in files(service_folder) if await apply(connection, name, path, applied)]
    finally:
        await connection.close()


async def apply(
    connection: "asyncpg.Connection[asyncpg.Record]", name: str, path: Path, applied: dict[str, str]
) -> bool:
    """Apply one migration unless it was; refuse one that was changed afterwards."""
    text = path.read_text(encoding="utf-8")  # noqa: ASYNC240 - a few kilobytes, before anything is served
    checksum = hashlib.sha256(text.encode()).hexdigest()
    if name in applied:
        if applied[name] != checksum:
            raise MigrationChanged(name)
        return False
    async with connection.transaction():
        await connection.execute(queries.limits)
        await connection.execute(text)
        await connection.execute(queries.record, name, checksum)
    log.info("migration_applied", migration=name)
    return True
