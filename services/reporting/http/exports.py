"""What may be taken along: tables, workbooks, and a month on paper."""

from datetime import date
from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from services.kit.auth import requires
from services.kit.db import Context, Transaction
from services.kit.files import FileContent, as_attachment
from services.kit.tables import Format
from services.reporting.counting import indicators, monitoring_sheet
from services.reporting.http.readers import READERS, FirstOfMonth
from services.reporting.telling import analyst_tables, exports, monthly_reports
from services.reporting.telling.analyst_tables import TableName
from services.reporting.telling.dictionary import DICTIONARY, Table
from services.reporting.telling.monthly_reports import Language
from services.reporting.telling.pictures import Picture


@get("/monitoring-sheet/export", guards=[requires(*READERS)], tags=["indicators"])
async def export_monitoring_sheet(
    transaction: NamedDependency[Transaction], form: Annotated[Format, QueryParameter(name="format")] = "csv"
) -> Response[bytes]:
    """Return the monitoring sheet as a table to keep: CSV, or a workbook."""
    return as_attachment(exports.export_sheet(await monitoring_sheet.read(transaction), form))


@get("/indicators/export", guards=[requires(*READERS)], tags=["indicators"])
async def export_indicators(
    transaction: NamedDependency[Transaction], form: Annotated[Format, QueryParameter(name="format")] = "csv"
) -> Response[bytes]:
    """Return the indicators as a table to keep: CSV, or a workbook."""
    return as_attachment(exports.export_indicators(await indicators.measure(transaction), form))


@get("/exports", guards=[requires(*READERS)], tags=["exports"])
async def read_dictionary(context: NamedDependency[Context]) -> dict[str, Table]:
    """Return which tables may be taken along or read by SQL, and what each of their columns means."""
    return DICTIONARY


@get("/exports/{table:str}", guards=[requires(*READERS)], tags=["exports"])
async def take_table(
    transaction: NamedDependency[Transaction],
    table: FromPath[TableName],
    month: FromQuery[FirstOfMonth],
    until_month: FromQuery[FirstOfMonth | None] = None,
    form: Annotated[Format, QueryParameter(name="format")] = "csv",
) -> Response[bytes]:
    """Return a table of whole months for one's own questions: CSV, or a workbook."""
    return as_attachment(await analyst_tables.take(transaction, table, month, until_month, form))


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
    return as_attachment(FileContent(name=name, media_type="application/pdf", content=paper))


@get("/monthly-reports/{month:date}/pictures", guards=[requires(*READERS)], tags=["totals"])
async def read_pictures(
    transaction: NamedDependency[Transaction], month: FromPath[date], language: FromQuery[Language | None] = None
) -> list[Picture]:
    """Return the pictures of a whole month's report as SVG, with their titles and notes."""
    return await monthly_reports.illustrate(transaction, month, language)


ROUTES = [
    export_monitoring_sheet,
    export_indicators,
    read_dictionary,
    take_table,
    print_monthly_report,
    read_pictures,
]
