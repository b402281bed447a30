"""Disputes: what a holder says against a payment or part of it, what the shop answers, and how two people decide.

Reasons and answers are codes: nothing that a person writes is kept here. When the holder is right the shop pays: the
money goes back as any refund, into the lots that it came from, and is settled with the shop on the day of the decision.
"""

from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import DisputeClosed, DisputeOpened, DisputeReason
from contracts.types import PositiveMinorUnits
from services.cards.deciding import programmes
from services.cards.ledger import wallets
from services.cards.payments import refunds, requests
from services.cards.payments.requests import TillAsks
from services.cards.shops import settlement_days
from services.kit import audit, proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import Forbidden, NotFound, Problem
from services.kit.events import publish
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, check_version

queries = load_queries(__file__)

KIND = "dispute_decision"
DisputeStatus = Literal["disputed", "upheld", "rejected", "withdrawn"]
DisputeAnswer = Literal["accepted", "holder_was_present", "amount_is_right", "goods_delivered", "already_refunded"]
Outcome = Literal["upheld", "rejected"]
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


class AnswerAwaited(Problem):
    """The shop still has time to answer."""


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
    opened_at: datetime
    closed_at: datetime | None
    version: int


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


class Deciding(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed: how a dispute ends that is in this version, and what comes back when it is upheld."""

    outcome: Outcome
    amount_minor: int
    version: int


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
    dispute = await transaction.fetch_struct(Dispute, queries.get_dispute, dispute_id)
    if dispute is None:
        raise NotFound("There is no such dispute.")
    return dispute


async def list_disputes(
    transaction: Transaction, status: DisputeStatus | None, *, due_by: date | None, after: UUID | None, limit: int
) -> list[Dispute]:
    """Return disputes in the order in which they were opened; `due_by` leaves those that are due until a day."""
    return await transaction.fetch_structs(Dispute, queries.list_disputes, status, due_by, after, limit)


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
    dispute = await lock(transaction, dispute_id)
    paid = await transaction.fetchrow(queries.payment, dispute.payment_id)
    if paid is None or paid["merchant_id"] != asks.till.merchant_id:
        raise Forbidden("Only the shop that sold can answer.")
    if dispute.answer == answered:
        return dispute, True
    transition(TRANSITIONS, dispute.status, "disputed")
    await transaction.execute(queries.note_answer, dispute_id, answered, transaction.now)
    return await get(transaction, dispute_id), False


async def propose(transaction: Transaction, dispute_id: UUID, outcome: Outcome, *, version: int) -> Proposal:
    """Propose how a dispute ends; somebody else has to agree. Against a shop only once it was heard or is late."""
    dispute = await lock(transaction, dispute_id)
    check_version(dispute.version, version)
    transition(TRANSITIONS, dispute.status, outcome)
    if outcome == "upheld" and dispute.answer is None and transaction.today <= dispute.answer_by:
        raise AnswerAwaited(f"It can answer until {dispute.answer_by}.", answer_by=dispute.answer_by.isoformat())
    deciding = Deciding(outcome=outcome, amount_minor=dispute.amount_minor, version=version)
    return await proposals.propose(transaction, Proposing(kind=KIND, subject_id=dispute_id, payload=deciding))


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """End a dispute as two people have decided. Raises Stale when the shop has answered in between."""
    deciding = await proposals.execute(transaction, proposal.id, Deciding)
    payment_id = (await get(transaction, proposal.subject_id)).payment_id
    closed = await settlement_days.hold_calendars(transaction, {transaction.municipality_id: transaction.today})
    locked = await wallets.lock_found(transaction, lambda: refunds.wallets_to_lock(transaction, payment_id))
    dispute = await lock(transaction, proposal.subject_id)
    check_version(dispute.version, deciding.version)
    transition(TRANSITIONS, dispute.status, deciding.outcome)
    refund_id = None
    if deciding.outcome == "upheld":
        paid = await refunds.get_paid(transaction, payment_id)
        asked = refunds.Asked(
            payment_id=payment_id,
            till_id=await transaction.fetchval(queries.till_of, payment_id),
            idempotency_key=f"dispute {dispute.id}",
            fingerprint=dispute.id.bytes,
            amount_minor=deciding.amount_minor,
        )
        closed_through = closed[transaction.municipality_id]
        refund_id = (await refunds.give_back(transaction, asked, paid, locked, closed_through=closed_through)).id
    await close(transaction, dispute, deciding.outcome, refund_id=refund_id, proposal_id=proposal.id)


async def withdraw(transaction: Transaction, dispute_id: UUID, *, version: int) -> Dispute:
    """Give a dispute up, because the holder wishes so."""
    dispute = await lock(transaction, dispute_id)
    check_version(dispute.version, version)
    transition(TRANSITIONS, dispute.status, "withdrawn")
    await close(transaction, dispute, "withdrawn", refund_id=None, proposal_id=None)
    return await get(transaction, dispute_id)


async def close(
    transaction: Transaction,
    dispute: Dispute,
    outcome: Literal["upheld", "rejected", "withdrawn"],
    *,
    refund_id: UUID | None,
    proposal_id: UUID | None,
) -> None:
    """Write how a dispute has ended, and say it."""
    await transaction.execute(queries.close, dispute.id, outcome, refund_id, proposal_id, transaction.now)
    await audit.record(transaction, f"dispute_{outcome}", object_type="dispute", object_ids=[dispute.id])
    paid = await refunds.get_paid(transaction, dispute.payment_id)
    closed = DisputeClosed(
        dispute_id=dispute.id,
        payment_id=dispute.payment_id,
        merchant_id=paid.merchant_id,
        outcome=outcome,
        refund_id=refund_id,
    )
    await publish(transaction, closed)
