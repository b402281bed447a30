"""Safeguards: a supervisor protects a household whose people are at risk, and lifts the protection when they are not.

No address of them is kept from then on, and the other services hear of it, for a right that began before told them
that nothing had to be hidden; `protections.py` says who may still read their files.
"""

from uuid import UUID

from contracts.registry import HouseholdProtected, HouseholdUnprotected
from services.kit import audit, vault
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing.facts import Code
from services.registry.households import household_changes, households, stays
from services.registry.households.household_changes import ChangeKind, NewChange
from services.registry.households.households import Household
from services.registry.people.persons import ADDRESS

queries = load_queries(__file__)


class Safeguarding(Body, frozen=True, kw_only=True):
    """Why, as a code such as `shelter_for_women` or `risk_over`."""

    reason: Code


class ProtectionUnchanged(Problem):
    """The household is protected already, or was not."""


async def protect(transaction: Transaction, household_id: UUID, why: Safeguarding, *, version: int) -> Household:
    """Protect a household and forget where its people live. Raises ProtectionUnchanged, and what a change raises."""
    await set_protection(transaction, household_id, why, version=version, protect=True)
    await publish(transaction, HouseholdProtected(household_id=household_id, protected_on=transaction.today))
    person_ids = [stay.person_id for stay in await stays.current(transaction, household_id)]
    await vault.remove_fields(transaction, person_ids, ADDRESS)
    await audit.record(transaction, "address_removed", object_type="person", object_ids=person_ids, purpose=why.reason)
    return await households.find(transaction, household_id)


async def unprotect(transaction: Transaction, household_id: UUID, why: Safeguarding, *, version: int) -> Household:
    """Lift a protection. Raises ProtectionUnchanged, and what a change raises."""
    await set_protection(transaction, household_id, why, version=version, protect=False)
    await publish(transaction, HouseholdUnprotected(household_id=household_id, unprotected_on=transaction.today))
    return await households.find(transaction, household_id)


async def set_protection(
    transaction: Transaction, household_id: UUID, why: Safeguarding, *, version: int, protect: bool
) -> None:
    """Keep whether a household is protected, and who said so why."""
    taken = await household_changes.take(transaction, household_id, version=version, on=transaction.today)
    if protect == (taken.protected_for is not None):
        raise ProtectionUnchanged("Nothing would change.")
    kind: ChangeKind = "protected" if protect else "unprotected"
    await household_changes.record(
        transaction,
        NewChange(household_id=household_id, kind=kind, effective_on=transaction.today, reason=why.reason),
    )
    await transaction.execute(queries.set_protection, household_id, why.reason if protect else None)
