"""Agreements: what others have proposed about money, in one list, for the second person to agree to or refuse."""

import asyncio
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
    """Show every proposal that waits for a second person, the oldest first, with the line or the run it is about."""
    waiting, lines = await asyncio.gather(cards.list_proposals(view.caller), cards.list_all_lines(view.caller))
    approvals = [each.subject_id for each in waiting if each.kind == "run_approval"]
    runs = await asyncio.gather(*(cards.read_run(view.caller, run_id) for run_id in approvals))
    about = {"lines": {str(line.id): line for line in lines}, "runs": {run.id: run for run in runs}}
    return page(view, "agreements.html", waiting=waiting, subjects=SUBJECTS, **about)


ROUTES = [list_agreements]
