"""Sweeps: expired lots return to their line, after notice, once, whatever dies on the way."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.cards import LotsExpired
from services.cards.__main__ import jobs
from services.cards.benefits import expiries, sweeps
from services.kit.db import Context
from tests.cards.factories import DESK, OFFICER, PIN, Town
from tests.cards.payments import holding

LAST_DAY = date(2026, 8, 31)


async def at(town: Town, day: date) -> None:
    """Announce and sweep as the timers do on a day, and work until the sweep is done."""
    context = Context(
        now=datetime(day.year, day.month, day.day, 9, tzinfo=UTC), municipality_ids=(town.client.tenant.id,)
    )
    async with town.worker.transaction(context) as transaction:
        await expiries.announce(transaction, town.settings)
        await sweeps.begin(transaction, town.settings)
    await town.work()


async def told(town: Town) -> list[dict[str, Any]]:
    """Return what is said of expired lots."""
    async with town.worker.transaction(Context(now=datetime(2026, 9, 1, tzinfo=UTC))) as transaction:
        rows = await transaction.fetch("SELECT data FROM outbox WHERE type = $1 ORDER BY position", LotsExpired.type)
    return [credit for row in rows for credit in row["data"]["credits"]]


async def balance(town: Town) -> int:
    return int((await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"])


async def available(town: Town) -> int:
    return int((await town.client.get(f"/budget-lines/{town.line_id}", by=OFFICER))["available_minor"])


async def test_what_is_left_after_notice_and_the_last_day_returns_to_its_line(town: Town) -> None:
    await town.receipt(800)
    await at(town, date(2026, 8, 1))
    await at(town, LAST_DAY)
    before = await available(town)
    assert await balance(town) == 10_000, "the last day itself is the holder's"
    await at(town, LAST_DAY + timedelta(days=1))
    assert (await balance(town), await available(town) - before) == (0, 10_000)
    (sweep,) = (await town.client.get("/sweeps", by=OFFICER))["items"]
    assert (sweep["swept_on"], sweep["lots"], sweep["amount_minor"]) == ("2026-09-01", 1, 10_000)
    assert (await town.client.get(f"/sweeps/{sweep['id']}", by=OFFICER))["finished_at"] is not None
    (credit,) = await told(town)
    assert (credit["household_id"], credit["month"], credit["amount_minor"]) == (
        str(town.household_id),
        "2026-02-01",
        10_000,
    )
    await town.verify()


async def test_a_lot_that_nobody_was_told_of_is_announced_and_can_be_spent_while_the_notice_runs(town: Town) -> None:
    await at(town, date(2026, 9, 10))
    (lot,) = (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["lots"]
    assert lot["expires_on"] == "2026-10-10"
    town.till.now = "2026-10-10T10:00:00+03:00"
    assert (await town.receipt(800))["status"] == "captured"
    await at(town, date(2026, 10, 10))
    assert await balance(town) == 10_000
    await at(town, date(2026, 10, 11))
    assert await balance(town) == 0
    await town.verify()


async def test_what_was_spent_to_the_end_leaves_nothing_to_sweep(town: Town) -> None:
    await at(town, date(2026, 8, 1))
    await town.receipt(10_800, pin=PIN)
    await at(town, date(2026, 9, 1))
    assert (await town.client.get("/sweeps", by=OFFICER))["items"] == []


async def test_a_second_sweep_of_a_day_is_not_begun(town: Town) -> None:
    await at(town, date(2026, 8, 1))
    await at(town, date(2026, 9, 1))
    await at(town, date(2026, 9, 1))
    assert len((await town.client.get("/sweeps", by=OFFICER))["items"]) == 1


class Died(Exception):
    """The process is gone in the middle of a chunk."""


async def test_a_sweep_that_dies_half_way_goes_on_without_doubling(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for share in (5_000, 6_000, 7_000, 8_000):
        await town.enter_household(share)
    await town.credit(date(2026, 3, 1))
    before = await available(town)
    monkeypatch.setattr(sweeps, "CHUNK", 2)
    finished = sweeps.tell
    chunks = 0

    async def die_in_the_second(*arguments: Any) -> None:
        nonlocal chunks
        chunks += 1
        if chunks == 2:
            raise Died
        await finished(*arguments)

    monkeypatch.setattr(sweeps, "tell", die_in_the_second)
    await at(town, LAST_DAY)
    await at(town, date(2026, 10, 1))
    assert (chunks, await available(town) - before) == (2, 2 * 10_800), "one chunk of two is kept"
    async with town.worker.transaction(Context(now=datetime(2026, 10, 1, tzinfo=UTC))) as transaction:
        await transaction.execute("UPDATE jobs SET not_before = clock_timestamp(), leased_until = NULL")
    await jobs.work_on_one(town.worker, town.settings, asyncio.Event())
    await town.work()
    assert await available(town) - before == 2 * 10_800 + 5_000 + 6_000 + 7_000 + 8_000
    assert sum(credit["amount_minor"] for credit in await told(town)) == 47_600
    lots = [credit["lot_id"] for credit in await told(town)]
    assert len(lots) == len(set(lots)) == 6
    assert all(UUID(lot) for lot in lots)
    await town.verify()


async def test_what_is_held_for_a_shop_is_not_swept_until_it_is_free_again(town: Town) -> None:
    await at(town, date(2026, 8, 1))
    town.till.now = "2026-08-31T10:00:00+03:00"
    held = await holding.hold(town, 800)
    await at(town, date(2026, 9, 1))
    assert await balance(town) == 800
    assert (await holding.void(town, held)).status_code in {200, 201}
    await at(town, date(2026, 9, 2))
    assert await balance(town) == 0
    await town.verify()
