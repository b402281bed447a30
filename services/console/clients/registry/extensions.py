"""Extensions: by a public decision the memberships of a place last longer, once two supervisors have agreed."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, fetch_all, send
from services.console.clients.registry.households import SERVICE


class NewExtension(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a public decision says; without postal codes it is for everywhere."""

    programme: str
    decision_number: str
    ending_from: date
    ending_until: date
    months: int
    postal_codes: list[str] | None = None


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """An extension: how many memberships it concerns, and how many last longer by it."""

    id: UUID
    version: int
    programme: str
    decision_number: str
    ending_from: date
    ending_until: date
    months: int
    concerned: int
    extended: int | None
    state: str
    proposed_by: UUID
    proposed_at: datetime
    decided_by: UUID | None
    job_id: UUID | None = None
    postal_codes: list[str] = []
    sample: list[UUID] = []


async def list_extensions(caller: Caller) -> list[Extension]:
    """Return all extensions, the newest first."""
    return (await fetch_all(caller, SERVICE, "/extensions", Extension))[::-1]


async def read_extension(caller: Caller, extension_id: UUID) -> Extension:
    """Return an extension with its place, and some of the memberships that it concerns."""
    return await fetch(caller, SERVICE, f"/extensions/{extension_id}", Extension)


async def propose(caller: Caller, new: NewExtension, key: str) -> Named:
    """Propose that memberships last longer."""
    return await send(caller, SERVICE, Command(path="/extensions", body=new, key=key), Named)


async def answer(
    caller: Caller, extension_id: UUID, step: Literal["confirm", "reject"], *, form: tuple[str, int | None]
) -> Named:
    """Confirm an extension as another supervisor, or refuse it."""
    key, version = form
    command = Command(path=f"/extensions/{extension_id}/{step}", key=key, version=version)
    return await send(caller, SERVICE, command, Named)
