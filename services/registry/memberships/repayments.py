"""Repayments: money that a household brought back in another way than by set-off, seen by two people of finance."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.types import PositiveMinorUnits
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem, SameActor
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, check_version
from services.registry.memberships import set_offs

queries = load_queries(__file__)

RepaymentState = Literal["recorded", "confirmed", "rejected"]
TRANSITIONS: Mapping[RepaymentState, tuple[RepaymentState, ...]] = {"recorded": ("confirmed", "rejected")}


class NewRepayment(Body, frozen=True, kw_only=True):
    """What was received, when, and under which number of receipt or bank statement."""

    amount_minor: PositiveMinorUnits
    received_on: date
    receipt: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9./-]{1,40}$(?!\n)")]


class Repayment(msgspec.Struct, frozen=True, kw_only=True):
    """Money that came back."""

    id: UUID
    version: int
    set_off_id: UUID
    amount_minor: int
    received_on: date
    receipt: str
    state: RepaymentState
    recorded_by: UUID
    recorded_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None


class ReceiptKnown(Problem):
    """A repayment with this receipt is recorded already."""


class MoreThanOwed(Problem):
    """The household does not owe so much."""


async def record(transaction: Transaction, set_off_id: UUID, new: NewRepayment) -> Repayment:
    """Record money that came back; it counts once somebody else has confirmed it.

    Raises Malformed, MoreThanOwed, ReceiptKnown, TransitionForbidden, NotFound.
    """
    set_off = await set_offs.take(transaction, set_off_id)
    transition(set_offs.TRANSITIONS, set_off.state, "repaid")
    if new.received_on > transaction.today:
        raise Malformed(errors=[Fault(pointer="/received_on", detail="This day is in the future.")])
    if new.amount_minor > set_off.owed_minor:
        raise MoreThanOwed("Record at most what is owed.", owed_minor=set_off.owed_minor)
    repayment_id = await transaction.fetchval(
        queries.insert_repayment,
        uuid7(),
        set_off_id,
        new.amount_minor,
        new.received_on,
        new.receipt,
        transaction.actor_id,
        transaction.now,
    )
    if repayment_id is None:
        raise ReceiptKnown("One receipt counts once.")
    return await find(transaction, repayment_id)


async def confirm(transaction: Transaction, repayment_id: UUID, *, version: int) -> Repayment:
    """Confirm a repayment as another person than who recorded it. Raises SameActor, MoreThanOwed, Stale, NotFound."""
    repayment = await take(transaction, repayment_id, version=version)
    transition(TRANSITIONS, repayment.state, "confirmed")
    if repayment.recorded_by == transaction.actor_id:
        raise SameActor("Somebody else than who recorded it confirms a repayment.")
    set_off = await set_offs.take(transaction, repayment.set_off_id)
    if repayment.amount_minor > set_off.owed_minor:
        raise MoreThanOwed("Reject it; the household has paid more than it owes.", owed_minor=set_off.owed_minor)
    await set_offs.repay(transaction, set_off, repayment.amount_minor)
    return await _decide(transaction, repayment, "confirmed")


async def reject(transaction: Transaction, repayment_id: UUID, *, version: int) -> Repayment:
    """Refuse what was recorded, or take an own record back. Raises TransitionForbidden, Stale, NotFound."""
    repayment = await take(transaction, repayment_id, version=version)
    transition(TRANSITIONS, repayment.state, "rejected")
    return await _decide(transaction, repayment, "rejected")


async def _decide(transaction: Transaction, repayment: Repayment, state: RepaymentState) -> Repayment:
    await transaction.execute(queries.decide_repayment, repayment.id, state, transaction.actor_id, transaction.now)
    return await find(transaction, repayment.id)


async def take(transaction: Transaction, repayment_id: UUID, *, version: int) -> Repayment:
    """Return a repayment locked until the end of the transaction. Raises NotFound, Stale."""
    repayment = await transaction.fetch_struct(Repayment, queries.lock_repayment, repayment_id)
    if repayment is None:
        raise NotFound(f"There is no repayment {repayment_id}.")
    check_version(repayment.version, version)
    return repayment


async def find(transaction: Transaction, repayment_id: UUID) -> Repayment:
    """Return a repayment. Raises NotFound."""
    repayment = await transaction.fetch_struct(Repayment, queries.find_repayment, repayment_id)
    if repayment is None:
        raise NotFound(f"There is no repayment {repayment_id}.")
    return repayment


async def of_set_off(transaction: Transaction, set_off_id: UUID) -> list[Repayment]:
    """Return what was recorded for a set-off, oldest first. Raises NotFound."""
    await set_offs.find(transaction, set_off_id)
    return await transaction.fetch_structs(Repayment, queries.repayments_of_set_off, set_off_id)


async def to_confirm(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Repayment]:
    """Return one more than the limit of the repayments that wait for a second person, oldest first."""
    return await transaction.fetch_structs(Repayment, queries.repayments_to_confirm, after, limit + 1)
