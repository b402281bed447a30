"""Disputes: what a holder says against a payment or part of it, and what the shop answers, until a day.

Reasons and answers are codes: nothing that a person writes is kept here. How a dispute ends stands in
`dispute_decisions.py`, what the household has until then in `provisional_credits.py`.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import DisputeDelayed, DisputeOpened, DisputeReason
from contracts.merchants import DisputeAnswer, DisputeAnswered
from contracts.types import PositiveMinorUnits
from services.cards.deciding import programmes
from services.cards.payments import requests
from services.cards.payments.requests import TillAsks
from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import Forbidden, NotFound, Problem
from services.kit.events import publish
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body

queries = load_queries(__file__)

DisputeStatus = Literal["disputed", "upheld", "rejected", "withdrawn"]
Purpose = Literal["dispute", "hearing"]
TRANSITIONS: dict[DisputeStatus, tuple[DisputeStatus, ...]] = {
    "disputed": ("disputed", "upheld", "rejected", "withdrawn"),
}


class DisputeTooLate(Problem):
    """This payment is too long ago to be disputed."""


class DisputeTooLarge(Problem):
    """More is disputed than is left of the payment."""


class DisputeOpen(Problem):
    """This payment is already disputed."""


class DisputePurchase(Body, frozen=True, kw_only=True):
    """A payment by the number on its receipt, and what is said against it."""

    payment_id: UUID
    reason: DisputeReason
    amount_minor: PositiveMinorUnits | None = None
    """The part that is disputed, its share of the bonus included; without it, all that was not refunded."""


class OpenDispute(DisputePurchase, frozen=True, kw_only=True):
    """What is disputed, and a card of the wallet that paid."""

    card_id: UUID


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """What is said against a payment. It names no shop and no goods: those are shown to a dispute officer only."""

    id: UUID
    payment_id: UUID
    card_id: UUID
    status: DisputeStatus
    reason: DisputeReason
    currency: str
    amount_minor: int
    answer_by: date
    """Until when the shop can answer; afterwards it is decided without."""
    decide_by: date
    answer: DisputeAnswer | None
    refund_id: UUID | None
    returned_minor: int
    """Of what is disputed, what the shop has given back by itself since."""
    provisional_minor: int
    """What the household was credited until it is decided."""
    uncovered_minor: int
    """What it had spent of that when it was decided, and nothing covers."""
    opened_at: datetime
    closed_at: datetime | None
    overdue_at: datetime | None
    """When it was said that nobody has decided it in time."""
    version: int

    @property
    def open_minor(self) -> int:
        """Return what the shop has not given back of what is disputed."""
        return self.amount_minor - self.returned_minor


class DisputedPayment(msgspec.Struct, frozen=True, kw_only=True):
    """The disputed payment, and no other of its household."""

    id: UUID
    merchant_id: UUID
    till_id: UUID
    category: str
    currency: str
    requested_minor: int
    amount_minor: int
    bonus_minor: int
    refunded_minor: int
    refunded_bonus_minor: int
    paid_at: datetime
    version: int


class Disputable(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at before a dispute is opened."""

    merchant_id: UUID
    currency: str
    left_minor: int
    paid_at: datetime
    programmes: list[str]


class DisputeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What is open in a currency, and what disputes that have ended have cost."""

    currency: str
    open_count: int
    overdue_count: int
    """Open ones that had to be decided before today."""
    open_minor: int
    provisional_minor: int
    """Credited to households whose dispute is open."""
    uncovered_minor: int
    """Of disputes that have ended, what households had spent of it and nothing covers."""


async def open_dispute(transaction: Transaction, asked: OpenDispute) -> Dispute:
    """Open a dispute for the holder of a card. Raises NotFound, DisputeTooLate, DisputeTooLarge, DisputeOpen."""
    paid = await transaction.fetch_struct(Disputable, queries.disputable, asked.payment_id, asked.card_id)
    if paid is None:
        raise NotFound("This card's wallet has made no such payment.")
    # What a bonus has paid alone was drawn of no lot, so no programme is known by it: the most generous one counts.
    known = [programmes.get(name).disputes for name in paid.programmes or programmes.all_programmes()]
    last_day = paid.paid_at.astimezone(transaction.municipality.zone).date() + timedelta(
        days=max(each.open_days for each in known)
    )
    if transaction.today > last_day:
        raise DisputeTooLate(f"It could be disputed until {last_day}.", last_day=last_day.isoformat())
    amount = paid.left_minor if asked.amount_minor is None else asked.amount_minor
    if not 0 < amount <= paid.left_minor:
        raise DisputeTooLarge(f"{paid.left_minor} is left of it.", left_minor=paid.left_minor)
    answer_by = transaction.today + timedelta(days=max(each.answer_days for each in known))
    dispute_id: UUID | None = await transaction.fetchval(
        queries.insert_dispute,
        uuid7(),
        asked.payment_id,
        asked.card_id,
        asked.reason,
        amount,
        paid.left_minor,
        answer_by,
        max(answer_by, transaction.today + timedelta(days=min(each.decide_days for each in known))),
        transaction.actor_id,
        transaction.now,
    )
    if dispute_id is None:
        raise DisputeOpen("Wait until it is decided.", payment_id=asked.payment_id)
    await audit.record(transaction, "dispute_opened", object_type="dispute", object_ids=[dispute_id])
    opened = DisputeOpened(
        dispute_id=dispute_id,
        payment_id=asked.payment_id,
        merchant_id=paid.merchant_id,
        currency=paid.currency,
        amount_minor=amount,
        reason=asked.reason,
        answer_by=answer_by,
    )
    await publish(transaction, opened)
    return await get(transaction, dispute_id)


async def get(transaction: Transaction, dispute_id: UUID) -> Dispute:
    """Return a dispute. Raises NotFound."""
    dispute = await transaction.fetch_struct(Dispute, queries.disputes, [dispute_id], None, None, None, None)
    if dispute is None:
        raise NotFound("There is no such dispute.")
    return dispute


async def list_disputes(
    transaction: Transaction, status: DisputeStatus | None, *, due_by: date | None, after: UUID | None, limit: int
) -> list[Dispute]:
    """Return disputes in the order in which they were opened; `due_by` leaves those that are due until a day."""
    return await transaction.fetch_structs(Dispute, queries.disputes, None, status, due_by, after, limit)


async def by_id(transaction: Transaction, dispute_ids: Sequence[UUID]) -> list[Dispute]:
    """Return these disputes, oldest first."""
    return await transaction.fetch_structs(Dispute, queries.disputes, dispute_ids, None, None, None, None)


async def figures(transaction: Transaction) -> list[DisputeFigures]:
    """Return what is open, late, credited and lost, by currency."""
    return await transaction.fetch_structs(DisputeFigures, queries.figures, transaction.today)


async def payment_of(transaction: Transaction, dispute_id: UUID, *, purpose: Purpose) -> DisputedPayment:
    """Return the disputed payment; who looked at it and why is recorded. Raises NotFound."""
    dispute = await get(transaction, dispute_id)
    paid = await transaction.fetch_struct(DisputedPayment, queries.payment, dispute.payment_id)
    assert paid is not None  # the dispute refers to it
    ids = [dispute.payment_id]
    await audit.record(transaction, "payment_read", object_type="payment", object_ids=ids, purpose=purpose)
    return paid


async def lock(transaction: Transaction, dispute_id: UUID) -> Dispute:
    """Return a dispute that nobody else changes; wallets are locked before it. Raises NotFound."""
    await transaction.fetchrow(queries.lock_dispute, dispute_id)
    return await get(transaction, dispute_id)


async def answer(
    transaction: Transaction, asks: TillAsks, dispute_id: UUID, answered: DisputeAnswer
) -> tuple[Dispute, bool]:
    """Note what the shop says; the same again changes nothing. Return also whether it had been said before."""
    await requests.check(transaction, asks.till)
    dispute = await take_sold_by(transaction, dispute_id, asks.till.merchant_id)
    if dispute.answer == answered:
        return dispute, True
    transition(TRANSITIONS, dispute.status, "disputed")
    await transaction.execute(queries.note_answer, dispute_id, answered, transaction.now)
    return await get(transaction, dispute_id), False


async def hear_answer(transaction: Transaction, event: DisputeAnswered) -> None:
    """Note what the shop that sold has said by its owner; what comes after the decision changes nothing."""
    said = (event.dispute_id, event.answer, transaction.now, event.merchant_id)
    await transaction.execute(queries.note_owners_answer, *said)


async def take_sold_by(transaction: Transaction, dispute_id: UUID, merchant_id: UUID) -> Dispute:
    """Lock a dispute about a sale of this shop. Raises NotFound, Forbidden."""
    dispute = await lock(transaction, dispute_id)
    paid = await transaction.fetchrow(queries.payment, dispute.payment_id)
    if paid is None or paid["merchant_id"] != merchant_id:
        raise Forbidden("Only the shop that sold can answer.")
    return dispute


async def note_overdue(transaction: Transaction, settings: Settings) -> None:
    """Say of each dispute once that nobody has decided it in time. A demo's day is chosen by its requests."""
    if settings.environment == "demo":
        return
    rows = await transaction.fetch(queries.note_overdue, transaction.today, transaction.now)
    events = [
        DisputeDelayed(
            dispute_id=row["id"],
            payment_id=row["payment_id"],
            merchant_id=row["merchant_id"],
            decide_by=row["decide_by"],
        )
        for row in rows
    ]
    await publish(transaction, *events)
