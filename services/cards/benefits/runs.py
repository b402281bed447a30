"""Benefit runs: calculated → locked → approved → completed. What was approved, by its hash, is what is credited."""

from collections.abc import Sequence
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.cards.benefits import run_lines, set_offs
from services.cards.benefits.run_lines import Exclusion, Line
from services.cards.budgets import budget_lines
from services.cards.budgets.budget_lines import BudgetLine
from services.cards.deciding import programmes
from services.cards.ledger import wallets
from services.cards.ledger.wallets import InsufficientFunds, Money
from services.kit import jobs, proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries
from services.kit.transitions import transition

queries = load_queries(__file__)

APPROVAL = "run_approval"
RunKind = Literal["monthly", "top_up"]
RunStatus = Literal["calculated", "locked", "approved", "completed", "cancelled"]
TRANSITIONS: dict[RunStatus, tuple[RunStatus, ...]] = {
    "calculated": ("locked", "cancelled"),
    "locked": ("approved", "cancelled"),
    "approved": ("completed",),
}


class RunEmpty(Problem):
    """Nobody is due anything in this run."""


class RunChanged(Problem):
    """The run is not the one that was approved."""


class DecisionPaidBefore(Problem):
    """A top-up under this decision's number is there already."""


class WrongBudgetLine(Problem):
    """The budget line does not pay for this programme's benefits."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A month's benefits of one programme, with what is owed of months before it. Amounts in minor units.

    `households`, `excluded` and `credited` count lines: a household that is owed months has one for each.
    """

    id: UUID
    kind: RunKind
    programme: str
    budget_line_id: UUID
    month: date
    decision_number: str | None
    """Of the decision that a top-up carries out; a month's benefits have none of their own."""
    currency: str
    status: RunStatus
    card_total_minor: int
    account_total_minor: int
    set_off_total_minor: int
    households: int
    excluded: int
    lines_hash: str
    proposal_id: UUID | None
    credited: int
    version: int


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """What the approvers agree to."""

    lines_hash: str
    card_total_minor: int
    account_total_minor: int
    kind: RunKind = "monthly"
    decision_number: str | None = None


async def calculate(transaction: Transaction, *, programme: str, budget_line_id: UUID, month: date) -> Run:
    """List who is due what for a month, and who is left out and why. Nothing moves.

    Raises WrongBudgetLine, BudgetLineClosed, OutsideValidity.
    """
    line = await paying_line(transaction, programme, budget_line_id, month)
    entitled = await run_lines.entitled(transaction, programme, month)
    basis_points = programmes.get(programme).set_off_basis_points
    lines, planned = await set_offs.plan(transaction, entitled, programme=programme, basis_points=basis_points)
    run_id = await insert(transaction, line, month=month, lines=lines)
    await run_lines.insert(transaction, run_id, lines)
    await set_offs.insert(transaction, planned)
    return await get(transaction, run_id)


async def paying_line(transaction: Transaction, programme: str, budget_line_id: UUID, month: date) -> BudgetLine:
    """Return the line that pays a run. Raises WrongBudgetLine, BudgetLineClosed, OutsideValidity."""
    line = await budget_lines.get(transaction, budget_line_id)
    if line.programme != programme or line.purpose != "benefits":
        raise WrongBudgetLine(f"This budget line is for {line.purpose} of {line.programme}.")
    budget_lines.check_month(line, month)
    return line


async def insert(
    transaction: Transaction,
    line: BudgetLine,
    *,
    month: date,
    lines: Sequence[Line],
    decision_number: str | None = None,
) -> UUID:
    """Write a run of these lines: with a decision's number a top-up, else a month's benefits. Return its id.

    Raises DecisionPaidBefore.
    """
    due = [each for each in lines if each.excluded is None]
    run_id = uuid7()
    written = await transaction.execute(
        queries.insert_run,
        run_id,
        line.programme,
        line.id,
        month,
        line.currency,
        sum(each.card_share_minor for each in due),
        sum(each.account_share_minor for each in due),
        sum(each.set_off_minor for each in due),
        len(due),
        len(lines) - len(due),
        run_lines.hash_of(lines),
        transaction.actor_id,
        decision_number,
    )
    if not written:
        raise DecisionPaidBefore("Cancel the other run first, or name the decision that this list carries out.")
    return run_id


