"""Retention: what is due to be erased is listed every night, and erased once a supervisor approves or by parameter.

The periods are in `rules/retention.toml`. What a legal hold keeps, and what is needed again in the meantime, stays.
"""

import tomllib
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

import asyncpg
import msgspec

from services.kit import audit, files, jobs
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.ticker import Chunk, Progress, Timer
from services.kit.transitions import transition
from services.kit.web import Body, check_version
from services.registry.people import persons
from services.registry.privacy import legal_holds

queries = load_queries(__file__)

Kind = Literal["rejected_applications", "exited_memberships", "grievances", "documents", "messages", "tellings"]
RunState = Literal["listed", "approved", "dropped", "done"]
ItemOutcome = Literal["erased", "held", "not_due"]

TRANSITIONS: Mapping[RunState, tuple[RunState, ...]] = {
    "listed": ("approved", "dropped"),
    "approved": ("done",),
}
LISTED_MAX: Final = 10_000
"""How many records one list holds; the rest stands on the next night's."""
CHUNK: Final = 100
BEGINS_AT: Final = time(2)
"""The local hour after which the night's lists are made."""
JOB: Final = "erase_due"


class Period(msgspec.Struct, frozen=True, kw_only=True, rename={"counted_from": "from"}):
    """How long one kind of record is kept."""

    months: int
    automatic: bool
    counted_from: str
    erases: str


class NewRun(Body, frozen=True, kw_only=True):
    """Which kind of record is to be listed now, without waiting for the night."""

    kind: Kind


class RetentionRun(msgspec.Struct, frozen=True, kw_only=True):
    """What was due on a day, and what became of it."""

    id: UUID
    version: int
    kind: Kind
    listed_on: date
    due_before: date
    automatic: bool
    state: RunState
    approved_by: UUID | None
    job_id: UUID | None
    finished_at: datetime | None
    due: int
    erased: int
    held: int
    not_due: int


class RetentionItem(msgspec.Struct, frozen=True, kw_only=True):
    """One record on a list, by its id."""

    id: UUID
    person_id: UUID | None
    outcome: ItemOutcome | None


class NothingDue(NotFound):
    """Nothing of this kind is due, or its list is made already."""


@cache
def periods() -> Mapping[Kind, Period]:
    """Return how long each kind of record is kept."""
    file = Path(__file__).parents[1] / "rules" / "retention.toml"
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), dict[Kind, Period])


def due_queries() -> Mapping[Kind, str]:
    """Return the query that finds what is due, by kind."""
    return {
        "rejected_applications": queries.due_rejected_applications,
        "exited_memberships": queries.due_exited_memberships,
        "grievances": queries.due_grievances,
        "documents": queries.due_documents,
        "messages": queries.due_messages,
        "tellings": queries.due_tellings,
    }


async def list_due(transaction: Transaction, settings: Settings) -> None:
    """Make the night's lists, each kind's once a day; those that need nobody's approval are erased at once."""
    if transaction.now.astimezone(transaction.municipality.zone).time() < BEGINS_AT:
        return
    for kind, period in periods().items():
        run_id = await list_kind(transaction, kind)
        if run_id is not None and period.automatic:
            await start(transaction, run_id)


async def make(transaction: Transaction, new: NewRun) -> RetentionRun:
    """List what is due of one kind now. Raises NothingDue."""
    run_id = await list_kind(transaction, new.kind)
    if run_id is None:
        raise NothingDue("Look at the lists that there are.")
    return await find(transaction, run_id)


async def list_kind(transaction: Transaction, kind: Kind) -> UUID | None:
    """List what is due of one kind, or return None when nothing is, or a list is open or was made today."""
    before: date = await transaction.fetchval(queries.due_before, transaction.today, periods()[kind].months)
    midnight = datetime.combine(before, time(), tzinfo=transaction.municipality.zone)
    due = await transaction.fetch(due_queries()[kind], midnight, LISTED_MAX)
    if not due:
        return None
    run_id: UUID | None = await transaction.fetchval(
        queries.insert_run,
        uuid7(),
        kind,
        transaction.today,
        transaction.now,
        before,
        periods()[kind].automatic,
    )
    if run_id is not None:
        ids, person_ids = [row["record_id"] for row in due], [row["person_id"] for row in due]
        await transaction.execute(queries.insert_items, run_id, ids, person_ids)
    return run_id


async def approve(transaction: Transaction, run_id: UUID, *, version: int) -> RetentionRun:
    """Let a list be erased. Raises NotFound, Stale, TransitionForbidden."""
    await take(transaction, run_id, "approved", version=version)
    await start(transaction, run_id)
    return await find(transaction, run_id)


async def drop(transaction: Transaction, run_id: UUID, *, version: int) -> RetentionRun:
    """Leave everything on a list as it is; it is listed again another night. Raises NotFound, Stale."""
    await take(transaction, run_id, "dropped", version=version)
    await transaction.execute(queries.drop_run, run_id, transaction.now)
    return await find(transaction, run_id)


