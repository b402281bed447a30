"""An applicant's own applications: begun, written, sent, and followed until they are decided and accepted."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, fetch_all, send
from services.console.clients.incubator.calls import Idea

SERVICE = "incubator"


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """Where an application stands and what comes next, as it is told to the applicant."""

    applicant: dict[str, str]
    next: dict[str, str]


class InfoRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A question of the office, with its reply."""

    id: UUID
    version: int
    state: str
    opened: list[str]
    due_on: date
    question: str | None = None
    reply: str | None = None


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a place was accepted, and by when it is to be."""

    accept_by: date | None
    accepted_at: datetime | None
    taken_up: bool


async def list_own(caller: Caller) -> list[Idea]:
    """Return one's own applications, oldest first."""
    return await fetch_all(caller, SERVICE, "/applications", Idea)


async def begin(caller: Caller, body: dict[str, Any], key: str) -> Named:
    """Begin a draft."""
    return await send(caller, SERVICE, Command(path="/applications", body=body, key=key), Named)


async def write(caller: Caller, idea_id: UUID, draft: dict[str, Any], version: int | None) -> Idea:
    """Replace a draft's answers, and what it asks for."""
    command = Command(path=f"/applications/{idea_id}/answers", body=draft, version=version, method="PUT")
    return await send(caller, SERVICE, command, Idea)


async def read_phase(caller: Caller, idea_id: UUID) -> Phase:
    """Return where an application stands, in words."""
    return await fetch(caller, SERVICE, f"/applications/{idea_id}/phase", Phase)


async def list_questions(caller: Caller, idea_id: UUID) -> list[InfoRequest]:
    """Return what the office has asked, oldest first."""
    return await fetch(caller, SERVICE, f"/applications/{idea_id}/questions", list[InfoRequest])


async def ask(caller: Caller, idea_id: UUID, body: Any, form: tuple[str, int | None]) -> Named:
    """Ask the applicant something, as the office; `form` is its key and the version that was seen."""
    path = f"/applications/{idea_id}/questions"
    return await send(caller, SERVICE, Command(path=path, body=body, key=form[0], version=form[1]), Named)


async def take_back(caller: Caller, request_id: UUID, form: tuple[str, int | None]) -> Named:
    """Go on without a reply; `form` is its key and the version that was seen."""
    path = f"/questions/{request_id}/withdraw"
    return await send(caller, SERVICE, Command(path=path, key=form[0], version=form[1]), Named)


async def reply(caller: Caller, request_id: UUID, body: dict[str, Any], form: tuple[str, int | None]) -> Named:
    """Reply to a question; `form` is its key and the version that was seen."""
    path = f"/questions/{request_id}/reply"
    return await send(caller, SERVICE, Command(path=path, body=body, key=form[0], version=form[1]), Named)


async def read_acceptance(caller: Caller, idea_id: UUID) -> Acceptance:
    """Return whether a place was accepted."""
    return await fetch(caller, SERVICE, f"/applications/{idea_id}/acceptance", Acceptance)


async def accept(caller: Caller, idea_id: UUID, key: str) -> Acceptance:
    """Accept the place."""
    return await send(caller, SERVICE, Command(path=f"/applications/{idea_id}/acceptance", key=key), Acceptance)


async def check_in(caller: Caller, scanned: str, key: str) -> Named:
    """Say that one is there, by the code that is shown in the room."""
    return await send(caller, SERVICE, Command(path="/check-ins", body={"scanned": scanned}, key=key), Named)
