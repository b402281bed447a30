"""Households: who lives with whom, since when, and what the rules need to know of each member.

They are entered and read here, as they are or were on any day; what changes later goes through `household_changes.py`.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing.facts import Code, MemberFacts, Relation, Work, age_on
from services.registry.duplicates.suspicions import Suspicion
from services.registry.households import protections, stays
from services.registry.households.stays import AlreadyMember, Stay
from services.registry.people import aliases, kinships, persons
from services.registry.people.addresses import Address
from services.registry.people.persons import NewPerson

queries = load_queries(__file__)

MEMBERS_MAX = 30

Arrangement = Literal[
    "not_stated", "owned", "rented", "hosted", "shelter", "transitional_shelter", "homeless", "institution"
]
"""How a household lives. It is looked at by people; that somebody is not counted is said of the member."""


class NewMember(Body, frozen=True, kw_only=True):
    """A member as entered: either a person who is registered already, or one who is registered with the household."""

    person_id: UUID | None = None
    person: NewPerson | None = None
    relation: Relation
    studies: bool = False
    work: Work = "not_stated"
    excluded_by: Code | None = None


class NewHousehold(Body, frozen=True, kw_only=True):
    """A household as entered. The address becomes that of every member who is registered with it."""

    members: Annotated[tuple[NewMember, ...], msgspec.Meta(min_length=1, max_length=MEMBERS_MAX)]
    address: Address | None = None
    arrangement: Arrangement = "not_stated"


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Who belongs to a household, and as what. `name` comes from the vault and is absent after an erasure."""

    person_id: UUID
    relation: Relation
    studies: bool
    work: Work
    excluded_by: str | None
    joined_on: date
    name: str | None = None


class Household(msgspec.Struct, frozen=True, kw_only=True):
    """A household as it is, or was `on` a day; the applicant, who is its holder, stands first."""

    id: UUID
    version: int
    formed_at: datetime
    formed_by: UUID
    on: date
    arrangement: Arrangement
    members: list[Member]
    closed_on: date | None
    closed_for: Literal["died", "moved_away", "merged"] | None
    merged_into_id: UUID | None
    protected_for: str | None
    """Why its people are protected (a code), if they are."""
    warnings: list[Fault] = []
    """What is odd about a number and was accepted; only in the answer to its entry."""
    suspected: list[Suspicion] = []
    """Who of them may be known already in another spelling; only in the answer to the entry."""


class HouseholdGone(Problem):
    """The household has merged, moved away or is no more."""


async def form(transaction: Transaction, household: NewHousehold) -> Household:
    """Enter a household with its members. Raises Malformed, PersonKnown, AlreadyMember, OwnCase, NotFound."""
    refuse_malformed(household.members)
    known = [member.person_id for member in household.members if member.person_id is not None]
    await refuse_housed(transaction, known)
    await kinships.refuse_persons(transaction, known)
    new = [
        (f"/members/{place}/person", member.person)
        for place, member in enumerate(household.members)
        if member.person is not None
    ]
    registered = await persons.register_all(transaction, new, home=household.address)
    ids = iter(registered.person_ids)
    person_ids = [member.person_id or next(ids) for member in household.members]
    household_id = uuid7()
    await transaction.execute(queries.insert_household, household_id, transaction.now, transaction.actor_id)
    if household.arrangement != "not_stated":
        await state_arrangement(transaction, household_id, household.arrangement, transaction.today)
    begun = [
        stay_of(member, person_id, household_id=household_id, place=place, on=transaction.today)
        for place, (member, person_id) in enumerate(zip(household.members, person_ids, strict=True), start=1)
    ]
    await stays.begin(transaction, None, begun)
    return msgspec.structs.replace(
        await find(transaction, household_id), warnings=registered.warnings, suspected=registered.suspected
    )


def refuse_malformed(members: Sequence[NewMember]) -> None:
    """Raise Malformed unless every member is one person, nobody stands twice and one of them is the applicant."""
    faults = [
        Fault(pointer=f"/members/{place}", detail="Give either person_id or person.")
        for place, member in enumerate(members)
        if (member.person_id is None) == (member.person is None)
    ]
    known = [member.person_id for member in members if member.person_id is not None]
    if len(set(known)) != len(known):
        faults.append(Fault(pointer="/members", detail="The same person stands here twice."))
    if sum(member.relation == "applicant" for member in members) != 1:
        faults.append(Fault(pointer="/members", detail="Exactly one member is the applicant."))
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)


