"""What waits in every service for the person who is signed in."""

import asyncio
from collections.abc import Collection
from typing import Final

from services.console.clients.caller import Caller, fetch
from services.console.clients.services import list_dead_letters, optional
from services.kit.waiting import Waiting

SERVICES: Final = {
    "registry": {"caseworker", "supervisor", "card_desk", "finance_officer", "finance_approver", "administrator"},
    "cards": {"card_desk", "supervisor", "finance_officer", "finance_approver", "dispute_officer"},
    "merchants": {"merchant_officer", "merchant_owner", "programme_manager", "finance_officer", "finance_approver"},
    "incubator": {"incubator_officer", "programme_manager", "reviewer", "mentor", "founder"},
    "reporting": {"auditor"},
}
"""Which services have work for which roles; the others are not asked."""


async def list_waiting(caller: Caller, roles: set[str]) -> list[Waiting]:
    """Return what waits in all services; one that does not answer just now is left out."""
    asked = [service for service, doers in SERVICES.items() if not doers.isdisjoint(roles)]
    answers = await asyncio.gather(
        *(optional(fetch(caller, service, "/waiting-work", list[Waiting])) for service in asked)
    )
    return [each for answer in answers for each in answer or []] + await list_undelivered(caller, roles)


async def list_undelivered(caller: Caller, roles: Collection[str]) -> list[Waiting]:
    """Return how many events the services could not apply, for administrators."""
    if "administrator" not in roles:
        return []
    buried = [each.buried_at for letters in (await list_dead_letters(caller)).values() for each in letters or []]
    return [Waiting(code="events_undelivered", number=len(buried), late=0, oldest_at=min(buried))] if buried else []
