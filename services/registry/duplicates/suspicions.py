"""Suspicions: whether somebody who is entered is known already in another spelling, and what waits until it is clear.

An entry is never refused for it. A pair that is suspected blocks the decision on either household's application, and
the benefit runs leave both households out, until people have said what is the case (`duplicates.py`, `merges.py`).
"""

from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec

from contracts.registry import HouseholdHeld, HouseholdReleased
from services.kit import audit, vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.registry.duplicates import likeness, match_keys
from services.registry.duplicates.likeness import COMPARED, Likeness, Reason, Traits
from services.registry.duplicates.match_keys import Pair

queries = load_queries(__file__)


class Suspicion(msgspec.Struct, frozen=True, kw_only=True):
    """Two entries that may be one person: the open pair's id, points of 100, and why."""

    id: UUID
    first_id: UUID
    second_id: UUID
    score: int
    reasons: list[Reason]


class DuplicateSuspected(Problem):
    """Somebody in this household may be registered twice."""


async def check(transaction: Transaction, entered: Mapping[UUID, Mapping[str, str]]) -> list[Suspicion]:
    """Keep the keys of persons just sealed, and return with whom they may be one person."""
    if not entered:
        return []
    await match_keys.note(transaction, entered)
    pairs = await match_keys.meetings(transaction, entered)
    if not pairs:
        return []
    met = {person_id for pair in pairs for person_id in pair}
    traits = {
        person_id: match_keys.traits_in_hand(transaction, entered[person_id]) for person_id in met & entered.keys()
    }
    traits |= await match_keys.traits_of(transaction, met - entered.keys(), on=("person", entered))
    return await suspect(transaction, match_keys.alike(pairs, traits), traits)


async def check_again(transaction: Transaction, person_ids: Collection[UUID]) -> list[Suspicion]:
    """Look at persons anew whose names, dates or numbers have changed, or who were found in no search before."""
    only = (*COMPARED, *match_keys.NUMBERS)
    fields = await vault.compare_many(transaction, person_ids, only=only, on=("person", person_ids))
    await match_keys.forget(transaction, person_ids)
    return await check(transaction, {each: known for each, known in fields.items() if "born_on" in known})


async def suspect(
    transaction: Transaction, alike: Mapping[Pair, Likeness], traits: Mapping[UUID, Traits]
) -> list[Suspicion]:
    """Open the pairs that are neither open nor judged on what is known today, and hold both households."""
    if not alike:
        return []
    rows = await transaction.fetch(
        queries.insert_suspicions,
        [uuid7() for _ in alike],
        [first for first, _ in alike],
        [second for _, second in alike],
        [judged.score for judged in alike.values()],
        [" ".join(judged.reasons) for judged in alike.values()],
        [basis_of(transaction, traits[first], traits[second]) for first, second in alike],
        transaction.now,
    )
    opened = [msgspec.convert(dict(row), Suspicion) for row in rows]
    persons = {person_id for each in opened for person_id in (each.first_id, each.second_id)}
    await audit.record(transaction, "duplicate_suspected", object_type="person", object_ids=persons)
    await follow(transaction, persons)
    return opened


def basis_of(transaction: Transaction, one: Traits, other: Traits) -> bytes:
    """Return the keyed hash of what a judgement on two persons rests on."""
    return vault.keyring().blind(transaction.municipality_id, "match_basis", likeness.basis(one, other))


async def follow(transaction: Transaction, person_ids: Collection[UUID]) -> None:
    """Hold and release households as these persons' open pairs, and where they live, say now."""
    if not person_ids:
        return
    arguments = (list(person_ids), transaction.today)
    released = await transaction.fetch(queries.release_holds, *arguments)
    held = await transaction.fetch(queries.insert_holds, *arguments)
    today = transaction.today
    await publish(
        transaction,
        *(
            HouseholdReleased(hold_id=row["id"], household_id=row["household_id"], released_on=today)
            for row in released
        ),
        *(
            HouseholdHeld(
                hold_id=row["id"], household_id=row["household_id"], reason="possible_duplicate", held_on=today
            )
            for row in held
        ),
    )


async def follow_household(transaction: Transaction, household_id: UUID) -> None:
    """Hold and release as a household's people are now, after some of them left."""
    rows = await transaction.fetch(queries.members_of, household_id)
    await follow(transaction, {row["person_id"] for row in rows})


async def refuse(transaction: Transaction, household_id: UUID) -> None:
    """Raise DuplicateSuspected while one of the household's people is in an open pair."""
    found = [row["id"] for row in await transaction.fetch(queries.open_pairs_of_household, household_id)]
    if found:
        raise DuplicateSuspected("Say first whether they are one person or two.", duplicate_ids=found)


async def forget(transaction: Transaction, person_ids: Collection[UUID]) -> None:
    """Delete the keys of persons who are erased; what was suspected of them can no longer be looked at."""
    await match_keys.forget(transaction, person_ids)
    await transaction.execute(queries.lapse, list(person_ids), transaction.now, transaction.actor_id)
    await follow(transaction, person_ids)
