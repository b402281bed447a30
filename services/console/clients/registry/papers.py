"""Papers on file: handed in, looked at, refused; letters to people, and decisions on paper."""

from datetime import datetime
from typing import Final
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, fetch_file, send, send_file
from services.console.clients.registry.households import SERVICE

PURPOSE: Final = "case_work"


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper of a case. It stands unless it was replaced or rejected."""

    id: UUID
    application_id: UUID
    kind: str
    media_type: str
    size_bytes: int
    uploaded_at: datetime
    replaces_id: UUID | None
    replaced_by_id: UUID | None
    rejected_for: str | None


class LetterPrint(msgspec.Struct, frozen=True, kw_only=True):
    """Letters that were taken to a printer together."""

    id: UUID
    printed_at: datetime
    message_ids: list[UUID]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that was looked at."""

    kind: str
    paper_id: UUID


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """Why a paper does not count, as a code."""

    reason: str


async def list_papers(caller: Caller, application_id: UUID) -> list[Paper]:
    """Return the papers of a case in the order in which they came."""
    return await fetch(caller, SERVICE, f"/applications/{application_id}/papers", list[Paper])


async def hand_in(caller: Caller, application_id: UUID, kind: str, content: bytes) -> Paper:
    """Put a photograph or a PDF on file and note the paper as seen."""
    paper = await send_file(caller, SERVICE, f"/applications/{application_id}/papers", content, Paper, kind=kind)
    await note_seen(caller, paper)
    return paper


async def replace(caller: Caller, paper_id: UUID, content: bytes) -> Paper:
    """Put a better file in a paper's place and note it as seen; the same file again is the paper that it was."""
    paper = await send_file(caller, SERVICE, f"/papers/{paper_id}/replacement", content, Paper)
    if paper.id != paper_id:
        await note_seen(caller, paper)
    return paper


async def note_seen(caller: Caller, paper: Paper) -> None:
    """Note a paper as seen."""
    path = f"/applications/{paper.application_id}/evidence"
    seen = Seen(kind=paper.kind, paper_id=paper.id)
    await send(caller, SERVICE, Command(path=path, body=seen), list[msgspec.Raw])


async def reject(caller: Caller, paper_id: UUID, rejection: Rejection, key: str) -> Named:
    """Refuse a paper; what was seen of it stands no more."""
    return await send(caller, SERVICE, Command(path=f"/papers/{paper_id}/reject", body=rejection, key=key), Named)


async def open_paper(caller: Caller, paper_id: UUID) -> httpx.Response:
    """Return a paper's file; the look is kept."""
    return await fetch_file(caller, SERVICE, f"/papers/{paper_id}/content", purpose=PURPOSE)


async def print_decision(caller: Caller, application_id: UUID) -> httpx.Response:
    """Return the letter of a decision as a PDF; the look is kept."""
    return await fetch_file(caller, SERVICE, f"/applications/{application_id}/letter", purpose=PURPOSE)


async def take_letters(caller: Caller, key: str) -> LetterPrint:
    """Take the letters that wait for a printer. Raises ServiceRefused when none waits."""
    return await send(caller, SERVICE, Command(path="/letter-prints", key=key), LetterPrint)


async def open_letters(caller: Caller, print_id: UUID) -> httpx.Response:
    """Return letters that were taken together as a PDF, as often as paper jams."""
    return await fetch_file(caller, SERVICE, f"/letter-prints/{print_id}/content")
