"""What every service has for administrators and auditors: events that it could not apply, messages, who did what."""

import asyncio
from collections.abc import Awaitable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, fetch, send
from services.kit.audit import Asked, Deed
from services.kit.errors import Problem
from services.kit.web import encode_cursor

Answer = TypeVar("Answer")

READING = ("registry", "cards", "merchants", "incubator", "reporting")


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """An event that a service could not apply."""

    id: UUID
    type: str | None
    aggregate_id: UUID | None
    sequence: int | None
    reason: str
    problem: str
    buried_at: datetime


class DayCompared(msgspec.Struct, frozen=True, kw_only=True):
    """A day of a service's events beside what another has heard of them."""

    source: str
    day: date
    said_count: int
    heard_count: int
    matched: bool


class DifferenceFound(msgspec.Struct, frozen=True, kw_only=True):
    """An event in which the two sides differ, and when they agreed again."""

    source: str
    kind: str
    day: date
    type: str | None
    mended_at: datetime | None


class Comparisons(msgspec.Struct, frozen=True, kw_only=True):
    """The days that a service compared, newest first, and the events in which they differed, open ones first."""

    days: list[DayCompared]
    differences: list[DifferenceFound]


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """What a message says; shown in a demo only."""

    subject: str
    body: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message to a person."""

    id: UUID
    channel: str
    language: str
    template: str
    state: str
    queued_at: datetime
    text: Text | None = None


async def list_dead_letters(caller: Caller) -> dict[str, list[DeadLetter] | None]:
    """Return each service's undelivered events; None for a service that does not answer."""
    answers = await asyncio.gather(
        *(optional(fetch(caller, service, "/dead-letters", list[DeadLetter])) for service in READING)
    )
    return dict(zip(READING, answers, strict=True))


async def list_comparisons(caller: Caller) -> dict[str, Comparisons | None]:
    """Return what each service has heard beside what was said; None for one that does not answer."""
    answers = await asyncio.gather(
        *(optional(fetch(caller, service, "/events/comparisons", Comparisons)) for service in READING)
    )
    return dict(zip(READING, answers, strict=True))


async def replay(caller: Caller, service: str, dead_letter_id: UUID) -> None:
    """Let a service apply an event again."""
    await send(caller, service, Command(path=f"/dead-letters/{dead_letter_id}/replay"), dict[str, Any])


async def list_messages(caller: Caller) -> dict[str, list[Message]]:
    """Return the newest messages of each service that sends any."""
    found = {service: await optional(fetch(caller, service, "/messages", Listed[Message])) for service in READING}
    return {service: listed.items for service, listed in found.items() if listed is not None and listed.items}


async def list_deeds(caller: Caller, asked: Asked, before: UUID | None, limit: int) -> dict[str, list[Deed] | None]:
    """Return what was done in each service, newest first, all asked at once; None for one that does not answer."""
    wanted = {
        "actor_id": asked.actor_id,
        "object_id": asked.object_id,
        "day": None if asked.day is None else asked.day.isoformat(),
        "without": asked.without,
        "cursor": None if before is None else encode_cursor(before),
        "limit": limit,
    }
    answers = await asyncio.gather(
        *(optional(fetch(caller, service, "/audit-entries", Listed[Deed], **wanted)) for service in READING)
    )
    return {service: None if listed is None else listed.items for service, listed in zip(READING, answers, strict=True)}


async def optional(asked: Awaitable[Answer]) -> Answer | None:
    """Return an answer, or None when there is none: a page about several services is shown with those that answer."""
    try:
        return await asked
    except Problem:
        return None
