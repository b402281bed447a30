"""Where a merchant sells: outlets, opened, moved and closed."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.merchants.http.merchants import JOINING, READING
from services.merchants.selling import outlets, tills
from services.merchants.selling.outlets import NewOutlet, Outlet


@post("/merchants/{merchant_id:uuid}/outlets", guards=[requires(*JOINING)], tags=["outlets"])
@idempotent(outlets.get)
async def open_outlet(
    data: JSONBody[NewOutlet], transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]
) -> Outlet:
    """Enter a place where a merchant sells."""
    return await outlets.open_outlet(transaction, merchant_id, data)


@get("/merchants/{merchant_id:uuid}/outlets", guards=[requires(*READING)], tags=["outlets"])
async def list_outlets(
    transaction: NamedDependency[Transaction],
    merchant_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Outlet]:
    """Return a merchant's outlets, also those that were closed."""
    after = decode_cursor(cursor)
    return page(await outlets.of_merchant(transaction, merchant_id, after=after, limit=limit), limit)


@get("/outlets/{outlet_id:uuid}", guards=[requires(*READING)], tags=["outlets"])
async def read_outlet(transaction: NamedDependency[Transaction], outlet_id: FromPath[UUID]) -> Outlet:
    """Return an outlet."""
    return await outlets.get(transaction, outlet_id)


@put("/outlets/{outlet_id:uuid}", guards=[requires(*JOINING)], tags=["outlets"])
async def change_outlet(
    data: JSONBody[NewOutlet],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    outlet_id: FromPath[UUID],
) -> Outlet:
    """Put an outlet right, or move it; its tills then sell in the new area."""
    return await tills.change_outlet(transaction, outlet_id, data, version=version)


@post("/outlets/{outlet_id:uuid}/close", guards=[requires(*JOINING)], tags=["outlets"])
@idempotent(outlets.get)
async def close_outlet(transaction: NamedDependency[Transaction], outlet_id: FromPath[UUID]) -> Outlet:
    """Close an outlet for good; its tills are stopped."""
    return await tills.close_outlet(transaction, outlet_id)


ROUTES = [open_outlet, list_outlets, read_outlet, change_outlet, close_outlet]
