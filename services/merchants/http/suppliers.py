"""Suppliers: whom a shop of the network could buy from with what it received."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.kit.auth import requires
from services.kit.db import Transaction
from services.merchants.http.merchants import READING
from services.merchants.selling import suppliers
from services.merchants.selling.suppliers import Suggestions


@get("/merchants/{merchant_id:uuid}/suppliers", guards=[requires(*READING)], tags=["merchants"])
async def suggest_suppliers(
    transaction: NamedDependency[Transaction],
    merchant_id: FromPath[UUID],
    category: FromQuery[str | None] = None,
) -> Suggestions:
    """Suggest shops to buy from, near ones and those paid before first; an owner asks for the own shop."""
    return await suppliers.suggest(transaction, merchant_id, category=category)


ROUTES = [suggest_suppliers]
