"""Budget lines: opened by one person; funded, moved, carried over and closed by two; and where their money is."""

import asyncio
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.choices import PROGRAMMES, PURPOSES
from services.console.clients import budget_lines, cards
from services.console.clients.budget_lines import CarryOver, Closing, Move
from services.console.clients.cards import Funding, NewBudgetLine
from services.console.languages import mark
from services.console.pages.finance import OFFICER, READERS
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.view import View, page

MOVEMENTS: Final = {
    "funding": mark("granted"),
    "move": mark("moved"),
    "carry_over": mark("carried over"),
    "return": mark("returned to the municipality's account"),
}
"""What decisions did to a line."""


@get("/budget-lines", guards=[READERS])
async def list_budget_lines(view: NamedDependency[View], cursor: FromQuery[str | None] = None) -> Response[Any]:
    """Show budget lines and the form to open one."""
    listed = await cards.list_budget_lines(view.caller, cursor)
    programmes = PROGRAMMES.get(view.currency, {})
    return page(view, "budget_lines.html", listed=listed, purposes=PURPOSES, programmes=programmes)


@post("/budget-lines", guards=[OFFICER])
@shown_again
async def open_budget_line(form: NamedDependency[Form]) -> Response[Any]:
    """Open an empty budget line."""
    line = await cards.open_budget_line(form.view.caller, form.read(NewBudgetLine), form.key)
    return go(f"/budget-lines/{line.id}")


@get("/budget-lines/{line_id:uuid}", guards=[READERS])
async def show_budget_line(view: NamedDependency[View], line_id: FromPath[UUID]) -> Response[Any]:
    """Show what is on a line and where the rest went, what waits, and what can be proposed."""
    line, waiting, balances, moved, committed, lines = await asyncio.gather(
        cards.read_budget_line(view.caller, line_id),
        cards.list_proposals(view.caller, line_id),
        budget_lines.read_balances(view.caller, line_id),
        budget_lines.list_movements(view.caller, line_id),
        budget_lines.list_commitments(view.caller, line_id),
        cards.list_all_lines(view.caller),
    )
    found: dict[str, Any] = {"balances": balances, "moved": moved, "committed": committed}
    found |= {"lines": {str(each.id): each for each in lines}, **targets_of(line, lines)}
    return page(view, "budget_line.html", line=line, waiting=waiting, kinds=MOVEMENTS, purposes=PURPOSES, **found)


def targets_of(line: cards.BudgetLine, lines: list[cards.BudgetLine]) -> dict[str, list[cards.BudgetLine]]:
    """Return the lines to which money of a line may go, and those of a later year that may take its rest."""
    others = [
        each for each in lines if each.id != line.id and each.status != "closed" and each.currency == line.currency
    ]
    ends = line.valid_until
    later = [
        each
        for each in others
        if (each.programme, each.purpose) == (line.programme, line.purpose)
        and ends is not None
        and each.valid_from is not None
        and ends < each.valid_from
    ]
    return {"others": others, "later": later}


@post("/budget-lines/{line_id:uuid}/fundings", guards=[OFFICER])
@shown_again
async def propose_funding(form: NamedDependency[Form], line_id: FromPath[UUID]) -> Response[Any]:
    """Propose to put money on a budget line."""
    await cards.propose_funding(form.view.caller, line_id, form.read(Funding), form.key)
    return go(f"/budget-lines/{line_id}")


@post("/budget-lines/{line_id:uuid}/moves", guards=[OFFICER])
@shown_again
async def propose_move(form: NamedDependency[Form], line_id: FromPath[UUID]) -> Response[Any]:
    """Propose to move money to another line."""
    await budget_lines.propose(form.view.caller, line_id, "moves", form.read(Move), form.key)
    return go(f"/budget-lines/{line_id}")


@post("/budget-lines/{line_id:uuid}/closing", guards=[OFFICER])
@shown_again
async def propose_closing(form: NamedDependency[Form], line_id: FromPath[UUID]) -> Response[Any]:
    """Propose to close a line; its rest returns to the municipality's account."""
    await budget_lines.propose(form.view.caller, line_id, "closing", form.read(Closing), form.key)
    return go(f"/budget-lines/{line_id}")


@get("/budget-lines/{line_id:uuid}/carry-over", guards=[READERS])
async def show_carry_over(
    view: NamedDependency[View], line_id: FromPath[UUID], to_line_id: FromQuery[UUID]
) -> Response[Any]:
    """Show what would go to next year's line, and what would stay, before anybody proposes it."""
    preview, line, target = await asyncio.gather(
        budget_lines.preview_carry_over(view.caller, line_id, to_line_id),
        cards.read_budget_line(view.caller, line_id),
        cards.read_budget_line(view.caller, to_line_id),
    )
    return page(view, "carry_over.html", preview=preview, line=line, target=target)


@post("/budget-lines/{line_id:uuid}/carry-over", guards=[OFFICER])
@shown_again
async def propose_carry_over(form: NamedDependency[Form], line_id: FromPath[UUID]) -> Response[Any]:
    """Propose to carry the rest of a line over to next year's and to close it."""
    await budget_lines.propose(form.view.caller, line_id, "carry-over", form.read(CarryOver), form.key)
    return go(f"/budget-lines/{line_id}")


ROUTES = [
    list_budget_lines, open_budget_line, show_budget_line, propose_funding, propose_move, propose_closing,
    show_carry_over, propose_carry_over,
]  # fmt: skip
