"""Crediting a run: a job that turns its lines into lots, a chunk a transaction, each line once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from contracts.cards import AccountShare, BenefitsCredited, Credit, RunFundsReserved
from services.cards.benefits import run_lines, runs, set_offs
from services.cards.benefits.run_lines import Line
from services.cards.benefits.runs import Run
from services.cards.deciding import programmes
from services.cards.ledger import wallets
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
    lines = await run_lines.due(transaction, run.id, after=after, limit=CHUNK)
    if not lines:
        await complete(transaction, run)
        return Progress(done=chunk.done, finished=True, result={"run_id": str(run.id), "credited": run.credited})
    if excluded := [line for line in lines if line.excluded is not None]:
        await run_lines.exclude(transaction, excluded)
    await credit(transaction, run, [line for line in lines if line.excluded is None])
    return Progress(done=chunk.done + len(lines), progress=str(lines[-1].id))


async def credit(transaction: Transaction, run: Run, lines: Sequence[Line]) -> None:
    """Turn lines into lots: one transfer from the run's reserve to every wallet of the chunk."""
    line_ids = [line.id for line in lines]
    await set_offs.take(transaction, line_ids, run_id=run.id, programme=run.programme, currency=run.currency)
    await transaction.execute(run_lines.queries.mark_credited, line_ids, transaction.now)
    await transaction.execute(runs.queries.count_credited, run.id, len(lines))
    await tell_account_shares(transaction, run, [line for line in lines if line.account_share_minor])
    paid = [line for line in lines if line.card_share_minor]
    if not paid:
        return
    lot_ids = [uuid7() for _ in paid]
    programme = programmes.get(run.programme)
    expires_on = programmes.expires_on(programme, run.month)
    await transaction.execute(
        runs.queries.insert_lots,
        run.programme,
        run.budget_line_id,
        expires_on,
        [
            (lot_id, line.wallet_id, line.id, line.month, line.card_share_minor)
            for lot_id, line in zip(lot_ids, paid, strict=True)
        ],
        list(programme.lot_categories) or None,
        programme.cash_quota_basis_points,
    )
    await post(transaction, run, paid)
    await tell_credits(transaction, run, dict(zip(lot_ids, paid, strict=True)), expires_on=expires_on)


async def tell_credits(transaction: Transaction, run: Run, lots: Mapping[UUID, Line], *, expires_on: date) -> None:
    """Say which lots were credited, a message for each month that is paid."""
    by_month: defaultdict[date, list[Credit]] = defaultdict(list)
    for lot_id, line in lots.items():
        credit = Credit(
            lot_id=lot_id,
            wallet_id=line.wallet_id,
            household_id=line.household_id,
            amount_minor=line.card_share_minor,
            expires_on=expires_on,
        )
        by_month[line.month].append(credit)
    events = [
        BenefitsCredited(
            run_id=run.id,
            programme=run.programme,
            budget_line_id=run.budget_line_id,
            month=month,
            currency=run.currency,
            credits=credited,
            kind=run.kind,
        )
        for month, credited in by_month.items()
    ]
    await publish(transaction, *events)


async def tell_account_shares(transaction: Transaction, run: Run, lines: Sequence[Line]) -> None:
    """Say which account shares may be paid by file, a message for each month; not before all was looked at again."""
    by_month: defaultdict[date, list[AccountShare]] = defaultdict(list)
    for line in lines:
        share = AccountShare(
            household_id=line.household_id, membership_id=line.membership_id, amount_minor=line.account_share_minor
        )
        by_month[line.month].append(share)
    events = [
        RunFundsReserved(
            run_id=run.id,
            programme=run.programme,
            budget_line_id=run.budget_line_id,
            month=month,
            currency=run.currency,
            account_shares=shares,
        )
        for month, shares in by_month.items()
    ]
    await publish(transaction, *events)


async def post(transaction: Transaction, run: Run, paid: Sequence[Line]) -> None:
    """Post the chunk's transfer: the reserve pays, each household's wallet receives."""
    reserve_id: UUID = await transaction.fetchval(wallets.queries.wallet_of_owner, run.id, "reserved", run.currency)
    balances = await wallets.lock(transaction, [reserve_id, *(line.wallet_id for line in paid)])
    entries = [
        entry
        for line in paid
        for entry in wallets.pair(
            balances, reserve_id, line.wallet_id, runs.money_of(run, line.card_share_minor, line.month)
        )
    ]
    await wallets.post(transaction, [wallets.transfer(transaction, "credit", run.id, entries)], balances)


async def complete(transaction: Transaction, run: Run) -> None:
    """Return to the budget line what was reserved for households that were left out at crediting."""
    reserve_id: UUID = await transaction.fetchval(wallets.queries.wallet_of_owner, run.id, "reserved", run.currency)
    owed = await transaction.fetchval(run_lines.queries.account_total, run.id)
    line_wallet: UUID = await transaction.fetchval(
        wallets.queries.wallet_of_owner, run.budget_line_id, "budget_line", run.currency
    )
    balances = await wallets.lock(transaction, [reserve_id, line_wallet])
    unused = balances[reserve_id] - owed
    if unused:
        entries = wallets.pair(balances, reserve_id, line_wallet, runs.money_of(run, unused))
        await wallets.post(transaction, [wallets.transfer(transaction, "release", run.id, entries)], balances)
    status = transition(runs.TRANSITIONS, run.status, "completed")
    await transaction.execute(runs.queries.set_status, run.id, status, None)
