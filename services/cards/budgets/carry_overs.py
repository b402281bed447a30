"""Carry-over: at the year's end the rest of a line goes to next year's line, and the line is closed.

Lots stay with the line that they were credited from, for its year's figures; what returns of them later
follows the rest.
"""

from uuid import UUID

import msgspec

from contracts.types import MinorUnits
from services.cards.budgets import budget_lines, closings
from services.cards.budgets.budget_lines import BudgetLine, Closed
from services.kit import proposals
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries

queries = load_queries(__file__)

KIND = "budget_line_carry_over"


class NotNextYearsLine(Problem):
    """The rest goes to a line of the same programme, purpose and currency, for a later time."""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a carry-over would do. `rest_minor` moves now; all else stays until it is spent or returns."""

    budget_line_id: UUID
    to_line_id: UUID
    currency: str
    rest_minor: int
    reserved_minor: int
    """Reserved for approved runs: still credited or paid from the old line."""
    open_lots: int
    open_lots_minor: int
    """Held by households, of the old line."""


class CarryOver(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed: which rest goes to which line, by the number of the decision."""

    to_line_id: UUID
    rest_minor: MinorUnits
    decision_number: str


async def preview(transaction: Transaction, line_id: UUID, *, to_line_id: UUID) -> Preview:
    """Return what a carry-over would do. Raises NotFound, BudgetLineClosed, OutsideValidity, NotNextYearsLine."""
    source = await budget_lines.get(transaction, line_id)
    target = await budget_lines.get(transaction, to_line_id)
    check(transaction, source, target)
    row = await transaction.fetchrow(queries.preview, line_id)
    assert row is not None
    return Preview(
        budget_line_id=line_id,
        to_line_id=to_line_id,
        currency=source.currency,
        rest_minor=source.available_minor,
        **dict(row),
    )


async def propose(transaction: Transaction, line_id: UUID, *, to_line_id: UUID, decision_number: str) -> Proposal:
    """Propose to carry the rest of a line over, as the preview shows it; somebody else has to agree."""
    seen = await preview(transaction, line_id, to_line_id=to_line_id)
    payload = CarryOver(to_line_id=to_line_id, rest_minor=seen.rest_minor, decision_number=decision_number)
    return await proposals.propose(transaction, Proposing(kind=KIND, subject_id=line_id, payload=payload))


def check(transaction: Transaction, source: BudgetLine, target: BudgetLine) -> None:
    """Raise what keeps a rest from going to a line."""
    budget_lines.check_open(source)
    budget_lines.check_receives(target, transaction.today)
    same = (source.programme, source.purpose, source.currency) == (target.programme, target.purpose, target.currency)
    later = source.valid_until is not None and target.valid_from is not None and source.valid_until < target.valid_from
    if not same or not later:
        raise NotNextYearsLine("Name next year's line of this programme, with its first day after this one's last.")


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """Close the line and move its rest. Raises RestChanged."""
    agreed = await proposals.execute(transaction, proposal.id, CarryOver)
    source, target = await budget_lines.hold(transaction, [proposal.subject_id, agreed.to_line_id])
    check(transaction, source, target)
    closed = Closed(decision_number=agreed.decision_number, proposal_id=proposal.id, successor_id=target.id)
    await closings.close(transaction, source, closed, rest_minor=agreed.rest_minor)
