"""Debts: what a household received without a right, what of it came back, and what is not to be paid back."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, send
from services.console.clients.registry.households import SERVICE


class SetOff(msgspec.Struct, frozen=True, kw_only=True):
    """What a household has to pay back: kept back from its next benefits until it is paid."""

    id: UUID
    version: int
    membership_id: UUID
    household_id: UUID
    programme: str
    currency: str
    amount_minor: int
    repaid_minor: int
    taken_minor: int
    owed_minor: int
    overpaid_minor: int
    months: list[date]
    state: str
    ordered_on: date
    proposed_by: UUID
    ordered_by: UUID
    ended_on: date | None
    lifted_reason: str | None
    lift_proposed_by: UUID | None
    lifted_by: UUID | None


class Repayment(msgspec.Struct, frozen=True, kw_only=True):
    """Money that a household brought back; it counts once a second person has confirmed it."""

    id: UUID
    version: int
    set_off_id: UUID
    amount_minor: int
    received_on: date
    receipt: str
    state: str
    recorded_by: UUID
    recorded_at: datetime
    decided_by: UUID | None


class NewSetOff(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Months that were credited without a right; without an amount, all of what was received for them."""

    months: list[date]
    amount_minor: int | None = None


class NewRepayment(msgspec.Struct, frozen=True, kw_only=True):
    """What came back, on which day, and under which number of receipt."""

    amount_minor: int
    received_on: date
    receipt: str


class Lifting(msgspec.Struct, frozen=True, kw_only=True):
    """Why the rest is not to be paid back."""

    reason: str


async def propose(caller: Caller, membership_id: UUID, new: NewSetOff, key: str) -> Named:
    """Propose to claim back what was credited for months without a right."""
    command = Command(path=f"/memberships/{membership_id}/set-offs", body=new, key=key)
    return await send(caller, SERVICE, command, Named)


async def list_set_offs(caller: Caller, status: str, cursor: str | None) -> Listed[SetOff]:
    """Return what households have to pay back, of one state, the oldest first."""
    return await fetch(caller, SERVICE, "/set-offs", Listed[SetOff], status=status, cursor=cursor)


async def read_set_off(caller: Caller, set_off_id: UUID) -> SetOff:
    """Return a debt with what is owed of it."""
    return await fetch(caller, SERVICE, f"/set-offs/{set_off_id}", SetOff)


async def list_repayments(caller: Caller, set_off_id: UUID) -> list[Repayment]:
    """Return what came back of a debt in another way than from its benefits."""
    return await fetch(caller, SERVICE, f"/set-offs/{set_off_id}/repayments", list[Repayment])


async def list_to_confirm(caller: Caller) -> list[Repayment]:
    """Return the repayments that wait for a second person, the oldest first."""
    return (await fetch(caller, SERVICE, "/repayments-to-confirm", Listed[Repayment], limit=200)).items


async def propose_lifting(caller: Caller, set_off_id: UUID, lifting: Lifting, *, form: tuple[str, int | None]) -> Named:
    """Propose that the rest is not to be paid back."""
    key, version = form
    command = Command(path=f"/set-offs/{set_off_id}/lift", body=lifting, key=key, version=version)
    return await send(caller, SERVICE, command, Named)


async def record_repayment(caller: Caller, set_off_id: UUID, new: NewRepayment, key: str) -> Named:
    """Note money that came back."""
    command = Command(path=f"/set-offs/{set_off_id}/repayments", body=new, key=key)
    return await send(caller, SERVICE, command, Named)


async def answer_repayment(
    caller: Caller, repayment_id: UUID, step: Literal["confirm", "reject"], *, form: tuple[str, int | None]
) -> Repayment:
    """Confirm a repayment as a second person, or refuse it."""
    key, version = form
    command = Command(path=f"/repayments/{repayment_id}/{step}", key=key, version=version)
    return await send(caller, SERVICE, command, Repayment)
