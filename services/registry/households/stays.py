"""Stays: who lives in which household, as what, from which day on. A stay is ended once and never rewritten.

A change of a member's facts ends the stay and begins another; one that is ended on its first day was a mistake, and is
kept as empty. That a person has one household on any day, and a household one holder, the table itself guards.
"""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem
from services.kit.sql import load_queries
from services.registry.assessing.facts import Relation, Work
from services.registry.duplicates import suspicions

queries = load_queries(__file__)


class Stay(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a household from `joined_on` to the day before `left_on`, with the facts of that time."""

    id: UUID
    household_id: UUID
    person_id: UUID
    place: int
    relation: Relation
    studies: bool
    work: Work
    excluded_by: str | None
    joined_on: date
    left_on: date | None = None
    begun_by: UUID | None = None
    """The change that began it; absent for those with whom the household was entered."""
    ended_by: UUID | None = None


class LaterChange(Problem):
    """Something on record took effect later: enter changes in the order of their days."""


class AlreadyMember(Problem):
    """This person belongs to another household."""


class NotMember(Problem):
    """This person does not belong to the household."""


async def current(transaction: Transaction, household_id: UUID) -> list[Stay]:
    """Return who belongs to a household now; the holder stands first."""
    return await transaction.fetch_structs(Stay, queries.current_stays, household_id)


async def of_household(transaction: Transaction, household_id: UUID) -> list[Stay]:
    """Return every stay in a household, ever, in the order of time."""
    return await transaction.fetch_structs(Stay, queries.stays_of_household, household_id)


async def of_person(transaction: Transaction, person_id: UUID) -> list[Stay]:
    """Return every stay of a person, ever, in the order of time."""
    return await transaction.fetch_structs(Stay, queries.stays_of_person, person_id)


async def home_of(transaction: Transaction, person_id: UUID) -> Stay | None:
    """Return where a person belongs now, or None."""
    return next((stay for stay in await of_person(transaction, person_id) if stay.left_on is None), None)


def member(stays: Sequence[Stay], person_id: UUID) -> Stay:
    """Return one person's stay among these. Raises NotMember."""
    for stay in stays:
        if stay.person_id == person_id:
            return stay
    raise NotMember("Look at the household again.", person_id=person_id)


def holder(stays: Sequence[Stay]) -> Stay:
    """Return the holder's stay among a living household's current ones."""
    return next(stay for stay in stays if stay.relation == "applicant")


async def end_all(transaction: Transaction, change_id: UUID, household_id: UUID, on: date) -> list[Stay]:
    """End everybody's stay in a household and return them. Raises LaterChange where somebody left it after that day."""
    left_on = await last_left(transaction, household_id)
    if left_on is not None and left_on > on:
        raise LaterChange("Somebody belonged to the household until then.", not_before=left_on)
    ended = await current(transaction, household_id)
    await end(transaction, change_id, ended, on)
    return ended


async def last_left(transaction: Transaction, household_id: UUID) -> date | None:
    """Return the last day on which somebody left a household, or None."""
    left_on: date | None = await transaction.fetchval(queries.last_left, household_id)
    return left_on


async def holder_before(transaction: Transaction, household_id: UUID) -> UUID:
    """Return who holds a household, or held it last."""
    found: UUID = await transaction.fetchval(queries.last_holder, household_id)
    return found


def like(stay: Stay, **changed: object) -> Stay:
    """Return a stay as another one with its facts, but for those given."""
    return msgspec.structs.replace(stay, id=uuid7(), left_on=None, begun_by=None, ended_by=None, **changed)


async def begin(transaction: Transaction, change_id: UUID | None, begun: Sequence[Stay]) -> None:
    """Keep stays from their first days on. Raises AlreadyMember, LaterChange."""
    await refuse_elsewhere(transaction, begun)
    await transaction.execute(
        queries.insert_stays,
        change_id,
        [stay.id for stay in begun],
        [stay.household_id for stay in begun],
        [stay.person_id for stay in begun],
        [stay.place for stay in begun],
        [stay.relation for stay in begun],
        [stay.studies for stay in begun],
        [stay.work for stay in begun],
        [stay.excluded_by for stay in begun],
        [stay.joined_on for stay in begun],
    )
    await suspicions.follow(transaction, {stay.person_id for stay in begun})


async def refuse_elsewhere(transaction: Transaction, begun: Sequence[Stay]) -> None:
    """Raise AlreadyMember for a person who has a household, LaterChange for one who had one after that day."""
    days = {stay.person_id: stay.joined_on for stay in begun}
    for row in await transaction.fetch(queries.last_stays, list(days)):
        if row["left_on"] is None:
            raise AlreadyMember("End that stay, or move the person from there.", **row)
        if row["left_on"] > days[row["person_id"]]:
            raise LaterChange(
                "The person belonged to a household until then.", person_id=row["person_id"], not_before=row["left_on"]
            )


async def end(transaction: Transaction, change_id: UUID, ended: Collection[Stay], on: date) -> None:
    """End stays: `on` is the first day without them. Raises LaterChange for one that begins after it."""
    for stay in ended:
        if stay.joined_on > on:
            raise LaterChange("The person's facts changed then.", person_id=stay.person_id, not_before=stay.joined_on)
    await transaction.execute(queries.end_stays, [stay.id for stay in ended], on, change_id)
