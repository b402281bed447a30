"""Holders: who is paid, holds the household's card and speaks for it. There is one on every day, and it is an adult.

When the holder changes, the relations of the others are to the new one, the running rights follow, and what the former
one has consented to for the household ends.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from contracts.registry import HolderChanged
from services.kit.db import Transaction
from services.kit.errors import Malformed, Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing.facts import Relation
from services.registry.households import household_changes, household_notices, households, proxies, stays
from services.registry.households.household_changes import NewChange
from services.registry.households.households import Household
from services.registry.households.stays import Stay
from services.registry.people import aliases

queries = load_queries(__file__)


class Related(Body, frozen=True, kw_only=True):
    """What somebody is to the holder."""

    person_id: UUID
    relation: Relation


Relations = Annotated[tuple[Related, ...], msgspec.Meta(max_length=30)]


class NewHolder(Body, frozen=True, kw_only=True):
    """Who holds from now on, and what the others are to this person; who is not named stays what they were.

    The former holder, if not named, becomes `other`.
    """

    person_id: UUID
    changed_on: date
    relations: Relations = ()


class HolderTooYoung(Problem):
    """The holder of a household with adults is an adult."""


class HolderLeaves(Problem):
    """The household's holder cannot leave: another one has to hold first."""


class HolderNeeded(Problem):
    """Somebody has to hold in the place of the person who died."""


async def change(transaction: Transaction, household_id: UUID, new: NewHolder, *, version: int) -> Household:
    """Let another member hold from a day on. Raises NotMember, HolderTooYoung, and what a change raises."""
    on = new.changed_on
    await aliases.refuse(transaction, new.person_id, *(related.person_id for related in new.relations))
    await household_changes.take(transaction, household_id, version=version, on=on)
    current = await stays.current(transaction, household_id)
    if stays.holder(current).person_id == new.person_id:
        raise Malformed("This person holds already.")
    change_id = await household_changes.record(
        transaction,
        NewChange(household_id=household_id, kind="holder_changed", effective_on=on, person_id=new.person_id),
    )
    await install(transaction, change_id, current, new)
    await household_changes.settle(transaction, change_id, household_id, on)
    return await households.find(transaction, household_id)


async def install(transaction: Transaction, change_id: UUID, current: Sequence[Stay], new: NewHolder) -> None:
    """Restate what everybody is to the new holder, whose former one may have gone already, and tell the others.

    Raises NotMember, HolderTooYoung, LaterChange, Malformed.
    """
    on = new.changed_on
    successor = stays.member(current, new.person_id)
    await refuse_minor(transaction, successor.person_id, [stay.person_id for stay in current], on)
    former = await stays.holder_before(transaction, successor.household_id)
    relations = relations_of(current, new)
    changed = [stay for stay in current if relations.get(stay.person_id, stay.relation) != stay.relation]
    await stays.end(transaction, change_id, changed, on)
    begun = [stays.like(stay, joined_on=on, relation=relations[stay.person_id]) for stay in changed]
    await stays.begin(transaction, change_id, begun)
    await follow(transaction, successor.household_id, former, new)


def relations_of(current: Sequence[Stay], new: NewHolder) -> dict[UUID, Relation]:
    """Return what those are to the new holder for whom it changes. Raises NotMember, Malformed."""
    relations: dict[UUID, Relation] = {stay.person_id: "other" for stay in current if stay.relation == "applicant"}
    for related in new.relations:
        stays.member(current, related.person_id)
        relations[related.person_id] = related.relation
    relations[new.person_id] = "applicant"
    if sum(relation == "applicant" for relation in relations.values()) > 1:
        raise Malformed("One person holds; the others have a relation to this person.")
    return relations


async def follow(transaction: Transaction, household_id: UUID, former_id: UUID, new: NewHolder) -> None:
    """Let rights and proxies follow a change of holder, and tell the other services."""
    await proxies.end_all(transaction, household_id=household_id, person_id=None, reason="holder_changed")
    await transaction.execute(queries.change_holder_of_rights, household_id, new.person_id)
    await publish(
        transaction,
        HolderChanged(
            household_id=household_id,
            former_holder_id=former_id,
            holder_id=new.person_id,
            changed_on=new.changed_on,
        ),
    )
    await household_notices.tell_holders(transaction, former_id=former_id, holder_id=new.person_id, on=new.changed_on)


async def refuse_minor(transaction: Transaction, person_id: UUID, among: Sequence[UUID], on: date) -> None:
    """Raise HolderTooYoung for a minor who would hold while an adult is there."""
    adults = await adults_among(transaction, among, on)
    if adults and person_id not in adults:
        raise HolderTooYoung("Choose an adult.", person_ids=adults)


async def adults_among(transaction: Transaction, person_ids: Sequence[UUID], on: date) -> list[UUID]:
    """Return those who are of age to hold a household on a day."""
    least = household_changes.limits().holder_age_min
    ages = await households.ages_on(transaction, person_ids, on)
    return [person_id for person_id in person_ids if ages.get(person_id, 0) >= least]
