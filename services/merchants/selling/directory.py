"""The public directory: who takes the card today, where, and what is earned there. Nothing personal."""

from datetime import date
from uuid import UUID

import msgspec

from contracts.merchants import MerchantKind
from contracts.types import BasisPoints, MerchantCategory
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.merchants.joining import tenants

queries = load_queries(__file__)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """An outlet as everybody sees it."""

    name: str
    area: str
    address: str | None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant as everybody sees it."""

    id: UUID
    trade_name: str
    kind: MerchantKind
    categories: list[MerchantCategory]
    accepted_from: date
    bonus_basis_points: BasisPoints
    """The highest bonus of the offers that count here today; 0 without one."""
    outlets: list[Place]


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for, and where."""

    municipality: str
    category: str | None = None
    area: str | None = None
    after: UUID | None = None
    limit: int


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
