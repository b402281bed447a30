"""The ledger's last line of defence: what the database itself refuses."""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest

from services.cards.ledger import wallets
from services.cards.ledger.wallets import Entry, Money, pair, transfer
from services.kit.db import Context, Transaction, uuid7
from tests.cards.factories import Town
from tests.databases import Urls


def context(town: Town) -> Context:
    return Context(now=datetime(2026, 2, 10, tzinfo=UTC), municipality_ids=(town.client.tenant.id,))


async def two_wallets(transaction: Transaction) -> tuple[UUID, UUID]:
    outside = await wallets.open_wallet(transaction, kind="outside", owner_id=uuid7(), currency="EUR")
    household = await wallets.open_wallet(transaction, kind="household", owner_id=uuid7(), currency="EUR")
    return outside.id, household.id


async def post_entries(town: Town, amount_minor: int, currency: str) -> None:
    """Post a hundred cents out of the outside and another amount into a household's wallet."""
    async with town.worker.transaction(context(town)) as transaction:
        outside, household = await two_wallets(transaction)
        entries = [
            Entry(wallet_id=outside, amount_minor=-100, currency="EUR"),
            Entry(wallet_id=household, amount_minor=amount_minor, currency=currency, balance_minor=amount_minor),
        ]
        await wallets.post(transaction, [transfer(transaction, "funding", uuid7(), entries)], {household: amount_minor})


@pytest.mark.parametrize(("amount_minor", "currency"), [(99, "EUR"), (101, "EUR"), (100, "JOD")])
async def test_a_transfer_that_does_not_sum_to_zero_is_refused(town: Town, amount_minor: int, currency: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="does not sum to zero"):
        await post_entries(town, amount_minor, currency)
    await post_entries(town, 100, "EUR")


async def overdraw(town: Town) -> None:
    """Let an empty household pay a cent."""
    async with town.worker.transaction(context(town)) as transaction:
        outside, household = await two_wallets(transaction)
        balances = await wallets.lock(transaction, [household])
        entries = pair(balances, household, outside, Money(amount_minor=1, currency="EUR"))
        await wallets.post(transaction, [transfer(transaction, "funding", uuid7(), entries)], balances)


async def test_no_wallet_that_pays_falls_below_zero(town: Town) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="wallets_balance_minor_check"):
        await overdraw(town)


@pytest.mark.parametrize(
    "statement", ["UPDATE entries SET amount_minor = 1", "DELETE FROM entries", "TRUNCATE entries"]
)
@pytest.mark.parametrize("login", ["owner", "worker", "api"])
async def test_entries_are_written_once(town: Town, own_urls: Urls, statement: str, login: str) -> None:
    connection = await asyncpg.connect({"owner": own_urls.owner, "worker": own_urls.worker, "api": own_urls.api}[login])
    try:
        with pytest.raises((asyncpg.RestrictViolationError, asyncpg.InsufficientPrivilegeError)):
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_opening_a_wallet_twice_gives_the_same(town: Town) -> None:
    owner_id = uuid7()
    found = []
    for _ in range(2):
        async with town.worker.transaction(context(town)) as transaction:
            found.append(await wallets.open_wallet(transaction, kind="household", owner_id=owner_id, currency="EUR"))
    assert found[0] == found[1]


def test_a_pair_moves_the_balances_it_is_given() -> None:
    household, shop = uuid7(), uuid7()
    balances = {household: 500}
    entries = pair(balances, household, shop, Money(amount_minor=200, currency="EUR"))
    assert balances == {household: 300}
    assert [(each.amount_minor, each.balance_minor) for each in entries] == [(-200, 300), (200, None)]
