"""Transactions: they see their tenants only, end with their block, and leave their connection clean."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
import msgspec
import pytest

from services.kit import db
from services.kit.db import Context, Database, connect, uuid7
from services.kit.settings import Municipality
from tests import databases
from tests.databases import Urls
from tests.faults.line import Line
from tests.kit.things import ThingTicked, context, notes, write

NOW = datetime(2026, 1, 31, 22, 30, tzinfo=UTC)
SEEN = "SELECT count(*) FROM notes WHERE thing_id = $1"


@pytest.fixture
async def narrow(
    new_database: Callable[[str], Awaitable[Urls]], tenants: dict[UUID, Municipality]
) -> AsyncIterator[Database]:
    """A pool of one connection, so that what one transaction leaves behind the next one meets."""
    urls = await new_database("kit")
    opened = await connect(urls.worker, size=1, tenants=tenants)
    yield opened
    await opened.close()


def test_ids_made_one_after_the_other_are_in_that_order() -> None:
    made = [uuid7() for _ in range(1_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {each.version for each in made} == {7}


async def test_business_dates_are_the_tenants_own(database: Database) -> None:
    for slug, today in (("paggaio", date(2026, 2, 1)), ("al_koura", date(2026, 2, 1))):
        municipality = next(each for each in database.tenants.values() if each.slug == slug)
        async with database.transaction(Context(now=NOW, municipality_ids=(municipality.id,))) as transaction:
            assert (transaction.now, transaction.today) == (NOW, today)
            assert transaction.municipality is municipality


async def test_a_transaction_sees_its_tenants_rows_and_no_others(database: Database) -> None:
    thing = uuid7()
    first, second = list(database.tenants)[:2]
    async with database.transaction(Context(now=NOW, municipality_ids=(first,))) as transaction:
        await write(transaction, ThingTicked(thing_id=thing, number=1))
    for tenants, seen in (((first,), 1), ((second,), 0), ((), 0), ((first, second), 1)):
        async with database.transaction(Context(now=NOW, municipality_ids=tenants)) as transaction:
            assert await transaction.fetchval(SEEN, thing) == seen


async def test_a_row_cannot_be_written_for_another_tenant_nor_for_none(database: Database) -> None:
    first, second = list(database.tenants)[:2]
    query = "INSERT INTO notes (municipality_id, thing_id, number, at) VALUES ($1, $2, 1, $3)"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(Context(now=NOW, municipality_ids=(first,))) as transaction:
            await transaction.execute(query, second, uuid7(), NOW)
    for tenants in ((), (first, second)):
        with pytest.raises(asyncpg.PostgresError):
            async with database.transaction(Context(now=NOW, municipality_ids=tenants)) as transaction:
                await write(transaction, ThingTicked(thing_id=uuid7(), number=1))


async def test_whatever_is_raised_undoes_everything(narrow: Database) -> None:
    thing = uuid7()

    async def write_and_raise(error: type[BaseException]) -> None:
        async with narrow.transaction(context(narrow)) as transaction:
            await write(transaction, ThingTicked(thing_id=thing, number=1))
            raise error

    for error in (ValueError, KeyboardInterrupt, asyncio.CancelledError):
        with pytest.raises(error):
            await write_and_raise(error)
    assert await notes(narrow, thing) == []


async def test_an_attempt_that_fails_is_undone_alone(narrow: Database) -> None:
    async with narrow.transaction(context(narrow)) as transaction:
        kept, lost = uuid7(), uuid7()
        async with transaction.attempt():
            await write(transaction, ThingTicked(thing_id=kept, number=1))
        with suppress(LookupError):
            async with transaction.attempt():
                await write(transaction, ThingTicked(thing_id=lost, number=1))
                raise LookupError
    async with narrow.transaction(context(narrow)) as transaction:
        assert [await transaction.fetchval(SEEN, thing) for thing in (kept, lost)] == [1, 0]


async def test_a_transaction_that_was_given_up_while_it_waited_leaves_its_connection_clean(narrow: Database) -> None:
    thing = uuid7()

    async def wait() -> None:
        async with narrow.transaction(context(narrow)) as transaction:
            await write(transaction, ThingTicked(thing_id=thing, number=1))
            await transaction.execute("SELECT pg_sleep(30)")

    for pause in (0.0, 0.001, 0.01, 0.1):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(pause)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await notes(narrow, thing) == []


async def test_a_transaction_that_could_not_begin_leaves_its_connection_clean(narrow: Database) -> None:
    wrong: tuple[UUID, ...] = ("no id",)  # type: ignore[assignment]
    with pytest.raises(asyncpg.PostgresError):
        async with narrow.transaction(Context(now=NOW, municipality_ids=wrong)) as transaction:
            await transaction.fetchval("SELECT cardinality(koinon.municipalities())")
    broken = Database(narrow.pool, narrow.tenants, msgspec.structs.replace(narrow.brackets, begin="BEGIN; SELECT 1/0"))
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with broken.transaction(context(narrow)):
            pass
    async with narrow.transaction(context(narrow)) as transaction:
        assert await transaction.fetchval("SELECT 1") == 1


async def test_a_constraint_that_waits_for_the_commit_reaches_the_caller(narrow: Database) -> None:

    async def write_twice() -> None:
        async with narrow.transaction(context(narrow)) as transaction:
            await transaction.execute("CREATE TEMP TABLE late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            await transaction.execute("INSERT INTO late VALUES (1), (1)")

    with pytest.raises(asyncpg.UniqueViolationError):
        await write_twice()
    async with narrow.transaction(context(narrow)) as transaction:
        assert await transaction.fetchval("SELECT to_regclass('late')") is None


async def test_rows_become_structs_and_json_becomes_values(narrow: Database) -> None:
    class Shown(msgspec.Struct, frozen=True):
        id: UUID
        parts: list[int]

    found = uuid7()
    query = "SELECT $1::uuid AS id, '[1, 2]'::jsonb AS parts"
    async with narrow.transaction(context(narrow)) as transaction:
        assert await transaction.fetch_struct(Shown, query, found) == Shown(found, [1, 2])
        assert await transaction.fetch_structs(Shown, f"{query} WHERE false", found) == []
        assert await transaction.fetch_struct(Shown, f"{query} WHERE false", found) is None
        assert await transaction.fetchval("SELECT $1::jsonb", {"a": None}) == {"a": None}
        assert await transaction.execute("SELECT 1 FROM generate_series(1, 3)") == 3


async def test_a_killed_connection_is_replaced(narrow: Database, admin_of: Callable[[Urls], str]) -> None:
    async with narrow.transaction(context(narrow)) as transaction:
        pid, name = await transaction.fetchval("SELECT array[pg_backend_pid()::text, current_database()]")
    admin = await asyncpg.connect(admin_of(Urls(name=name, owner="", api="", worker="")))
    await admin.execute("SELECT pg_terminate_backend($1)", int(pid))
    await admin.close()
    await asyncio.sleep(0.2)
    async with narrow.transaction(context(narrow)) as transaction:
        assert await transaction.fetchval("SELECT 1") == 1


class DeafLine(Line):
    """A line that carries everything until nobody listens any more, and never ends: a network that is gone."""

    deaf = False

    async def forth(self, near: asyncio.StreamReader, far_out: asyncio.StreamWriter) -> None:
        """Carry the client's bytes while somebody listens."""
        while read := await near.read(65536):
            if not self.deaf:
                far_out.write(read)
                await far_out.drain()
        raise ConnectionResetError


async def test_a_process_ends_though_its_database_says_nothing_any_more(
    urls: Urls, tenants: dict[UUID, Municipality], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "CLOSING_S_MAX", 0.05)
    host, port = databases.address(urls.worker).split(":")
    line = DeafLine(host, int(port))
    opened = await connect(urls.worker.replace(f":{port}/", f":{await line.open()}/"), size=1, tenants=tenants)
    line.deaf = True
    await opened.close()
    await line.close()