async def refuse_housed(transaction: Transaction, person_ids: Sequence[UUID]) -> None:
    """Raise AlreadyMember for a person of another household, NotFound for one who is not registered here or died.

    Raises PersonMerged for an alias.
    """
    await aliases.refuse(transaction, *person_ids)
    homes = {row["person_id"]: row["household_id"] for row in await transaction.fetch(queries.find_homes, person_ids)}
    for person_id in person_ids:
        if person_id not in homes:
            raise NotFound(f"There is no living person {person_id}.")
        if homes[person_id] is not None:
            raise AlreadyMember("End that membership first.", person_id=person_id, household_id=homes[person_id])


def stay_of(member: NewMember, person_id: UUID, *, household_id: UUID, place: int, on: date) -> Stay:
    """Return the stay of somebody who belongs to a household from a day on."""
    return Stay(
        id=uuid7(),
        household_id=household_id,
        person_id=person_id,
        place=place,
        relation=member.relation,
        studies=member.studies,
        work=member.work,
        excluded_by=member.excluded_by,
        joined_on=on,
    )


async def state_arrangement(transaction: Transaction, household_id: UUID, arrangement: Arrangement, on: date) -> None:
    """Keep how a household lives from a day on."""
    await transaction.execute(
        queries.insert_arrangement, uuid7(), household_id, arrangement, on, transaction.now, transaction.actor_id
    )


async def find(
    transaction: Transaction, household_id: UUID, *, on: date | None = None, purpose: str = "case_work"
) -> Household:
    """Return a household as it is, or was on a day, with its members' names. Raises NotFound, PersonsProtected."""
    day = on or transaction.today
    row = await transaction.fetchrow(queries.find_household, household_id, day)
    if row is None:
        raise NotFound(f"There is no household {household_id}.")
    await protections.refuse_hidden_household(transaction, household_id)
    members = await members_on(transaction, household_id, day)
    names = await persons.names_of(transaction, [member.person_id for member in members], purpose=purpose)
    named = [msgspec.structs.replace(member, name=names.get(member.person_id)) for member in members]
    return msgspec.convert({**row, "on": day, "members": named}, Household)


async def read(transaction: Transaction, household_id: UUID, *, on: date | None = None, purpose: str) -> Household:
    """Return a household to a member of staff. Raises OwnCase for the own one, and whatever `find` raises."""
    await kinships.refuse(transaction, [household_id], on)
    return await find(transaction, household_id, on=on, purpose=purpose)


async def require(transaction: Transaction, household_id: UUID) -> None:
    """Raise NotFound or HouseholdGone unless there is such a household here; opens nobody's name."""
    row = await transaction.fetchrow(queries.find_household, household_id, transaction.today)
    if row is None:
        raise NotFound(f"There is no household {household_id}.")
    if row["closed_on"] is not None:
        raise HouseholdGone("Look at where its people are now.", household_id=household_id)


async def refuse_unknown(transaction: Transaction, household_id: UUID) -> None:
    """Raise NotFound unless there is, or was, such a household here; opens nobody's name."""
    if await transaction.fetchrow(queries.find_household, household_id, transaction.today) is None:
        raise NotFound(f"There is no household {household_id}.")


async def members_on(transaction: Transaction, household_id: UUID, day: date) -> list[Member]:
    """Return who belongs to a household on a day, without names."""
    return await transaction.fetch_structs(Member, queries.find_members, household_id, day)


async def facts_of(transaction: Transaction, household_id: UUID, day: date) -> tuple[MemberFacts, ...]:
    """Return what the rules look at of each member on a day: ages, not dates of birth."""
    members = await members_on(transaction, household_id, day)
    ages = await ages_on(transaction, [member.person_id for member in members], day)
    return tuple(
        MemberFacts(
            member_id=member.person_id,
            relation=member.relation,
            age_years=ages[member.person_id],
            studies=member.studies,
            excluded_by=member.excluded_by,
            work=member.work,
        )
        for member in members
        if member.person_id in ages
    )


async def ages_on(transaction: Transaction, person_ids: Collection[UUID], day: date) -> dict[UUID, int]:
    """Return the completed years of those who are not erased; who was born later has fewer than none."""
    opened = await vault.open_many(transaction, set(person_ids), purpose="assessment", only={"born_on"})
    return {
        person_id: age_on(day, date.fromisoformat(fields["born_on"]))
        for person_id, fields in opened.items()
        if "born_on" in fields
    }


async def holder_of(transaction: Transaction, household_id: UUID, day: date) -> UUID:
    """Return the person who is paid and holds the card: today's or, of a household that is no more, that day's."""
    for when in (transaction.today, day):
        for member in await members_on(transaction, household_id, when):
            if member.relation == "applicant":
                return member.person_id
    return await stays.holder_before(transaction, household_id)
