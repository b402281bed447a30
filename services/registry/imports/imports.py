"""Imports: a file of households or of decisions, looked through before anything is written, then entered by a job.

A dry run says what would become of each row. Decisions are rights to money: one person proposes a file's, by its hash,
and another approves. Files are sealed under a key of the import's own, which is destroyed a month after.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from services.kit import files, jobs, proposals, vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import Malformed, NotFound, Problem, SameActor
from services.kit.proposals import Proposing, Quoted
from services.kit.sql import load_queries
from services.kit.tables import CSV
from services.kit.transitions import transition
from services.kit.web import Body, check_version
from services.registry.assessing.facts import Code
from services.registry.imports import import_columns, import_entries, import_tables
from services.registry.imports.import_columns import Columns, ImportKind
from services.registry.imports.import_entries import EntryShown, Listing

queries = load_queries(__file__)

ImportState = Literal["uploaded", "checking", "checked", "proposed", "importing", "imported", "cancelled"]

TRANSITIONS: Mapping[ImportState, tuple[ImportState, ...]] = {
    "uploaded": ("uploaded", "checking", "cancelled"),
    "checking": ("checking", "checked", "cancelled"),
    "checked": ("uploaded", "checking", "proposed", "importing", "cancelled"),
    "proposed": ("proposed", "importing", "cancelled"),
    "importing": ("importing", "imported"),
}
PURPOSE = "import"
PROPOSED = "import_decisions"
CHECK_JOB, ENTER_JOB = "check_import", "enter_import"


class NewImport(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it is brought: of what, and from which source; decisions are of one programme."""

    kind: ImportKind
    source: Code
    programme: Code | None = None


class NewMapping(Body, frozen=True, kw_only=True):
    """Which heading stands for which field."""

    mapping: dict[str, str]


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person agrees to: this file, read in this way, with this much in it."""

    sha256: str
    programme: str
    mapping: dict[str, int]
    decisions: int
    total_minor: int


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """A file and how far it has come. `outcomes` counts households or decisions; `job_id` names the work on it."""

    id: UUID
    version: int
    kind: ImportKind
    source: str
    programme: str | None
    state: ImportState
    sha256: str
    """Of the bytes that were uploaded."""
    file_id: UUID
    rows_count: int
    mapping: dict[str, int]
    """The number of the column, from 1, by field."""
    total_minor: int
    job_id: UUID | None
    proposal_id: UUID | None
    payload_hash: str | None = None
    uploaded_by: UUID
    uploaded_at: datetime
    confirmed_by: UUID | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    shredded_at: datetime | None
    outcomes: dict[str, int] = {}


class FileGone(NotFound):
    """The file of this import is no longer kept."""


class NotProposed(Problem):
    """The decisions of this file were not proposed, or are no longer."""


async def upload(transaction: Transaction, new: NewImport, content: bytes) -> Import:
    """Take a file; the same bytes from the same source are the same import until it has ended.

    Raises FileTooLarge, FileKindRefused, TableUnreadable, TableTooLong.
    """
    if (new.kind == "decisions") != (new.programme is not None):
        raise Malformed("Decisions are of a programme; households are of none.")
    # A large workbook takes a second: other requests are answered meanwhile.
    table_bytes = await asyncio.to_thread(import_tables.normalise, content, country=transaction.municipality.country)
    table = import_tables.read(table_bytes)
    sha256 = hashlib.sha256(content).hexdigest()
    same = (new.kind, new.source, new.programme, sha256)
    await transaction.execute(queries.lock_same, f"{transaction.municipality_id} {same}")
    waiting = await transaction.fetchval(queries.find_same, *same)
    if waiting is not None:
        return await find(transaction, waiting)
    import_id = uuid7()
    file = await files.store(transaction, table_bytes, name=f"{new.kind}.csv", person_id=import_id, allowed={CSV})
    mapping = await import_columns.remembered(transaction, new.kind, new.source, table.columns)
    await transaction.execute(
        queries.insert_import,
        import_id,
        *same,
        file.id,
        len(table.rows),
        mapping,
        transaction.actor_id,
        transaction.now,
    )
    return await find(transaction, import_id)


async def find(transaction: Transaction, import_id: UUID) -> Import:
    """Return an import. Raises NotFound."""
    found = await transaction.fetch_struct(Import, queries.find_import, import_id)
    if found is None:
        raise NotFound(f"There is no import {import_id}.")
    return (await _counted(transaction, [found]))[0]


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, kind: ImportKind | None
) -> list[Import]:
    """Return one import more than the limit, oldest first."""
    found = await transaction.fetch_structs(Import, queries.list_imports, after, kind, limit + 1)
    return await _counted(transaction, found)


async def _counted(transaction: Transaction, found: Sequence[Import]) -> list[Import]:
    outcomes = await import_entries.counts(transaction, [each.id for each in found])
    return [msgspec.structs.replace(each, outcomes=outcomes.get(each.id, {})) for each in found]


async def columns(transaction: Transaction, import_id: UUID) -> Columns:
    """Return how a file's columns are read. Raises NotFound, FileGone."""
    found = await find(transaction, import_id)
    return import_columns.shown(found.kind, import_tables.read(await content_of(transaction, found)), found.mapping)


async def entries(
    transaction: Transaction, import_id: UUID, listing: Listing, *, language: str | None
) -> list[EntryShown]:
    """Return what becomes of each unit, one more than the limit, said in a language or else the municipality's."""
    found = await find(transaction, import_id)
    spoken = language or transaction.municipality.language
    listed = await import_entries.list_page(transaction, import_id, listing)
    return [import_entries.shown(entry, found.mapping, spoken) for entry in listed]


