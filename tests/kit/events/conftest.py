"""Databases that only one test uses: relays, rebuilds and counts look at all rows."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import pytest

from services.kit.db import Database, connect
from services.kit.settings import Municipality
from tests.databases import Urls


@pytest.fixture
async def own_urls(new_database: Callable[[str], Awaitable[Urls]]) -> Urls:
    """The addresses of a database of this test alone."""
    return await new_database("kit")


@pytest.fixture
async def own_database(own_urls: Urls, tenants: dict[UUID, Municipality]) -> AsyncIterator[Database]:
    """A database of this test alone, as its worker login."""
    opened = await connect(own_urls.worker, size=6, tenants=tenants)
    yield opened
    await opened.close()
