"""A merchant's statement: figures, table, paper, and a feed for accounting software."""

from datetime import date
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.kit import tables
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import PDF, FileContent, as_attachment
from services.kit.web import Limit, Page, decode_cursor, page
from services.merchants.http.merchants import READING
from services.merchants.settling import statements
from services.merchants.settling.statements import Language, Line, Period, Statement


@get("/merchants/{merchant_id:uuid}/statement", guards=[requires(*READING)], tags=["statements"])
async def read_statement(
    transaction: NamedDependency[Transaction],
    merchant_id: FromPath[UUID],
    first: FromQuery[date],
    last: FromQuery[date],
) -> Statement:
    """Return a merchant's statement: sums, days and payouts of a period."""
    return await statements.make(transaction, merchant_id, Period(first=first, last=last))


@get(
    "/merchants/{merchant_id:uuid}/statement/table",
    guards=[requires(*READING)],
    media_type=tables.CSV,
    tags=["statements"],
)
async def download_table(
    transaction: NamedDependency[Transaction],
    merchant_id: FromPath[UUID],
    first: FromQuery[date],
    last: FromQuery[date],
) -> Response[bytes]:
    """Return each payment, refund, re-spend, grant, order and charge of a period as CSV."""
    content = await statements.table(transaction, merchant_id, Period(first=first, last=last))
    return as_attachment(FileContent(name=f"statement-{first}-{last}.csv", media_type=tables.CSV, content=content))


@get(
    "/merchants/{merchant_id:uuid}/statement/paper",
    guards=[requires(*READING)],
    media_type=PDF,
    tags=["statements"],
)
async def download_paper(
    transaction: NamedDependency[Transaction],
    merchant_id: FromPath[UUID],
    first: FromQuery[date],
    last: FromQuery[date],
    language: FromQuery[Language | None] = None,
) -> Response[bytes]:
    """Return a merchant's statement as a PDF, in the municipality's language or another one."""
    content = await statements.paper(transaction, merchant_id, Period(first=first, last=last), language=language)
    return as_attachment(FileContent(name=f"statement-{first}-{last}.pdf", media_type=PDF, content=content))


@get("/merchants/{merchant_id:uuid}/statement/lines", guards=[requires(*READING)], tags=["statements"])
async def list_lines(
    transaction: NamedDependency[Transaction],
    merchant_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Line]:
    """Return each line in the order of closing, charges too: keep the cursor and go on from there another day."""
    after = decode_cursor(cursor)
    return page(await statements.feed(transaction, merchant_id, after=after, limit=limit), limit)


ROUTES = [read_statement, download_table, download_paper, list_lines]
