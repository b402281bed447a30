"""Dispute decisions: how a dispute ends: as two people decide, or because its holder gives it up.

When the holder is right the shop pays what it has not given back by itself: the money goes back as any refund, into the
lots that it came from, and is settled with the shop on the day of the decision. Then the lines take their credit back.
"""

from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import DisputeClosed
from services.cards.ledger import lots
from services.cards.payments import claw_backs, disputes, provisional_credits, refunds
from services.cards.payments.disputes import TRANSITIONS, Dispute
from services.cards.shops import settlement_days
from services.kit import audit, proposals
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.events import publish
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import check_version

queries = load_queries(__file__)

KIND = "dispute_decision"
Outcome = Literal["upheld", "rejected"]


class AnswerAwaited(Problem):
    """The shop still has time to answer."""


class Deciding(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed: how a dispute ends that is in this version, and what comes back when it is upheld."""

    outcome: Outcome
    amount_minor: int
    """What is disputed, without what the shop had given back by itself when it was proposed."""
    version: int


async def propose(transaction: Transaction, dispute_id: UUID, outcome: Outcome, *, version: int) -> Proposal:
    """Propose how a dispute ends; somebody else has to agree. Against a shop only once it was heard or is late.

    Raises AnswerAwaited, and ClawedBack when the shop has paid it to the public purse.
    """
    dispute = await disputes.lock(transaction, dispute_id)
    check_version(dispute.version, version)
    transition(TRANSITIONS, dispute.status, outcome)
    if outcome == "upheld" and dispute.answer is None and transaction.today <= dispute.answer_by:
        raise AnswerAwaited(f"It can answer until {dispute.answer_by}.", answer_by=dispute.answer_by.isoformat())
    if outcome == "upheld" and dispute.open_minor:
        await claw_backs.wanted(transaction, dispute.payment_id, dispute.open_minor)
    deciding = Deciding(outcome=outcome, amount_minor=dispute.open_minor, version=version)
    return await proposals.propose(transaction, Proposing(kind=KIND, subject_id=dispute_id, payload=deciding))


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """End a dispute as two people have decided. Raises Stale when the shop has answered in between."""
    deciding = await proposals.execute(transaction, proposal.id, Deciding)
    calendars = await settlement_days.hold_calendars(transaction, {transaction.municipality_id: transaction.today})
    locked = await provisional_credits.lock_wallets(transaction, proposal.subject_id)
    dispute = await disputes.lock(transaction, proposal.subject_id)
    check_version(dispute.version, deciding.version)
    transition(TRANSITIONS, dispute.status, deciding.outcome)
    refund_id = None
    paid = await refunds.get_paid(transaction, dispute.payment_id)
    if deciding.outcome == "upheld" and dispute.open_minor:
        asked = refunds.Asked(
            payment_id=paid.id,
            till_id=await transaction.fetchval(queries.till_of, paid.id),
            idempotency_key=f"dispute {dispute.id}",
            fingerprint=dispute.id.bytes,
            amount_minor=dispute.open_minor,
        )
        closed_through = calendars[transaction.municipality_id]
        refund_id = (await refunds.give_back(transaction, asked, paid, locked, closed_through=closed_through)).id
    await close(transaction, dispute, deciding.outcome, refund_id=refund_id, proposal_id=proposal.id)
    await lots.follow(transaction, paid.wallet_id)


async def withdraw(transaction: Transaction, dispute_id: UUID, *, version: int) -> Dispute:
    """Give a dispute up, because the holder wishes so."""
    await provisional_credits.lock_wallets(transaction, dispute_id)
    dispute = await disputes.lock(transaction, dispute_id)
    check_version(dispute.version, version)
    transition(TRANSITIONS, dispute.status, "withdrawn")
    await close(transaction, dispute, "withdrawn", refund_id=None, proposal_id=None)
    return await disputes.get(transaction, dispute_id)


async def close(
    transaction: Transaction,
    dispute: Dispute,
    outcome: Literal["upheld", "rejected", "withdrawn"],
    *,
    refund_id: UUID | None,
    proposal_id: UUID | None,
) -> None:
    """Write how a dispute has ended, take its credit back, and say it."""
    await provisional_credits.take_back(transaction, dispute)
    await transaction.execute(
        queries.close, dispute.id, outcome, refund_id, proposal_id, dispute.returned_minor, transaction.now
    )
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
