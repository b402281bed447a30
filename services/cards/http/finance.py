"""Finance: benefit runs, approvals and settlement days."""

from datetime import date
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.cards.benefits import runs, top_ups
from services.cards.benefits.run_lines import Exclusion
from services.cards.benefits.runs import Run
from services.cards.benefits.top_ups import TopUp
from services.cards.budgets import approvals
from services.cards.shops import settlement_calendars, settlement_days
from services.cards.shops.settlement_calendars import NextClosing
from services.cards.shops.settlement_days import SettlementDay
from services.kit import proposals
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal, Quoted
from services.kit.web import Body, Limit, Page, ShortText, decode_cursor, page

OFFICER = ("finance_officer",)
APPROVER = ("finance_approver", "finance_officer")
READERS = ("finance_officer", "finance_approver", "auditor")


class CalculateRun(Body, frozen=True, kw_only=True):
    """A month's benefits of one programme; `month` is the first of the month."""

    programme: ShortText
    budget_line_id: UUID
    month: date


class CloseDay(Body, frozen=True, kw_only=True):
    """The settlement day to close; days before it that are still open are closed with it."""

    settlement_date: date


@get("/proposals", guards=[requires(*APPROVER, "auditor")], tags=["proposals"])
async def list_proposals(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Proposal]:
    """Return what waits for a second person, oldest first."""
    return page(await proposals.waiting(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/proposals/{proposal_id:uuid}", guards=[requires(*APPROVER, "auditor")], tags=["proposals"])
async def get_proposal(transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]) -> Proposal:
    """Return a proposal: what was proposed, by whom, and who has agreed."""
    return await proposals.get(transaction, proposal_id)


@post("/proposals/{proposal_id:uuid}/approve", guards=[requires(*APPROVER)], tags=["proposals"])
@idempotent(proposals.get, kept=True)
async def approve_proposal(
    data: JSONBody[Quoted], transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]
) -> Proposal:
    """Agree to a proposal by quoting its hash; it is carried out once enough people have."""
    return await approvals.approve(transaction, proposal_id, payload_hash=data.payload_hash)


@post("/proposals/{proposal_id:uuid}/reject", guards=[requires(*APPROVER)], tags=["proposals"])
@idempotent(proposals.get, kept=True)
async def reject_proposal(transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]) -> Proposal:
    """Refuse a proposal, or withdraw one's own."""
    return await proposals.reject(transaction, proposal_id)


@post("/runs", guards=[requires(*OFFICER)], tags=["runs"])
@idempotent(runs.get, kept=True)
async def calculate_run(data: JSONBody[CalculateRun], transaction: NamedDependency[Transaction]) -> Run:
    """List who is due what for a month; nothing moves."""
    return await runs.calculate(
        transaction, programme=data.programme, budget_line_id=data.budget_line_id, month=data.month
    )


@post("/top-ups", guards=[requires(*OFFICER)], tags=["runs"])
@idempotent(runs.get, kept=True)
async def calculate_top_up(data: JSONBody[TopUp], transaction: NamedDependency[Transaction]) -> Run:
    """List who is topped up, once and by a decision's number; the run is then locked and approved as any other."""
    return await top_ups.calculate(transaction, data)


@get("/runs", guards=[requires(*READERS)], tags=["runs"])
async def list_runs(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Run]:
    """Return runs in the order in which they were calculated."""
    return page(await runs.list_runs(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/runs/{run_id:uuid}", guards=[requires(*READERS)], tags=["runs"])
async def get_run(transaction: NamedDependency[Transaction], run_id: FromPath[UUID]) -> Run:
    """Return a run and how many households it has credited."""
    return await runs.get(transaction, run_id)


@get("/runs/{run_id:uuid}/exclusions", guards=[requires(*READERS)], tags=["runs"])
async def list_exclusions(
    transaction: NamedDependency[Transaction],
    run_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Exclusion]:
    """Return whom a run leaves out, with the reasons."""
    found = await runs.list_excluded(transaction, run_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@post("/runs/{run_id:uuid}/lock", guards=[requires(*OFFICER)], tags=["runs"])
@idempotent(proposals.get, kept=True)
async def lock_run(transaction: NamedDependency[Transaction], run_id: FromPath[UUID]) -> Proposal:
    """Fix a run's lines and ask for approval."""
    return await runs.lock(transaction, run_id)


@post("/runs/{run_id:uuid}/cancel", guards=[requires(*OFFICER)], tags=["runs"])
@idempotent(runs.get, kept=True)
async def cancel_run(transaction: NamedDependency[Transaction], run_id: FromPath[UUID]) -> Run:
    """Give up a run that was not approved."""
    return await runs.cancel(transaction, run_id)


@post("/settlement-days", guards=[requires(*OFFICER)], tags=["settlement"])
@idempotent(settlement_days.get, kept=True)
async def close_day(data: JSONBody[CloseDay], transaction: NamedDependency[Transaction]) -> SettlementDay:
    """Close a settlement day; what is sold after this is settled with a later one."""
    return await settlement_days.close(transaction, data.settlement_date)


@get("/settlement-days", guards=[requires(*READERS)], tags=["settlement"])
async def list_days(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[SettlementDay]:
    """Return closed settlement days."""
    return page(await settlement_days.list_days(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/settlement-days/next", guards=[requires(*READERS)], tags=["settlement"])
async def get_next_closing(transaction: NamedDependency[Transaction]) -> NextClosing:
    """Return which day is settled next, and from when it is closed by itself."""
    return await settlement_calendars.next_closing(transaction)


ROUTES = [
    list_proposals, get_proposal, approve_proposal, reject_proposal, calculate_run, calculate_top_up, list_runs,
    get_run, list_exclusions, lock_run, cancel_run, close_day, list_days, get_next_closing,
]  # fmt: skip
