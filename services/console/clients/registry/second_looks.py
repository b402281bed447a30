"""Decisions of registry that rest on a household as it was."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Listed, fetch
from services.console.clients.registry.households import SERVICE


class SecondLook(msgspec.Struct, frozen=True, kw_only=True):
    """A decided application, and why somebody has to look at it."""

    id: UUID
    application_id: UUID
    household_id: UUID
    cause: str
    noted_at: datetime


async def list_page(caller: Caller, cursor: str | None) -> Listed[SecondLook]:
    """Return decided cases that a change contradicts or has made outdated, oldest first."""
    return await fetch(caller, SERVICE, "/stale-assessments", Listed[SecondLook], cursor=cursor)
