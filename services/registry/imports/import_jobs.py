"""The work on imports: the dry run and the entering, chunk by chunk, and the end of files that are no longer needed.

A chunk and its progress are one transaction, so a process that dies between two of them leaves nothing half done.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from services.kit.db import Transaction
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.ticker import Chunk, JobHandler, Progress, Timer
from services.kit.transitions import transition
from services.registry.imports import (
    import_columns,
    import_decisions,
    import_entries,
    import_households,
    import_tables,
    imports,
    recalculations,
)
from services.registry.imports.import_columns import ImportKind, Mapped
from services.registry.imports.import_entries import Entry, Reading, Unit
from services.registry.imports.imports import CHECK_JOB, ENTER_JOB, TRANSITIONS, Import

queries = load_queries(__file__)

CHECKED_UNITS = 500
ENTERED_UNITS = 250
"""Units in one transaction. Each number of theirs is locked in PostgreSQL's table of locks, which is not large."""
KEPT = timedelta(days=30)
"""How long an import that has ended can be looked at with its file."""

Divide = Callable[[bytes, Mapped], Sequence[Unit]]
Work = Callable[[Transaction, Reading, bytes, Sequence[Unit]], Awaitable[list[Entry]]]


class Steps(msgspec.Struct, frozen=True):
    """How a kind of file is divided, checked and entered."""

    units: Divide
    check: Work
    enter: Work


STEPS: Mapping[ImportKind, Steps] = {
    "households": Steps(import_households.units, import_households.check, import_households.enter),
    "decisions": Steps(import_decisions.units, import_decisions.check, import_decisions.enter),
}


async def check_chunk(transaction: Transaction, chunk: Chunk) -> Progress:
    """Look at the next units of a file and keep what would become of them."""
    found = await _held(transaction, chunk, "checking")
    if found is None:
        return Progress(done=chunk.done, finished=True)
    if chunk.done == 0:
        await import_entries.clear(transaction, found.id)
    content = await imports.content_of(transaction, found)
    steps = STEPS[found.kind]
    units = steps.units(content, found.mapping)
    entries = await steps.check(transaction, reading_of(found), content, units[chunk.done : chunk.done + CHECKED_UNITS])
    await import_entries.add_all(transaction, found.id, entries)
    new_minor = sum(entry.amount_minor for entry in entries if entry.outcome == "new")
    total_minor = (chunk.progress or {}).get("total_minor", 0) + new_minor
    done = chunk.done + len(entries)
    if done >= len(units):
        _forget()
        state = transition(TRANSITIONS, found.state, "checked")
        await transaction.execute(queries.end_check, found.id, state, total_minor)
    return Progress(done=done, total=len(units), progress={"total_minor": total_minor}, finished=done >= len(units))


async def enter_chunk(transaction: Transaction, chunk: Chunk) -> Progress:
    """Enter the next units that the dry run found to be new; the last chunk ends the import."""
    found = await _held(transaction, chunk, "importing")
    if found is None:
        return Progress(done=chunk.done, finished=True)
    content = await imports.content_of(transaction, found)
    steps = STEPS[found.kind]
    after = (chunk.progress or {}).get("place", 0)
    places = await import_entries.next_new(transaction, found.id, after=after, limit=ENTERED_UNITS)
    if places:
        units = steps.units(content, found.mapping)
        entries = await steps.enter(transaction, reading_of(found), content, [units[place - 1] for place in places])
        await import_entries.settle_all(transaction, found.id, entries)
        return Progress(done=chunk.done + len(places), progress={"place": places[-1]})
    table = import_tables.read(content)
    await import_columns.remember(transaction, found.kind, found.source, headings=table.columns, mapping=found.mapping)
    _forget()
    state = transition(TRANSITIONS, found.state, "imported")
    await transaction.execute(imports.queries.end, found.id, state, transaction.now)
    return Progress(done=chunk.done, finished=True, result=(await imports.find(transaction, found.id)).outcomes)


async def _held(transaction: Transaction, chunk: Chunk, state: str) -> Import | None:
    """Return the import that this job works on, locked; None when another job took its place or it was given up."""
    import_id = UUID(chunk.arguments["import_id"])
    await transaction.execute(imports.queries.lock_import, import_id)
    found = await imports.find(transaction, import_id)
    return found if found.state == state and found.job_id == chunk.job_id else None


def _forget() -> None:
    """Let go of a file that was kept in memory while the chunks went through it."""
    for kept in (import_tables, import_households, import_decisions):
        kept.forget()


def reading_of(found: Import) -> Reading:
    """Return how an import's file is read."""
    return Reading(
        import_id=found.id,
        source=found.source,
        programme=found.programme,
        mapping=found.mapping,
        uploaded_by=found.uploaded_by,
        confirmed_by=found.confirmed_by,
    )


async def shred_old(transaction: Transaction, settings: Settings) -> None:
    """Destroy the keys of files whose imports have ended a while ago."""
    for row in await transaction.fetch(queries.select_to_shred, transaction.now - KEPT):
        await imports.shred(transaction, row["id"])


HANDLERS: Mapping[str, JobHandler] = {
    CHECK_JOB: check_chunk,
    ENTER_JOB: enter_chunk,
    recalculations.JOB: recalculations.recalculate_chunk,
}
SHREDDING = Timer("shred_imports", timedelta(hours=6), shred_old)
