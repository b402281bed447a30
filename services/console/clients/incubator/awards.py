"""Awards: planned in milestones, set aside by two people, shown, accepted and paid."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, Proposal, fetch, fetch_all, send

SERVICE = "incubator"


class Award(msgspec.Struct, frozen=True, kw_only=True):
    """An award, in minor units."""

    id: UUID
    version: int
    application_id: UUID
    recipient_id: UUID
    currency: str
    amount_minor: int
    state: str
    ends_on: date
    refused_for: str | None
    released_minor: int
    paid_minor: int
    reported: int
    unpaid: int
    next_due_on: date | None


class NewMilestone(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be shown by when, and the tranche that it earns."""

    title: str
    due_on: date
    amount_minor: int
    evidence: list[str]


class NewAward(msgspec.Struct, frozen=True, kw_only=True):
    """An award to plan."""

    application_id: UUID
    budget_line_id: UUID
    ends_on: date
    milestones: list[NewMilestone]


class Milestone(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone of an award."""

    id: UUID
    version: int
    number: int
    title: str
    due_on: date
    amount_minor: int
    evidence: list[str]
    state: str


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A paper for a milestone."""

    kind: str
    reference: str


class Tranche(msgspec.Struct, frozen=True, kw_only=True):
    """Money of a milestone on its way."""

    milestone_id: UUID
    amount_minor: int
    state: str
    reason_code: str | None


async def list_awards(caller: Caller) -> list[Award]:
    """Return awards, oldest first; a founder gets their own."""
    return await fetch_all(caller, SERVICE, "/awards", Award)


async def read_award(caller: Caller, award_id: UUID) -> Award:
    """Return an award."""
    return await fetch(caller, SERVICE, f"/awards/{award_id}", Award)


async def plan_award(caller: Caller, award: NewAward, key: str) -> Named:
    """Plan an award."""
    return await send(caller, SERVICE, Command(path="/awards", body=award, key=key), Named)


async def list_milestones(caller: Caller, award_id: UUID) -> list[Milestone]:
    """Return an award's milestones in their order."""
    return await fetch(caller, SERVICE, f"/awards/{award_id}/milestones", list[Milestone])


async def list_papers(caller: Caller, milestone_id: UUID) -> list[Shown]:
    """Return a milestone's papers."""
    return await fetch(caller, SERVICE, f"/milestones/{milestone_id}/evidence", list[Shown])


async def list_tranches(caller: Caller, award_id: UUID) -> list[Tranche]:
    """Return an award's tranches."""
    return await fetch(caller, SERVICE, f"/awards/{award_id}/tranches", list[Tranche])


async def list_waiting(caller: Caller) -> list[Proposal]:
    """Return what about awards waits for a second person."""
    return await fetch_all(caller, SERVICE, "/award-proposals", Proposal)


async def advance(caller: Caller, path: str, body: Any, form: tuple[str, int | None]) -> Named:
    """Take an award, a milestone or a proposal one step on; `form` is its key and the version that was seen."""
    return await send(caller, SERVICE, Command(path=path, body=body, key=form[0], version=form[1]), Named)