async def content_of(transaction: Transaction, found: Import) -> bytes:
    """Return an import's file as it was brought into one form; who opened it is kept. Raises FileGone."""
    if found.shredded_at is not None:
        raise FileGone("It was destroyed some time after the import had ended.")
    return (await files.read(transaction, found.file_id, purpose=PURPOSE)).content


async def remap(transaction: Transaction, import_id: UUID, new: NewMapping, *, version: int) -> Import:
    """Correct which column is which; what was checked before is forgotten. Raises Stale, Malformed."""
    found = await _take(transaction, import_id, version=version)
    transition(TRANSITIONS, found.state, "uploaded")
    table = import_tables.read(await content_of(transaction, found))
    mapping = import_columns.chosen(found.kind, table.columns, new.mapping)
    await import_entries.clear(transaction, import_id)
    await transaction.execute(queries.remap, import_id, mapping)
    return await find(transaction, import_id)


async def check(transaction: Transaction, import_id: UUID, *, version: int) -> Import:
    """Begin the dry run. Raises Stale, ColumnsMissing, TransitionForbidden."""
    found = await _take(transaction, import_id, version=version)
    state = transition(TRANSITIONS, found.state, "checking")
    import_columns.require(found.kind, found.mapping)
    job = await jobs.start(transaction, CHECK_JOB, {"import_id": import_id})
    await transaction.execute(queries.work, import_id, state, job.id)
    return await find(transaction, import_id)


async def propose(transaction: Transaction, import_id: UUID, *, version: int) -> Import:
    """Propose the decisions of a checked file to a second person. Raises Stale, TransitionForbidden, ProposalOpen."""
    found = await _take(transaction, import_id, version=version)
    state = transition(TRANSITIONS, found.state, "proposed")
    payload = Payload(
        sha256=found.sha256,
        programme=found.programme or "",
        mapping=found.mapping,
        decisions=found.outcomes.get("new", 0),
        total_minor=found.total_minor,
    )
    proposal = await proposals.propose(
        transaction, Proposing(kind=PROPOSED, subject_id=import_id, payload=payload, lifetime=timedelta(days=7))
    )
    await transaction.execute(queries.propose, import_id, state, proposal.id)
    return await find(transaction, import_id)


async def confirm(transaction: Transaction, import_id: UUID, *, version: int) -> Import:
    """Enter the households that the dry run found to be new. Raises Stale, NotProposed, TransitionForbidden."""
    found = await _take(transaction, import_id, version=version)
    if found.kind == "decisions":
        raise NotProposed("Propose the decisions; somebody else approves them.")
    return await _begin(transaction, found)


async def approve(transaction: Transaction, import_id: UUID, approval: Quoted, *, version: int) -> Import:
    """Agree to the decisions of a file, as somebody who neither uploaded nor proposed them; they enter.

    Raises Stale, NotProposed, SameActor, ProposalChanged, ProposalExpired.
    """
    found = await _take(transaction, import_id, version=version)
    if found.state != "proposed" or found.proposal_id is None:
        raise NotProposed("Look the file through and propose it first.")
    if transaction.actor_id == found.uploaded_by:
        raise SameActor("Somebody who did not upload the file has to approve it.")
    await proposals.approve(transaction, found.proposal_id, payload_hash=approval.payload_hash)
    await proposals.execute(transaction, found.proposal_id, Payload)
    return await _begin(transaction, found)


async def _begin(transaction: Transaction, found: Import) -> Import:
    state = transition(TRANSITIONS, found.state, "importing")
    job = await jobs.start(transaction, ENTER_JOB, {"import_id": found.id}, total=found.outcomes.get("new", 0))
    await transaction.execute(queries.confirm, found.id, state, job.id, transaction.actor_id, transaction.now)
    return await find(transaction, found.id)


async def resume(transaction: Transaction, import_id: UUID, *, version: int) -> Import:
    """Go on with an import whose job was given up; what has entered stays. Raises Stale, TransitionForbidden."""
    found = await _take(transaction, import_id, version=version)
    state = transition({"importing": ("importing",)}, found.state, "importing")
    job = await jobs.start(transaction, ENTER_JOB, {"import_id": import_id}, total=found.outcomes.get("new", 0))
    await transaction.execute(queries.work, import_id, state, job.id)
    return await find(transaction, import_id)


async def cancel(transaction: Transaction, import_id: UUID, *, version: int) -> Import:
    """Give up an import that was not confirmed; its file is destroyed at once. Raises Stale, TransitionForbidden."""
    found = await _take(transaction, import_id, version=version)
    state = transition(TRANSITIONS, found.state, "cancelled")
    if found.proposal_id is not None:
        proposal = await proposals.get(transaction, found.proposal_id)
        if proposal.state == "proposed" and proposal.expires_at > transaction.now:
            await proposals.reject(transaction, proposal.id)
    await transaction.execute(queries.end, import_id, state, transaction.now)
    await shred(transaction, import_id)
    return await find(transaction, import_id)


async def shred(transaction: Transaction, import_id: UUID) -> None:
    """Destroy the key of an import's file: nobody can open it again."""
    await vault.shred(transaction, import_id)
    await transaction.execute(queries.note_shredded, import_id, transaction.now)


async def _take(transaction: Transaction, import_id: UUID, *, version: int) -> Import:
    """Return an import that nobody else changes until the transaction ends. Raises NotFound, Stale."""
    await transaction.execute(queries.lock_import, import_id)
    found = await find(transaction, import_id)
    check_version(found.version, version)
    return found
