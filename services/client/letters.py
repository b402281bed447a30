"""Dead letters: events that a service could not apply, looked at and replayed once the cause is mended."""

from datetime import datetime
from uuid import UUID

import httpx
import msgspec

from services.client.sessions import Session, address, read, send, told
from services.client.telling import Told, counted, moment


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """An event that could not be applied."""

    id: UUID
    type: str | None
    reason: str
    problem: str
    buried_at: datetime


class Letters(msgspec.Struct, frozen=True, kw_only=True):
    """The letters of a service."""

    service: str
    letters: list[Letter]


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """How many events a replay has applied."""

    count: int


def show(http: httpx.Client, session: Session, service: str) -> Told:
    """Tell which events a service could not apply. Raises Refused."""
    found = read(http, session, f"{address(session, service)}/dead-letters", list[Letter])
    return Told(
        sentences=[sentence(letter) for letter in found] or [f"{service} has applied every event that it could read."],
        following=f"Mend the cause, then koinon replay {service} <id>." if found else "Nothing.",
        answer=Letters(service=service, letters=found),
        is_well=not found,
    )


def sentence(letter: Letter) -> str:
    """Return a line about a letter."""
    said = f"{letter.type or 'no event'}: {letter.reason} {letter.problem}".rstrip()
    return f"{moment(letter.buried_at)}  {letter.id}  {said}"


def replay(http: httpx.Client, session: Session, service: str, letter_id: UUID) -> Told:
    """Apply a letter again, and what waited behind it. Raises Refused."""
    url = f"{address(session, service)}/dead-letters/{letter_id}/replay"
    replayed = told(send(http, session, url, None), Replayed)
    return Told(
        sentences=[f"{service} has applied {counted(replayed.count, 'event')}."],
        following=f"koinon dead-letters {service}: whether others are left.",
        answer=replayed,
    )
