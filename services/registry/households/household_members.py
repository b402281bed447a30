"""Members of a household over time: who joins, leaves, moves to another household, or lives otherwise from a day on."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from contracts.registry import MemberJoined, MemberLeft
from services.kit import vault
from services.kit.db import Transaction
from services.kit.errors import Malformed
from services.kit.events import publish
from services.kit.web import Body
from services.registry.assessing.facts import Code, Relation, Work
from services.registry.households import household_changes, households, stays
from services.registry.households.holders import HolderLeaves
from services.registry.households.household_changes import NewChange, Taken
from services.registry.households.households import MEMBERS_MAX, Arrangement, Household, NewMember
from services.registry.households.stays import Stay
from services.registry.people import aliases, kinships, persons
from services.registry.people.persons import ADDRESS, Registered


class Joining(Body, frozen=True, kw_only=True):
    """Somebody who belongs to the household from a day on: a child is born, a parent moves in, a guest is taken in."""

    member: NewMember
    joined_on: date


class Leaving(Body, frozen=True, kw_only=True):
    """Somebody who belongs to the household no more from a day on, and why, as a code."""

    person_id: UUID
    left_on: date
    reason: Code


class Moving(Body, frozen=True, kw_only=True):
    """Somebody who belongs to another household from a day on, and as what."""

    person_id: UUID
    into_household_id: UUID
    relation: Relation
    moved_on: date


class Restating(Body, frozen=True, kw_only=True):
    """What a member is and does from a day on, as a whole."""

    person_id: UUID
    from_on: date
    relation: Relation
    studies: bool = False
    work: Work = "not_stated"
    excluded_by: Code | None = None


class Arranging(Body, frozen=True, kw_only=True):
    """How the household lives from a day on."""

    arrangement: Arrangement
    from_on: date


async def join(transaction: Transaction, household_id: UUID, joining: Joining, *, version: int) -> Household:
    """Let a person belong to a household from a day on.

    Raises Malformed, PersonKnown, AlreadyMember, LaterChange, NotFound, and what a change of a household raises.
    """
    member, on = joining.member, joining.joined_on
    if (member.person is None) == (member.person_id is None) or member.relation == "applicant":
        raise Malformed("Give either member.person_id or member.person, who is not the holder.")
    taken = await household_changes.take(transaction, household_id, version=version, on=on)
    current = await stays.current(transaction, household_id)
    refuse_crowd(len(current) + 1)
    registered = await known_or_new(transaction, taken, member)
    (person_id,) = registered.person_ids
    await refuse_unborn(transaction, person_id, on)
    change_id = await household_changes.record(
        transaction, NewChange(household_id=household_id, kind="joined", effective_on=on, person_id=person_id)
    )
    place = free_place(current)
    stay = households.stay_of(member, person_id, household_id=household_id, place=place, on=on)
    await stays.begin(transaction, change_id, [stay])
    await publish(transaction, MemberJoined(household_id=household_id, person_id=person_id, joined_on=on))
    await household_changes.settle(transaction, change_id, household_id, on)
    found = await households.find(transaction, household_id)
    return msgspec.structs.replace(found, warnings=registered.warnings, suspected=registered.suspected)


async def known_or_new(transaction: Transaction, taken: Taken, member: NewMember) -> Registered:
    """Return who joins, registered now if need be. Who joins people at risk keeps no address."""
    if member.person is not None:
        if taken.protected_for is not None and member.person.address is not None:
            raise persons.AddressProtected("Enter the person without an address.")
        return await persons.register_all(transaction, [("/member/person", member.person)])
    assert member.person_id is not None
    await households.refuse_housed(transaction, [member.person_id])
    await kinships.refuse_persons(transaction, [member.person_id])
    await shelter(transaction, taken, [member.person_id])
    return Registered(person_ids=[member.person_id], warnings=[], suspected=[])


async def shelter(transaction: Transaction, taken: Taken, person_ids: Sequence[UUID]) -> None:
    """Forget the address of those who come to live with people at risk."""
    if taken.protected_for is not None:
        await vault.remove_fields(transaction, person_ids, ADDRESS)


async def refuse_unborn(transaction: Transaction, person_id: UUID, on: date) -> None:
    """Raise Malformed for a day before the person was born."""
    ages = await households.ages_on(transaction, [person_id], on)
    if ages.get(person_id, 0) < 0:
        raise Malformed("The person was born after that day.")


async def leave(transaction: Transaction, household_id: UUID, leaving: Leaving, *, version: int) -> Household:
    """Let a person belong to no household from a day on. Raises NotMember, HolderLeaves, and what a change raises."""
    on = leaving.left_on
    await aliases.refuse(transaction, leaving.person_id)
    await household_changes.take(transaction, household_id, version=version, on=on)
    stay = leaver(await stays.current(transaction, household_id), leaving.person_id)
    new = NewChange(
        household_id=household_id, kind="left", effective_on=on, person_id=stay.person_id, reason=leaving.reason
    )
    change_id = await household_changes.record(transaction, new)
    await stays.end(transaction, change_id, [stay], on)
    await publish(transaction, MemberLeft(household_id=household_id, person_id=stay.person_id, left_on=on))
    await household_changes.settle(transaction, change_id, household_id, on)
    return await households.find(transaction, household_id)


async def move(transaction: Transaction, household_id: UUID, moving: Moving, *, version: int) -> Household:
    """Let a person belong to another household from a day on; return the one that was left.

    Raises NotMember, HolderLeaves, LaterChange, Malformed, and what a change of a household raises.
    """
    into_id, on = moving.into_household_id, moving.moved_on
    if into_id == household_id or moving.relation == "applicant":
        raise Malformed("Name another household, which keeps its holder.")
    await aliases.refuse(transaction, moving.person_id)
    _, into = await household_changes.take_all(transaction, [household_id, into_id], on=on)
    await household_changes.take(transaction, household_id, version=version, on=on)
    stay = leaver(await stays.current(transaction, household_id), moving.person_id)
    there = await stays.current(transaction, into_id)
    refuse_crowd(len(there) + 1)
    out = NewChange(
        household_id=household_id,
        kind="moved_out",
        effective_on=on,
        person_id=stay.person_id,
        other_household_id=into_id,
    )
    back = msgspec.structs.replace(out, household_id=into_id, kind="moved_in", other_household_id=household_id)
    out_id, in_id = [await household_changes.record(transaction, change) for change in (out, back)]
    await stays.end(transaction, out_id, [stay], on)
    begun = stays.like(stay, household_id=into_id, joined_on=on, relation=moving.relation, place=free_place(there))
    await stays.begin(transaction, in_id, [begun])
    await shelter(transaction, into, [stay.person_id])
    await tell_moved(transaction, household_id, [begun])
    await household_changes.settle(transaction, out_id, household_id, on)
    await household_changes.settle(transaction, in_id, into_id, on)
    return await households.find(transaction, household_id)


async def tell_moved(transaction: Transaction, household_id: UUID, begun: Sequence[Stay]) -> None:
    """Say of each who left a household for another one."""
    for stay in begun:
        on = stay.joined_on
        await publish(
            transaction,
            MemberLeft(household_id=household_id, person_id=stay.person_id, left_on=on),
            MemberJoined(household_id=stay.household_id, person_id=stay.person_id, joined_on=on),
        )


async def restate(transaction: Transaction, household_id: UUID, facts: Restating, *, version: int) -> Household:
    """Keep what a member is and does from a day on. Raises NotMember, LaterChange, and what a change raises."""
    on = facts.from_on
    await aliases.refuse(transaction, facts.person_id)
    await household_changes.take(transaction, household_id, version=version, on=on)
    stay = stays.member(await stays.current(transaction, household_id), facts.person_id)
    if (facts.relation == "applicant") != (stay.relation == "applicant"):
        raise Malformed("Who holds the household is changed by a change of holder.")
    change_id = await household_changes.record(
        transaction,
        NewChange(household_id=household_id, kind="facts_changed", effective_on=on, person_id=stay.person_id),
    )
    await stays.end(transaction, change_id, [stay], on)
    changed = stays.like(
        stay,
        joined_on=on,
        relation=facts.relation,
        studies=facts.studies,
        work=facts.work,
        excluded_by=facts.excluded_by,
    )
    await stays.begin(transaction, change_id, [changed])
    await household_changes.settle(transaction, change_id, household_id, on)
    return await households.find(transaction, household_id)


async def arrange(transaction: Transaction, household_id: UUID, arranging: Arranging, *, version: int) -> Household:
    """Keep how a household lives from a day on. Raises what a change of a household raises."""
    on = arranging.from_on
    await household_changes.take(transaction, household_id, version=version, on=on)
    await household_changes.record(
        transaction,
        NewChange(household_id=household_id, kind="arrangement_changed", effective_on=on, reason=arranging.arrangement),
    )
    await households.state_arrangement(transaction, household_id, arranging.arrangement, on)
    return await households.find(transaction, household_id)


def leaver(current: Sequence[Stay], person_id: UUID) -> Stay:
    """Return the stay of somebody who may go. Raises NotMember, HolderLeaves."""
    stay = stays.member(current, person_id)
    if stay.relation == "applicant":
        raise HolderLeaves("Change the holder first, or close or merge the household.", person_id=person_id)
    return stay


def refuse_crowd(number: int) -> None:
    """Raise Malformed for more members than a household may have."""
    if number > MEMBERS_MAX:
        raise Malformed(f"A household has at most {MEMBERS_MAX} members.")


def free_place(current: Sequence[Stay]) -> int:
    """Return the place after the last."""
    return max(stay.place for stay in current) + 1
