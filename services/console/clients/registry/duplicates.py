"""Pairs of files that may be one person's: listed, looked at side by side, judged by people."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, send
from services.console.clients.registry.households import SERVICE, Person

PURPOSE = "duplicate_check"


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two files that may be one person's: points of 100, and what became of them."""

    id: UUID
    version: int
    first_id: UUID
    second_id: UUID
    score: int
    state: str
    suspected_at: datetime
    first_name: str | None = None
    second_name: str | None = None


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal to merge a pair, which waits for a supervisor."""

    maker_id: UUID
    payload_hash: str
    payload: dict[str, Any]


class SideBySide(Pair, frozen=True, kw_only=True):
    """A pair with both files, the reasons in words, and the proposal to merge them, if there is one."""

    explanation: list[str]
    first: Person
    second: Person
    proposal: Merge | None


async def list_pairs(caller: Caller, cursor: str | None = None) -> Listed[Pair]:
    """Return pairs that nobody has judged, oldest first."""
    return await fetch(caller, SERVICE, "/duplicates", Listed[Pair], status="suspected", cursor=cursor)


async def list_of_people(caller: Caller, person_ids: list[UUID]) -> list[Pair]:
    """Return the pairs of these people that nobody has judged."""
    asked = (
        fetch(caller, SERVICE, "/duplicates", Listed[Pair], status="suspected", person_id=each) for each in person_ids
    )
    return [pair for listed in await asyncio.gather(*asked) for pair in listed.items]


async def read_pair(caller: Caller, pair_id: UUID, language: str) -> SideBySide:
    """Return both files of a pair; the look is kept with both persons."""
    path = f"/duplicates/{pair_id}"
    return await fetch(caller, SERVICE, path, SideBySide, purpose=PURPOSE, language=language)


async def judge(caller: Caller, pair_id: UUID, step: str, *, form: tuple[str, int | None], body: Any) -> Named:
    """Say that a pair is two persons, propose that it is one, or agree to that."""
    key, version = form
    command = Command(path=f"/duplicates/{pair_id}/{step}", body=body, key=key, version=version)
    return await send(caller, SERVICE, command, Named)
