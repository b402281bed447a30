"""Match keys: how two entries of one person meet, and a name is found, where names are only in the vault.

Each key is a keyed hash of something derived from a person's fields (`likeness.blocks`, `likeness.found_by`), shortened
to 64 bits. A key narrows down; the names themselves are opened and compared by the machine afterwards.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from services.kit import vault
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.registry.duplicates import likeness
from services.registry.duplicates.likeness import COMPARED, Likeness, Traits

queries = load_queries(__file__)

CROWD: Final = 50
"""A key that more persons share is left out: the first of January of papers without a birthday, say."""
NUMBERS: Final = (
    "amka", "afm", "personal_number", "paaypa", "national_number", "jordan_personal_number", "unhcr", "phone", "iban",
)  # fmt: skip
"""The vault's fields that are compared without opening them. Passports are not: a person has several over the years."""
TURNS_MAX: Final = 100
"""So many persons entered at once take turns with other desks; whom a larger import misses, the next search finds."""
FIRST_KEY: Final = -(2**63)

Pair = tuple[UUID, UUID]
"""Two persons, the lower id first."""


async def note(transaction: Transaction, persons: Mapping[UUID, Mapping[str, str]]) -> None:
    """Keep the keys of persons, from their fields, and let nobody else enter the same birth date meanwhile."""
    blocks = {person_id: likeness.blocks(fields) for person_id, fields in persons.items()}
    if len(blocks) <= TURNS_MAX:
        born = {each for derived in blocks.values() for each in derived if each[0] == "match_born"}
        await transaction.execute(queries.lock_keys, keys_of(transaction, born))
    met = {person_id: keys_of(transaction, derived) for person_id, derived in blocks.items()}
    await transaction.execute(queries.insert_match_keys, *columns(met))
    found = {person_id: keys_of(transaction, likeness.found_by(fields)) for person_id, fields in persons.items()}
    await transaction.execute(queries.insert_search_keys, *columns(found))


def keys_of(transaction: Transaction, derived: Iterable[tuple[str, str]]) -> list[int]:
    """Return the keys of what was derived, as purpose and value."""
    blind, municipality_id = vault.keyring().blind, transaction.municipality_id
    return [int.from_bytes(blind(municipality_id, *each)[:8], signed=True) for each in derived]


def columns(keys: Mapping[UUID, Sequence[int]]) -> tuple[list[UUID], list[int]]:
    """Return persons and keys as two columns of the same length."""
    return (
        [person_id for person_id, own in keys.items() for _ in own],
        [key for own in keys.values() for key in own],
    )


async def meetings(transaction: Transaction, person_ids: Collection[UUID]) -> set[Pair]:
    """Return every pair of one of these persons with somebody who shares a key."""
    rows = await transaction.fetch(queries.select_meetings, list(person_ids), CROWD)
    return {(row["first_id"], row["second_id"]) for row in rows}


async def blocks_after(transaction: Transaction, key: int, limit: int) -> tuple[set[Pair], int | None]:
    """Return the pairs that meet at the next keys, and the last of these keys; None when there are no more."""
    rows = await transaction.fetch(queries.select_blocks, key, CROWD, limit)
    pairs = {
        (first, second)
        for row in rows
        for place, first in enumerate(row["person_ids"])
        for second in row["person_ids"][place + 1 :]
    }
    return pairs, rows[-1]["key"] if len(rows) == limit else None


async def traits_of(
    transaction: Transaction, person_ids: Collection[UUID], *, on: tuple[str, Collection[UUID]]
) -> dict[UUID, Traits]:
    """Open what is compared of these persons; those whose data is no more are left out."""
    if not person_ids:
        return {}
    opened = await vault.compare_many(transaction, person_ids, only=COMPARED, on=on)
    numbers = await vault.blinds_of(transaction, list(opened), NUMBERS)
    return {
        person_id: likeness.traits_of(fields, numbers.get(person_id, {}))
        for person_id, fields in opened.items()
        if "born_on" in fields
    }


def traits_in_hand(transaction: Transaction, fields: Mapping[str, str]) -> Traits:
    """Return what is compared of a person whose fields are known already."""
    blind, municipality_id = vault.keyring().blind, transaction.municipality_id
    numbers = {kind: blind(municipality_id, kind, fields[kind]) for kind in NUMBERS if kind in fields}
    return likeness.traits_of(fields, numbers)


def alike(pairs: Iterable[Pair], traits: Mapping[UUID, Traits]) -> dict[Pair, Likeness]:
    """Return the pairs that may be one person."""
    found = {}
    for first, second in pairs:
        if first in traits and second in traits:
            judged = likeness.compare(traits[first], traits[second])
            if judged is not None and judged.score >= likeness.SUSPECTED_FROM:
                found[first, second] = judged
    return found


async def search(transaction: Transaction, name: str, year: int | None, *, limit: int) -> list[UUID]:
    """Return who bears every word of this name, in whatever spelling; one more than the limit when there are more."""
    keys = sorted(set(keys_of(transaction, likeness.sought(name, year))))
    rows = await transaction.fetch(queries.select_found, keys, limit + 1) if keys else []
    return [row["person_id"] for row in rows]


async def forget(transaction: Transaction, person_ids: Collection[UUID]) -> None:
    """Delete the keys of persons who are erased, or whose names are another now."""
    await transaction.execute(queries.delete_match_keys, list(person_ids))
    await transaction.execute(queries.delete_search_keys, list(person_ids))


async def take_over(transaction: Transaction, person_id: UUID, *, survivor_id: UUID) -> None:
    """Let a merged person's spellings lead to the one who remains."""
    await transaction.execute(queries.take_over_match_keys, person_id, survivor_id)
    await transaction.execute(queries.take_over_search_keys, person_id, survivor_id)
    await forget(transaction, [person_id])
