"""Whose right ends soon."""

from datetime import date

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.web import Limit, OptionalCode, Page, decode_cursor, page
from services.registry.memberships import renewals
from services.registry.memberships.renewals import Renewal


@get("/renewals", guards=[requires("caseworker", "supervisor")], tags=["memberships"])
async def list_renewals(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    until: FromQuery[date | None] = None,
    programme: FromQuery[OptionalCode] = None,
) -> Page[Renewal]:
    """Return the rights whose term is over or ends until a day (without one, within the days of the first reminder)."""
    after = decode_cursor(cursor)
    listed = await renewals.list_page(transaction, after=after, limit=limit, until=until, programme=programme)
    return page(listed, limit)


ROUTES = [list_renewals]
