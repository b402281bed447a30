"""What the tests of kit stand on: transactions that leave nothing behind."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.kit.db import Context, Database, Transaction, uuid7
from services.kit.settings import Municipality
from tests.databases import Urls
from tests.kit.events.owner import Owner, Settle, owning
from tests.shelf import Shelf


class RolledBack(Exception):
    """Ends a test's transaction without keeping it."""


@pytest.fixture
async def transaction(database: Database) -> AsyncIterator[Transaction]:
    """A transaction of the first tenant, by some person, at a fixed business time; rolled back after the test."""
    context = Context(
        now=datetime(2026, 3, 1, 9, tzinfo=UTC),
        municipality_ids=(next(iter(database.tenants)),),
        actor_id=uuid7(),
        request_id="request-1",
    )
    with contextlib.suppress(RolledBack):
        async with database.transaction(context) as opened:
            yield opened
            raise RolledBack


@pytest.fixture
async def own_urls(new_database: Callable[[str], Awaitable[Urls]]) -> Urls:
    """The addresses of a database of this test alone."""
    return await new_database("kit")


@pytest.fixture
async def own_database(own_urls: Urls, shelf: Shelf, tenants: dict[UUID, Municipality]) -> Database:
    """A database of this test alone, as its worker login."""
    return await shelf.pool(own_urls.worker, size=6, tenants=tenants)


@pytest.fixture
async def owner(
    new_database: Callable[[str], Awaitable[Urls]], settings_of: Settle, tenants: dict[UUID, Municipality]
) -> AsyncIterator[Owner]:
    """Cards, on a database of this test alone."""
    async with owning(await new_database("kit"), settings_of, tenants) as opened:
        yield opened
