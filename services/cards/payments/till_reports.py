"""A till's report: what it has sold, given back and paid in a period, by kind and cashier, as the ledger has it.

A period begins where the last report ended. Every payment holds the till's row when it is posted, so that a report
waits for those under way and each is of exactly one period, whatever the clocks say.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.cards.payments.requests import TillAsks
from services.cards.shops import cashiers
from services.kit.db import Transaction, uuid7
from services.kit.errors import KeyReused, NotFound
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)

Kind = Literal["sale", "withdrawal", "declined", "refund", "supplier"]


class Closing(Body, frozen=True, kw_only=True):
    """Nothing is said of what the report holds: the ledger knows."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What one cashier has done of one kind; without a number, where nobody was signed on. In minor units."""

    kind: Kind
    cashier_number: int | None
    times: int
    amount_minor: int
    bonus_minor: int
    remainder_minor: int
    """What holders had to pay in cash beside the card."""
    net_minor: int
    """What the shop is owed by it; negative for what it gave back or paid."""


class TillFigures(msgspec.Struct, frozen=True, kw_only=True):
    """A till's period that is still open."""

    till_id: UUID
    period: int
    currency: str
    net_minor: int
    lines: list[Line]


class TillReport(msgspec.Struct, frozen=True, kw_only=True):
    """A till's period that has ended: its figures never change."""

    id: UUID
    till_id: UUID
    period: int
    currency: str
    net_minor: int
    lines: list[Line]
    closed_by_number: int | None
    closed_at: datetime
    version: int


async def lines_of(transaction: Transaction, till_id: UUID, period: int) -> list[Line]:
    """Return what was posted at a till in a period."""
    return await transaction.fetch_structs(Line, queries.lines, till_id, period)


def net_of(lines: Sequence[Line]) -> int:
    """Return what the shop is owed by all of it, in minor units."""
    return sum(line.net_minor for line in lines)


async def figures(transaction: Transaction, till_id: UUID) -> TillFigures:
    """Return the figures of a till's open period, which may still grow. Raises TillStopped, CashierMissing."""
    await cashiers.attend(transaction, till_id, "close_day")
    row = await transaction.fetchrow(queries.open_period, till_id)
    assert row is not None  # its signature was checked
    lines = await lines_of(transaction, till_id, row["period"])
    return TillFigures(
        till_id=till_id, period=row["period"], currency=row["currency"], net_minor=net_of(lines), lines=lines
    )


async def close(transaction: Transaction, asks: TillAsks) -> tuple[TillReport, bool]:
    """End a till's period and sign its cashier off; return the report and whether it had been made before.

    Raises TillStopped, CashierMissing, CashierNotAllowed.
    """
    earlier = await transaction.fetchrow(queries.earlier_report, asks.till.id, asks.idempotency_key)
    if earlier is not None:
        if earlier["fingerprint"] != asks.fingerprint:
            raise KeyReused("This key was used for something else; take a new key.")
        return await get(transaction, earlier["id"]), True
    till = await transaction.fetchrow(queries.lock_till, asks.till.id)
    assert till is not None  # its signature was checked
    attended = await cashiers.attend(transaction, asks.till.id, "close_day")
    lines, report_id = await lines_of(transaction, asks.till.id, attended.period), uuid7()
    await transaction.execute(
        queries.insert_report,
        report_id,
        asks.till.id,
        attended.period,
        till["currency"],
        net_of(lines),
        lines,
        attended.cashier_id,
        asks.idempotency_key,
        asks.fingerprint,
        transaction.now,
    )
    await transaction.execute(queries.next_period, asks.till.id)
    return await get(transaction, report_id), False


async def get(transaction: Transaction, report_id: UUID) -> TillReport:
    """Return a report. Raises NotFound."""
    report = await transaction.fetch_struct(TillReport, queries.get_report, report_id)
    if report is None:
        raise NotFound("There is no such report.")
    return report


async def of_till(transaction: Transaction, till_id: UUID, *, after: UUID | None, limit: int) -> list[TillReport]:
    """Return a till's reports in their order."""
    return await transaction.fetch_structs(TillReport, queries.list_reports, till_id, after, limit)
