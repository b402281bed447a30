"""Agreements: what others have proposed about money, in one list, for the second person to agree to or refuse."""

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from services.console.clients import cards
from services.console.pages.finance import APPROVERS
from services.console.pages.view import View, page

SUBJECTS: Final = {
    "run_approval": "/runs/",
    "budget_line_funding": "/budget-lines/",
    "budget_line_move": "/budget-lines/",
    "budget_line_closing": "/budget-lines/",
    "budget_line_carry_over": "/budget-lines/",
}
"""Where the thing that a proposal is about can be looked at."""


@get("/agreements", guards=[APPROVERS])
async def list_agreements(view: NamedDependency[View]) -> Response[Any]:
    """Show every proposal that waits for a second person, the oldest first."""
    return page(view, "agreements.html", waiting=await cards.list_proposals(view.caller), subjects=SUBJECTS)


ROUTES = [list_agreements]
