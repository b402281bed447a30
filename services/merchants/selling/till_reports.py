"""Reports of tills: what each has sold in a period by kind and cashier, as cards made it, for the shop's owner."""

from datetime import datetime
from uuid import UUID

import msgspec

from contracts.cards import TillLine, TillReportMade
from contracts.types import Currency
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.merchants.joining import merchants

queries = load_queries(__file__)


class TillReport(msgspec.Struct, frozen=True, kw_only=True):
    """A till's period that has ended. Amounts in minor units; cashiers by number."""

    id: UUID
    merchant_id: UUID
    till_id: UUID
    period: int
    currency: Currency
    net_minor: int
    lines: list[TillLine]
    closed_by_number: int | None
    closed_at: datetime


async def keep(transaction: Transaction, event: TillReportMade) -> None:
    """Keep a report."""
    await transaction.execute(
        queries.insert_report,
        event.report_id,
        event.merchant_id,
        event.till_id,
        event.period,
        event.currency,
        event.net_minor,
        event.lines,
        event.closed_by_number,
        event.closed_at,
    )


async def of_merchant(
    transaction: Transaction, merchant_id: UUID, *, till_id: UUID | None, after: UUID | None, limit: int
) -> list[TillReport]:
    """Return a merchant's reports, of one till or of all, newest first, one more than the limit. Raises NotFound."""
    await merchants.get(transaction, merchant_id)
    return await transaction.fetch_structs(TillReport, queries.select_reports, merchant_id, till_id, after, limit + 1)
