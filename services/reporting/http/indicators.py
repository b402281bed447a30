"""Indicators, the monitoring sheet, and how money goes round."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter

from services.kit.auth import requires
from services.kit.db import Transaction
from services.reporting.counting import circulation, indicators, monitoring_sheet, multiplier
from services.reporting.counting.circulation import Circulation
from services.reporting.counting.indicators import Audience, Indicator
from services.reporting.counting.monitoring_sheet import Measured
from services.reporting.counting.multiplier import Chosen, Multiplier
from services.reporting.http.readers import READERS, FirstOfMonth

Share = Annotated[int, QueryParameter(ge=0, le=10_000, description="Hundredths of a percent.")]


@get("/indicators", guards=[requires(*READERS)], tags=["indicators"])
async def list_indicators(
    transaction: NamedDependency[Transaction], audience: FromQuery[Audience | None] = None
) -> list[Indicator]:
    """Return every indicator, or an audience's, with its definition, source, unit and caveat."""
    return await indicators.measure(transaction, audience)


@get("/monitoring-sheet", guards=[requires(*READERS)], tags=["indicators"])
async def read_monitoring_sheet(transaction: NamedDependency[Transaction]) -> list[Measured]:
    """Return what the programme has promised to its funders beside what came of it, and what proves it."""
    return await monitoring_sheet.read(transaction)


def chosen_by(
    month: FromQuery[FirstOfMonth | None] = None,
    until_month: FromQuery[FirstOfMonth | None] = None,
    programme: FromQuery[str | None] = None,
    merchant_kind: FromQuery[str | None] = None,
    area: FromQuery[str | None] = None,
) -> Chosen:
    """Return which money is asked for."""
    return Chosen(month=month, until_month=until_month, programme=programme, merchant_kind=merchant_kind, area=area)


CHOOSING = {"chosen": Provide(chosen_by, sync_to_thread=False)}


@get("/multiplier", guards=[requires(*READERS)], tags=["indicators"], dependencies=CHOOSING)
async def read_multiplier(
    transaction: NamedDependency[Transaction],
    chosen: NamedDependency[Chosen],
    local_share_basis_points: FromQuery[Share] = 10_000,
) -> list[Multiplier]:
    """Return the local multiplier as an interval; the share of payouts taken to be spent locally bounds it above."""
    return await multiplier.observe(transaction, chosen, local_share_basis_points)


@get("/circulation", guards=[requires(*READERS)], tags=["indicators"])
async def read_circulation(
    transaction: NamedDependency[Transaction],
    month: FromQuery[FirstOfMonth],
    until_month: FromQuery[FirstOfMonth | None] = None,
    programme: FromQuery[str | None] = None,
) -> list[Circulation]:
    """Return how money went round in whole months: velocity, hops, first spending, concentration of shops."""
    return await circulation.observe(transaction, month, until_month, programme)


ROUTES = [
    list_indicators,
    read_monitoring_sheet,
    read_multiplier,
    read_circulation,
]
