"""Reports: months as they were published, and tables for one's own questions."""

from datetime import date
from typing import Any, Final, Literal

import httpx
import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import findings
from services.console.clients import alerts
from services.console.clients.alerts import Publishing
from services.console.pages.figures import READERS, months_back, tenant_of
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import anyone, page_for
from services.console.pages.view import View, page

MANAGERS: Final = page_for("programme_manager")
MONTHS: Final = 24
Language = Literal["ar", "el", "en"]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which table, of which months, in which form."""

    table: Literal["spending", "benefits", "declines"]
    from_month: date
    until_month: date
    format: Literal["csv", "xlsx"]


@get("/reports", guards=[READERS])
async def list_reports(view: NamedDependency[View]) -> Response[Any]:
    """Show what was published, and the forms for tables."""
    assert view.municipality is not None
    published = await alerts.list_published(view.caller, view.municipality.id)
    tables = findings.TABLES.items()
    return page(view, "reports.html", published=published, months=months_back(MONTHS), tables=tables)


@post("/reports", guards=[MANAGERS])
@shown_again
async def publish_month(form: NamedDependency[Form]) -> Response[Any]:
    """Publish a month now; it stays as it is told."""
    await alerts.publish(form.view.caller, form.read(Publishing), form.key)
    return go("/reports")


@post("/reports/tables", guards=[READERS])
@shown_again
async def take_table(form: NamedDependency[Form]) -> Response[Any]:
    """Hand out a table of whole months."""
    wanted = form.read(Wanted)
    query = {
        "month": wanted.from_month.isoformat(),
        "until_month": wanted.until_month.isoformat(),
        "format": wanted.format,
    }
    return handed_out(await alerts.take_table(form.view.caller, f"exports/{wanted.table}", query))


@get("/reports/monitoring-sheet", guards=[READERS])
async def take_monitoring_sheet(view: NamedDependency[View]) -> Response[Any]:
    """Hand out what was promised to funders beside what came of it, as a workbook."""
    return handed_out(await alerts.take_table(view.caller, "monitoring-sheet/export", {"format": "xlsx"}))


@get("/reports/indicators", guards=[READERS])
async def take_indicators(view: NamedDependency[View]) -> Response[Any]:
    """Hand out every indicator with what it means and where it comes from, as a workbook."""
    return handed_out(await alerts.take_table(view.caller, "indicators/export", {"format": "xlsx"}))


@get("/transparency/{slug:str}/reports/{month:date}", guards=[anyone])
async def take_report(
    view: NamedDependency[View],
    state: State,
    slug: FromPath[str],
    month: FromPath[date],
    language: FromQuery[Language] = "en",
) -> Response[Any]:
    """Hand out a month's report as it was published; anybody may have it."""
    return handed_out(await alerts.take_report(view.caller, tenant_of(state, slug).id, month, language))


def handed_out(file: httpx.Response) -> Response[Any]:
    """Return a service's file under the name that it has there."""
    headers = {"Content-Disposition": file.headers["content-disposition"], "X-Content-Type-Options": "nosniff"}
    return Response(
        file.content, media_type=file.headers["content-type"].partition(";")[0], headers=headers, status_code=200
    )


ROUTES = [list_reports, publish_month, take_table, take_monitoring_sheet, take_indicators, take_report]
