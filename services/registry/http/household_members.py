"""How households change: each change names the version of the household that it changes."""

from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.registry.households import holders, household_members, households
from services.registry.households.holders import NewHolder
from services.registry.households.household_members import Arranging, Joining, Leaving, Moving, Restating
from services.registry.households.households import Household


@post("/households/{household_id:uuid}/members", guards=[requires("caseworker")], tags=["households"])
@idempotent(households.find)
async def add_member(
    data: JSONBody[Joining],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    household_id: FromPath[UUID],
) -> Household:
    """Let somebody belong to a household from a day on: born, moved in, taken in."""
    return await household_members.join(transaction, household_id, data, version=version)


@post("/households/{household_id:uuid}/departures", guards=[requires("caseworker")], tags=["households"])
@idempotent(households.find)
async def remove_member(
    data: JSONBody[Leaving],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    household_id: FromPath[UUID],
) -> Household:
    """Let somebody belong to the household no more from a day on."""
    return await household_members.leave(transaction, household_id, data, version=version)


@post("/households/{household_id:uuid}/moves", guards=[requires("caseworker")], tags=["households"])
@idempotent(households.find)
async def move_member(
    data: JSONBody[Moving],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    household_id: FromPath[UUID],
) -> Household:
    """Let somebody belong to another household from a day on; return the one that was left."""
    return await household_members.move(transaction, household_id, data, version=version)


@post("/households/{household_id:uuid}/member-facts", guards=[requires("caseworker")], tags=["households"])
@idempotent(households.find)
async def restate_member(
    data: JSONBody[Restating],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    household_id: FromPath[UUID],
) -> Household:
    """Keep what a member is and does from a day on."""
    return await household_members.restate(transaction, household_id, data, version=version)


@post("/households/{household_id:uuid}/holder", guards=[requires("caseworker")], tags=["households"])
@idempotent(households.find)
async def change_holder(
    data: JSONBody[NewHolder],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    household_id: FromPath[UUID],
) -> Household:
    """Let another member hold the card and be paid from a day on."""
    return await holders.change(transaction, household_id, data, version=version)


@post("/households/{household_id:uuid}/arrangement", guards=[requires("caseworker")], tags=["households"])
@idempotent(households.find)
async def arrange_household(
    data: JSONBody[Arranging],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    household_id: FromPath[UUID],
) -> Household:
    """Keep how the household lives from a day on."""
    return await household_members.arrange(transaction, household_id, data, version=version)


ROUTES = [
    add_member, remove_member, move_member, restate_member, change_holder, arrange_household,
]  # fmt: skip
