"""Who lives with whom."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.registry import households
from services.registry.households import Household, NewHousehold

STAFF = ("caseworker", "supervisor", "card_desk")


@post("/households", guards=[requires("caseworker")], tags=["households"])
@idempotent(households.find)
async def form_household(data: JSONBody[NewHousehold], transaction: NamedDependency[Transaction]) -> Household:
    """Enter a household, with members who are registered already or registered with it."""
    return await households.form(transaction, data)


@get("/households/{household_id:uuid}", guards=[requires(*STAFF)], tags=["households"])
async def read_household(transaction: NamedDependency[Transaction], household_id: FromPath[UUID]) -> Household:
    """Return a household as it is today, with names."""
    return await households.find(transaction, household_id)


ROUTES = [form_household, read_household]
