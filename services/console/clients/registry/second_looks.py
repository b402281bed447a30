"""Decisions of registry that rest on a household as it was."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, fetch, send
from services.console.clients.registry.households import SERVICE


class SecondLook(msgspec.Struct, frozen=True, kw_only=True):
    """A decided application, and why somebody has to look at it."""

    id: UUID
    application_id: UUID
    household_id: UUID
    cause: str
    noted_at: datetime
    outcome: str | None
    looked_at: datetime | None
    looked_by: UUID | None


class Looking(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a look."""

    outcome: str


async def list_page(caller: Caller, cursor: str | None, *, looked: bool) -> Listed[SecondLook]:
    """Return decided cases that a change contradicts or has made outdated, oldest first: to look at, or looked at."""
    query = {"cursor": cursor, "looked": str(looked).lower()}
    return await fetch(caller, SERVICE, "/stale-assessments", Listed[SecondLook], **query)


async def look(caller: Caller, stale_id: UUID, looking: Looking, key: str) -> SecondLook:
    """Keep what came of a look, also for what was noted before of the same case. Raises ServiceRefused."""
    command = Command(path=f"/stale-assessments/{stale_id}/look", body=looking, key=key)
    return await send(caller, SERVICE, command, SecondLook)
