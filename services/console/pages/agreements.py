"""Agreements: what others have proposed about money, in one list, for the second person to agree to or refuse."""

import asyncio
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency

from services.console.clients import cards
from services.console.clients.caller import Proposal
from services.console.pages import charges
from services.console.pages.finance import APPROVERS
from services.console.pages.view import View, page

SUBJECTS: Final = {
    "run_approval": "/runs/",
    "budget_line_funding": "/budget-lines/",
    "budget_line_move": "/budget-lines/",
    "budget_line_closing": "/budget-lines/",
    "budget_line_carry_over": "/budget-lines/",
    "merchant_fees": "/budget-lines/",
    "merchant_claw_back": "/charges?merchant_id=",
    "merchant_charge_reversal": "/charges/",
}
"""Where the thing that a proposal is about can be looked at."""


@get("/agreements", guards=[APPROVERS])
async def list_agreements(view: NamedDependency[View]) -> Response[Any]:
    """Show every proposal that waits for a second person, the oldest first, with the line or the run it is about."""
    waiting, lines = await asyncio.gather(cards.list_proposals(view.caller), cards.list_all_lines(view.caller))
    runs = await asyncio.gather(*(cards.read_run(view.caller, each) for each in runs_of(waiting)))
    shops = await charges.names_of(view, charges.shops_of(waiting))
    about = {"lines": {str(line.id): line for line in lines}, "runs": {run.id: run for run in runs}, "shops": shops}
    return page(view, "agreements.html", waiting=waiting, subjects=SUBJECTS, **about)


def runs_of(waiting: list[Proposal]) -> list[UUID]:
    """Return the runs that wait to be approved."""
    return [each.subject_id for each in waiting if each.kind == "run_approval"]


ROUTES = [list_agreements]
