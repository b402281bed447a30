"""The vault: persons' data encrypted under a key of each person, found by blind index, erased by losing the key.

What is sealed is bound to its place (table, field, subject, key version): a value copied to another row does not open.
Whoever opens a person's fields says for what purpose, and leaves an audit row.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from services.kit import audit
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.keyring import Keyring, decrypt, encrypt
from services.kit.sql import load_queries

queries = load_queries(__file__)

KEY_BYTES = 32


class PersonErased(NotFound):
    """The person's data has been erased."""


class VaultLocked(Exception):
    """This process was started without a keyring, so it can neither seal nor open."""


class DataKey(msgspec.Struct, frozen=True):
    """A subject's data key, unwrapped; it lives in memory only."""

    subject_id: UUID
    version: int
    key: bytes


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """A subject whose key was destroyed. Kept outside the database too, and applied again after a restore."""

    subject_id: UUID
    erased_at: datetime


_keyrings: list[Keyring] = []


def unlock(keys: Mapping[str, bytes]) -> None:
    """Give this process its keyring; done once by `run()`. Raises KeyringIncomplete."""
    _keyrings[:] = [Keyring.from_keys(keys)]


def keyring() -> Keyring:
    """Return this process's keyring. Raises VaultLocked."""
    if not _keyrings:
        raise VaultLocked("Set KEYRING_FILE.")
    return _keyrings[0]


async def seal(
    transaction: Transaction, person_id: UUID, fields: Mapping[str, str], *, indexed: Collection[str] = ()
) -> None:
    """Store fields of one person, replacing those of the same names. `indexed` fields can be found by `find`.

    Raises PersonErased.
    """
    await seal_many(transaction, {person_id: fields}, indexed=indexed)


async def seal_many(
    transaction: Transaction, persons: Mapping[UUID, Mapping[str, str]], *, indexed: Collection[str] = ()
) -> None:
    """Store fields of many persons in at most three statements, however many persons and fields there are."""
    keys = await take_keys(transaction, persons)
    rows = [(keys[person_id], field, value) for person_id, fields in persons.items() for field, value in fields.items()]
    blind = keyring().blind
    await transaction.execute(
        queries.upsert_fields,
        [key.subject_id for key, _, _ in rows],
        [field for _, field, _ in rows],
        [key.version for key, _, _ in rows],
        [encrypt(key.key, value.encode(), _place(key, field)) for key, field, value in rows],
        [blind(transaction.municipality_id, field, value) if field in indexed else None for _, field, value in rows],
        transaction.now,
    )


async def open_fields(
    transaction: Transaction, person_id: UUID, *, purpose: str, only: Collection[str] | None = None
) -> dict[str, str]:
    """Return a person's fields by name. `purpose` is a code, kept with who looked and when.

    Raises NotFound for a person who is not kept here, PersonErased for one who no longer is, SealBroken for a forgery.
    """
    opened = await open_many(transaction, [person_id], purpose=purpose, only=only)
    if person_id in opened:
        return opened[person_id]
    if await transaction.fetch(queries.select_keys, [person_id]):
        raise PersonErased(f"Person {person_id} has been erased.")
    raise NotFound(f"Person {person_id} is not known here.")


async def open_many(
    transaction: Transaction, person_ids: Collection[UUID], *, purpose: str, only: Collection[str] | None = None
) -> dict[UUID, dict[str, str]]:
    """Return the fields of those persons who are kept here, in three statements. One audit row for each person."""
    opened = await _opened(transaction, person_ids, None if only is None else list(only))
    await audit.record(transaction, "person_read", object_type="person", object_ids=opened, purpose=purpose)
    return opened


async def compare_many(
    transaction: Transaction, person_ids: Collection[UUID], *, only: Collection[str], on: tuple[str, Collection[UUID]]
) -> dict[UUID, dict[str, str]]:
    """Return fields of many persons for a comparison by the machine, which shows them to nobody.

    One audit row for each thing `on` which they were opened (its type and ids: the person entered, the search), not for
    each person: a row in the file of everybody in town for each newcomer would hide who really looked.
    """
    opened = await _opened(transaction, person_ids, list(only))
    object_type, object_ids = on
    await audit.record(
        transaction, "persons_compared", object_type=object_type, object_ids=object_ids, purpose="duplicate_check"
    )
    return opened


async def _opened(
    transaction: Transaction, person_ids: Collection[UUID], wanted: list[str] | None
) -> dict[UUID, dict[str, str]]:
    keys = await open_keys(transaction, person_ids)
    opened: dict[UUID, dict[str, str]] = {person_id: {} for person_id in person_ids if person_id in keys}
    for row in await transaction.fetch(queries.select_fields, list(keys), wanted):
        key = keys[row["subject_id"]]
        if key.version != row["key_version"]:
            key = msgspec.structs.replace(key, version=row["key_version"])
        value = decrypt(key.key, row["sealed"], _place(key, row["field"]))
        opened[key.subject_id][row["field"]] = value.decode()
    return opened


async def blinds_of(
    transaction: Transaction, person_ids: Collection[UUID], fields: Collection[str]
) -> dict[UUID, dict[str, bytes]]:
    """Return the blind indexes of these persons' indexed fields: whether two are equal shows without opening them."""
    found: dict[UUID, dict[str, bytes]] = {}
    for row in await transaction.fetch(queries.select_blinds, list(person_ids), list(fields)):
        found.setdefault(row["subject_id"], {})[row["field"]] = row["blind"]
    return found


