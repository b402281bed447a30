"""Entries: what becomes of each household or decision of an imported file, and what is wrong with which cell."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.sentences import Sentence, say
from services.kit.sql import load_queries
from services.registry.imports.import_columns import Mapped
from services.registry.imports.import_tables import Row

queries = load_queries(__file__)

Outcome = Literal["new", "there", "differs", "refused", "imported"]


class RowFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a cell and what to do. It is stored, so the sentence holds nothing that the cell says."""

    row: int
    field: str | None = None
    sentence: Sentence


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """The rows that belong together: they enter together or not at all."""

    place: int
    reference: str
    rows: list[Row]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Which file is read, and how."""

    import_id: UUID
    source: str
    programme: str | None
    mapping: Mapped
    uploaded_by: UUID
    confirmed_by: UUID | None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What is to become of a unit, or became."""

    unit: Unit
    outcome: Outcome
    faults: list[RowFault] = []
    subject_id: UUID | None = None
    amount_minor: int = 0
    """Of a decision, a month."""


class FaultShown(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a cell, said in a person's language."""

    row: int
    field: str | None
    column: int | None
    """The number of the column, from 1."""
    detail: str


class EntryShown(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a unit: `file_rows` as the spreadsheet numbers them; `subject_id` is the household or decision."""

    id: UUID
    place: int
    file_rows: list[int]
    outcome: Outcome
    faults: list[FaultShown]
    subject_id: UUID | None


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries are asked for."""

    after: UUID | None
    limit: int
    outcome: Outcome | None


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it is kept."""

    id: UUID
    place: int
    file_rows: list[int]
    outcome: Outcome
    faults: list[RowFault]
    subject_id: UUID | None


async def add_all(transaction: Transaction, import_id: UUID, entries: Sequence[Entry]) -> None:
    """Keep what the dry run found."""
    await transaction.executemany(
        queries.insert_entry,
        [
            (
                uuid7(),
                import_id,
                entry.unit.place,
                [row.number for row in entry.unit.rows],
                entry.outcome,
                msgspec.to_builtins(entry.faults),
                entry.subject_id,
            )
            for entry in entries
        ],
    )


async def settle_all(transaction: Transaction, import_id: UUID, entries: Sequence[Entry]) -> None:
    """Keep what became of units that the dry run found to be new."""
    await transaction.executemany(
        queries.update_entry,
        [
            (import_id, entry.unit.place, entry.outcome, msgspec.to_builtins(entry.faults), entry.subject_id)
            for entry in entries
        ],
    )


async def clear(transaction: Transaction, import_id: UUID) -> None:
    """Forget what an earlier dry run found."""
    await transaction.execute(queries.delete_entries, import_id)


async def next_new(transaction: Transaction, import_id: UUID, *, after: int, limit: int) -> list[int]:
    """Return the next places whose units are to enter."""
    rows = await transaction.fetch(queries.select_new, import_id, after, limit)
    return [row["place"] for row in rows]


async def counts(transaction: Transaction, import_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Return how many units of each import came out how."""
    found: dict[UUID, dict[str, int]] = {}
    for row in await transaction.fetch(queries.count_entries, list(import_ids)):
        found.setdefault(row["import_id"], {})[row["outcome"]] = row["units"]
    return found


async def at_fault(transaction: Transaction, import_id: UUID) -> list[Stored]:
    """Return every unit that did not enter or would change what has, in the order of the file."""
    return await transaction.fetch_structs(Stored, queries.select_at_fault, import_id)


async def list_page(transaction: Transaction, import_id: UUID, listing: Listing) -> list[Stored]:
    """Return one entry more than the limit, in the order of the file."""
    return await transaction.fetch_structs(
        Stored, queries.list_entries, import_id, listing.after, listing.outcome, listing.limit + 1
    )


def shown(entry: Stored, mapping: Mapped, language: str) -> EntryShown:
    """Return an entry with its faults in a language."""
    faults = [
        FaultShown(
            row=fault.row,
            field=fault.field,
            column=mapping.get(fault.field or ""),
            detail=say("registry", fault.sentence, language),
        )
        for fault in entry.faults
    ]
    return msgspec.convert(msgspec.structs.asdict(entry) | {"faults": faults}, EntryShown)
