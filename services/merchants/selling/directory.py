"""The public directory: who takes the card today, where, and what is earned there. Nothing personal.

As a list, page by page, and as a map (GeoJSON, RFC 7946) of the outlets whose position is known.
"""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from contracts.merchants import MerchantKind
from contracts.types import BasisPoints, Currency, MerchantCategory
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.merchants.joining import tenants

queries = load_queries(__file__)

FEATURES_MAX = 5_000
"""A map shows no more outlets at once: ask by area."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """An outlet as everybody sees it."""

    name: str
    area: str
    address: str | None
    latitude: float | None = None
    longitude: float | None = None


class Earned(msgspec.Struct, frozen=True, kw_only=True):
    """An offer as everybody sees it: what a payment here earns today, and until when."""

    bonus_basis_points: BasisPoints
    bonus_minor_max: int
    currency: Currency
    valid_until: date
    funded_by: Literal["pot", "merchant"]
    """A bonus of the programme's pot, or a discount that the merchant gives."""
    categories: list[MerchantCategory]
    areas: list[str]
    minimum_minor: int
    household_month_minor_max: int | None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant as everybody sees it."""

    id: UUID
    trade_name: str
    kind: MerchantKind
    categories: list[MerchantCategory]
    accepted_from: date
    bonus_basis_points: BasisPoints
    """The highest bonus of the offers that count here today; 0 without one."""
    offers: list[Earned]
    outlets: list[Place]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What a merchant is called."""

    id: UUID
    trade_name: str


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """A town or quarter, and how many outlets take the card there today."""

    name: str
    outlets: int


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for, and where."""

    municipality: str
    category: str | None = None
    area: str | None = None
    after: UUID | None = None
    limit: int


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A place on the map: longitude, then latitude (WGS 84), as RFC 7946 orders them."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """What a map shows of an outlet."""

    merchant_id: UUID
    trade_name: str
    kind: MerchantKind
    categories: list[MerchantCategory]
    bonus_basis_points: BasisPoints
    name: str
    area: str
    address: str | None


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """An outlet on the map."""

    type: Literal["Feature"] = "Feature"
    id: UUID
    geometry: Point
    properties: Sign


class FeatureCollection(msgspec.Struct, frozen=True, kw_only=True):
    """A map: GeoJSON's FeatureCollection."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Feature]


async def search(transaction: Transaction, wanted: Search) -> list[Entry]:
    """Return the merchants that take the card today, one more than the limit. Raises NotFound for the municipality."""
    inside = await tenants.enter_by_slug(transaction, wanted.municipality)
    return await inside.fetch_structs(
        Entry,
        queries.select_entries,
        inside.today,
        wanted.category,
        wanted.area,
        wanted.after,
        wanted.limit + 1,
    )


async def names(transaction: Transaction, municipality: str, ids: list[UUID]) -> list[Named]:
    """Return what these merchants of a municipality are called, if they ever took the card. Raises NotFound."""
    inside = await tenants.enter_by_slug(transaction, municipality)
    return await inside.fetch_structs(Named, queries.select_names, ids)


async def areas(transaction: Transaction, municipality: str) -> list[Area]:
    """Return where in a municipality the card is taken today. Raises NotFound."""
    inside = await tenants.enter_by_slug(transaction, municipality)
    return await inside.fetch_structs(Area, queries.select_areas, inside.today)


async def draw(transaction: Transaction, wanted: Search) -> FeatureCollection:
    """Return the outlets that take the card today and have a place on the map. Raises NotFound."""
    inside = await tenants.enter_by_slug(transaction, wanted.municipality)
    rows = await inside.fetch(queries.select_signs, inside.today, wanted.category, wanted.area, wanted.limit)
    return FeatureCollection(
        features=[
            Feature(
                id=row["id"],
                geometry=Point(coordinates=(row["longitude"], row["latitude"])),
                properties=msgspec.convert(dict(row), Sign),
            )
            for row in rows
        ]
    )
