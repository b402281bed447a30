"""Suppliers: shops of the network that another shop could buy from with what it received, and why they come first.

Money that shops spend again here stays in the circuit, so the nearest come first, then whom the shop has paid before,
then social enterprises. The order is told with each: nobody pays for a place in it.
"""

from datetime import date
from uuid import UUID

import msgspec

from contracts.merchants import MerchantKind
from contracts.types import MerchantCategory
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.merchants.joining import merchants

queries = load_queries(__file__)

SUGGESTED_MAX = 20


class Supplier(msgspec.Struct, frozen=True, kw_only=True):
    """A shop that takes cards today, and so can be paid."""

    id: UUID
    trade_name: str
    kind: MerchantKind
    categories: list[MerchantCategory]
    areas: list[str]
    near: bool
    """Whether it has an outlet in an area in which the asking shop has one."""
    paid_before: int
    """How often the asking shop has paid it."""
    accepted_from: date


class Suggestions(msgspec.Struct, frozen=True, kw_only=True):
    """The first suppliers of a category, at most 20; the directory holds the others."""

    suppliers: list[Supplier]


async def suggest(transaction: Transaction, merchant_id: UUID, *, category: str | None = None) -> Suggestions:
    """Return whom a shop could buy from, of one category or of any. Raises NotFound."""
    merchant = await merchants.get(transaction, merchant_id)
    found = await transaction.fetch_structs(
        Supplier, queries.suggest, merchant_id, merchant.currency, transaction.today, category, SUGGESTED_MAX
    )
    return Suggestions(suppliers=found)
