"""registry: who may shop or collect for a household."""

import asyncio
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, send
from services.console.clients.registry import applications, households
from services.console.clients.registry.households import SERVICE, Household, Identifier, Person

CONSENT: Final = "proxy"
PURPOSE: Final = "case_work"


class Proxy(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who acts for a household."""

    id: UUID
    version: int
    person_id: UUID
    may: list[str]
    starts_on: date
    ends_on: date | None
    ended_on: date | None


class Appointment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whom the holder appoints, by a number; that the holder agrees is noted with it."""

    number: Identifier
    may: list[str]
    ends_on: date | None = None


async def list_acting(caller: Caller, household_id: UUID) -> list[tuple[Proxy, Person]]:
    """Return who acts for a household now, with names; the look is kept."""
    listed = await fetch(caller, SERVICE, f"/households/{household_id}/proxies", Listed[Proxy], limit=200)
    acting = [proxy for proxy in listed.items if proxy.ended_on is None]
    reading = (households.read_person(caller, proxy.person_id, PURPOSE) for proxy in acting)
    return list(zip(acting, await asyncio.gather(*reading), strict=True))


async def appoint(caller: Caller, household: Household, appointed: Appointment, key: str) -> Named:
    """Note that the holder agrees, and let the person who has the number act. Raises ServiceRefused."""
    person_id = await households.look_up(caller, appointed.number)
    holder_id = next(member.person_id for member in household.members if member.relation == "applicant")
    await applications.give_consents(caller, [holder_id], CONSENT)
    body = {"person_id": person_id, "may": appointed.may, "ends_on": appointed.ends_on}
    path = f"/households/{household.id}/proxies"
    return await send(caller, SERVICE, Command(path=path, body=body, key=key, version=household.version), Named)


async def end(caller: Caller, proxy_id: UUID, reason: str, *, form: tuple[str, int | None]) -> Named:
    """End it at once."""
    key, version = form
    command = Command(path=f"/proxies/{proxy_id}/end", body={"reason": reason}, key=key, version=version)
    return await send(caller, SERVICE, command, Named)
