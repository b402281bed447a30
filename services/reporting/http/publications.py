"""Publications: months that were told once and stay as they were told."""

from datetime import date

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit import jobs
from services.kit.auth import public, requires
from services.kit.db import Transaction
from services.kit.files import as_attachment
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.reporting.http.visitors import PUBLICLY
from services.reporting.telling import publications
from services.reporting.telling.monthly_reports import Language
from services.reporting.telling.publications import PublishedMonth, Publishing


@post("/published-months", guards=[requires("programme_manager")], tags=["publications"], status_code=202)
@idempotent(jobs.get)
async def publish_month(data: JSONBody[Publishing], transaction: NamedDependency[Transaction]) -> jobs.Job:
    """Publish a month now, instead of when the clock says so; what is published stays."""
    return await publications.start(transaction, data)


@get("/public/published-months", guards=[public], tags=["public"], dependencies=PUBLICLY)
async def list_published_months(
    transaction: NamedDependency[Transaction], cursor: FromQuery[str | None] = None, limit: FromQuery[Limit] = 50
) -> Page[PublishedMonth]:
    """Return the months that were published, the newest first."""
    return page(await publications.list_all(transaction, after=decode_cursor(cursor), limit=limit), limit)


@get(
    "/public/monthly-reports/{month:date}",
    guards=[public],
    media_type="application/pdf",
    tags=["public"],
    dependencies=PUBLICLY,
)
async def read_published_report(
    transaction: NamedDependency[Transaction], month: FromPath[date], language: FromQuery[Language | None] = None
) -> Response[bytes]:
    """Return a month's report as it was published, as a PDF."""
    return as_attachment(await publications.read_paper(transaction, month, language))


ROUTES = [publish_month, list_published_months, read_published_report]
