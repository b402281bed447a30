"""What the tests of kit stand on: transactions that leave nothing behind."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from services.kit.db import Context, Database, Transaction, uuid7


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
