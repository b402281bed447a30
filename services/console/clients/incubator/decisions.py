"""What was decided in a call, with the reviews that it rests on; nobody is named."""

from datetime import datetime
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, fetch, fetch_file

SERVICE = "incubator"


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A review; its number says nothing of who gave it."""

    number: int
    state: str
    scores: dict[str, int] | None


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """An application in one of its stages, with its reviews and what was decided, if it was."""

    application_id: UUID
    stage: int
    state: str
    requested_minor: int | None
    outcome: str | None
    amount_minor: int | None
    score_basis_points: int | None
    decided_at: datetime | None
    reviews: list[Judged]


async def list_decisions(caller: Caller, call_id: UUID) -> list[Decision]:
    """Return a call's applications with what was decided and the reviews before it."""
    return await fetch(caller, SERVICE, f"/calls/{call_id}/decision-list", list[Decision])


async def take_table(caller: Caller, call_id: UUID) -> httpx.Response:
    """Return the same as a table; that it was taken is kept."""
    return await fetch_file(caller, SERVICE, f"/calls/{call_id}/decisions")
