"""Follow-ups: what became of participants months after their cohort."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, ServiceRefused, fetch, send

SERVICE = "incubator"
SHOWN_MAX = 100


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """One participant at one time after the cohort; amounts in minor units."""

    id: UUID
    version: int
    cohort_id: UUID
    participant_id: UUID
    months: int
    due_on: date
    state: str
    work: str | None
    jobs: int | None
    revenue_minor: int | None
    ledger_revenue_minor: int | None
    chased: int


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to be asked, for the office."""

    given_name: str
    family_name: str
    phone: str


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a participant reports."""

    work: str
    jobs: int = 0
    revenue_minor: int = 0
    income_minor: int | None = None


async def list_follow_ups(caller: Caller, *, missing: bool) -> list[FollowUp]:
    """Return follow-ups, those that are due and not answered alone where only they are asked for."""
    query = {"missing": "true"} if missing else {}
    return (await fetch(caller, SERVICE, "/follow-ups", Listed[FollowUp], limit=SHOWN_MAX, **query)).items


async def plan(caller: Caller, cohort_id: UUID, key: str) -> int:
    """Plan the follow-ups of everybody in a cohort, again for those who joined since; return how many there are."""
    command = Command(path=f"/cohorts/{cohort_id}/follow-ups", key=key)
    return len(await send(caller, SERVICE, command, list[FollowUp]))


async def read_follow_up(caller: Caller, follow_up_id: UUID) -> FollowUp:
    """Return a follow-up."""
    return await fetch(caller, SERVICE, f"/follow-ups/{follow_up_id}", FollowUp)


async def read_participant(caller: Caller, person_id: UUID) -> Participant | None:
    """Return who is to be asked; nobody where the person was erased. The look is kept."""
    try:
        return await fetch(caller, SERVICE, f"/persons/{person_id}", Participant)
    except ServiceRefused as refused:
        if refused.status != 404:
            raise
        return None


async def advance_follow_up(
    caller: Caller, follow_up_id: UUID, door: str, body: Any, form: tuple[str, int | None]
) -> Named:
    """Answer, ask again or give up; `form` is the key and the version that was seen."""
    path = f"/follow-ups/{follow_up_id}/{door}"
    return await send(caller, SERVICE, Command(path=path, body=body, key=form[0], version=form[1]), Named)
