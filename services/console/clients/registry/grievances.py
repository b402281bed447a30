"""Complaints at registry, as staff take them in, hand them on and answer them."""

import asyncio
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, fetch, fetch_all, send
from services.console.clients.registry import applications, households, people
from services.console.clients.registry.applications import ApplicationLine
from services.console.clients.registry.households import SERVICE, Identifier

PURPOSE: Final = "grievance"
OPEN: Final = ("received", "assigned", "in_review", "escalated", "answered")
"""The states of what is not closed."""


class NewComplaint(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A complaint as it is told at the desk; whose it is stands there by id or by a number, or nowhere."""

    category: str
    channel: str
    text: str
    number: Identifier | None = None
    complainant_id: UUID | None = None
    application_id: UUID | None = None
    staff_id: UUID | None = None
    earlier_reference: str | None = None
    confidential: bool = False


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is told who complains, or who asks later."""

    id: UUID
    reference: str
    category: str
    state: str
    received_on: date
    due_on: date


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """The complaint or an answer; without text once the person was erased."""

    kind: str
    written_at: datetime
    written_by: UUID
    text: str | None


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint as it is now."""

    id: UUID
    version: int
    reference: str
    category: str
    channel: str
    confidential: bool
    state: str
    complainant_id: UUID | None
    application_id: UUID | None
    staff_id: UUID | None
    earlier_id: UUID | None
    received_on: date
    received_by: UUID
    due_on: date
    due_soon: bool
    overdue: bool
    assigned_to: UUID | None
    escalated_from: UUID | None
    answered_by: UUID | None
    upheld: bool | None
    closed_on: date | None
    allowed: list[str]
    texts: list[Text] = []


class Assigning(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to look into it."""

    assignee_id: UUID


class Answering(msgspec.Struct, frozen=True, kw_only=True):
    """What the person is answered, and whether they were right."""

    answer: str
    upheld: bool


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """The reference by which somebody asks."""

    reference: str


async def receive(caller: Caller, new: NewComplaint, key: str) -> Receipt:
    """Enter a complaint. Raises ServiceRefused, also when nobody has the number."""
    if new.number is not None:
        found = await households.look_up(caller, new.number)
        new = msgspec.structs.replace(new, complainant_id=found, number=None)
    return await send(caller, SERVICE, Command(path="/grievances", body=new, key=key), Receipt)


async def look_up(caller: Caller, asking: Asking) -> Receipt:
    """Return how far the complaint with a reference is, not what it says."""
    return await send(caller, SERVICE, Command(path="/grievance-lookups", body=asking), Receipt)


async def list_open(caller: Caller) -> list[Complaint]:
    """Return what is not closed and the caller may read, without texts: what is late first, then by its last day."""
    listed = await asyncio.gather(
        *(fetch_all(caller, SERVICE, "/grievances", Complaint, status=state) for state in OPEN)
    )
    return sorted((each for part in listed for each in part), key=lambda each: (not each.overdue, each.due_on, each.id))


async def list_closed(caller: Caller, cursor: str | None) -> Listed[Complaint]:
    """Return what is closed and the caller may read, without texts, the newest first."""
    return await fetch(caller, SERVICE, "/grievances", Listed[Complaint], status="closed", cursor=cursor)


async def read(caller: Caller, grievance_id: UUID) -> Complaint:
    """Return a complaint with its texts; the look is kept."""
    return await fetch(caller, SERVICE, f"/grievances/{grievance_id}", Complaint)


async def go_on(
    caller: Caller,
    grievance_id: UUID,
    step: str,
    body: Assigning | Answering | None = None,
    *,
    form: tuple[str, int | None],
) -> Complaint:
    """Take a complaint one step on; `form` is its key and the version that was seen."""
    key, version = form
    command = Command(path=f"/grievances/{grievance_id}/{step}", body=body, key=key, version=version)
    return await send(caller, SERVICE, command, Complaint)


async def list_decisions(caller: Caller, person_id: UUID) -> list[ApplicationLine]:
    """Return the applications of the households that somebody belongs or belonged to, to complain about one."""
    homes = await people.list_homes(caller, person_id)
    listed = await asyncio.gather(
        *(applications.list_applications(caller, household_id=home.household_id) for home in homes)
    )
    return [each for part in listed for each in part.items]
