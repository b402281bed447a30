"""Duplicates: pairs of entries that may be one person, looked at side by side and judged: two persons, or one.

"Not the same person" is kept for ever: the pair is suspected again only when a name, a birth date or a number of one of
them changes. That they are one person, two people say (`merges.py`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.kit import proposals
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.proposals import Proposal
from services.kit.sentences import Sentence, say, sentence
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import check_version
from services.registry.duplicates import suspicions
from services.registry.duplicates.likeness import Reason
from services.registry.people import kinships, persons
from services.registry.people.persons import Person

queries = load_queries(__file__)

DuplicateState = Literal["suspected", "distinct", "merged", "lapsed"]

TRANSITIONS: Mapping[DuplicateState, tuple[DuplicateState, ...]] = {"suspected": ("distinct", "merged", "lapsed")}
"""`lapsed`: one of the two was erased or merged with somebody else, and there is nothing left to look at."""
MERGE = "merge_persons"

REASONS: Mapping[Reason, Sentence] = {
    "same_birth_date": sentence("Born on the same day."),
    "day_and_month_swapped": sentence("Day and month of the birth dates are swapped."),
    "birth_date_one_digit_off": sentence("The birth dates differ by one digit."),
    "same_name": sentence("Given name and family name sound the same."),
    "similar_given_name": sentence("The given names sound alike."),
    "similar_family_name": sentence("The family names sound alike."),
    "names_swapped": sentence("Given name and family name stand in each other's place."),
    "other_family_name": sentence("The family names are different, as after a marriage."),
    "part_of_name_missing": sentence("One of them has a further name."),
    "same_father_name": sentence("The father's name sounds the same."),
    "other_father_name": sentence("The fathers' names are different."),
    "same_phone": sentence("They have the same telephone."),
    "same_iban": sentence("They have the same bank account."),
    "same_address": sentence("They live at the same address."),
    "other_number": sentence("They have different numbers of one kind."),
}


class Duplicate(msgspec.Struct, frozen=True, kw_only=True):
    """A pair of entries: points of 100, why, and what became of it. `survivor_id` is who remains of the two."""

    id: UUID
    version: int
    first_id: UUID
    second_id: UUID
    score: int
    reasons: list[Reason]
    state: DuplicateState
    suspected_at: datetime
    resolved_at: datetime | None
    resolved_by: UUID | None
    proposed_by: UUID | None
    survivor_id: UUID | None


class Listed(Duplicate, frozen=True, kw_only=True):
    """A pair in a list; a name is absent for who is erased or may not be seen."""

    first_name: str | None = None
    second_name: str | None = None


class SideBySide(Duplicate, frozen=True, kw_only=True):
    """A pair with both files and, while it waits, the proposal to merge them; to agree, its hash is quoted."""

    explanation: list[str]
    """The reasons in words."""
    first: Person
    second: Person
    proposal: Proposal | None


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, state: DuplicateState | None, person_id: UUID | None
) -> list[Listed]:
    """Return one pair more than the limit, oldest first: of one state or one person or all."""
    listed = await transaction.fetch_structs(Listed, queries.list_duplicates, after, state, person_id, limit + 1)
    shown = {each for pair in listed[:limit] for each in (pair.first_id, pair.second_id)}
    names = await persons.names_of(transaction, shown, purpose="duplicate_check")
    return [
        msgspec.structs.replace(pair, first_name=names.get(pair.first_id), second_name=names.get(pair.second_id))
        for pair in listed
    ]


async def read(
    transaction: Transaction, duplicate_id: UUID, *, purpose: str, language: str | None = None
) -> SideBySide:
    """Return a pair with both files, which leaves an audit row for each. Raises what reading a person raises."""
    spoken = language or transaction.municipality.language
    duplicate = await find(transaction, duplicate_id)
    first, second = [
        await persons.find(transaction, person_id, purpose=purpose)
        for person_id in (duplicate.first_id, duplicate.second_id)
    ]
    return SideBySide(
        **msgspec.structs.asdict(duplicate),
        explanation=[say("registry", REASONS[reason], spoken) for reason in duplicate.reasons],
        first=first,
        second=second,
        proposal=await waiting(transaction, duplicate_id),
    )


async def find(transaction: Transaction, duplicate_id: UUID) -> Duplicate:
    """Return a pair. Raises NotFound."""
    duplicate = await transaction.fetch_struct(Duplicate, queries.find_duplicate, duplicate_id)
    if duplicate is None:
        raise NotFound(f"There is no pair {duplicate_id}.")
    return duplicate


async def take(transaction: Transaction, duplicate_id: UUID, *, version: int) -> Duplicate:
    """Return a pair that nobody else judges until the transaction ends. Raises NotFound, Stale."""
    duplicate = await transaction.fetch_struct(Duplicate, queries.lock_duplicate, duplicate_id)
    if duplicate is None:
        raise NotFound(f"There is no pair {duplicate_id}.")
    check_version(duplicate.version, version)
    return duplicate


async def part(transaction: Transaction, duplicate_id: UUID, *, version: int) -> Duplicate:
    """Say that these are two persons: what was held for the pair is released.

    Raises Stale, OwnCase, TransitionForbidden.
    """
    duplicate = await take(transaction, duplicate_id, version=version)
    await kinships.refuse_persons(transaction, (duplicate.first_id, duplicate.second_id))
    transition(TRANSITIONS, duplicate.state, "distinct")
    proposal = await waiting(transaction, duplicate_id)
    if proposal is not None:
        await proposals.reject(transaction, proposal.id)
    await transaction.execute(
        queries.resolve, duplicate.id, "distinct", transaction.now, transaction.actor_id, None, None
    )
    await suspicions.follow(transaction, (duplicate.first_id, duplicate.second_id))
    return await find(transaction, duplicate.id)


async def waiting(transaction: Transaction, duplicate_id: UUID) -> Proposal | None:
    """Return the proposal to merge this pair that waits for a second person, if there is one."""
    found = await proposals.of_subject(transaction, duplicate_id, MERGE)
    return next((each for each in found if each.state == "proposed" and each.expires_at > transaction.now), None)
