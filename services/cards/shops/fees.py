"""Fees: what a programme's schedule lets shops pay for a month of sales, agreed to by two people and charged once.

The month's settlement days have to be closed, so that its figures do not change any more. Cash that a shop gave is no
sale of it. A programme without a schedule takes no fee, and so do those of all documents that we know.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

from services.cards.budgets import budget_lines
from services.cards.budgets.budget_lines import BudgetLine
from services.cards.deciding import programmes
from services.cards.deciding.programmes import Fee
from services.cards.shops import charges, settlement_days
from services.cards.shops.charges import Agreed, NewCharge
from services.kit import proposals
from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries

queries = load_queries(__file__)

KIND = "merchant_fees"
WHOLE = 10_000


class MonthOpen(Problem):
    """Days of this month are not settled yet, so that its sales may still change."""


class NothingToCharge(Problem):
    """No shop has to pay a fee for this month."""


class FeesCharged(Problem):
    """The fees of this month were charged before."""


class FeeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's fee: of what it sold on the programme's money, refunds taken off, in minor units."""

    merchant_id: UUID
    net_minor: int
    amount_minor: int


class Fees(msgspec.Struct, frozen=True, kw_only=True):
    """What shops would pay for a month, by the schedule in force on its first day."""

    programme: str
    month: date
    currency: str
    basis_points: int
    monthly_minor: int
    total_minor: int
    lines: list[FeeLine]


class Charging(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed: a month's fees, the line that receives them, and the number of the decision."""

    programme: str
    month: date
    budget_line_id: UUID
    decision_number: str
    lines: list[FeeLine]


def fee_of(net_minor: int, schedule: Fee) -> int:
    """Return a shop's fee for a month: a share of its sales, half a unit rounded up, and what each month costs."""
    if net_minor <= 0:
        return 0
    return (net_minor * schedule.basis_points + WHOLE // 2) // WHOLE + schedule.monthly_minor


async def preview(transaction: Transaction, programme: str, month: date) -> Fees:
    """Return what shops would pay for a month so far. Raises NotFound for an unknown programme."""
    month = month_of(month)
    currency = programmes.get(programme).currency
    schedule = programmes.fee_on(programme, month) or Fee(valid_from=month)
    rows = await transaction.fetch(
        queries.sales_of_month, programme, currency, month, month_of(month, later=1), list(schedule.exempt_kinds)
    )
    found = [(row["merchant_id"], row["net_minor"], fee_of(row["net_minor"], schedule)) for row in rows]
    lines = [FeeLine(merchant_id=each, net_minor=net, amount_minor=fee) for each, net, fee in found if fee]
    return Fees(
        programme=programme,
        month=month,
        currency=currency,
        basis_points=schedule.basis_points,
        monthly_minor=schedule.monthly_minor,
        total_minor=sum(line.amount_minor for line in lines),
        lines=lines,
    )


async def propose(
    transaction: Transaction, programme: str, month: date, *, budget_line_id: UUID, decision_number: str
) -> Proposal:
    """Propose to charge a month's fees; somebody else has to agree to every one of them, by the hash of all."""
    month = month_of(month)
    (line,) = await budget_lines.hold(transaction, [budget_line_id])
    await check(transaction, line, programme, month)
    found = await preview(transaction, programme, month)
    if not found.lines:
        raise NothingToCharge("Look at the programme's schedule and the month's sales.", programme=programme)
    charging = Charging(
        programme=programme,
        month=month,
        budget_line_id=budget_line_id,
        decision_number=decision_number,
        lines=found.lines,
    )
    return await proposals.propose(transaction, Proposing(kind=KIND, subject_id=budget_line_id, payload=charging))


async def check(transaction: Transaction, line: BudgetLine, programme: str, month: date) -> None:
    """Raise LineUnfit, MonthOpen or FeesCharged for a month whose fees cannot be charged to this line."""
    charges.check_line(line)
    if line.programme != programme:
        raise charges.LineUnfit(f"It is a line of {line.programme}.", programme=line.programme)
    last = month_of(month, later=1) - timedelta(days=1)
    closed = await settlement_days.hold_calendars(transaction, {transaction.municipality_id: transaction.today})
    if closed[transaction.municipality_id] < last:
        raise MonthOpen(f"Settle the days up to {last} first.", closed_through=closed[transaction.municipality_id])
    if await transaction.fetchval(queries.has_fees, programme, month):
        raise FeesCharged("Take back the fee of a single shop, where it is wrong.", month=month.isoformat())


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """Charge the fees that were agreed to."""
    charging = await proposals.execute(transaction, proposal.id, Charging)
    (line,) = await budget_lines.hold(transaction, [charging.budget_line_id])
    await check(transaction, line, charging.programme, charging.month)
    agreed = Agreed(
        line=line,
        decision_number=charging.decision_number,
        proposal_id=proposal.id,
        charges=new_charges(charging.lines, charging.month),
    )
    await charges.post(transaction, agreed)


def new_charges(lines: Sequence[FeeLine], month: date) -> list[NewCharge]:
    """Return a month's fees as charges."""
    return [
        NewCharge(kind="fee", merchant_id=line.merchant_id, amount_minor=line.amount_minor, month=month)
        for line in lines
    ]
