"""Deaths: the person's cards stop at once, the household goes on with another holder or, without an adult, closes."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from contracts.registry import MemberLeft, PersonDied
from services.kit.db import Transaction
from services.kit.errors import Malformed, NotFound, Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body, check_version
from services.registry.households import closures, holders, household_changes, proxies, stays
from services.registry.households.holders import HolderNeeded, NewHolder, Relations
from services.registry.households.household_changes import NewChange
from services.registry.households.household_members import refuse_unborn
from services.registry.households.stays import Stay
from services.registry.people import aliases, kinships, persons
from services.registry.people.persons import Person

queries = load_queries(__file__)


class Death(Body, frozen=True, kw_only=True):
    """When somebody died and, where this was the holder of a household with adults, who holds now."""

    died_on: date
    new_holder_id: UUID | None = None
    relations: Relations = ()


class PersonDead(Problem):
    """The person's death is on record."""


async def record(transaction: Transaction, person_id: UUID, death: Death, *, version: int) -> Person:
    """Record a death.

    Raises NotFound, PersonMerged, Stale, PersonDead, HolderNeeded, Malformed, and what a change raises.

    The day of death is kept as it is; the household changes from that day on or, where this is too long ago or the
    person's facts changed since, from the first day that a change can be entered for.
    """
    await aliases.refuse(transaction, person_id, death.new_holder_id)
    row = await transaction.fetchrow(queries.lock_person, person_id)
    if row is None:
        raise NotFound(f"There is no person {person_id}.")
    check_version(row["version"], version)
    if row["died_on"] is not None:
        raise PersonDead("Nothing is left to record.", died_on=row["died_on"])
    if death.died_on > transaction.today:
        raise Malformed("The day of death is in the future.")
    await kinships.refuse_persons(transaction, [person_id])
    await refuse_unborn(transaction, person_id, death.died_on)
    await transaction.execute(queries.record_death, person_id, death.died_on)
    await publish(transaction, PersonDied(person_id=person_id, died_on=death.died_on))
    await proxies.end_all(transaction, household_id=None, person_id=person_id, reason="died")
    home = await stays.home_of(transaction, person_id)
    if home is not None:
        await leave_household(transaction, home, death)
    return await persons.find(transaction, person_id)


async def leave_household(transaction: Transaction, home: Stay, death: Death) -> None:
    """End the stay of a person who died and see to the household."""
    on = max(death.died_on, await first_day(transaction, home))
    await household_changes.take(transaction, home.household_id, version=None, on=on)
    change_id = await household_changes.record(
        transaction,
        NewChange(household_id=home.household_id, kind="member_died", effective_on=on, person_id=home.person_id),
    )
    await stays.end(transaction, change_id, [home], on)
    await publish(transaction, MemberLeft(household_id=home.household_id, person_id=home.person_id, left_on=on))
    if home.relation == "applicant":
        await succeed(transaction, change_id, home.household_id, death, on)
    await household_changes.settle(transaction, change_id, home.household_id, on)


async def first_day(transaction: Transaction, home: Stay) -> date:
    """Return the first day from which the household can change: what was entered for later days stands."""
    days = [household_changes.first_day(transaction), home.joined_on]
    if home.relation == "applicant":
        days += [stay.joined_on for stay in await stays.current(transaction, home.household_id)]
        days += [left_on] if (left_on := await stays.last_left(transaction, home.household_id)) else []
    return max(days)


async def succeed(transaction: Transaction, change_id: UUID, household_id: UUID, death: Death, on: date) -> None:
    """Let another adult hold, or close a household that has none. Raises HolderNeeded."""
    left = await stays.current(transaction, household_id)
    adults = await holders.adults_among(transaction, [stay.person_id for stay in left], on)
    if adults:
        await holders.install(transaction, change_id, left, successor(death, adults, on))
    else:
        gone = NewChange(household_id=household_id, kind="closed", effective_on=on, reason="died")
        await closures.close(transaction, gone)


def successor(death: Death, adults: Sequence[UUID], on: date) -> NewHolder:
    """Return who holds in the place of the dead. Raises HolderNeeded with those who can."""
    if death.new_holder_id is None:
        raise HolderNeeded("Name one of the adults as new_holder_id.", person_ids=list(adults))
    return NewHolder(person_id=death.new_holder_id, changed_on=on, relations=death.relations)
