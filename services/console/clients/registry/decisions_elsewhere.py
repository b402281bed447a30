"""Decisions made elsewhere: benefits that another body decided, and what our own rules say of the same households."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, fetch_all, fetch_file, send
from services.console.clients.registry.applications import Declared, Line
from services.console.clients.registry.households import SERVICE, Identifier
from services.console.clients.registry.memberships import Membership

PURPOSE = "case_work"
Step = Literal["confirm", "reject"]


class NewDecision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A decision as it stands on the other body's paper; `holder` is a number of the applicant."""

    programme: str
    reference: str
    holder: Identifier
    applied_on: date
    monthly_amount_minor: int
    starts_on: date
    ends_on: date
    declared: Declared | None = None


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision of another body; its reference is opened for who looks at one."""

    id: UUID
    version: int
    household_id: UUID
    holder_id: UUID
    programme: str
    applied_on: date
    currency: str
    monthly_amount_minor: int
    card_share_minor: int
    account_share_minor: int
    starts_on: date
    ends_on: date
    state: str
    payload_hash: str | None
    recorded_by: UUID
    recorded_at: datetime
    confirmed_by: UUID | None
    membership_id: UUID | None
    reference: str | None = None


class Recalculation(msgspec.Struct, frozen=True, kw_only=True):
    """What another body decided beside what our rules give, and why."""

    id: UUID
    household_id: UUID
    programme: str
    currency: str
    imported_minor: int
    eligible: bool
    ours_minor: int
    differs: bool
    rule_version: str
    recalculated_at: datetime
    reasons: list[str] = []


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """A recalculation with every line of it."""

    recalculation: Recalculation
    explanation: list[Line]


async def record(caller: Caller, new: NewDecision, key: str) -> Named:
    """Note a decision for a supervisor to confirm."""
    return await send(caller, SERVICE, Command(path="/decisions-elsewhere", body=new, key=key), Named)


async def list_proposed(caller: Caller) -> list[Decision]:
    """Return the decisions that wait for a second person, the oldest first."""
    return await fetch_all(caller, SERVICE, "/decisions-elsewhere", Decision, status="proposed")


async def find_of(caller: Caller, right: Membership) -> UUID | None:
    """Return the decision that a membership came from; one that goes on from another has that one's."""
    listed = await fetch_all(caller, SERVICE, "/decisions-elsewhere", Decision, household_id=right.household_id)
    wanted = {right.id, right.continues_id}
    return next((each.id for each in listed if each.membership_id is not None and each.membership_id in wanted), None)


async def read_decision(caller: Caller, decision_id: UUID) -> Decision:
    """Return a decision with its reference; the look is kept."""
    return await fetch(caller, SERVICE, f"/decisions-elsewhere/{decision_id}", Decision, purpose=PURPOSE)


async def confirm(caller: Caller, decision_id: UUID, payload_hash: str, *, form: tuple[str, int | None]) -> Named:
    """Agree to a decision as the second person; the household is entitled."""
    key, version = form
    body = {"payload_hash": payload_hash}
    command = Command(path=f"/decisions-elsewhere/{decision_id}/confirm", body=body, key=key, version=version)
    return await send(caller, SERVICE, command, Named)


async def reject(caller: Caller, decision_id: UUID, *, form: tuple[str, int | None]) -> Named:
    """Refuse a decision, or take an own one back."""
    key, version = form
    command = Command(path=f"/decisions-elsewhere/{decision_id}/reject", key=key, version=version)
    return await send(caller, SERVICE, command, Named)


async def list_differing(caller: Caller, language: str, cursor: str | None) -> Listed[Recalculation]:
    """Return where our rules give another result, with the lines that explain ours."""
    return await fetch(caller, SERVICE, "/recalculations", Listed[Recalculation], language=language, cursor=cursor)


async def read_recalculation(caller: Caller, decision_id: UUID, language: str) -> Detail:
    """Return every line of what our rules say beside a decision. Raises ServiceRefused where nothing is known."""
    return await fetch(caller, SERVICE, f"/recalculations/{decision_id}", Detail, language=language)


async def open_differing(caller: Caller, language: str) -> httpx.Response:
    """Return the same differences as a table; who took it is kept."""
    return await fetch_file(caller, SERVICE, "/recalculations/export", language=language)


async def recalculate(caller: Caller, key: str) -> Named:
    """Ask our rules about every such decision again; returns the job."""
    return await send(caller, SERVICE, Command(path="/recalculations", key=key), Named)
