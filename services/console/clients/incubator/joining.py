"""What belongs to an application besides its answers: who applies together, and papers."""

from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, fetch_file, send, send_file
from services.console.clients.incubator import persons
from services.console.clients.incubator.calls import Applying, NewPerson
from services.console.clients.incubator.eligibility import Given

SERVICE = "incubator"


class Coapplicant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who applies together with the applicant."""

    id: UUID
    version: int
    person_id: UUID
    state: str
    signed_on_paper: bool
    changed_at: datetime


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """The digest of everything that is sent, which is what people sign."""

    sha256: str


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """What was read, and whether it was signed on paper."""

    sha256: str
    on_paper: bool = False


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that was handed in."""

    id: UUID
    kind: str
    uploaded_at: datetime


async def enter_idea(caller: Caller, call_id: UUID, applying: Applying, given: Given, key: str) -> Named:
    """Enter an applicant, or take who is registered since an earlier call, and begin their application."""
    person_id = await persons.id_of(caller, applying.person, key)
    body: dict[str, Any] = {"call_id": call_id, "applicant_id": person_id, "answers": applying.answers}
    if given:
        body["eligibility"] = given
    if applying.request is not None:
        body["request"] = applying.request
    return await send(caller, SERVICE, Command(path="/applications", body=body, key=key), Named)


async def list_coapplicants(caller: Caller, idea_id: UUID) -> list[Coapplicant]:
    """Return who applies together with the applicant, and who does not any more."""
    return await fetch(caller, SERVICE, f"/applications/{idea_id}/co-applicants", list[Coapplicant])


async def read_text(caller: Caller, idea_id: UUID) -> Text:
    """Return the digest of what an application says as it stands."""
    return await fetch(caller, SERVICE, f"/applications/{idea_id}/text", Text)


async def invite(caller: Caller, idea_id: UUID, person: NewPerson, key: str) -> Named:
    """Enter somebody, or take who is registered, and ask them to apply together."""
    body = {"person_id": await persons.id_of(caller, person, key)}
    return await send(
        caller, SERVICE, Command(path=f"/applications/{idea_id}/co-applicants", body=body, key=key), Named
    )


async def answer(caller: Caller, coapplicant_id: UUID, step: str, body: Any, form: tuple[str, int | None]) -> Named:
    """Sign, decline or remove; `form` is its key and the version that was seen."""
    path = f"/co-applicants/{coapplicant_id}/{step}"
    return await send(caller, SERVICE, Command(path=path, body=body, key=form[0], version=form[1]), Named)


async def list_papers(caller: Caller, idea_id: UUID) -> list[Paper]:
    """Return an application's papers."""
    return await fetch(caller, SERVICE, f"/applications/{idea_id}/papers", list[Paper])


async def hand_in(caller: Caller, idea_id: UUID, kind: str, content: bytes) -> Paper:
    """Hand a paper in; the same file again is the same paper."""
    return await send_file(caller, SERVICE, f"/applications/{idea_id}/papers", content, Paper, kind=kind)


async def remove(caller: Caller, paper_id: UUID, key: str) -> Named:
    """Take a paper out of what is sent."""
    return await send(caller, SERVICE, Command(path=f"/papers/{paper_id}/remove", key=key), Named)


async def open_paper(caller: Caller, paper_id: UUID) -> httpx.Response:
    """Return a paper's file; the look is kept."""
    return await fetch_file(caller, SERVICE, f"/papers/{paper_id}/content")
