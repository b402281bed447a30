"""Outlets: where a merchant sells. Name, area and address are what stands on the door."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText
from services.merchants.joining import merchants

queries = load_queries(__file__)


class NewOutlet(Body, frozen=True, kw_only=True):
    """An outlet as entered."""

    name: ShortText
    area: ShortText
    """Town or quarter, by which the directory is searched."""
    address: ShortText | None = None


class Outlet(msgspec.Struct, frozen=True, kw_only=True):
    """A place where a merchant sells."""

    id: UUID
    merchant_id: UUID
    name: str
    area: str
    address: str | None
    opened_at: datetime
    version: int


async def open_outlet(transaction: Transaction, merchant_id: UUID, outlet: NewOutlet) -> Outlet:
    """Enter an outlet. Raises NotFound."""
    await merchants.get(transaction, merchant_id)
    outlet_id = uuid7()
    await transaction.execute(
        queries.insert_outlet, outlet_id, merchant_id, outlet.name, outlet.area, outlet.address, transaction.now
    )
    return await get(transaction, outlet_id)


async def get(transaction: Transaction, outlet_id: UUID) -> Outlet:
    """Return an outlet of a merchant that the actor may see. Raises NotFound."""
    outlet = await transaction.fetch_struct(Outlet, queries.select_outlet, outlet_id)
    if outlet is None:
        raise NotFound(f"There is no outlet {outlet_id}.")
    await merchants.get(transaction, outlet.merchant_id)
    return outlet


async def of_merchant(
    transaction: Transaction, merchant_id: UUID, *, after: UUID | None = None, limit: int = 50
) -> list[Outlet]:
    """Return a merchant's outlets, one more than the limit. Raises NotFound."""
    await merchants.get(transaction, merchant_id)
    return await transaction.fetch_structs(Outlet, queries.select_outlets, merchant_id, after, limit + 1)
