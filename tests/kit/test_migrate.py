"""Migrations: each applied once, in order, whole or not at all, and never changed afterwards."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from services.kit import migrate
from services.kit.migrate import MigrationChanged
from tests.databases import Urls


@pytest.fixture
async def urls(new_database: Callable[[str], Awaitable[Urls]]) -> Urls:
    """A database of this test alone, with kit's own migrations."""
    return await new_database("kit")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A service's folder without migrations yet."""
    (tmp_path / "shop" / "migrations").mkdir(parents=True)
    return tmp_path / "shop"


def add(folder: Path, name: str, text: str) -> None:
    """Write a migration."""
    (folder / "migrations" / f"{name}.sql").write_text(text)


async def ask(url: str, query: str) -> object:
    """Ask as the owner."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_what_is_missing_is_applied_in_order_and_once(urls: Urls, folder: Path) -> None:
    add(folder, "0002_second", "ALTER TABLE shops ADD COLUMN name text;")
    add(folder, "0001_first", "CREATE TABLE shops (id int);")
    assert await migrate.migrate(urls.owner, folder) == ["shop/0001_first.sql", "shop/0002_second.sql"]
    assert await migrate.migrate(urls.owner, folder) == []
    add(folder, "0003_third", "INSERT INTO shops VALUES (1, 'one');")
    assert await migrate.migrate(urls.owner, folder) == ["shop/0003_third.sql"]


async def test_a_migration_that_fails_leaves_nothing_of_itself(urls: Urls, folder: Path) -> None:
    add(folder, "0001_first", "CREATE TABLE shops (id int);")
    add(folder, "0002_second", "CREATE TABLE outlets (id int); SELECT 1/0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate.migrate(urls.owner, folder)
    assert await ask(urls.owner, "SELECT to_regclass('shops') IS NOT NULL AND to_regclass('outlets') IS NULL")
    add(folder, "0002_second", "CREATE TABLE outlets (id int);")
    assert await migrate.migrate(urls.owner, folder) == ["shop/0002_second.sql"]


async def test_a_migration_that_was_applied_cannot_be_changed(urls: Urls, folder: Path) -> None:
    add(folder, "0001_first", "CREATE TABLE shops (id int);")
    await migrate.migrate(urls.owner, folder)
    add(folder, "0001_first", "CREATE TABLE shops (id bigint);")
    with pytest.raises(MigrationChanged, match=r"shop/0001_first\.sql"):
        await migrate.migrate(urls.owner, folder)


async def test_two_that_migrate_at_once_wait_for_each_other(urls: Urls, folder: Path) -> None:
    add(folder, "0001_first", "CREATE TABLE shops (id int); SELECT pg_sleep(0.2);")
    applied = await asyncio.gather(*(migrate.migrate(urls.owner, folder) for _ in range(3)))
    assert sorted(map(len, applied)) == [0, 0, 1]


async def test_a_migration_asks_again_for_a_busy_table_and_lets_others_pass_meanwhile(
    urls: Urls, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "PAUSE_S", (0.01, 0.02))
    add(folder, "0001_first", "CREATE TABLE shops (id int);")
    await migrate.migrate(urls.owner, folder)
    add(folder, "0002_second", "ALTER TABLE shops ADD COLUMN name text;")
    busy = await asyncpg.connect(urls.owner)
    with capture_logs() as said:
        async with busy.transaction():
            await busy.execute("SELECT FROM shops")
            migrating = asyncio.create_task(migrate.migrate(urls.owner, folder))
            while sum(line["event"] == "migration_waits" for line in said) < 2:
                assert not migrating.done()
                assert await patient(urls.owner, "SELECT count(*) FROM shops") == 0
        assert await migrating == ["shop/0002_second.sql"]
    await busy.close()


async def patient(url: str, query: str) -> object:
    """Ask as a sale does, which waits for a lock for two seconds at most."""
    connection = await asyncpg.connect(url, server_settings={"lock_timeout": "2s"})
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_a_migration_gives_up_in_the_end_when_a_table_stays_busy(
    urls: Urls, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "PATIENCE_S_MAX", 0)
    add(folder, "0001_first", "CREATE TABLE shops (id int);")
    await migrate.migrate(urls.owner, folder)
    add(folder, "0002_second", "ALTER TABLE shops ADD COLUMN name text;")
    busy = await asyncpg.connect(urls.owner)
    async with busy.transaction():
        await busy.execute("LOCK TABLE shops")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await migrate.migrate(urls.owner, folder)
    await busy.close()


async def test_the_api_login_can_tell_which_are_applied_and_cannot_migrate(urls: Urls, folder: Path) -> None:
    assert await ask(urls.api, "SELECT count(*) > 5 FROM migrations")
    add(folder, "0001_first", "CREATE TABLE shops (id int);")
    with pytest.raises(asyncpg.PostgresError):
        await migrate.migrate(urls.api, folder)
