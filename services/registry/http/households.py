"""Who lives with whom, today and on any day."""

from datetime import date
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import CodeParameter
from services.registry.households import compositions, household_changes, households, safeguards
from services.registry.households.compositions import Composition
from services.registry.households.household_changes import History
from services.registry.households.households import Household, NewHousehold
from services.registry.households.safeguards import Safeguarding
from services.registry.privacy.purposes import Purpose

STAFF = ("caseworker", "supervisor", "card_desk")


@post("/households", guards=[requires("caseworker")], tags=["households"])
@idempotent(households.find)
async def form_household(data: JSONBody[NewHousehold], transaction: NamedDependency[Transaction]) -> Household:
    """Enter a household, with members who are registered already or registered with it."""
    return await households.form(transaction, data)


@get("/households/{household_id:uuid}", guards=[requires(*STAFF)], tags=["households"])
async def read_household(
    transaction: NamedDependency[Transaction],
    household_id: FromPath[UUID],
    purpose: FromQuery[Purpose],
    on: FromQuery[date | None] = None,
) -> Household:
    """Return a household with names, as it is today or was on a day. Who looked and for what purpose is kept."""
    return await households.read(transaction, household_id, on=on, purpose=purpose)


@get("/households/{household_id:uuid}/history", guards=[requires("caseworker", "supervisor")], tags=["households"])
async def read_history(transaction: NamedDependency[Transaction], household_id: FromPath[UUID]) -> History:
    """Return every stay and every change of a household, with who entered it when."""
    return await household_changes.history(transaction, household_id)


@get("/households/{household_id:uuid}/composition", guards=[requires("caseworker", "supervisor")], tags=["households"])
async def read_composition(
    transaction: NamedDependency[Transaction],
    household_id: FromPath[UUID],
    programme: FromQuery[CodeParameter],
    on: FromQuery[date | None] = None,
) -> Composition:
    """Return who counts as what by a programme's rules, today or on a day: guests, students, single parents."""
    return await compositions.find(transaction, household_id, programme=programme, on=on)


@post("/households/{household_id:uuid}/protect", guards=[requires("supervisor")], tags=["households"])
@idempotent(households.find)
async def protect_household(
    data: JSONBody[Safeguarding],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    household_id: FromPath[UUID],
) -> Household:
    """Protect people at risk: their addresses are forgotten, and few may read their files."""
    return await safeguards.protect(transaction, household_id, data, version=version)


@post("/households/{household_id:uuid}/unprotect", guards=[requires("supervisor")], tags=["households"])
@idempotent(households.find)
async def unprotect_household(
    data: JSONBody[Safeguarding],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    household_id: FromPath[UUID],
) -> Household:
    """Lift a protection."""
    return await safeguards.unprotect(transaction, household_id, data, version=version)


ROUTES = [
    form_household, read_household, read_history, read_composition, protect_household, unprotect_household,
]  # fmt: skip
