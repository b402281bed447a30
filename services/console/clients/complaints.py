"""registry, as somebody who holds a card complains there."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, send
from services.console.clients.registry.households import SERVICE

Category = Literal["amount", "payment", "card", "shop", "staff", "discrimination", "privacy", "other"]


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody complains about."""

    category: Category
    text: str


class SaidText(msgspec.Struct, frozen=True, kw_only=True):
    """What was complained about, or answered."""

    kind: Literal["complaint", "answer"]
    text: str | None


class OwnComplaint(msgspec.Struct, frozen=True, kw_only=True):
    """An own complaint, by when it is answered, and its texts."""

    id: UUID
    reference: str
    category: str
    state: str
    received_on: date
    due_on: date
    upheld: bool | None
    texts: list[SaidText]


async def complain(caller: Caller, complaint: Complaint, key: str) -> Named:
    """Complain about something."""
    return await send(caller, SERVICE, Command(path="/holders/me/grievances", body=complaint, key=key), Named)


async def list_own(caller: Caller) -> list[OwnComplaint]:
    """Return the newest own complaints, with what was answered."""
    return (await fetch(caller, SERVICE, "/holders/me/grievances", Listed[OwnComplaint])).items
