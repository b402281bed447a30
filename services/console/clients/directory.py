"""merchants, as everybody sees it: who takes the card today, where, and what is earned there."""

import asyncio
from collections.abc import Collection
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Listed, fetch, fetch_all
from services.console.clients.merchants import SERVICE
from services.kit.web import IDS_MAX


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a shop is."""

    name: str
    area: str
    address: str | None
    latitude: float | None = None
    longitude: float | None = None


class Earned(msgspec.Struct, frozen=True, kw_only=True):
    """What a payment at a shop earns today: a bonus of the programme's pot, or the shop's own discount."""

    bonus_basis_points: int
    bonus_minor_max: int
    currency: str
    valid_until: date
    funded_by: Literal["pot", "merchant"]
    minimum_minor: int


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """A town or quarter where the card is taken, and at how many outlets."""

    name: str
    outlets: int


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """An outlet on the map."""

    trade_name: str
    area: str
    bonus_basis_points: int
    longitude: float
    latitude: float


class DirectoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A shop that takes the card today."""

    id: UUID
    trade_name: str
    kind: str
    bonus_basis_points: int
    offers: list[Earned] = []
    outlets: list[Place]


class ShopName(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop is called."""

    id: UUID
    trade_name: str


async def search_directory(
    caller: Caller, municipality: str, *, area: str | None = None, cursor: str | None = None
) -> Listed[DirectoryEntry]:
    """Return who takes the card of a municipality today, everywhere or in one of its areas; open to all."""
    asked = {"municipality": municipality, "area": area, "cursor": cursor}
    return await fetch(caller, SERVICE, "/merchants", Listed[DirectoryEntry], **asked)


async def list_shops(caller: Caller, municipality: str) -> list[ShopName]:
    """Return who takes the card of a municipality today, by name, to choose one of them; open to all."""
    found = await fetch_all(caller, SERVICE, "/merchants", ShopName, municipality=municipality)
    return sorted(found, key=lambda shop: shop.trade_name)


async def name_shops(caller: Caller, municipality: str, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what these shops are called, also those that take the card no more."""
    wanted = sorted(ids)
    parts = [wanted[place:][:IDS_MAX] for place in range(0, len(wanted), IDS_MAX)]
    asked = {"municipality": municipality}
    answers = await asyncio.gather(
        *(fetch(caller, SERVICE, "/merchant-names", Listed[ShopName], merchant_id=part, **asked) for part in parts)
    )
    return {shop.id: shop.trade_name for listed in answers for shop in listed.items}


async def list_areas(caller: Caller, municipality: str) -> list[Area]:
    """Return the towns and quarters in which the card is taken today."""
    return (await fetch(caller, SERVICE, "/outlet-areas", Listed[Area], municipality=municipality)).items


async def list_signs(caller: Caller, municipality: str, area: str | None) -> list[Sign]:
    """Return the outlets whose place on the map is known, out of GeoJSON (longitude comes first there)."""
    answer = await fetch(caller, SERVICE, "/outlets-map", dict[str, Any], municipality=municipality, area=area)
    found = []
    for feature in answer["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        place = {"longitude": longitude, "latitude": latitude}
        found.append(msgspec.convert(feature["properties"] | place, Sign))
    return found
