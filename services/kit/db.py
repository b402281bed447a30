"""PostgreSQL: pools, and the transaction in which every request and every event is carried out."""

import asyncio
import os
import struct
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime
from typing import Any, Final, TypeAlias, TypeVar
from uuid import UUID

import asyncpg
import msgspec
from asyncpg.pgproto.pgproto import UUID as PostgresUUID  # noqa: N811 - the standard library's is here too

from services.kit.log import log
from services.kit.settings import Municipality

Struct = TypeVar("Struct", bound=msgspec.Struct)
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

SYSTEM: Final = UUID("00000000-0000-7000-8000-000000000001")
"""The actor of what nobody did by hand: consumers, timers, the relay."""
TWO_WORDS: Final = struct.Struct(">QQ")
CONNECTING_PAUSE_S = 0.5
CLOSING_S_MAX = 5.0
"""How long a server is waited for when connections end; one that has gone without a word never answers."""


def uuid7() -> UUID:
    """Return a new version 7 UUID (RFC 9562 §5.7): the time first, so that indexes grow at their end.

    The 12 bits after the milliseconds are their fraction (§6.2, method 3): what one process makes one after the other
    is in that order, also within a millisecond. It is of the type in which rows bring theirs: a `UUID` made in C.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = nanoseconds * 4096 // 1_000_000
    randomness = int.from_bytes(os.urandom(8), "big") >> 2
    return PostgresUUID(TWO_WORDS.pack(milliseconds << 16 | 0x7 << 12 | fraction, 0b10 << 62 | randomness))


def made_in_c(value: UUID) -> UUID:
    """Return the same id in the type in which rows bring theirs: hashed, compared and sent in a third of the time."""
    return PostgresUUID(value.int.to_bytes(16))


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """What identifies a command: where it was sent, under which key, and a keyed digest of its body."""

    route: str
    key: str
    fingerprint: bytes


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts, for whom and when; everything a transaction knows besides its rows."""

    now: datetime
    """Business time, UTC."""
    municipality_ids: tuple[UUID, ...] = ()
    """The tenants whose rows this transaction may see and write."""
    actor_id: UUID = SYSTEM
    actor_roles: frozenset[str] = frozenset()
    request_id: str | None = None
    traceparent: str | None = None
    command: Command | None = None
    """Set for a command that carries an Idempotency-Key."""


class Brackets(msgspec.Struct, frozen=True):
    """The statements around a transaction; tests nest requests in savepoints of one outer transaction."""

    begin: str = "BEGIN"
    commit: str = "COMMIT"
    rollback: str = "ROLLBACK"


SAVEPOINTS: Final = Brackets(
    begin="SAVEPOINT request",
    commit="SET CONSTRAINTS ALL IMMEDIATE; RELEASE SAVEPOINT request",
    rollback="ROLLBACK TO SAVEPOINT request",
)


