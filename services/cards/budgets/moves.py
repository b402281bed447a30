"""Moves between budget lines of one currency: two people, a decision's number, never more than is on the line.

What is reserved for a run has left the line already, so a move cannot touch it.
"""

from uuid import UUID

import msgspec

from contracts.types import PositiveMinorUnits
from services.cards.budgets import budget_lines, movements
from services.cards.budgets.budget_lines import BudgetLine, CurrencyMismatch
from services.cards.budgets.movements import Moving
from services.kit import proposals
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.proposals import Proposal, Proposing

KIND = "budget_line_move"


class SameLine(Problem):
    """Money moves between two different budget lines."""


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed: how much goes to which line, and the number of the decision."""

    to_line_id: UUID
    amount_minor: PositiveMinorUnits
    decision_number: str


async def propose(transaction: Transaction, line_id: UUID, move: Move) -> Proposal:
    """Propose to move money to another line; somebody else has to agree."""
    source, target = await budget_lines.hold(transaction, [line_id, move.to_line_id])
    check(transaction, source, target)
    return await proposals.propose(transaction, Proposing(kind=KIND, subject_id=line_id, payload=move))


def check(transaction: Transaction, source: BudgetLine, target: BudgetLine) -> None:
    """Raise what keeps money from moving between two lines."""
    if source.id == target.id:
        raise SameLine("Name another line.")
    budget_lines.check_open(source)
    budget_lines.check_receives(target, transaction.today)
    if source.currency != target.currency:
        raise CurrencyMismatch("A move changes no currency.")


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """Move the agreed amount. Raises InsufficientFunds for more than is on the line."""
    move = await proposals.execute(transaction, proposal.id, Move)
    source, target = await budget_lines.hold(transaction, [proposal.subject_id, move.to_line_id])
    check(transaction, source, target)
    await budget_lines.open_now(transaction, target)
    moving = Moving(
        kind="move",
        source=source,
        target=target,
        amount_minor=move.amount_minor,
        decision_number=move.decision_number,
        proposal_id=proposal.id,
    )
    await movements.post(transaction, moving)
