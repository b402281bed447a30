"""Households: who lives with whom, since when, and what the rules need to know of each member."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry import persons
from services.registry.facts import Code, MemberFacts, Relation, Work, age_on
from services.registry.persons import Address, NewPerson

queries = load_queries(__file__)

MEMBERS_MAX = 30


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
    """A household as it is today; the applicant stands first."""

    id: UUID
    version: int
    formed_at: datetime
    members: list[Member]
    warnings: list[Fault] = []
    """What is odd about a number and was accepted; only in the answer to its entry."""


class AlreadyMember(Problem):
    """This person belongs to another household."""


async def form(transaction: Transaction, household: NewHousehold) -> Household:
    """Enter a household with its members. Raises Malformed, PersonKnown, AlreadyMember, NotFound."""
    refuse_malformed(household.members)
    await refuse_housed(transaction, household.members)
    new = [
        (f"/members/{place}/person", _at_address(member.person, household.address))
        for place, member in enumerate(household.members)
        if member.person is not None
    ]
    registered = await persons.register_all(transaction, new)
    ids = iter(registered.person_ids)
    person_ids = [member.person_id or next(ids) for member in household.members]
    household_id = uuid7()
    await transaction.execute(queries.insert_household, household_id, transaction.now, transaction.actor_id)
    await transaction.execute(
        queries.insert_members,
        household_id,
        transaction.today,
        person_ids,
        [member.relation for member in household.members],
        [member.studies for member in household.members],
        [member.work for member in household.members],
        [member.excluded_by for member in household.members],
    )
    return msgspec.structs.replace(await find(transaction, household_id), warnings=registered.warnings)


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


async def refuse_housed(transaction: Transaction, members: Sequence[NewMember]) -> None:
    """Raise AlreadyMember for a person of another household, NotFound for one who is not registered here."""
    known = [member.person_id for member in members if member.person_id is not None]
    homes = {row["person_id"]: row["household_id"] for row in await transaction.fetch(queries.find_homes, known)}
    for person_id in known:
        if person_id not in homes:
            raise NotFound(f"There is no person {person_id}.")
        if homes[person_id] is not None:
            raise AlreadyMember("End that membership first.", person_id=person_id, household_id=homes[person_id])


def _at_address(person: NewPerson, address: Address | None) -> NewPerson:
    return person if address is None or person.address else msgspec.structs.replace(person, address=address)


async def find(transaction: Transaction, household_id: UUID) -> Household:
    """Return a household as it is today, with its members' names. Raises NotFound."""
    row = await transaction.fetchrow(queries.find_household, household_id)
    if row is None:
        raise NotFound(f"There is no household {household_id}.")
    members = await members_on(transaction, household_id, transaction.today)
    names = await persons.names_of(transaction, [member.person_id for member in members])
    named = [msgspec.structs.replace(member, name=names.get(member.person_id)) for member in members]
    return msgspec.convert({**row, "members": named}, Household)


async def require(transaction: Transaction, household_id: UUID) -> None:
    """Raise NotFound unless there is such a household; opens nobody's name."""
    if await transaction.fetchrow(queries.find_household, household_id) is None:
        raise NotFound(f"There is no household {household_id}.")


async def members_on(transaction: Transaction, household_id: UUID, day: date) -> list[Member]:
    """Return who belongs to a household on a day, without names."""
    return await transaction.fetch_structs(Member, queries.find_members, household_id, day)


async def facts_of(transaction: Transaction, household_id: UUID, day: date) -> tuple[MemberFacts, ...]:
    """Return what the rules look at of each member on a day: ages, not dates of birth."""
    members = await members_on(transaction, household_id, day)
    opened = await vault.open_many(
        transaction, [member.person_id for member in members], purpose="assessment", only={"born_on"}
    )
    return tuple(
        MemberFacts(
            member_id=member.person_id,
            relation=member.relation,
            age_years=age_on(day, date.fromisoformat(opened[member.person_id]["born_on"])),
            studies=member.studies,
            excluded_by=member.excluded_by,
            work=member.work,
        )
        for member in members
        if member.person_id in opened
    )


async def holder_of(transaction: Transaction, household_id: UUID, day: date) -> UUID:
    """Return the person who is paid and holds the card: the applicant."""
    members = await members_on(transaction, household_id, day)
    return next(member.person_id for member in members if member.relation == "applicant")