class Transaction:
    """An open transaction. Kit opens and ends it; business code only asks and writes."""

    __slots__ = ("connection", "context", "tenants")

    def __init__(self, connection: Connection, context: Context, tenants: dict[UUID, Municipality]) -> None:
        self.connection = connection
        self.context = context
        self.tenants = tenants

    @property
    def now(self) -> datetime:
        """Return the business time of this transaction, in UTC."""
        return self.context.now

    @property
    def today(self) -> date:
        """Return the business date where the tenant is."""
        return self.context.now.astimezone(self.municipality.zone).date()

    @property
    def municipality_id(self) -> UUID:
        """Return the one tenant of this transaction."""
        (only,) = self.context.municipality_ids
        return only

    @property
    def municipality(self) -> Municipality:
        """Return the one tenant of this transaction, with its currency, time zone and language."""
        return self.tenants[self.municipality_id]

    @property
    def actor_id(self) -> UUID:
        """Return the person, till or service that acts."""
        return self.context.actor_id

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """Undo what is done within when it raises, and nothing else of the transaction; the exception goes on."""
        await self.connection.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            await self.connection.execute("ROLLBACK TO SAVEPOINT attempt")
            raise
        await self.connection.execute("RELEASE SAVEPOINT attempt")

    async def fetch(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        """Return all rows of a query."""
        return await self.connection.fetch(query, *arguments)

    async def fetchrow(self, query: str, *arguments: object) -> asyncpg.Record | None:
        """Return the first row of a query, or None."""
        return await self.connection.fetchrow(query, *arguments)

    async def fetchval(self, query: str, *arguments: object) -> Any:
        """Return the first column of the first row, or None."""
        return await self.connection.fetchval(query, *arguments)

    async def execute(self, query: str, *arguments: object) -> int:
        """Carry out a statement and return how many rows it touched."""
        status: str = await self.connection.execute(query, *arguments)
        last = status.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def executemany(self, query: str, rows: Iterable[Sequence[object]]) -> None:
        """Carry out a statement once for each row of arguments, in one round trip."""
        await self.connection.executemany(query, rows)

    async def copy(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Write rows of a table that holds no tenant's: COPY knows no row-level security, and costs half as much."""
        await self.connection.copy_records_to_table(table, columns=columns, records=rows)

    async def fetch_struct(self, struct: type[Struct], query: str, *arguments: object) -> Struct | None:
        """Return the first row as a struct, or None."""
        row = await self.connection.fetchrow(query, *arguments)
        return None if row is None else msgspec.convert(dict(row), struct)

    async def fetch_structs(self, struct: type[Struct], query: str, *arguments: object) -> list[Struct]:
        """Return all rows as structs."""
        return [msgspec.convert(dict(row), struct) for row in await self.connection.fetch(query, *arguments)]


async def prepare_connection(connection: Connection) -> None:
    """Let JSON columns be Python values on both sides."""
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name,
            schema="pg_catalog",
            encoder=lambda value: msgspec.json.encode(value).decode(),
            decoder=msgspec.json.decode,
        )


async def keep_session(connection: Connection) -> None:
    """Do nothing when a connection returns to the pool: settings are local to each transaction."""


class Database:
    """A pool of connections of one login."""

    def __init__(
        self,
        pool: "asyncpg.Pool[asyncpg.Record]",
        tenants: dict[UUID, Municipality],
        brackets: Brackets | None = None,
    ) -> None:
        self.pool = pool
        self.tenants = tenants
        self.brackets = brackets or Brackets()

    @asynccontextmanager
    async def transaction(self, context: Context) -> AsyncIterator[Transaction]:
        """Open a transaction that sees the context's tenants, commit it at the end, roll it back on any exception."""
        identifiers = ",".join(str(municipality_id) for municipality_id in context.municipality_ids)
        async with self.pool.acquire() as connection:
            await connection.execute(
                f"{self.brackets.begin}; SET LOCAL koinon.municipalities = '{{{identifiers}}}'",
            )
            try:
                yield Transaction(connection, context, self.tenants)
                await connection.execute(self.brackets.commit)
            except BaseException:
                if not connection.is_closed():
                    await connection.execute(self.brackets.rollback)
                raise

    async def close(self) -> None:
        """Close every connection. A server that says nothing any more is not waited for: the process is to end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.pool.close(), CLOSING_S_MAX)


async def connect(url: str, *, size: int, tenants: dict[UUID, Municipality]) -> Database:
    """Open a pool. Raises OSError or asyncpg.PostgresError when the server cannot be reached."""
    pool = await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        init=prepare_connection,
        reset=keep_session,
        command_timeout=60,
        max_inactive_connection_lifetime=0,
        server_settings={"application_name": "koinon"},
    )
    return Database(pool, tenants)


class ToldToStop(Exception):
    """A signal asked the process to stop before it had its databases."""


async def connect_in_time(
    url: str, *, stopping: asyncio.Event, size: int, tenants: dict[UUID, Municipality]
) -> Database:
    """Open a pool, waiting while the server is away: to end and be started again would make an outage longer.

    Raises ToldToStop when told to stop meanwhile, also while a server that has accepted says nothing.
    """
    connecting = asyncio.create_task(keep_connecting(url, size=size, tenants=tenants))
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait({connecting, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if connecting.done():
        return connecting.result()
    connecting.cancel()
    raise ToldToStop


async def keep_connecting(url: str, *, size: int, tenants: dict[UUID, Municipality]) -> Database:
    """Try to open a pool until it opens."""
    while True:
        try:
            return await connect(url, size=size, tenants=tenants)
        except (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError):
            log.warning("database_waits", exc_info=True)
            await asyncio.sleep(CONNECTING_PAUSE_S)