async def get(transaction: Transaction, run_id: UUID) -> Run:
    """Return a run. Raises NotFound."""
    run = await transaction.fetch_struct(Run, queries.get_run, run_id)
    if run is None:
        raise NotFound("There is no such run.")
    return run


async def list_runs(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Run]:
    """Return runs in the order in which they were calculated."""
    return await transaction.fetch_structs(Run, queries.list_runs, after, limit)


async def list_excluded(transaction: Transaction, run_id: UUID, *, after: UUID | None, limit: int) -> list[Exclusion]:
    """Return whom a run leaves out, with the reasons. Raises NotFound."""
    await get(transaction, run_id)
    return await run_lines.list_excluded(transaction, run_id, after=after, limit=limit)


async def lock(transaction: Transaction, run_id: UUID) -> Proposal:
    """Fix a run's lines and ask for approval by as many others as the programme wants."""
    run = await hold(transaction, run_id)
    if run.households == 0:
        raise RunEmpty("Look at the exclusions: they say why.")
    approval = Approval(
        lines_hash=run.lines_hash,
        card_total_minor=run.card_total_minor,
        account_total_minor=run.account_total_minor,
        kind=run.kind,
        decision_number=run.decision_number,
    )
    approvers = programmes.get(run.programme).approvers
    proposal = await proposals.propose(
        transaction, Proposing(kind=APPROVAL, subject_id=run_id, payload=approval, approvers=approvers)
    )
    await transaction.execute(queries.set_status, run_id, transition(TRANSITIONS, run.status, "locked"), proposal.id)
    return proposal


async def hold(transaction: Transaction, run_id: UUID) -> Run:
    """Return a run that nobody else changes until the transaction ends. Raises NotFound."""
    run = await transaction.fetch_struct(Run, queries.lock_run, run_id)
    if run is None:
        raise NotFound("There is no such run.")
    return run


async def cancel(transaction: Transaction, run_id: UUID) -> Run:
    """Give up a run that was not approved."""
    run = await hold(transaction, run_id)
    await transaction.execute(queries.set_status, run_id, transition(TRANSITIONS, run.status, "cancelled"), None)
    if run.proposal_id is not None:
        await proposals.reject(transaction, run.proposal_id)
    return await get(transaction, run_id)


async def approve(transaction: Transaction, proposal: Proposal) -> None:
    """Reserve an approved run's money on its budget line and start crediting."""
    run = await hold(transaction, proposal.subject_id)
    approval = await proposals.execute(transaction, proposal.id, Approval)
    if run_lines.hash_of(await run_lines.of_run(transaction, run.id)) != approval.lines_hash:
        raise RunChanged("Calculate and lock it again.")
    await transaction.execute(queries.set_status, run.id, transition(TRANSITIONS, run.status, "approved"), None)
    await reserve(transaction, run)
    await jobs.start(transaction, "credit_run", {"run_id": run.id}, total=run.households)


async def reserve(transaction: Transaction, run: Run) -> None:
    """Move a run's total from its budget line into the run's reserve. Raises InsufficientFunds, BudgetLineClosed."""
    (line,) = await budget_lines.hold(transaction, [run.budget_line_id])
    budget_lines.check_open(line)
    reserve_wallet = await wallets.open_wallet(transaction, kind="reserved", owner_id=run.id, currency=run.currency)
    total = run.card_total_minor + run.account_total_minor
    balances = await wallets.lock(transaction, [line.wallet_id, reserve_wallet.id])
    if balances[line.wallet_id] < total:
        raise InsufficientFunds(
            "The budget line does not hold what the run needs; fund it first.",
            available_minor=balances[line.wallet_id],
            needed_minor=total,
        )
    entries = wallets.pair(balances, line.wallet_id, reserve_wallet.id, money_of(run, total))
    await wallets.post(transaction, [wallets.transfer(transaction, "reservation", run.id, entries)], balances)


def money_of(run: Run, amount_minor: int, month: date | None = None) -> Money:
    """Return an amount of a run's money, for the run's month or for another one that is owed."""
    return Money(
        amount_minor=amount_minor,
        currency=run.currency,
        programme=run.programme,
        budget_line_id=run.budget_line_id,
        month=month or run.month,
    )
