"""Finance: proposals answered by a second person, a month's benefits calculated, locked and approved; the ledger."""

import asyncio
from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Meta

from services.console.choices import PROGRAMMES
from services.console.clients import cards
from services.console.clients.cards import NewRun
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

READERS: Final = page_for("finance_officer", "finance_approver", "auditor")
OFFICER: Final = page_for("finance_officer")
APPROVERS: Final = page_for("finance_officer", "finance_approver")

MONTH: Final = r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])$(?!\n)"
MonthTyped = Annotated[str, Meta(pattern=MONTH)]
"""A month as browsers send it: 2026-03."""


class NewMonth(msgspec.Struct, frozen=True, kw_only=True):
    """A run to calculate."""

    programme: str
    budget_line_id: UUID
    month: MonthTyped

    def run(self) -> NewRun:
        """Return what the service is asked; a month is named by its first day."""
        return NewRun(programme=self.programme, budget_line_id=self.budget_line_id, month=first_of(self.month))


def first_of(month: str) -> date:
    """Return the first day of a month."""
    return date.fromisoformat(f"{month}-01")


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement day: to close, or up to which to pay."""

    settlement_date: date


@post("/finance/proposals/{proposal_id:uuid}/{answer:str}", guards=[APPROVERS])
@shown_again
async def answer_proposal(
    form: NamedDependency[Form], proposal_id: FromPath[UUID], answer: FromPath[Literal["approve", "reject"]]
) -> Response[Any]:
    """Agree to what was proposed and seen, or refuse it, and show the page that it was on."""
    agreed, seen = answer == "approve", form.text("hash")
    await cards.answer_proposal(form.view.caller, proposal_id, agreed=agreed, payload_hash=seen, key=form.key)
    return go(form.text("_page"))


@get("/runs", guards=[READERS])
async def list_runs(view: NamedDependency[View], cursor: FromQuery[str | None] = None) -> Response[Any]:
    """Show benefit runs and the form to calculate one."""
    listed, lines = await asyncio.gather(cards.list_runs(view.caller, cursor), cards.list_budget_lines(view.caller))
    programmes = PROGRAMMES.get(view.currency, {})
    return page(view, "runs.html", listed=listed, lines=lines.items, programmes=programmes)


@post("/runs", guards=[OFFICER])
@shown_again
async def calculate_run(form: NamedDependency[Form]) -> Response[Any]:
    """List who is due what for a month."""
    run = await cards.calculate_run(form.view.caller, form.read(NewMonth).run(), form.key)
    return go(f"/runs/{run.id}")


@get("/runs/{run_id:uuid}", guards=[READERS])
async def show_run(view: NamedDependency[View], run_id: FromPath[UUID]) -> Response[Any]:
    """Show a run, whom it leaves out, and what can be done with it."""
    run = await cards.read_run(view.caller, run_id)
    line, excluded, waiting = await asyncio.gather(
        cards.read_budget_line(view.caller, run.budget_line_id),
        cards.list_exclusions(view.caller, run_id),
        cards.list_proposals(view.caller, run_id),
    )
    return page(view, "run.html", run=run, line=line, excluded=excluded.items, waiting=waiting)


@post("/runs/{run_id:uuid}/{step:str}", guards=[OFFICER])
@shown_again
async def change_run(
    form: NamedDependency[Form], run_id: FromPath[UUID], step: FromPath[Literal["lock", "cancel"]]
) -> Response[Any]:
    """Fix a run's lines and ask for approval, or give it up."""
    await cards.change_run(form.view.caller, run_id, step, form.key)
    return go(f"/runs/{run_id}")


@get("/ledger", guards=[READERS])
async def show_ledger(view: NamedDependency[View]) -> Response[Any]:
    """Say what it means to verify the ledger. It is done when asked for: all of it is read, however much it is."""
    return page(view, "ledger.html", verification=None)


@post("/ledger", guards=[READERS], status_code=200)
@shown_again
async def verify_ledger(form: NamedDependency[Form]) -> Response[Any]:
    """Show the ledger recomputed: what all wallets hold, and that every rule holds."""
    return page(form.view, "ledger.html", verification=await cards.verify(form.view.caller))


ROUTES = [
    answer_proposal, list_runs, calculate_run, show_run, change_run, show_ledger, verify_ledger,
]  # fmt: skip
