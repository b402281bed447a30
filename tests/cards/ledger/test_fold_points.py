"""What a wallet holds or held is its last fold point and the entries beyond it, and equals the sum of all entries."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from services.cards.ledger import fold_points
from services.kit.clock import wall_time
from services.kit.db import Connection, Context
from tests.cards.factories import OFFICER, Town

AUDITOR = "petra auditor"
FEBRUARY = "2026-02-{:02}T12:00:00+02:00"


async def shop_wallet(town: Town, superuser: Connection) -> UUID:
    found: UUID = await superuser.fetchval("SELECT id FROM wallets WHERE owner_id = $1", town.merchant_id)
    return found


async def sell_on(town: Town, day: int, amount_minor: int) -> None:
    town.till.now = FEBRUARY.format(day)
    await town.receipt(amount_minor)


async def close(town: Town, day: int) -> None:
    town.client.now = FEBRUARY.format(day)
    await town.client.post("/settlement-days", {"settlement_date": f"2026-02-{day:02}"}, by=OFFICER)


async def fold(town: Town, *wallet_ids: UUID) -> None:
    async with town.worker.transaction(
        Context(now=wall_time(), municipality_ids=(town.client.tenant.id,))
    ) as transaction:
        await fold_points.fold(transaction, wallet_ids)


async def seal_all(town: Town, superuser: Connection) -> None:
    """An entry counts as sealed once all that was running beside it has ended, a few sealings later."""
    last = await superuser.fetchval("SELECT max(id) FROM entries")
    while (await superuser.fetchval("SELECT max(sealed_through) FROM ledger_trees") or 0) < last:
        await town.seal()


async def held(town: Town, wallet_id: UUID, at: str | None, by: str = OFFICER) -> int:
    query = "" if at is None else f"?at={at.replace('+', '%2B')}"
    found = await town.client.get(f"/wallets/{wallet_id}/balance{query}", by=by)
    assert found["balance_minor"] is not None
    return int(found["balance_minor"])


async def test_a_shop_is_folded_below_the_lowest_entry_of_open_days(town: Town, superuser: Connection) -> None:
    shop = await shop_wallet(town, superuser)
    for day, amount in ((10, 100), (11, 20), (12, 3)):
        await sell_on(town, day, amount)
    await close(town, 11)
    await seal_all(town, superuser)
    await fold(town, shop)
    assert await superuser.fetchval("SELECT balance_minor FROM fold_points WHERE wallet_id = $1", shop) == 120
    await fold(town, shop)
    assert await superuser.fetchval("SELECT count(*) FROM fold_points") == 1, "nothing new to fold"
    await close(town, 12)
    await fold(town, shop)
    assert await superuser.fetchval("SELECT max(balance_minor) FROM fold_points") == 123
    await town.verify()


async def test_nothing_is_folded_that_is_not_sealed(town: Town, superuser: Connection) -> None:
    shop = await shop_wallet(town, superuser)
    await sell_on(town, 10, 100)
    await close(town, 10)
    await fold(town, shop)
    await town.seal()
    await fold(town, shop)
    assert await superuser.fetchval("SELECT count(*) FROM fold_points") == 0


async def test_a_past_balance_is_the_same_before_and_after_folding(town: Town, superuser: Connection) -> None:
    shop = await shop_wallet(town, superuser)
    for day, amount in ((10, 100), (12, 20), (11, 3)):
        await sell_on(town, day, amount)
    await close(town, 12)
    town.client.now = FEBRUARY.format(20)
    instants = [FEBRUARY.format(day) for day in (9, 10, 11, 12, 19)]
    before = [await held(town, shop, at) for at in instants]
    assert before == [0, 100, 103, 123, 123], "entries are not numbered in the order of their clocks"
    await seal_all(town, superuser)
    await fold(town, shop)
    assert await superuser.fetchval("SELECT posted_through FROM fold_points") == datetime(2026, 2, 12, 10, tzinfo=UTC)
    assert [await held(town, shop, at) for at in instants] == before
    assert await held(town, shop, None) == 123


async def test_a_households_past_is_for_auditors_and_each_look_is_kept(town: Town, superuser: Connection) -> None:
    await sell_on(town, 10, 800)
    town.client.now = FEBRUARY.format(20)
    status, problem, _ = await town.client.refused("GET", f"/wallets/{town.wallet_id}/balance", by=OFFICER)
    assert (status, problem) == (403, "forbidden")
    found = [await held(town, town.wallet_id, at, AUDITOR) for at in (FEBRUARY.format(10), None)]
    assert found == [10_000, 10_000]
    looks = "SELECT count(*) FROM audit_entries WHERE action = 'past_balance_read' AND object_id = $1"
    assert await superuser.fetchval(looks, town.wallet_id) == 2


@pytest.mark.parametrize("at", ["2030-01-01T00:00:00Z", "2026-02-01T00:00:00", "0001-01-01T00:00:00%2B02:00", "noon"])
async def test_an_instant_that_is_not_known_is_refused(town: Town, at: str) -> None:
    status, problem, _ = await town.client.refused("GET", f"/wallets/{town.wallet_id}/balance?at={at}", by=AUDITOR)
    assert (status, problem) == (400, "malformed")


async def test_a_wallet_that_is_not_there_held_nothing(town: Town) -> None:
    assert (await town.client.refused("GET", f"/wallets/{UUID(int=1)}/balance", by=OFFICER))[0] == 404


async def test_the_timer_folds_long_tails_and_leaves_households_alone(
    town: Town, superuser: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        await sell_on(town, 10, 10)
    await close(town, 10)
    await seal_all(town, superuser)
    monkeypatch.setattr(fold_points, "TAIL", 5)
    context = Context(now=wall_time() + timedelta(days=1), municipality_ids=(town.client.tenant.id,))
    async with town.worker.transaction(context) as transaction:
        await fold_points.fold_long_tails(transaction, town.settings)
    rows = await superuser.fetch(
        "SELECT w.kind, f.balance_minor FROM fold_points f JOIN wallets w ON w.id = f.wallet_id"
    )
    assert [(row["kind"], row["balance_minor"]) for row in rows] == [("merchant", 50)]


async def test_a_fold_point_is_written_once_and_an_edit_is_named(town: Town, superuser: Connection) -> None:
    shop = await shop_wallet(town, superuser)
    await sell_on(town, 10, 100)
    await close(town, 10)
    await seal_all(town, superuser)
    await fold(town, shop)
    await town.verify()
    with pytest.raises(asyncpg.PostgresError, match="written once"):
        await superuser.execute("UPDATE fold_points SET balance_minor = 1")
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute("UPDATE fold_points SET balance_minor = balance_minor + 1")
    found = await town.client.get("/verify", by=OFFICER)
    assert "fold_points_are_the_sum_of_entries" in {each["name"] for each in found["checks"] if each["violations"]}
