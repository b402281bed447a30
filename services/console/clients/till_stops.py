"""cards: the tills of a shop as its requests are judged, and the stop of one, at once."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, fetch, send
from services.console.clients.cards import SERVICE


class Till(msgspec.Struct, frozen=True, kw_only=True):
    """A till and the moment at which it was stopped, if it was."""

    id: UUID
    merchant_id: UUID
    stopped_at: datetime | None
    area: str | None = None


async def list_tills(caller: Caller, merchant_id: UUID) -> list[Till]:
    """Return a shop's tills, the newest first."""
    return (await fetch(caller, SERVICE, "/tills", Listed[Till], merchant_id=merchant_id, limit=200)).items[::-1]


async def stop_till(caller: Caller, till_id: UUID, key: str) -> Till:
    """Stop a till; its next request is refused."""
    return await send(caller, SERVICE, Command(path=f"/tills/{till_id}/stop", key=key), Till)
