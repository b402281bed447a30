"""Bulk imports: a file is brought, its columns looked at, checked, and entered as a job with progress."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, fetch_file, send, send_file
from services.console.clients.registry.households import SERVICE

Step = Literal["check", "confirm", "propose", "approve", "resume", "cancel"]


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """A file and how far it has come."""

    id: UUID
    version: int
    kind: str
    source: str
    programme: str | None
    state: str
    rows_count: int
    job_id: UUID | None
    payload_hash: str | None = None
    uploaded_by: UUID
    uploaded_at: datetime
    outcomes: dict[str, int] = {}


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """How a file's columns are read."""

    headings: list[str]
    mapping: dict[str, str]
    missing: list[str]
    unused: list[str]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a cell."""

    row: int
    column: int | None
    detail: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a household or a decision of the file."""

    place: int
    file_rows: list[int]
    outcome: str
    faults: list[Said]


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """How far the work on a file is."""

    state: str
    done: int
    total: int | None


async def list_imports(caller: Caller, cursor: str | None = None) -> Listed[Import]:
    """Return files that were brought, oldest first."""
    return await fetch(caller, SERVICE, "/imports", Listed[Import], cursor=cursor)


async def bring(caller: Caller, content: bytes, **kind: str) -> Import:
    """Bring a CSV or a workbook; the same bytes are the same import until it has ended."""
    return await send_file(caller, SERVICE, "/imports", content, Import, **kind)


async def read_import(caller: Caller, import_id: UUID) -> Import:
    """Return how far a file has come."""
    return await fetch(caller, SERVICE, f"/imports/{import_id}", Import)


async def read_columns(caller: Caller, import_id: UUID) -> Columns:
    """Return how a file's columns are read; the look is kept."""
    return await fetch(caller, SERVICE, f"/imports/{import_id}/columns", Columns)


async def read_job(caller: Caller, job_id: UUID) -> Job:
    """Return how far the work is."""
    return await fetch(caller, SERVICE, f"/jobs/{job_id}", Job)


async def list_entries(caller: Caller, import_id: UUID, language: str) -> Listed[Entry]:
    """Return what is wrong in which cell, said in a language."""
    path = f"/imports/{import_id}/entries"
    return await fetch(caller, SERVICE, path, Listed[Entry], outcome="refused", language=language)


async def open_refused(caller: Caller, import_id: UUID, language: str) -> httpx.Response:
    """Return the rows that did not enter, with the reasons; mended, they can be brought again."""
    return await fetch_file(caller, SERVICE, f"/imports/{import_id}/refused", format="xlsx", language=language)


async def take_step(
    caller: Caller, import_id: UUID, step: Step, *, form: tuple[str, int | None], payload_hash: str
) -> Named:
    """Look a file through, enter it, propose, agree, go on, or give it up."""
    key, version = form
    body = {"payload_hash": payload_hash} if step == "approve" else None
    command = Command(path=f"/imports/{import_id}/{step}", body=body, key=key, version=version)
    return await send(caller, SERVICE, command, Named)
