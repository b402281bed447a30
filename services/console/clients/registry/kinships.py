"""Relatives of staff at registry, whose cases they never touch."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch_all, send
from services.console.clients.registry.households import SERVICE, Identifier


class Relative(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody by a number, and what they are to a member of staff; nobody named is whoever declares it."""

    identifier: Identifier
    relation: str
    staff_id: UUID | None = None


class Kinship(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff and somebody whose case is not theirs."""

    id: UUID
    version: int
    staff_id: UUID
    person_id: UUID
    relation: str
    state: str
    declared_by: UUID
    declared_at: datetime
    end_proposed_by: UUID | None

    @property
    def asked_by(self) -> UUID | None:
        """Return who took the step that waits for a second person."""
        return self.end_proposed_by if self.state == "ending" else self.declared_by


async def list_living(caller: Caller) -> list[Kinship]:
    """Return the kinships that are not ended: all for who links those of others, else the own ones."""
    return [each for each in await fetch_all(caller, SERVICE, "/kinships", Kinship) if each.state != "ended"]


async def link(caller: Caller, relative: Relative, me: UUID, key: str) -> Named:
    """Declare an own relative, or a colleague's. Raises ServiceRefused when nobody has the number."""
    body = relative if relative.staff_id else msgspec.structs.replace(relative, staff_id=me)
    return await send(caller, SERVICE, Command(path="/kinships", body=body, key=key), Named)


async def answer(caller: Caller, kinship_id: UUID, step: str, *, form: tuple[str, int | None]) -> Named:
    """Confirm a kinship or its end as a second person, ask for its end, or let it stay."""
    key, version = form
    return await send(caller, SERVICE, Command(path=f"/kinships/{kinship_id}/{step}", key=key, version=version), Named)
