"""Upkeep: keys are forgotten after thirty days, those about money never, and the outbox has its coming months."""

from collections.abc import Callable
from datetime import timedelta

from services.kit import upkeep
from services.kit.clock import wall_time
from services.kit.db import Transaction, uuid7
from services.kit.settings import Settings
from services.kit.ticker import Jobs, Timer
from tests.databases import Urls


async def test_only_old_keys_that_are_not_about_money_are_forgotten(
    transaction: Transaction, urls: Urls, settings_of: Callable[..., Settings]
) -> None:
    insert = (
        "INSERT INTO idempotency_keys (actor_id, route, key, fingerprint, resource_id, created_at, kept) "
        "VALUES ($1, 'POST /x', $2, '\\x00', $1, $3, $4)"
    )
    for key, age, kept in (("old", 31, False), ("young", 29, False), ("money", 4_000, True)):
        await transaction.execute(insert, uuid7(), key, wall_time() - timedelta(days=age), kept)
    await upkeep.forget_keys(transaction, settings_of("cards", urls))
    assert {row["key"] for row in await transaction.fetch("SELECT key FROM idempotency_keys")} == {"young", "money"}


async def test_partitions_are_there_for_the_coming_months_and_are_made_once(
    transaction: Transaction, urls: Urls, settings_of: Callable[..., Settings]
) -> None:
    for _ in range(2):
        await upkeep.add_outbox_partitions(transaction, settings_of("cards", urls))
    month = (wall_time().date().replace(day=1) + timedelta(days=62)).strftime("outbox_%Y_%m")
    assert await transaction.fetchval("SELECT to_regclass($1)::text", month) == month


def test_a_service_keeps_its_own_timers() -> None:
    own = Timer("own", timedelta(minutes=1), upkeep.forget_keys)
    assert set(upkeep.with_upkeep(Jobs(timers=[own])).timers) == {"own", "forget_keys", "add_outbox_partitions"}
