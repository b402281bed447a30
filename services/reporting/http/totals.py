"""Totals and the trail of a budget line, in buckets, and whether all of it was heard."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery

from services.kit.auth import requires
from services.kit.db import Transaction
from services.reporting.counting import spending, totals, trails
from services.reporting.counting.buckets import Bucket
from services.reporting.counting.spending import Filter
from services.reporting.counting.totals import Totals, first_of_month
from services.reporting.counting.trails import Trail
from services.reporting.http.readers import READERS, FirstOfMonth
from services.reporting.proving import completeness
from services.reporting.proving.completeness import Completeness


@get("/totals", guards=[requires(*READERS)], tags=["totals"])
async def read_totals(
    transaction: NamedDependency[Transaction], month: FromQuery[FirstOfMonth | None] = None
) -> Totals:
    """Return the totals of a month or of all time, which equal the ledger's."""
    return await totals.read_all(transaction, month)


@get("/budget-lines/{budget_line_id:uuid}/trail", guards=[requires(*READERS)], tags=["budget lines"])
async def follow_budget_line(transaction: NamedDependency[Transaction], budget_line_id: FromPath[UUID]) -> Trail:
    """Return how far a budget line's money has come: funded, credited, spent, refunded, settled, paid."""
    return await trails.follow(transaction, budget_line_id)


def filter_by(
    programme: FromQuery[str | None] = None,
    merchant_kind: FromQuery[str | None] = None,
    area: FromQuery[str | None] = None,
) -> Filter:
    """Return which part of a month's spending is asked for."""
    return Filter(programme=programme, merchant_kind=merchant_kind, area=area)


@get(
    "/spending",
    guards=[requires(*READERS)],
    tags=["totals"],
    dependencies={"chosen": Provide(filter_by, sync_to_thread=False)},
)
async def read_spending(
    transaction: NamedDependency[Transaction], month: FromQuery[FirstOfMonth], chosen: NamedDependency[Filter]
) -> list[Bucket]:
    """Return a month's spending by programme, kind of shop and area, in buckets of five households or more."""
    return await spending.read(transaction, first_of_month(month), chosen)


@get("/completeness", guards=[requires(*READERS)], tags=["totals"])
async def compare_days(transaction: NamedDependency[Transaction], month: FromQuery[FirstOfMonth]) -> Completeness:
    """Return how the ledger's figures of a month's closed days compare with what was heard of them."""
    return await completeness.compare(transaction, month)


ROUTES = [
    read_totals,
    follow_budget_line,
    read_spending,
    compare_days,
]
