"""What changes in a household only when two people agree: divided, joined to another, closed; a death taken back."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, Proposal, fetch_all, send
from services.console.clients.registry.households import SERVICE


class Waiting(Proposal, frozen=True, kw_only=True):
    """What was proposed, and until when it can be agreed to."""

    expires_at: datetime

    @property
    def person_ids(self) -> set[UUID]:
        """Return who is named in it."""
        named = [*self.payload.get("members", ()), *self.payload.get("relations", ())]
        of_death = {self.subject_id} if self.kind == "death_revocation" else set()
        return {UUID(each["person_id"]) for each in named} | of_death

    @property
    def starts_on(self) -> str:
        """Return the day from which it counts, or the day of death that is taken back."""
        days = (self.payload.get(name) for name in ("split_on", "merged_on", "closed_on", "died_on"))
        return next(str(day) for day in days if day)


class Quoted(msgspec.Struct, frozen=True, kw_only=True):
    """The hash of what the second person has seen."""

    payload_hash: str


async def list_waiting(caller: Caller, subject_id: UUID | None = None) -> list[Waiting]:
    """Return what waits for a second person, oldest first: all of it, or what is about a household or a person."""
    found = await fetch_all(caller, SERVICE, "/household-proposals", Waiting)
    return [each for each in found if subject_id in (None, each.subject_id)]


async def confirm(caller: Caller, proposal_id: UUID, quoted: Quoted, key: str) -> Named:
    """Agree to a proposal as a second person; it is carried out at once."""
    command = Command(path=f"/household-proposals/{proposal_id}/confirm", body=quoted, key=key)
    return await send(caller, SERVICE, command, Named)


async def reject(caller: Caller, proposal_id: UUID, key: str) -> Named:
    """Refuse a proposal, or withdraw an own one."""
    return await send(caller, SERVICE, Command(path=f"/household-proposals/{proposal_id}/reject", key=key), Named)
