"""A service with a row of everything, which a superuser puts into any state, past every rule that a table keeps."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import asyncpg

from services.kit.settings import Settings
from tests.conftest import Run
from tests.journeys.filling import fill
from tests.journeys.serving import Served, served_alone

COLUMNS = """SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""
COPY = """INSERT INTO {table} ({columns})
SELECT {columns} FROM (SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).*
FROM {table} AS t WHERE id = $1) AS copied"""


class Kept(NamedTuple):
    """A service with something of everything, and a superuser whom no rule of a table holds back."""

    served: Served
    admin: "asyncpg.Connection[asyncpg.Record]"

    async def put(self, table: str, state: str, column: str = "state") -> dict[str, Any]:
        """Put a row of a table into a state, past all of its rules, and return it."""
        async with self.admin.transaction():
            await self.admin.execute("SET LOCAL session_replication_role = replica")
            row = await self.admin.fetchrow(
                f"UPDATE {table} SET {column} = $1 WHERE id = (SELECT id FROM {table} ORDER BY id LIMIT 1) RETURNING *",
                state,
            )
        assert row is not None, f"tests/journeys/filling.py has nothing for {table}"
        return dict(row)

    async def copy(self, table: str, row_id: Any) -> None:
        """Begin another row in the state that this one has, by the rules."""
        columns = await self.admin.fetchval(COLUMNS, table)
        await self.admin.execute(COPY.format(table=table, columns=columns), row_id)


@asynccontextmanager
async def kept_without_checks(
    service: str, tables: Sequence[str], run: Run, settings_of: Callable[..., Settings]
) -> AsyncIterator[Kept]:
    """Serve a filled service with no CHECK left: rows stand in states in which they were never brought by the rules."""
    async with served_alone(service, run, settings_of) as served:
        await fill(served)
        admin = await asyncpg.connect(served.admin_url)
        checks = await admin.fetch(
            "SELECT conrelid::regclass::text AS place, conname FROM pg_constraint"
            " WHERE contype = 'c' AND conrelid::regclass::text = ANY ($1::text[])",
            list(tables),
        )
        for check in checks:
            await admin.execute(f'ALTER TABLE {check["place"]} DROP CONSTRAINT "{check["conname"]}"')
        try:
            yield Kept(served, admin)
        finally:
            await admin.close()
