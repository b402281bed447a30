"""Budget lines: money that a municipality has put aside under a decision's number, for a year or without an end.

One person names a line; it is planned until two people put money on it, so two people open it. A closed one
takes no runs.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.types import Currency
from services.cards.deciding import programmes
from services.cards.ledger import wallets
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.transitions import transition

queries = load_queries(__file__)

Purpose = Literal["benefits", "bonus"]
LineStatus = Literal["planned", "open", "closed"]
TRANSITIONS: dict[LineStatus, tuple[LineStatus, ...]] = {
    "planned": ("open", "closed"),
    "open": ("closed",),
}


class CurrencyMismatch(Problem):
    """The currencies do not agree."""


class BudgetLineClosed(Problem):
    """The budget line is closed."""


class OutsideValidity(Problem):
    """The budget line is for another time."""


class ValidityUnclear(Problem):
    """A budget line's first and last day are given together, the first one first."""


class PotOpen(Problem):
    """The programme has another open pot."""


class BudgetLine(msgspec.Struct, frozen=True, kw_only=True):
    """A budget line and what is still available on it. With purpose `bonus` it is the programme's pot.

    `successor_id` is the line that its rest was carried to; what comes back later follows.
    """

    id: UUID
    programme: str
    purpose: Purpose
    name: str
    currency: Currency
    wallet_id: UUID
    available_minor: int
    version: int
    status: LineStatus
    valid_from: date | None
    valid_until: date | None
    closed_at: datetime | None
    successor_id: UUID | None


class NewLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line to open: for which programme and purpose, and for which year; without days it has no end."""

    programme: str
    purpose: Purpose
    name: str
    valid_from: date | None = None
    valid_until: date | None = None


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """By which decision a line is closed, and to which line its rest goes: without one, to the municipality."""

    decision_number: str
    proposal_id: UUID
    successor_id: UUID | None = None


async def open_line(transaction: Transaction, new: NewLine) -> BudgetLine:
    """Name an empty budget line in the programme's currency. Raises CurrencyMismatch, ValidityUnclear."""
    currency = programmes.get(new.programme).currency
    if currency != transaction.municipality.currency:
        raise CurrencyMismatch(
            f"{new.programme} pays in {currency}; this municipality keeps its books in another currency."
        )
    if (new.valid_from is None) != (new.valid_until is None) or (
        new.valid_from and new.valid_until and new.valid_until < new.valid_from
    ):
        raise ValidityUnclear("Give both days of the line's year, or neither.")
    line_id = uuid7()
    kind: wallets.WalletKind = "pot" if new.purpose == "bonus" else "budget_line"
    wallet = await wallets.open_wallet(transaction, kind=kind, owner_id=line_id, currency=currency)
    await transaction.execute(
        queries.insert_budget_line,
        line_id,
        new.programme,
        new.purpose,
        new.name,
        currency,
        wallet.id,
        transaction.actor_id,
        transaction.now,
        new.valid_from,
        new.valid_until,
    )
    return await get(transaction, line_id)


async def get(transaction: Transaction, line_id: UUID) -> BudgetLine:
    """Return a budget line. Raises NotFound."""
    line = await transaction.fetch_struct(BudgetLine, queries.get_budget_line, line_id)
    if line is None:
        raise NotFound("There is no such budget line.")
    return line


async def list_lines(transaction: Transaction, *, after: UUID | None, limit: int) -> list[BudgetLine]:
    """Return budget lines in the order in which they were named."""
    return await transaction.fetch_structs(BudgetLine, queries.list_budget_lines, after, limit)


async def hold(transaction: Transaction, line_ids: Sequence[UUID]) -> list[BudgetLine]:
    """Return lines in the order asked for, whose state nobody else changes until we commit. Raises NotFound."""
    await transaction.execute(queries.hold_budget_lines, list(line_ids))
    return [await get(transaction, line_id) for line_id in line_ids]


def check_open(line: BudgetLine) -> None:
    """Raise BudgetLineClosed for a line that is closed."""
    if line.status == "closed":
        raise BudgetLineClosed("Take another budget line.", successor_id=line.successor_id)


def check_month(line: BudgetLine, month: date) -> None:
    """Raise BudgetLineClosed, or OutsideValidity for a line that does not pay for a month's benefits."""
    check_open(line)
    if line.valid_from is None or line.valid_until is None:
        return
    if not (line.valid_from <= month <= line.valid_until):
        raise OutsideValidity(f"It pays for months from {line.valid_from} to {line.valid_until}.")


def check_receives(line: BudgetLine, today: date) -> None:
    """Raise BudgetLineClosed, or OutsideValidity for a line on which no money is put any more: its year is over."""
    check_open(line)
    if line.valid_until is not None and today > line.valid_until:
        raise OutsideValidity(f"Its last day was {line.valid_until}.")


async def open_now(transaction: Transaction, line: BudgetLine) -> None:
    """Open a line that two people put money on. Raises PotOpen while the programme has another open pot."""
    if line.status != "planned":
        return
    if line.purpose == "bonus" and await transaction.fetchval(queries.open_pot, line.programme, line.currency):
        raise PotOpen("Carry the rest of the open pot over to this one, or close it first.")
    await transaction.execute(queries.set_status, line.id, transition(TRANSITIONS, line.status, "open"))


async def close(transaction: Transaction, line: BudgetLine, closed: Closed) -> None:
    """Close a line for good."""
    transition(TRANSITIONS, line.status, "closed")
    await transaction.execute(
        queries.close_budget_line,
        line.id,
        transaction.now,
        closed.decision_number,
        closed.proposal_id,
        closed.successor_id,
    )
