"""Fundings: money that two people put on a budget line from the municipality's own account."""

from uuid import UUID

import msgspec

from contracts.types import PositiveMinorUnits
from services.cards.budgets import budget_lines, movements
from services.cards.budgets.movements import Moving
from services.kit import proposals
from services.kit.db import Transaction
from services.kit.proposals import Proposal, Proposing

KIND = "budget_line_funding"


class Funding(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed: an amount, and the number of the council's decision that grants it."""

    amount_minor: PositiveMinorUnits
    decision_number: str


async def propose(transaction: Transaction, line_id: UUID, funding: Funding) -> Proposal:
    """Propose to put money on a budget line; somebody else has to agree. Raises BudgetLineClosed, OutsideValidity."""
    line = await budget_lines.get(transaction, line_id)
    budget_lines.check_receives(line, transaction.today)
    return await proposals.propose(transaction, Proposing(kind=KIND, subject_id=line_id, payload=funding))


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """Put the agreed amount on the budget line; the first one opens it."""
    funding = await proposals.execute(transaction, proposal.id, Funding)
    (line,) = await budget_lines.hold(transaction, [proposal.subject_id])
    budget_lines.check_receives(line, transaction.today)
    await budget_lines.open_now(transaction, line)
    moving = Moving(
        kind="funding",
        source=None,
        target=line,
        amount_minor=funding.amount_minor,
        decision_number=funding.decision_number,
        proposal_id=proposal.id,
    )
    await movements.post(transaction, moving)
