"""Closings: a line takes no runs any more, and what is left of it returns to the municipality's account.

Lots keep the line that they came from. What comes back of them later (expiry, a share that was never paid) reaches the
closed line's wallet and is passed on from there by the same decision: to the line that the rest was carried to, else to
the municipality's account.
"""

from uuid import UUID

import msgspec

from contracts.cards import BudgetLineClosed as BudgetLineClosedEvent
from contracts.types import MinorUnits
from services.cards.budgets import budget_lines, movements
from services.cards.budgets.budget_lines import BudgetLine, Closed
from services.cards.budgets.movements import Moving
from services.kit import proposals
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.events import publish
from services.kit.proposals import Proposal, Proposing
from services.kit.settings import Settings

KIND = "budget_line_closing"


class RestChanged(Problem):
    """The budget line holds another sum than was agreed on."""


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed: to close a line that holds this rest, by the number of the decision."""

    rest_minor: MinorUnits
    decision_number: str


async def propose(transaction: Transaction, line_id: UUID, *, decision_number: str) -> Proposal:
    """Propose to close a line, with the rest that it holds now; somebody else has to agree."""
    line = await budget_lines.get(transaction, line_id)
    budget_lines.check_open(line)
    closing = Closing(rest_minor=line.available_minor, decision_number=decision_number)
    return await proposals.propose(transaction, Proposing(kind=KIND, subject_id=line_id, payload=closing))


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """Close the line and return its rest. Raises RestChanged."""
    closing = await proposals.execute(transaction, proposal.id, Closing)
    (line,) = await budget_lines.hold(transaction, [proposal.subject_id])
    budget_lines.check_open(line)
    closed = Closed(decision_number=closing.decision_number, proposal_id=proposal.id)
    await close(transaction, line, closed, rest_minor=closing.rest_minor)


async def close(transaction: Transaction, line: BudgetLine, closed: Closed, *, rest_minor: int) -> None:
    """Close a line that holds exactly this rest, and send the rest where it belongs. Raises RestChanged."""
    if line.available_minor != rest_minor:
        raise RestChanged("Propose it again.", rest_minor=line.available_minor)
    await budget_lines.close(transaction, line, closed)
    if rest_minor:
        await send_on(transaction, line, closed, rest_minor=rest_minor)
    event = BudgetLineClosedEvent(
        budget_line_id=line.id,
        programme=line.programme,
        decision_number=closed.decision_number,
        successor_id=closed.successor_id,
    )
    await publish(transaction, event)


async def send_on(transaction: Transaction, line: BudgetLine, closed: Closed, *, rest_minor: int) -> None:
    """Move what a closed line holds to the first open line after it, else to the municipality's account."""
    target = None
    next_id = closed.successor_id
    while next_id is not None:
        (target,) = await budget_lines.hold(transaction, [next_id])
        next_id = target.successor_id if target.status == "closed" else None
    if target is not None and target.status == "closed":
        target = None
    if target is not None:
        await budget_lines.open_now(transaction, target)
    moving = Moving(
        kind="return" if target is None else "carry_over",
        source=line,
        target=target,
        amount_minor=rest_minor,
        decision_number=closed.decision_number,
        proposal_id=closed.proposal_id,
    )
    await movements.post(transaction, moving)


async def pass_on(transaction: Transaction, _settings: Settings) -> None:
    """Send on what came back to closed lines since; the decision that closed a line has said where to."""
    for row in await transaction.fetch(budget_lines.queries.closed_with_money):
        (line,) = await budget_lines.hold(transaction, [row["id"]])
        closed = Closed(
            decision_number=row["closing_number"],
            proposal_id=row["closing_proposal_id"],
            successor_id=line.successor_id,
        )
        if line.available_minor:
            await send_on(transaction, line, closed, rest_minor=line.available_minor)
