"""Unlocks: a PIN that is blocked gets its tries back from afar, when two people agree. The PIN stays what it was.

With the holder at the desk one person sets a new PIN. From afar nobody sees who asks, so one person has to say how the
holder was recognised, and another has to agree.
"""

from typing import Literal
from uuid import UUID

import msgspec

from services.cards.holders import cards, pins
from services.kit import audit, proposals
from services.kit.db import Transaction
from services.kit.errors import NotFound, Problem
from services.kit.proposals import Proposal, Proposing
from services.kit.web import check_version

UNLOCK = "pin_unlock"
Recognition = Literal["called_back", "answered_questions", "another_office", "guardian"]


class PinNotBlocked(Problem):
    """The PIN is not blocked."""


class Unlock(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed: how the holder was recognised, for a card in a version."""

    recognised_by: Recognition
    version: int


async def propose(transaction: Transaction, card_id: UUID, *, recognised_by: Recognition) -> Proposal:
    """Propose to give a blocked PIN its tries back; somebody else has to agree. Raises PinNotBlocked."""
    card = await cards.get(transaction, card_id)
    if not card.has_pin or card.pin_tries_left > 0:
        raise PinNotBlocked("There are tries left; the holder may go on.")
    unlock = Unlock(recognised_by=recognised_by, version=card.version)
    return await proposals.propose(transaction, Proposing(kind=UNLOCK, subject_id=card_id, payload=unlock))


async def get(transaction: Transaction, proposal_id: UUID) -> Proposal:
    """Return a proposal to unlock a PIN. Raises NotFound, also for one of another kind."""
    proposal = await proposals.get(transaction, proposal_id)
    if proposal.kind != UNLOCK:
        raise NotFound("There is no such proposal.")
    return proposal


async def waiting(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Proposal]:
    """Return the unlocks that wait for a second person, oldest first."""
    return await proposals.waiting(transaction, kinds=[UNLOCK], after=after, limit=limit)


async def approve(transaction: Transaction, proposal_id: UUID, *, payload_hash: str) -> Proposal:
    """Agree, and give the PIN its tries back. Raises Stale when the card was changed in between."""
    proposal = await get(transaction, proposal_id)
    await proposals.approve(transaction, proposal_id, payload_hash=payload_hash)
    unlock = await proposals.execute(transaction, proposal_id, Unlock)
    card = await cards.lock(transaction, proposal.subject_id)
    check_version(card.version, unlock.version)
    await transaction.execute(pins.queries.restore_tries, card.id)
    action, purpose = "pin_unlocked", unlock.recognised_by
    await audit.record(transaction, action, object_type="card", object_ids=[card.id], purpose=purpose)
    return await proposals.get(transaction, proposal_id)


async def reject(transaction: Transaction, proposal_id: UUID) -> Proposal:
    """Refuse, or withdraw one's own."""
    await get(transaction, proposal_id)
    return await proposals.reject(transaction, proposal_id)