async def take(transaction: Transaction, run_id: UUID, wanted: RunState, *, version: int) -> None:
    """Lock a list, when the step is in the table."""
    row = await transaction.fetchrow(queries.lock_run, run_id)
    if row is None:
        raise NotFound(f"There is no list {run_id}.")
    check_version(row["version"], version)
    transition(TRANSITIONS, row["state"], wanted)


async def start(transaction: Transaction, run_id: UUID) -> None:
    """Ask for the erasing of a list."""
    job = await jobs.start(transaction, JOB, {"run_id": run_id})
    await transaction.execute(queries.approve_run, run_id, transaction.actor_id, transaction.now, job.id)
    await audit.record(transaction, "retention_approved", object_type="retention_run", object_ids=[run_id])


async def erase_chunk(transaction: Transaction, chunk: Chunk) -> Progress:
    """Erase the next records of a list; what is held or needed again is left. Each leaves an audit row."""
    run = await find(transaction, UUID(chunk.arguments["run_id"]))
    rows = await transaction.fetch(queries.take_items, run.id, CHUNK)
    outcomes = await erase_rows(transaction, run.kind, rows)
    await transaction.execute(queries.keep_outcomes, run.id, list(outcomes), list(outcomes.values()))
    erased = [record_id for record_id, outcome in outcomes.items() if outcome == "erased"]
    await audit.record(transaction, "retention_erased", object_type=run.kind, object_ids=erased, purpose="retention")
    done = chunk.done + len(rows)
    if await transaction.fetchval(queries.has_work, run.id):
        return Progress(done=done, total=run.due)
    await transaction.execute(queries.finish_run, run.id, transaction.now)
    return Progress(done=done, total=run.due, finished=True)


async def erase_rows(transaction: Transaction, kind: Kind, rows: list[asyncpg.Record]) -> dict[UUID, ItemOutcome]:
    """Erase what is not held, and return what became of each record."""
    held = await legal_holds.held_among(transaction, {row["person_id"] for row in rows if row["person_id"]})
    free = [row["record_id"] for row in rows if row["person_id"] not in held]
    outcomes: dict[UUID, ItemOutcome] = {row["record_id"]: "held" for row in rows if row["person_id"] in held}
    erased = await ERASERS[kind](transaction, free)
    return outcomes | {record_id: "erased" if record_id in erased else "not_due" for record_id in free}


async def erase_persons(transaction: Transaction, person_ids: list[UUID]) -> Collection[UUID]:
    """Shred the keys of those who are still not entitled to anything, and tell the other services."""
    erased = []
    for row in await transaction.fetch(queries.erasable_persons, person_ids):
        try:
            await persons.forget(transaction, row["id"], version=row["version"])
        except Problem:
            # Somebody has asked for something since: a new application keeps the file.
            continue
        erased.append(row["id"])
    return erased


async def erase_grievances(transaction: Transaction, grievance_ids: list[UUID]) -> Collection[UUID]:
    """Remove what closed complaints said and whose they were."""
    await transaction.execute(queries.delete_grievance_texts, grievance_ids)
    await transaction.execute(queries.forget_grievances, grievance_ids)
    return grievance_ids


async def erase_documents(transaction: Transaction, file_ids: list[UUID]) -> Collection[UUID]:
    """Empty files."""
    await files.erase(transaction, file_ids)
    return file_ids


async def erase_messages(transaction: Transaction, message_ids: list[UUID]) -> Collection[UUID]:
    """Remove messages with their texts."""
    await transaction.execute(queries.delete_messages, message_ids)
    return message_ids


async def erase_tellings(transaction: Transaction, telling_ids: list[UUID]) -> Collection[UUID]:
    """Remove the notes of what was said."""
    await transaction.execute(queries.delete_tellings, telling_ids)
    return telling_ids


ERASERS: Final[Mapping[Kind, Callable[[Transaction, list[UUID]], Awaitable[Collection[UUID]]]]] = {
    "rejected_applications": erase_persons,
    "exited_memberships": erase_persons,
    "grievances": erase_grievances,
    "documents": erase_documents,
    "messages": erase_messages,
    "tellings": erase_tellings,
}

HANDLERS: Final = {JOB: erase_chunk}
TIMER: Final = Timer("list_due_records", timedelta(hours=1), list_due)


async def find(transaction: Transaction, run_id: UUID) -> RetentionRun:
    """Return a list with how much became of it. Raises NotFound."""
    run = await transaction.fetch_struct(RetentionRun, queries.find_run, run_id)
    if run is None:
        raise NotFound(f"There is no list {run_id}.")
    return run


async def list_page(transaction: Transaction, *, before: UUID | None, limit: int) -> list[RetentionRun]:
    """Return one list more than the limit, newest first."""
    return await transaction.fetch_structs(RetentionRun, queries.list_runs, before, limit + 1)


async def items_page(transaction: Transaction, run_id: UUID, *, after: UUID | None, limit: int) -> list[RetentionItem]:
    """Return one record of a list more than the limit. Raises NotFound."""
    await find(transaction, run_id)
    return await transaction.fetch_structs(RetentionItem, queries.list_items, run_id, after, limit + 1)
