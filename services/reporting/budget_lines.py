"""Budget lines: the euro trail, from the money put on a line to the shop's bank account."""

from datetime import date
from uuid import UUID

import msgspec

from contracts.cards import BudgetLineClosed, BudgetLineFunded, BudgetLineMoved, BudgetLineReturned
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.sql import load_queries
from services.reporting.heard import Heard, rows
from services.reporting.suppression import K_MIN, sees_all

queries = load_queries(__file__)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A budget line, what was put on it, and what was moved between it and others or went back to the municipality.

    `successor_id` is the line that took over the rest of one that is closed.
    """

    id: UUID
    programme: str
    currency: str
    funded_minor: int
    moved_in_minor: int
    moved_out_minor: int
    returned_minor: int
    closed_on: date | None
    successor_id: UUID | None


class Stages(msgspec.Struct, frozen=True, kw_only=True):
    """How far money has come. `settled` and `paid` are net of refunds and hold no bonus: that is the pot's money."""

    credited_minor: int
    account_minor: int
    expired_minor: int
    """What was credited, not spent in time, and went back to the line."""
    spent_minor: int
    refunded_minor: int
    settled_minor: int
    paid_minor: int


class Month(Stages, frozen=True, kw_only=True):
    """The trail of the benefit of one month, whenever it was spent."""

    month: date


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """What one merchant received of a line. `trade_name` is absent until its acceptance is heard."""

    merchant_id: UUID
    trade_name: str | None
    merchant_kind: str
    spent_minor: int
    refunded_minor: int


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """A line's money. `uncommitted` = funded + moved in − moved out − returned − credited − account + expired;
    `unspent` = credited − expired − spent + refunded.

    `households_count` is absent while it is under five, and `shops` is for auditors only.
    """

    line: Line
    uncommitted_minor: int
    unspent_minor: int
    stages: Stages
    months: list[Month]
    households_count: int | None = None
    shops: list[Shop] | None = None


async def add_fundings(transaction: Transaction, events: Heard[BudgetLineFunded]) -> None:
    """Add what was put on budget lines."""
    await transaction.execute(queries.add_fundings, rows(transaction, events))


async def add_moves(transaction: Transaction, events: Heard[BudgetLineMoved]) -> None:
    """Add what was moved between budget lines: it leaves one and reaches the other."""
    await transaction.execute(queries.add_moves, rows(transaction, events))


async def add_returns(transaction: Transaction, events: Heard[BudgetLineReturned]) -> None:
    """Add what went back to the municipality's own account."""
    await transaction.execute(queries.add_returns, rows(transaction, events))


async def add_closings(transaction: Transaction, events: Heard[BudgetLineClosed]) -> None:
    """Keep that lines were closed."""
    await transaction.execute(queries.add_closings, rows(transaction, events))


def total(months: list[Month]) -> Stages:
    """Return the sum of all months."""
    return Stages(**{name: sum(getattr(month, name) for month in months) for name in Stages.__struct_fields__})


async def follow(transaction: Transaction, budget_line_id: UUID) -> Trail:
    """Return the trail of a line. Raises NotFound for one of which nothing was heard."""
    line = await transaction.fetch_struct(Line, queries.select_line, budget_line_id)
    if line is None:
        raise NotFound("No money was put on such a budget line.")
    months = await transaction.fetch_structs(Month, queries.select_months, budget_line_id)
    households_count: int = await transaction.fetchval(queries.count_households, budget_line_id)
    auditor = sees_all(transaction)
    stages = total(months)
    return Trail(
        line=line,
        uncommitted_minor=line.funded_minor
        + line.moved_in_minor
        - line.moved_out_minor
        - line.returned_minor
        - stages.credited_minor
        - stages.account_minor
        + stages.expired_minor,
        unspent_minor=stages.credited_minor - stages.expired_minor - stages.spent_minor + stages.refunded_minor,
        stages=stages,
        months=months,
        households_count=households_count if auditor or households_count >= K_MIN or not households_count else None,
        shops=await transaction.fetch_structs(Shop, queries.select_shops, budget_line_id) if auditor else None,
    )
