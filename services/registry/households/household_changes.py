"""Changes of households: the one place through which every change goes, and the record of what changed.

A change is a dated fact. It may be entered later, up to `backdated_days_max` of `rules/households.toml`, and never
before something on record that took effect later. Where it contradicts what a decision stood on, the assessment is
noted as stale.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import check_version
from services.registry.assessing import stale_assessments
from services.registry.duplicates import suspicions
from services.registry.households import protections, stays
from services.registry.households.households import HouseholdGone
from services.registry.households.stays import Stay
from services.registry.people import aliases, kinships

queries = load_queries(__file__)

ChangeKind = Literal[
    "joined", "left", "moved_in", "moved_out", "facts_changed", "holder_changed", "arrangement_changed", "split_off",
    "split_from", "merged_into", "merged_with", "member_died", "closed", "protected", "unprotected",
    "death_revoked", "reopened",
]  # fmt: skip


PROPOSAL_LIFETIME = timedelta(days=7)
"""How long a split, a merge or a move away may wait for the second person."""


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What households and their changes are held to, with where it comes from."""

    backdated_days_max: int
    holder_age_min: int
    proxy_age_min: int
    source: str


class NewChange(msgspec.Struct, frozen=True, kw_only=True):
    """What changes from a day on. `proposed_by` is the first of two people where two are needed."""

    household_id: UUID
    kind: ChangeKind
    effective_on: date
    person_id: UUID | None = None
    other_household_id: UUID | None = None
    reason: str | None = None
    share_basis_points: int | None = None
    proposed_by: UUID | None = None


class Change(NewChange, frozen=True, kw_only=True):
    """A change on record."""

    id: UUID
    recorded_at: datetime
    recorded_by: UUID


class History(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a household over time, corrections included; without names."""

    id: UUID
    version: int
    stays: list[Stay]
    changes: list[Change]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A household that nobody else changes until the transaction ends."""

    id: UUID
    version: int
    formed_on: date
    formed_by: UUID
    protected_for: str | None
    closed_on: date | None


class DayOutOfReach(Problem):
    """The change cannot be entered for this day."""


@cache
def limits() -> Limits:
    """Return the limits of this release."""
    file = Path(__file__).parents[1] / "rules" / "households.toml"
    return msgspec.toml.decode(file.read_bytes(), type=Limits)


async def take(transaction: Transaction, household_id: UUID, *, version: int | None, on: date) -> Taken:
    """Lock a household for a change from a day on.

    Raises NotFound, Stale, HouseholdGone, OwnCase, PersonsProtected, DayOutOfReach.
    """
    (taken,) = await take_all(transaction, [household_id], on=on)
    if version is not None:
        check_version(taken.version, version)
    return taken


async def take_all(transaction: Transaction, household_ids: Collection[UUID], *, on: date) -> list[Taken]:
    """Lock households, in one order for everybody. Raises what `take` raises."""
    found = await transaction.fetch_structs(Taken, queries.lock_households, list(household_ids))
    taken = {household.id: household for household in found}
    for household_id in household_ids:
        if household_id not in taken:
            raise NotFound(f"There is no household {household_id}.")
        if taken[household_id].closed_on is not None:
            raise HouseholdGone("Look at where its people are now.", household_id=household_id)
        await protections.refuse_hidden_household(transaction, household_id)
        refuse_day(transaction, on, not_before=taken[household_id].formed_on)
    await kinships.refuse(transaction, household_ids, on)
    return [taken[household_id] for household_id in household_ids]


def refuse_day(transaction: Transaction, on: date, *, not_before: date) -> None:
    """Raise DayOutOfReach for a day to come, too long ago, or before the household was known here."""
    first = max(not_before, first_day(transaction))
    if not first <= on <= transaction.today:
        raise DayOutOfReach(
            f"Enter it for a day from {first} to {transaction.today}.", not_before=first, not_after=transaction.today
        )


def first_day(transaction: Transaction) -> date:
    """Return the first day for which a change may still be entered."""
    return transaction.today - timedelta(days=limits().backdated_days_max)


async def record(transaction: Transaction, new: NewChange) -> UUID:
    """Keep a change for ever; the household's version goes up."""
    change_id = uuid7()
    await transaction.execute(
        queries.insert_change,
        change_id,
        new.household_id,
        new.kind,
        new.effective_on,
        new.person_id,
        new.other_household_id,
        new.reason,
        new.share_basis_points,
        new.proposed_by,
        transaction.now,
        transaction.actor_id,
    )
    await transaction.execute(queries.touch_household, new.household_id)
    return change_id


async def settle(transaction: Transaction, change_id: UUID, household_id: UUID, on: date) -> None:
    """Look at what was decided about a household after a change is complete: its assessment may be stale now."""
    await stale_assessments.note(transaction, change_id, household_id, on)
    await suspicions.follow_household(transaction, household_id)


async def history(transaction: Transaction, household_id: UUID) -> History:
    """Return all that is known of a household over time. Raises NotFound, PersonsProtected, OwnCase."""
    row = await transaction.fetchrow(queries.find_version, household_id)
    if row is None:
        raise NotFound(f"There is no household {household_id}.")
    await protections.refuse_hidden_household(transaction, household_id)
    await kinships.refuse(transaction, [household_id])
    changes = await transaction.fetch_structs(Change, queries.changes_of_household, household_id)
    return History(
        id=household_id,
        version=row["version"],
        stays=await stays.of_household(transaction, household_id),
        changes=changes,
    )


async def homes_of(transaction: Transaction, person_id: UUID) -> list[Stay]:
    """Return where a person has lived, over time. Raises PersonsProtected, OwnCase, NotFound."""
    person_id = await aliases.resolve(transaction, person_id)
    if not await transaction.fetchval(queries.person_exists, person_id):
        raise NotFound(f"There is no person {person_id}.")
    await protections.refuse_hidden(transaction, person_id)
    await kinships.refuse_persons(transaction, [person_id])
    return await stays.of_person(transaction, person_id)
