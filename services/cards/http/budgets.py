"""Budget lines: named by one person; funded, moved, carried over and closed by two, with the decision's number."""

from datetime import date
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from contracts.types import PositiveMinorUnits
from services.cards.budgets import (
    budget_lines,
    carry_overs,
    closings,
    commitments,
    fundings,
    line_balances,
    movements,
    moves,
)
from services.cards.budgets.budget_lines import BudgetLine, NewLine, Purpose
from services.cards.budgets.carry_overs import Preview
from services.cards.budgets.commitments import Commitment
from services.cards.budgets.fundings import Funding
from services.cards.budgets.line_balances import LineBalances
from services.cards.budgets.movements import Movement
from services.cards.budgets.moves import Move
from services.kit import proposals
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal
from services.kit.web import Body, Limit, Page, ShortText, decode_cursor, page

OFFICER = ("finance_officer",)
READERS = ("finance_officer", "finance_approver", "auditor")
AWARDING = "incubator_officer"
"""Who plans an award or a service order names the line that pays it."""


class OpenBudgetLine(Body, frozen=True, kw_only=True):
    """A budget line to open: for benefits, or as the programme's bonus pot; with the days of its year, or without."""

    programme: ShortText
    purpose: Purpose = "benefits"
    name: ShortText
    valid_from: date | None = None
    valid_until: date | None = None


class ProposeFunding(Body, frozen=True, kw_only=True):
    """Money for a budget line, and the number of the decision that grants it."""

    amount_minor: PositiveMinorUnits
    decision_number: ShortText


class ProposeMove(Body, frozen=True, kw_only=True):
    """Money for another line of the same currency, and the number of the decision."""

    to_line_id: UUID
    amount_minor: PositiveMinorUnits
    decision_number: ShortText


class ProposeClosing(Body, frozen=True, kw_only=True):
    """The number of the decision that closes a line."""

    decision_number: ShortText


class ProposeCarryOver(Body, frozen=True, kw_only=True):
    """Next year's line, and the number of the decision that carries the rest over to it."""

    to_line_id: UUID
    decision_number: ShortText


@post("/budget-lines", guards=[requires(*OFFICER)], tags=["budget lines"])
@idempotent(budget_lines.get, kept=True)
async def open_budget_line(data: JSONBody[OpenBudgetLine], transaction: NamedDependency[Transaction]) -> BudgetLine:
    """Name an empty budget line in the programme's currency; two people open it by putting money on it."""
    new = NewLine(
        programme=data.programme,
        purpose=data.purpose,
        name=data.name,
        valid_from=data.valid_from,
        valid_until=data.valid_until,
    )
    return await budget_lines.open_line(transaction, new)


@get("/budget-lines", guards=[requires(*READERS, AWARDING)], tags=["budget lines"])
async def list_budget_lines(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[BudgetLine]:
    """Return budget lines with what is available on them."""
    return page(await budget_lines.list_lines(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/budget-lines/{line_id:uuid}", guards=[requires(*READERS)], tags=["budget lines"])
async def get_budget_line(transaction: NamedDependency[Transaction], line_id: FromPath[UUID]) -> BudgetLine:
    """Return a budget line with what is available on it."""
    return await budget_lines.get(transaction, line_id)


@get("/budget-lines/{line_id:uuid}/balances", guards=[requires(*READERS)], tags=["budget lines"])
async def get_line_balances(
    transaction: NamedDependency[Transaction], line_id: FromPath[UUID], on: FromQuery[date | None] = None
) -> LineBalances:
    """Return what a line was granted and where that is, at the end of a day; without one, now."""
    return await line_balances.on_day(transaction, line_id, on)


@get("/budget-lines/{line_id:uuid}/movements", guards=[requires(*READERS)], tags=["budget lines"])
async def list_movements(
    transaction: NamedDependency[Transaction],
    line_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Movement]:
    """Return which decisions put how much on a line, or took it off."""
    found = await movements.of_line(transaction, line_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@post("/budget-lines/{line_id:uuid}/fundings", guards=[requires(*OFFICER)], tags=["budget lines"])
@idempotent(proposals.get, kept=True)
async def propose_funding(
    data: JSONBody[ProposeFunding], transaction: NamedDependency[Transaction], line_id: FromPath[UUID]
) -> Proposal:
    """Propose to put money on a budget line; somebody else has to agree."""
    funding = Funding(amount_minor=data.amount_minor, decision_number=data.decision_number)
    return await fundings.propose(transaction, line_id, funding)


@post("/budget-lines/{line_id:uuid}/moves", guards=[requires(*OFFICER)], tags=["budget lines"])
@idempotent(proposals.get, kept=True)
async def propose_move(
    data: JSONBody[ProposeMove], transaction: NamedDependency[Transaction], line_id: FromPath[UUID]
) -> Proposal:
    """Propose to move money to another line of the same currency; somebody else has to agree."""
    move = Move(to_line_id=data.to_line_id, amount_minor=data.amount_minor, decision_number=data.decision_number)
    return await moves.propose(transaction, line_id, move)


@post("/budget-lines/{line_id:uuid}/closing", guards=[requires(*OFFICER)], tags=["budget lines"])
@idempotent(proposals.get, kept=True)
async def propose_closing(
    data: JSONBody[ProposeClosing], transaction: NamedDependency[Transaction], line_id: FromPath[UUID]
) -> Proposal:
    """Propose to close a line and return its rest to the municipality's account; somebody else has to agree."""
    return await closings.propose(transaction, line_id, decision_number=data.decision_number)


@get("/budget-lines/{line_id:uuid}/carry-over", guards=[requires(*READERS)], tags=["budget lines"])
async def preview_carry_over(
    transaction: NamedDependency[Transaction], line_id: FromPath[UUID], to_line_id: FromQuery[UUID]
) -> Preview:
    """Return what carrying a line over would move, and what would stay with it."""
    return await carry_overs.preview(transaction, line_id, to_line_id=to_line_id)


@post("/budget-lines/{line_id:uuid}/carry-over", guards=[requires(*OFFICER)], tags=["budget lines"])
@idempotent(proposals.get, kept=True)
async def propose_carry_over(
    data: JSONBody[ProposeCarryOver], transaction: NamedDependency[Transaction], line_id: FromPath[UUID]
) -> Proposal:
    """Propose to carry the rest of a line over to next year's and close it; somebody else has to agree."""
    return await carry_overs.propose(
        transaction, line_id, to_line_id=data.to_line_id, decision_number=data.decision_number
    )


@get("/budget-lines/{line_id:uuid}/commitments", guards=[requires(*READERS)], tags=["budget lines"])
async def list_commitments(
    transaction: NamedDependency[Transaction],
    line_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Commitment]:
    """Return what is set aside of a line for awards, oldest first, and what of it merchants were credited."""
    found = await commitments.list_of(transaction, line_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


ROUTES = [
    open_budget_line, list_budget_lines, get_budget_line, get_line_balances, list_movements, list_commitments,
    propose_funding, propose_move, propose_closing, preview_carry_over, propose_carry_over,
]  # fmt: skip
