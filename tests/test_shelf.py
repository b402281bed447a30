"""A database that a test has used is as a new one for the next, or is not used again."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from tests import databases
from tests.conftest import Run
from tests.databases import Urls
from tests.shelf import Shelf

NOTE = """INSERT INTO notes (municipality_id, thing_id, number, at)
VALUES (gen_random_uuid(), gen_random_uuid(), 1, now()) RETURNING place"""


async def used(admin_url: str, command: str) -> Any:
    """Do to a database what a test may do, and return what it says."""
    connection = await asyncpg.connect(admin_url)
    said = await connection.fetchval(command)
    await connection.close()
    return said


async def test_the_next_test_finds_no_rows_and_numbers_from_the_start(
    run: Run, admin_of: Callable[[Urls], str]
) -> None:
    shelf = Shelf(run.admin_url, run.keys)
    urls = await shelf.take("kit")
    forgotten = await asyncpg.connect(urls.worker)
    assert await used(admin_of(urls), NOTE) == 1
    await shelf.put_back("kit", urls)
    assert await shelf.take("kit") == urls
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await forgotten.fetchval("SELECT 1")
    assert await used(admin_of(urls), "SELECT count(*) FROM notes") == 0
    assert await used(admin_of(urls), NOTE) == 1
    await databases.drop(run.admin_url, urls)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE more (id int)",
        "ALTER TABLE proposals DISABLE TRIGGER ALL",
        "DROP INDEX notes_thing",
        "DELETE FROM migrations",
    ],
)
async def test_one_whose_schema_was_changed_is_not_used_again(
    run: Run, admin_of: Callable[[Urls], str], change: str
) -> None:
    shelf = Shelf(run.admin_url, run.keys)
    urls = await shelf.take("kit")
    await used(admin_of(urls), change)
    await shelf.put_back("kit", urls)
    assert shelf.free == {}
