"""Every transfer becomes one leaf, in whatever order transactions end, and nothing of it is in a posting's way."""

import asyncio
import hashlib
from typing import Any

import asyncpg
import pytest

from contracts.ledger_proof import leaf_hash, read_leaf
from services.cards.ledger import merkle, sealing
from services.kit.clock import wall_time
from services.kit.db import Context, uuid7
from tests.cards.factories import Town
from tests.cards.ledger.test_tree_verification import superuser as superuser
from tests.faults.waiting import until


async def places(superuser: Any) -> dict[Any, int]:
    """Return the leaf of each transfer."""
    rows = await superuser.fetch("SELECT place, transfer_id FROM ledger_leaves ORDER BY place")
    return {row["transfer_id"]: row["place"] for row in rows}


async def test_transfers_are_sealed_once_and_in_order(town: Town, superuser: Any) -> None:
    await town.seal()
    first = await places(superuser)
    await town.receipt(100)
    await town.receipt(200)
    await town.seal()
    await town.seal()
    both = await places(superuser)
    assert list(both.values()) == list(range(len(both)))
    assert {key: both[key] for key in first} == first
    assert len(both) == await superuser.fetchval("SELECT count(*) FROM transfers")
    assert await superuser.fetchval("SELECT count(*) FROM ledger_checkpoints") == 2


LATE = """
INSERT INTO transfers (id, municipality_id, kind, subject_id, posted_at)
SELECT $1, municipality_id, 'credit', id, '2026-02-01' FROM wallets WHERE kind = 'budget_line'
"""
LATE_ENTRIES = """
INSERT INTO entries (municipality_id, transfer_id, wallet_id, currency, amount_minor, balance_minor)
SELECT municipality_id, $1, id, 'EUR', sign, balance_minor + (sign - 1) / 2 FROM wallets, (VALUES (1), (-1)) AS s (sign)
WHERE kind = 'budget_line' ORDER BY sign
"""


async def test_a_row_that_is_committed_late_is_never_passed_over(
    town: Town, superuser: Any, own_urls: Any, run: Any
) -> None:
    late = await asyncpg.connect(run.admin_url.rpartition("/")[0] + f"/{own_urls.name}")
    transfer_id = uuid7()
    begun = late.transaction()
    await begun.start()
    await late.execute(LATE, transfer_id)
    await late.execute(LATE_ENTRIES, transfer_id)
    for amount in (100, 200, 300):
        # Another wallet's row is not touched by the late one, so these commit before it.
        await town.receipt(amount)
        for _ in range(4):
            await town.seal()
    assert transfer_id not in await places(superuser)
    waiting = await superuser.fetchval("SELECT sealed_through FROM ledger_trees")
    assert waiting < await superuser.fetchval("SELECT max(id) FROM entries")
    await begun.commit()
    await late.close()
    await town.seal()
    assert (await places(superuser))[transfer_id] == max((await places(superuser)).values())

    async def everything_is_sealed() -> bool:
        await town.seal()
        through = "SELECT sealed_through >= (SELECT max(id) FROM entries) FROM ledger_trees"
        return bool(await superuser.fetchval(through))

    # Transactions of other databases of the server hold the mark back as well, as long as they last.
    await until(everything_is_sealed)


async def test_two_processes_that_seal_at_once_give_each_transfer_one_place(town: Town, superuser: Any) -> None:
    for amount in range(1, 6):
        await town.receipt(amount * 100)
    await asyncio.gather(*(town.seal() for _ in range(3)))
    found = await places(superuser)
    assert sorted(found.values()) == list(range(len(found)))
    await town.verify()


async def test_a_long_ledger_is_sealed_in_rounds(town: Town, superuser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "LEAVES_MAX", 7)
    for _ in range(40):
        await town.receipt(100)
    await town.seal()
    found = await places(superuser)
    assert sorted(found.values()) == list(range(len(found)))
    assert len(found) > 40
    assert await superuser.fetchval("SELECT count(*) FROM ledger_nodes") == len(found) // 16
    context = Context(now=wall_time(), municipality_ids=(town.client.tenant.id,))
    async with town.worker.transaction(context) as transaction:
        (root,) = await sealing.hashes(transaction, [(0, len(found))])
    leaves = [
        row["leaf"]
        for row in await superuser.fetch(
            "SELECT t.leaf FROM ledger_leaves AS l JOIN leaf_texts AS t USING (transfer_id) ORDER BY l.place"
        )
    ]
    known = merkle.grow({}, 0, [leaf_hash(leaf.encode()) for leaf in leaves])
    assert root == merkle.hash_of(known, (0, len(leaves)))


async def test_a_leaf_is_the_text_that_is_documented(town: Town, superuser: Any) -> None:
    receipt = await town.receipt(1_000)
    payment = await superuser.fetchrow("SELECT * FROM payments WHERE id = $1", receipt["id"])
    entries = await superuser.fetch("SELECT * FROM entries WHERE transfer_id = $1 ORDER BY id", payment["transfer_id"])
    lines = [
        " ".join(
            str(each[name]) if each[name] is not None else "-"
            for name in (
                "id", "wallet_id", "currency", "amount_minor", "balance_minor", "programme", "budget_line_id", "month"
            )
        )
        for each in entries
    ]  # fmt: skip
    posted_at = await superuser.fetchval("SELECT posted_at FROM transfers WHERE id = $1", payment["transfer_id"])
    expected = [
        "koinon-transfer/1",
        str(town.client.tenant.id),
        str(payment["transfer_id"]),
        "payment",
        receipt["id"],
        posted_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        payment["settlement_date"].isoformat(),
        "household - EUR -1000",
        f"merchant {town.merchant_id} EUR 1000",
        "entries " + hashlib.sha256("\n".join(lines).encode()).hexdigest(),
        "",
    ]
    leaf = await superuser.fetchval("SELECT leaf FROM leaf_texts WHERE transfer_id = $1", payment["transfer_id"])
    assert leaf.split("\n") == expected
    assert read_leaf(leaf).subject_id == payment["id"]


async def test_what_was_sealed_cannot_be_changed_by_the_service(town: Town) -> None:
    await town.seal()
    context = Context(now=wall_time(), municipality_ids=(town.client.tenant.id,))
    for statement in ("UPDATE ledger_leaves SET place = 9", "DELETE FROM ledger_checkpoints"):
        with pytest.raises(asyncpg.PostgresError):
            async with town.worker.transaction(context) as transaction:
                await transaction.execute(statement)
