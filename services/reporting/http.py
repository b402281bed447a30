"""Reporting's door: it only answers. What a reader may not see is left out of the answer, not refused."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from contracts.ledger_proof import PaymentProof
from services.kit.auth import public, requires
from services.kit.db import Context, Transaction
from services.kit.web import Limit, Page, decode_cursor, open_publicly, page
from services.reporting import (
    analyst_tables,
    checkpoints,
    circulation,
    completeness,
    exports,
    indicators,
    monitoring_sheet,
    monthly_reports,
    multiplier,
    spending,
    totals,
    trails,
)
from services.reporting.analyst_tables import DICTIONARY, Table, TableName
from services.reporting.buckets import Bucket
from services.reporting.checkpoints import PublishedCheckpoint, ReceiptChecked, Transparency
from services.reporting.circulation import Circulation
from services.reporting.completeness import Completeness
from services.reporting.exports import Export, Format
from services.reporting.indicators import Audience, Indicator
from services.reporting.monitoring_sheet import Measured
from services.reporting.monthly_reports import Language
from services.reporting.multiplier import Chosen, Multiplier
from services.reporting.spending import Filter
from services.reporting.totals import PublicTotals, Totals, first_of_month
from services.reporting.trails import Trail

READERS = ("programme_manager", "auditor", "finance_officer")
PUBLICLY = {"transaction": Provide(open_publicly)}

FirstOfMonth = Annotated[date, QueryParameter(description="The month by its first day, such as 2026-02-01.")]
Share = Annotated[int, QueryParameter(ge=0, le=10_000, description="Hundredths of a percent.")]


def kept(made: Export) -> Response[bytes]:
    """Return a file to be saved under its name."""
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "X-Content-Type-Options": "nosniff"}
    return Response(made.content, media_type=made.media_type, headers=headers)


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


@get("/monitoring-sheet/export", guards=[requires(*READERS)], tags=["indicators"])
async def export_monitoring_sheet(
    transaction: NamedDependency[Transaction], form: Annotated[Format, QueryParameter(name="format")] = "csv"
) -> Response[bytes]:
    """Return the monitoring sheet as a table to keep: CSV, or a workbook."""
    return kept(exports.export_sheet(await monitoring_sheet.read(transaction), form))


@get("/indicators/export", guards=[requires(*READERS)], tags=["indicators"])
async def export_indicators(
    transaction: NamedDependency[Transaction], form: Annotated[Format, QueryParameter(name="format")] = "csv"
) -> Response[bytes]:
    """Return the indicators as a table to keep: CSV, or a workbook."""
    return kept(exports.export_indicators(await indicators.measure(transaction), form))


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


@get("/exports", guards=[requires(*READERS)], tags=["exports"])
async def read_dictionary(context: NamedDependency[Context]) -> dict[str, Table]:
    """Return which tables may be taken along, and what each of their columns means."""
    return {str(name): table for name, table in DICTIONARY.items()}


@get("/exports/{table:str}", guards=[requires(*READERS)], tags=["exports"])
async def take_table(
    transaction: NamedDependency[Transaction],
    table: FromPath[TableName],
    month: FromQuery[FirstOfMonth],
    until_month: FromQuery[FirstOfMonth | None] = None,
    form: Annotated[Format, QueryParameter(name="format")] = "csv",
) -> Response[bytes]:
    """Return a table of whole months for one's own questions: CSV, or a workbook."""
    return kept(await analyst_tables.take(transaction, table, month, until_month, form))


@get(
    "/monthly-reports/{month:date}",
    guards=[requires(*READERS)],
    media_type="application/pdf",
    tags=["totals"],
)
async def print_monthly_report(
    transaction: NamedDependency[Transaction], month: FromPath[date], language: FromQuery[Language | None] = None
) -> Response[bytes]:
    """Return a whole month's report as a PDF that may be given to anybody."""
    paper = await monthly_reports.render(transaction, month, language)
    name = f"monthly-report-{month:%Y-%m}.pdf"
    return kept(Export(name=name, media_type="application/pdf", content=paper))


@get("/public/totals", guards=[public], tags=["public"], dependencies=PUBLICLY)
async def read_public_totals(transaction: NamedDependency[Transaction], month: FromQuery[FirstOfMonth]) -> PublicTotals:
    """Return what anybody may know of a whole month: no bucket of fewer than five households, none that follows."""
    return await totals.read_public(transaction, month)


@get("/transparency", guards=[public], tags=["public"], dependencies=PUBLICLY)
async def read_transparency(transaction: NamedDependency[Transaction]) -> Transparency:
    """Return what anybody may hold a ledger to: the newest signed root, each day's, and the keys that have signed."""
    return await checkpoints.transparency(transaction)


@get("/public/checkpoints", guards=[public], tags=["public"], dependencies=PUBLICLY)
async def list_checkpoints(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[PublishedCheckpoint]:
    """Return every checkpoint of a ledger that was told, newest first."""
    found = await checkpoints.list_published(transaction, before=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@post("/public/receipt-checks", guards=[public], tags=["public"], dependencies=PUBLICLY, status_code=200)
async def check_receipt(data: JSONBody[PaymentProof], transaction: NamedDependency[Transaction]) -> ReceiptChecked:
    """Return whether a receipt's proof holds by the published keys; nothing of it is kept."""
    return await checkpoints.check(transaction, data)


ROUTES = [
    read_totals, follow_budget_line, read_spending, compare_days, list_indicators, export_indicators, read_multiplier,
    read_circulation, read_monitoring_sheet, export_monitoring_sheet, read_dictionary, take_table, print_monthly_report,
    read_public_totals, read_transparency, list_checkpoints, check_receipt,
]  # fmt: skip
