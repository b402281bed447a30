"""Budget lines: the money put on them, moved between them and given back."""

from datetime import date
from uuid import UUID

import msgspec

from contracts.cards import BudgetLineClosed, BudgetLineFunded, BudgetLineMoved, BudgetLineReturned
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Heard, rows

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


async def read(transaction: Transaction, budget_line_id: UUID) -> Line:
    """Return a line. Raises NotFound for one of which nothing was heard."""
    line = await transaction.fetch_struct(Line, queries.select_line, budget_line_id)
    if line is None:
        raise NotFound("No money was put on such a budget line.")
    return line
