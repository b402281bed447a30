"""A till's report: what it has sold, given back and paid in a period, by kind and cashier, as the ledger has it.

A period begins where the last report ended. Every payment holds the till's row when it is posted, so that a report
waits for those under way and each is of exactly one period, whatever the clocks say.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from contracts.cards import TillLine, TillReportMade
from services.cards.payments.requests import TillAsks
from services.cards.shops import cashiers
from services.kit.db import Transaction, uuid7
from services.kit.errors import KeyReused, NotFound
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)


class Closing(Body, frozen=True, kw_only=True):
    """Nothing is said of what the report holds: the ledger knows."""


class TillFigures(msgspec.Struct, frozen=True, kw_only=True):
    """A till's period that is still open."""

    till_id: UUID
    period: int
    currency: str
    net_minor: int
    lines: list[TillLine]


class TillReport(msgspec.Struct, frozen=True, kw_only=True):
    """A till's period that has ended: its figures never change."""

    id: UUID
    till_id: UUID
    period: int
    currency: str
    net_minor: int
    lines: list[TillLine]
    closed_by_number: int | None
    closed_at: datetime
    version: int


async def lines_of(transaction: Transaction, till_id: UUID, period: int) -> list[TillLine]:
    """Return what was posted at a till in a period."""
    return await transaction.fetch_structs(TillLine, queries.lines, till_id, period)


def net_of(lines: Sequence[TillLine]) -> int:
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
    report = await get(transaction, report_id)
    await publish(transaction, event_of(report, asks.till.merchant_id))
    return report, False


def event_of(report: TillReport, merchant_id: UUID) -> TillReportMade:
    """Return what is said of a report."""
    return TillReportMade(
        report_id=report.id,
        till_id=report.till_id,
        merchant_id=merchant_id,
        period=report.period,
        currency=report.currency,
        net_minor=report.net_minor,
        lines=report.lines,
        closed_by_number=report.closed_by_number,
        closed_at=report.closed_at,
    )


async def get(transaction: Transaction, report_id: UUID) -> TillReport:
    """Return a report. Raises NotFound."""
    report = await transaction.fetch_struct(TillReport, queries.get_report, report_id)
    if report is None:
        raise NotFound("There is no such report.")
    return report


async def of_till(transaction: Transaction, till_id: UUID, *, after: UUID | None, limit: int) -> list[TillReport]:
    """Return a till's reports in their order."""
    return await transaction.fetch_structs(TillReport, queries.list_reports, till_id, after, limit)
