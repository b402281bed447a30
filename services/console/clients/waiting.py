"""What waits in every service for the person who is signed in."""

import asyncio
from datetime import datetime
from typing import Final

import msgspec

from services.console.clients.caller import Caller, fetch
from services.console.clients.services import optional

SERVICES: Final = {
    "registry": {"caseworker", "supervisor", "card_desk", "finance_officer", "finance_approver"},
    "cards": {"card_desk", "supervisor", "finance_officer", "finance_approver", "dispute_officer"},
    "merchants": {"merchant_officer", "finance_officer", "finance_approver"},
    "reporting": {"auditor"},
}
"""Which services have work for which roles; the others are not asked."""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Work of one kind that waits."""

    code: str
    number: int
    late: int
    oldest_at: datetime | None


async def list_waiting(caller: Caller, roles: set[str]) -> list[Waiting]:
    """Return what waits, the oldest first; a service that does not answer just now is left out."""
    asked = [service for service, doers in SERVICES.items() if not doers.isdisjoint(roles)]
    answers = await asyncio.gather(
        *(optional(fetch(caller, service, "/waiting-work", list[Waiting])) for service in asked)
    )
    found = [each for answer in answers for each in answer or []]
    dated = [each for each in found if each.oldest_at is not None]
    return [*sorted(dated, key=lambda each: str(each.oldest_at)), *(each for each in found if each.oldest_at is None)]