async def fields_held(
    transaction: Transaction, person_ids: Collection[UUID], fields: Collection[str]
) -> dict[UUID, set[str]]:
    """Return which of these fields are kept of each person, without opening any; nothing of those who are not here."""
    held: dict[UUID, set[str]] = {}
    for row in await transaction.fetch(queries.select_held, list(person_ids), list(fields)):
        held.setdefault(row["subject_id"], set()).add(row["field"])
    return held


async def remove_fields(transaction: Transaction, person_ids: Collection[UUID], fields: Collection[str]) -> None:
    """Forget some fields of these persons: what is no longer true, or must not be kept any longer."""
    await transaction.execute(queries.delete_some_fields, list(person_ids), list(fields))


async def find(transaction: Transaction, field: str, value: str) -> list[UUID]:
    """Return the persons of this tenant whose indexed field has this value, however it is spaced or written."""
    found = await find_many(transaction, [(field, value)])
    return found[field, value]


async def find_many(transaction: Transaction, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[UUID]]:
    """Return the persons for each (field, value), in one statement; for each found, an audit row says who searched."""
    blinds = {pair: keyring().blind(transaction.municipality_id, *pair) for pair in wanted}
    rows = await transaction.fetch(
        queries.select_subjects_by_blind, [field for field, _ in blinds], list(blinds.values())
    )
    found: dict[tuple[str, bytes], list[UUID]] = {}
    for row in rows:
        found.setdefault((row["field"], row["blind"]), []).append(row["subject_id"])
    person_ids = {row["subject_id"] for row in rows}
    await audit.record(transaction, "person_found", object_type="person", object_ids=person_ids)
    return {pair: found.get((pair[0], blind), []) for pair, blind in blinds.items()}


async def shred(transaction: Transaction, person_id: UUID) -> None:
    """Destroy a person's key, fields and blind indexes. Nothing can be sealed for this person again."""
    await reapply_erasures(transaction, [Erasure(subject_id=person_id, erased_at=transaction.now)])


async def erasures(transaction: Transaction, since: datetime) -> list[Erasure]:
    """Return the erasures from an instant on; the operator keeps this list outside the database's backups."""
    return await transaction.fetch_structs(Erasure, queries.select_erasures, since)


async def reapply_erasures(transaction: Transaction, erased: Sequence[Erasure]) -> None:
    """Destroy the keys of all these persons; after a restore the backup may have brought them back."""
    subject_ids = [erasure.subject_id for erasure in erased]
    await transaction.execute(queries.erase_keys, subject_ids, [erasure.erased_at for erasure in erased])
    await transaction.execute(queries.delete_fields, subject_ids)
    await audit.record(transaction, "person_erased", object_type="person", object_ids=subject_ids)


async def rewrap(transaction: Transaction, *, count_max: int) -> int:
    """Wrap anew some of this tenant's data keys that a former key has wrapped, and return how many.

    What is sealed stays as it is: its key is the same, in another wrapping. Raises SealBroken where the former key is
    missing.
    """
    wrapper = keyring().wrapper
    rows = await transaction.fetch(queries.lock_keys_wrapped_by_others, wrapper.name, count_max)
    wrapped = []
    for row in rows:
        place = _key_place(transaction, row["subject_id"])
        key = await wrapper.unwrap(row["wrapping_key"], row["wrapped_key"], place)
        wrapped.append(await wrapper.wrap(key, place))
    await transaction.execute(queries.update_wrapped_keys, [row["subject_id"] for row in rows], wrapped, wrapper.name)
    return len(rows)


async def take_keys(transaction: Transaction, subject_ids: Collection[UUID]) -> dict[UUID, DataKey]:
    """Return the subjects' data keys, making those that are missing, and lock them against erasure.

    Raises PersonErased.
    """
    rows = {row["subject_id"]: row for row in await transaction.fetch(queries.lock_keys, list(subject_ids))}
    missing = [subject_id for subject_id in subject_ids if subject_id not in rows]
    if missing:
        wrapper = keyring().wrapper
        wrapped = [
            await wrapper.wrap(secrets.token_bytes(KEY_BYTES), _key_place(transaction, subject_id))
            for subject_id in missing
        ]
        made = await transaction.fetch(queries.upsert_keys, missing, wrapped, wrapper.name, transaction.now)
        rows |= {row["subject_id"]: row for row in made}
    for row in rows.values():
        if row["erased_at"] is not None:
            raise PersonErased(f"Person {row['subject_id']} has been erased.")
    return {subject_id: await _unwrap(transaction, row) for subject_id, row in rows.items()}


async def open_keys(transaction: Transaction, subject_ids: Collection[UUID]) -> dict[UUID, DataKey]:
    """Return the data keys of those subjects who have one; the erased are left out."""
    rows = await transaction.fetch(queries.select_keys, list(subject_ids))
    return {row["subject_id"]: await _unwrap(transaction, row) for row in rows if row["erased_at"] is None}


async def open_key(transaction: Transaction, subject_id: UUID) -> DataKey:
    """Return the data key of a subject that has one. Raises PersonErased."""
    keys = await open_keys(transaction, [subject_id])
    if subject_id not in keys:
        raise PersonErased(f"Person {subject_id} has been erased.")
    return keys[subject_id]


async def _unwrap(transaction: Transaction, row: asyncpg.Record) -> DataKey:
    place = _key_place(transaction, row["subject_id"])
    key = await keyring().wrapper.unwrap(row["wrapping_key"], row["wrapped_key"], place)
    return DataKey(row["subject_id"], row["version"], key)


def _place(key: DataKey, field: str) -> str:
    return f"vault_fields|{field}|{key.subject_id}|{key.version}"


def _key_place(transaction: Transaction, subject_id: UUID) -> str:
    return f"vault_keys|{transaction.municipality_id}|{subject_id}"
