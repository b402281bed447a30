"""Claw-back, end to end: what a shop gives back on a later day is taken off what it is owed, its bonus to the pot."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest

from contracts.envelope import encode
from services.kit.db import Connection, Database, connect
from services.kit.events.inbox import Outcome, apply
from services.kit.events.relay import envelope_of
from services.kit.settings import Municipality
from services.merchants.__main__ import service as merchants
from tests.cards.factories import OFFICER, Town
from tests.conftest import Run
from tests.databases import Urls


class Merchants:
    """The service that pays shops, on a database of its own, told what cards says."""

    def __init__(self, worker: Database, admin: Connection) -> None:
        self.worker = worker
        self.admin = admin

    async def hear(self, told: list[bytes]) -> None:
        """Hear events in the order in which they were said."""
        for message in told:
            assert await apply(self.worker, merchants.reader, message) is Outcome.APPLIED

    async def batches(self) -> list[tuple[str, int, int, int]]:
        """Return each settled day with its counts and what the shop is owed for it."""
        rows = await self.admin.fetch("SELECT * FROM batches ORDER BY settlement_date")
        names = ("payments_count", "refunds_count", "net_minor")
        return [(str(row["settlement_date"]), *(row[name] for name in names)) for row in rows]


@pytest.fixture
async def paying(
    new_database: Callable[[str], Awaitable[Urls]], tenants: dict[UUID, Municipality], run: Run
) -> AsyncIterator[Merchants]:
    """Merchants with nothing in it."""
    urls = await new_database("merchants")
    worker = await connect(urls.worker, size=2, tenants=tenants)
    admin = await asyncpg.connect(run.admin_url.rpartition("/")[0] + f"/{urls.name}")
    yield Merchants(worker, admin)
    await admin.close()
    await worker.close()


async def said(superuser: Connection) -> list[bytes]:
    """Return all that cards has said."""
    return [encode(envelope_of(row)) for row in await superuser.fetch("SELECT * FROM outbox ORDER BY position")]


async def close(town: Town, day: str, at: str) -> int:
    """Close a settlement day, and return what shops are owed for it."""
    town.client.now = at
    closed = await town.client.post("/settlement-days", {"settlement_date": day}, by=OFFICER)
    return int(closed["net_minor"])


async def test_a_bonus_that_is_given_back_is_clawed_back_from_the_shop(
    town: Town, paying: Merchants, superuser: Connection
) -> None:
    pot = await town.open_line("bonus", 1_000)
    await town.offer("private", 1_000, 5_000)
    sale = await town.receipt(1_000)
    assert (sale["amount_minor"], sale["bonus_minor"]) == (900, 100)
    assert await close(town, "2026-02-10", "2026-02-11T00:10:00+02:00") == 1_000
    town.till.now = "2026-02-11T10:00:00+02:00"
    answer = await town.till.send(f"/payments/{sale['id']}/refunds", json.dumps({"amount_minor": 500}).encode(), "r-1")
    assert (answer.json()["amount_minor"], answer.json()["bonus_minor"]) == (450, 50)
    assert await close(town, "2026-02-11", "2026-02-12T00:10:00+02:00") == -500
    await paying.hear(await said(superuser))
    assert await paying.batches() == [("2026-02-10", 1, 0, 1_000), ("2026-02-11", 0, 1, -500)]
    assert (await town.line(pot))["available_minor"] == 950
    balances = {each["kind"]: each["balance_minor"] for each in (await town.verify())["balances"]}
    assert balances["merchant"] == 500, "what its two days add up to is what the ledger owes it"
    assert balances["household"] == 10_800 - 450


async def test_a_sale_given_back_whole_on_its_day_leaves_the_shop_nothing_and_the_pot_whole(
    town: Town, paying: Merchants, superuser: Connection
) -> None:
    pot = await town.open_line("bonus", 1_000)
    await town.offer("private", 1_000, 5_000)
    sale = await town.receipt(333)
    for number, part in enumerate((111, None)):
        body = json.dumps({} if part is None else {"amount_minor": part}).encode()
        assert (await town.till.send(f"/payments/{sale['id']}/refunds", body, f"r-{number}")).status_code == 201
    assert await close(town, "2026-02-10", "2026-02-11T00:10:00+02:00") == 0
    await paying.hear(await said(superuser))
    assert await paying.batches() == [("2026-02-10", 1, 2, 0)]
    assert (await town.line(pot))["available_minor"] == 1_000
