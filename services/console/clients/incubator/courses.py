"""The courses of applications, awards and milestones: which steps were taken, by whom and why."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, send

SERVICE = "incubator"


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A step that was taken."""

    step: str
    before: str
    after: str
    taken_at: datetime
    taken_by: UUID
    reason: str | None


async def list_taken(caller: Caller, path: str) -> list[Taken]:
    """Return the steps that what stands at this path has taken, oldest first, with their reasons."""
    return await fetch(caller, SERVICE, f"{path}/steps", list[Taken])


async def take_step(caller: Caller, idea_id: UUID, step: str, reason: str, form: tuple[str, int | None]) -> Named:
    """Take a named step of an application; `form` is its key and the version that was seen."""
    body = {"step": step} | ({"reason": reason} if reason else {})
    path = f"/applications/{idea_id}/steps"
    return await send(caller, SERVICE, Command(path=path, body=body, key=form[0], version=form[1]), Named)


async def let_lapse(caller: Caller, idea_id: UUID, form: tuple[str, int | None]) -> Named:
    """Take back a place that nobody has accepted in time; `form` is its key and the version that was seen."""
    path = f"/applications/{idea_id}/lapse"
    return await send(caller, SERVICE, Command(path=path, key=form[0], version=form[1]), Named)
