"""Compositions: how a household's people count on a day by a programme's rules, before anybody applies.

Guests, students, excluded persons, single parents and children without an adult: the same count as an assessment's.
"""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction
from services.registry.assessing import amounts
from services.registry.assessing.amounts import OldestChild
from services.registry.assessing.facts import HouseholdFacts, MemberFacts, Relation
from services.registry.assessing.rules import Rules, version_of
from services.registry.cases import applications
from services.registry.households import households, protections
from services.registry.people import kinships

CountsAs = Literal["adult", "child", "nobody"]


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """One person: as what this one counts and, where not at all, by which rule (a code)."""

    person_id: UUID
    relation: Relation
    age_years: int
    adult: bool
    """Of age, whatever they count as."""
    studies: bool
    counts_as: CountsAs
    left_out_by: str | None


class Composition(msgspec.Struct, frozen=True, kw_only=True):
    """How a household counts. By `oldest_child`, one of the children counts as an adult more."""

    id: UUID
    on: date
    programme: str
    rule_version: str
    adults: int
    children: int
    minors: int
    students: int
    guests: int
    oldest_child: OldestChild | None
    members: list[Counted]


async def find(transaction: Transaction, household_id: UUID, *, programme: str, on: date | None) -> Composition:
    """Return how a household counts today or on a day. Raises NotFound, HouseholdGone, ProgrammeUnknown, OwnCase."""
    day = on or transaction.today
    await households.require(transaction, household_id)
    await kinships.refuse(transaction, [household_id], day)
    await protections.refuse_hidden_household(transaction, household_id)
    rules = applications.rules_for(programme, day)
    members = await households.facts_of(transaction, household_id, day)
    return composition(rules, household_id, HouseholdFacts(application_date=day, members=members))


def composition(rules: Rules, household_id: UUID, facts: HouseholdFacts) -> Composition:
    """Return how these people count by these rules."""
    count = amounts.count_members(rules, facts)
    return Composition(
        id=household_id,
        on=facts.application_date,
        programme=rules.programme,
        rule_version=version_of(rules),
        adults=count.adults,
        children=count.children,
        minors=sum(member.age_years < rules.household.adult_age for member in facts.members),
        students=sum(member.studies for member in facts.members),
        guests=sum(member.relation == "guest" for member in facts.members),
        oldest_child=count.oldest_child,
        members=[counted(rules, member) for member in facts.members],
    )


def counted(rules: Rules, member: MemberFacts) -> Counted:
    """Return as what one person counts, before the rule about an oldest child."""
    left_out_by = amounts.left_out(rules, member)
    grown: CountsAs = "adult" if member.age_years >= rules.household.adult_age else "child"
    return Counted(
        person_id=member.member_id,
        relation=member.relation,
        age_years=member.age_years,
        adult=member.age_years >= rules.household.adult_age,
        studies=member.studies,
        counts_as="nobody" if left_out_by else grown,
        left_out_by=left_out_by,
    )
