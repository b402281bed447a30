"""Expiry: holders are told in time, once for each lot."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.cards import ExpiryAnnounced
from services.cards.benefits import expiries
from services.kit.db import Context
from tests.cards.factories import DESK, Town


async def announced(town: Town, day: date) -> list[dict[str, Any]]:
    """Return what is said of expiring lots by the end of a day's tick."""
    now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    context = Context(now=now, municipality_ids=(town.client.tenant.id,))
    async with town.worker.transaction(context) as transaction:
        await expiries.announce(transaction, town.settings)
        rows = await transaction.fetch(
            "SELECT data FROM outbox WHERE type = $1 ORDER BY position", ExpiryAnnounced.type
        )
    return [credit for row in rows for credit in row["data"]["credits"]]


async def test_a_lot_is_announced_once_within_its_days_of_notice(town: Town) -> None:
    assert await announced(town, date(2026, 7, 31)) == []
    (told,) = await announced(town, date(2026, 8, 1))
    assert (told["amount_minor"], told["expires_on"]) == (10_800, "2026-08-31")
    assert told["household_id"] == str(town.household_id)
    assert await announced(town, date(2026, 8, 2)) == [told]


async def test_a_lot_that_is_spent_is_not_announced(town: Town) -> None:
    await town.receipt(10_800, pin="2580")
    assert await announced(town, date(2026, 8, 31)) == []


async def test_who_is_told_late_can_spend_it_for_the_whole_notice(town: Town) -> None:
    (told,) = await announced(town, date(2026, 8, 20))
    assert told["expires_on"] == "2026-09-19"
    found = await town.client.get(f"/wallets/{town.wallet_id}", by=DESK)
    assert (found["next_expiry_on"], found["next_expiry_minor"]) == ("2026-09-19", 10_800)
    await town.verify()
