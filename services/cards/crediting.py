"""Crediting a run: a job that turns its lines into lots, a chunk a transaction, each line once."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from contracts.cards import AccountShare, BenefitsCredited, Credit, RunFundsReserved
from services.cards import programmes, runs, wallets
from services.cards.runs import Run, queries
from services.kit.db import Transaction, uuid7
from services.kit.events import publish
from services.kit.ticker import Chunk, Progress
from services.kit.transitions import transition

CHUNK = 500
"""Lines in one transaction and in one event: a message holds 256 KiB."""


async def credit_chunk(transaction: Transaction, chunk: Chunk) -> Progress:
    """Credit the next lines of a run; at the end return what was not credited to the budget line."""
    run = await runs.hold(transaction, UUID(chunk.arguments["run_id"]))
    after = UUID(chunk.progress) if chunk.progress else None
    lines = await transaction.fetch(queries.due_lines, run.id, after, CHUNK)
    if not lines:
        await complete(transaction, run)
        return Progress(done=chunk.done, finished=True, result={"run_id": str(run.id), "credited": run.credited})
    left_out = [line for line in lines if line["excluded"] is not None]
    await transaction.execute(
        queries.exclude_lines, [line["id"] for line in left_out], [line["excluded"] for line in left_out]
    )
    await credit(transaction, run, [line for line in lines if line["excluded"] is None])
    return Progress(done=chunk.done + len(lines), progress=str(lines[-1]["id"]))


async def credit(transaction: Transaction, run: Run, lines: Sequence[asyncpg.Record]) -> None:
    """Turn lines into lots: one transfer from the run's reserve to every wallet of the chunk."""
    await transaction.execute(queries.mark_credited, [line["id"] for line in lines], transaction.now)
    await transaction.execute(queries.count_credited, run.id, len(lines))
    await tell_account_shares(transaction, run, lines)
    paid = [line for line in lines if line["card_share_minor"] > 0]
    if not paid:
        return
    lot_ids = [uuid7() for _ in paid]
    expires_on = programmes.expires_on(programmes.get(run.programme), run.month)
    await transaction.execute(
        queries.insert_lots,
        run.programme,
        run.budget_line_id,
        run.month,
        expires_on,
        lot_ids,
        [line["wallet_id"] for line in paid],
        [line["id"] for line in paid],
        [line["card_share_minor"] for line in paid],
    )
    await post(transaction, run, paid)
    credited = [
        Credit(
            lot_id=lot_id,
            wallet_id=line["wallet_id"],
            household_id=line["household_id"],
            amount_minor=line["card_share_minor"],
            expires_on=expires_on,
        )
        for lot_id, line in zip(lot_ids, paid, strict=True)
    ]
    await publish(
        transaction,
        BenefitsCredited(
            run_id=run.id,
            programme=run.programme,
            budget_line_id=run.budget_line_id,
            month=run.month,
            currency=run.currency,
            credits=credited,
        ),
    )


async def tell_account_shares(transaction: Transaction, run: Run, lines: Sequence[asyncpg.Record]) -> None:
    """Say which account shares may be paid by file: only now, since eligibility was looked at again."""
    shares = [
        AccountShare(
            household_id=line["household_id"],
            membership_id=line["membership_id"],
            amount_minor=line["account_share_minor"],
        )
        for line in lines
        if line["account_share_minor"] > 0
    ]
    if shares:
        await publish(
            transaction,
            RunFundsReserved(
                run_id=run.id,
                programme=run.programme,
                budget_line_id=run.budget_line_id,
                month=run.month,
                currency=run.currency,
                account_shares=shares,
            ),
        )


async def post(transaction: Transaction, run: Run, paid: Sequence[asyncpg.Record]) -> None:
    """Post the chunk's transfer: the reserve pays, each household's wallet receives."""
    reserve_id: UUID = await transaction.fetchval(wallets.queries.wallet_of_owner, run.id, "reserved", run.currency)
    balances = await wallets.lock(transaction, [reserve_id, *(line["wallet_id"] for line in paid)])
    entries = [
        entry
        for line in paid
        for entry in wallets.pair(balances, reserve_id, line["wallet_id"], runs.money_of(run, line["card_share_minor"]))
    ]
    await wallets.post(transaction, [wallets.transfer(transaction, "credit", run.id, entries)], balances)


async def complete(transaction: Transaction, run: Run) -> None:
    """Return to the budget line what was reserved for households that were left out at crediting."""
    reserve_id: UUID = await transaction.fetchval(wallets.queries.wallet_of_owner, run.id, "reserved", run.currency)
    due = await transaction.fetch(queries.account_shares, run.id)
    line_wallet: UUID = await transaction.fetchval(
        wallets.queries.wallet_of_owner, run.budget_line_id, "budget_line", run.currency
    )
    balances = await wallets.lock(transaction, [reserve_id, line_wallet])
    unused = balances[reserve_id] - sum(row["amount_minor"] for row in due)
    if unused:
        entries = wallets.pair(balances, reserve_id, line_wallet, runs.money_of(run, unused))
        await wallets.post(transaction, [wallets.transfer(transaction, "release", run.id, entries)], balances)
    await transaction.execute(queries.set_status, run.id, transition(runs.TRANSITIONS, run.status, "completed"), None)
