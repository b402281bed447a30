"""Which household is entitled to what, from when to when."""

from datetime import date
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry import memberships
from services.registry.http.households import STAFF
from services.registry.memberships import Membership


@get("/memberships", guards=[requires(*STAFF)], tags=["memberships"])
async def list_memberships(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    household_id: FromQuery[UUID | None] = None,
    on: FromQuery[date | None] = None,
) -> Page[Membership]:
    """Return memberships, oldest first: of one household, in force on a day, or all."""
    after = decode_cursor(cursor)
    listed = await memberships.list_page(transaction, after=after, limit=limit, household_id=household_id, on=on)
    return page(listed, limit)


@get("/memberships/{membership_id:uuid}", guards=[requires(*STAFF)], tags=["memberships"])
async def read_membership(transaction: NamedDependency[Transaction], membership_id: FromPath[UUID]) -> Membership:
    """Return a membership."""
    return await memberships.find(transaction, membership_id)


ROUTES = [list_memberships, read_membership]
