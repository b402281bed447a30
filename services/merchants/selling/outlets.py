"""Outlets: where a merchant sells. Name, area, address and place on the map are what everybody sees in the street."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText, check_version
from services.merchants.joining import merchants
from services.merchants.joining.identifiers import fault

queries = load_queries(__file__)

Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]


class OutletClosed(Problem):
    """The outlet was closed for good; open another one."""


class NewOutlet(Body, frozen=True, kw_only=True):
    """An outlet as entered, or as it is after a change."""

    name: ShortText
    area: ShortText
    """Town or quarter, by which the directory is searched and rules of programmes go."""
    address: ShortText | None = None
    latitude: Latitude | None = None
    """WGS 84, in degrees; together with the longitude or not at all."""
    longitude: Longitude | None = None


class Outlet(msgspec.Struct, frozen=True, kw_only=True):
    """A place where a merchant sells, or sold until it was closed."""

    id: UUID
    merchant_id: UUID
    name: str
    area: str
    address: str | None
    latitude: float | None = None
    longitude: float | None = None
    opened_at: datetime
    closed_at: datetime | None = None
    version: int


async def open_outlet(transaction: Transaction, merchant_id: UUID, outlet: NewOutlet) -> Outlet:
    """Enter an outlet. Raises NotFound, Malformed."""
    await merchants.get(transaction, merchant_id)
    refuse_half_position(outlet)
    outlet_id = uuid7()
    await transaction.execute(
        queries.insert_outlet,
        outlet_id,
        merchant_id,
        outlet.name,
        outlet.area,
        outlet.address,
        outlet.latitude,
        outlet.longitude,
        transaction.now,
    )
    return await get(transaction, outlet_id)


def refuse_half_position(outlet: NewOutlet) -> None:
    """Raise Malformed for a latitude without a longitude, or the other way round."""
    if (outlet.latitude is None) != (outlet.longitude is None):
        missing = "latitude" if outlet.latitude is None else "longitude"
        raise fault(f"/{missing}", "A place on the map has a latitude and a longitude.")


async def change(transaction: Transaction, outlet_id: UUID, outlet: NewOutlet, *, version: int) -> Outlet:
    """Put an outlet right, or move it. Raises Stale, OutletClosed, NotFound, Malformed."""
    before = await take_open(transaction, outlet_id)
    check_version(before.version, version)
    refuse_half_position(outlet)
    await transaction.execute(
        queries.change_outlet,
        outlet_id,
        outlet.name,
        outlet.area,
        outlet.address,
        outlet.latitude,
        outlet.longitude,
    )
    return await get(transaction, outlet_id)


async def close(transaction: Transaction, outlet_id: UUID) -> Outlet:
    """Close an outlet for good. Raises OutletClosed, NotFound."""
    await take_open(transaction, outlet_id)
    await transaction.execute(queries.close_outlet, outlet_id, transaction.now)
    await audit.record(transaction, "outlet_closed", object_type="outlet", object_ids=[outlet_id])
    return await get(transaction, outlet_id)


async def take_open(transaction: Transaction, outlet_id: UUID) -> Outlet:
    """Return an outlet that is not closed, locked for a change. Raises OutletClosed, NotFound."""
    await transaction.execute(queries.lock_outlet, outlet_id)
    outlet = await get(transaction, outlet_id)
    if outlet.closed_at is not None:
        raise OutletClosed(f"It was closed at {outlet.closed_at.isoformat()}.")
    return outlet


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
