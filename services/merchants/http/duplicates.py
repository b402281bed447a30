"""Merchants that look alike, for the officer who verifies one of them."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.merchants.joining import duplicates
from services.merchants.joining.duplicates import Duplicate, Ruling


@get("/merchants/{merchant_id:uuid}/duplicates", guards=[requires("merchant_officer")], tags=["merchants"])
async def list_duplicates(transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]) -> list[Duplicate]:
    """Return the merchants that share an account, a telephone number or nearly the name with this one."""
    return await duplicates.of_merchant(transaction, merchant_id)


@post(
    "/merchants/{merchant_id:uuid}/duplicates/{other_id:uuid}/dismiss",
    guards=[requires("merchant_officer")],
    tags=["merchants"],
)
async def dismiss_duplicate(
    data: JSONBody[Ruling],
    transaction: NamedDependency[Transaction],
    merchant_id: FromPath[UUID],
    other_id: FromPath[UUID],
) -> list[Duplicate]:
    """Say that two merchants are different businesses; said again, the first ruling stands."""
    return await duplicates.dismiss(transaction, merchant_id, other_id, data)


ROUTES = [list_duplicates, dismiss_duplicate]
