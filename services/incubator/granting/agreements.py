"""Agreements: what one person proposes about an award, and what happens once another one agrees."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from services.incubator.granting import awards, endings, milestones
from services.incubator.granting.awards import Award
from services.incubator.granting.endings import NewClosing, NewExtension
from services.incubator.people import steps
from services.kit import proposals
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.proposals import Proposal, Proposing, Quoted
from services.kit.web import check_version

CARRY_OUT: Mapping[str, Callable[[Transaction, Proposal], Awaitable[None]]] = {
    awards.COMMITMENT: awards.commit,
    milestones.ACCEPTANCE: milestones.accept,
    endings.EXTENSION: endings.extend,
    endings.CLOSING: endings.close,
}
LIFETIME = timedelta(days=30)


async def propose_commitment(transaction: Transaction, award_id: UUID, version: int) -> Proposal:
    """Propose that an award's money is set aside for its milestones. Raises TransitionForbidden, ProposalOpen."""
    award = await awards.lock(transaction, award_id, version)
    steps.check_step(awards.STEPS, awards.TRANSITIONS, "commit", award.state)
    payload = await awards.committing_of(transaction, award)
    return await propose(transaction, awards.COMMITMENT, award, award.id, payload)


async def propose_acceptance(transaction: Transaction, milestone_id: UUID, version: int) -> Proposal:
    """Propose that a reported milestone was reached. Raises TransitionForbidden, AwardNotCommitted, ProposalOpen."""
    milestone = await milestones.lock(transaction, milestone_id)
    check_version(milestone.version, version)
    steps.check_step(milestones.STEPS, milestones.TRANSITIONS, "accept", milestone.state)
    award = await milestones.running(transaction, milestone)
    payload = await milestones.accepting_of(transaction, milestone)
    return await propose(transaction, milestones.ACCEPTANCE, award, milestone.id, payload)


async def propose_extension(transaction: Transaction, award_id: UUID, version: int, new: NewExtension) -> Proposal:
    """Propose a later last day for the same money. Raises TransitionForbidden, Malformed, ProposalOpen."""
    award = await awards.lock(transaction, award_id, version)
    payload = await endings.extending_of(transaction, award, new)
    return await propose(transaction, endings.EXTENSION, award, award.id, payload)


async def propose_closing(transaction: Transaction, award_id: UUID, version: int, new: NewClosing) -> Proposal:
    """Propose to close an award. Raises TrancheOnItsWay, TransitionForbidden, Malformed, ProposalOpen."""
    award = await awards.lock(transaction, award_id, version)
    payload = await endings.closing_of(transaction, award, new)
    return await propose(transaction, endings.CLOSING, award, award.id, payload)


async def propose(transaction: Transaction, kind: str, award: Award, subject_id: UUID, payload: Any) -> Proposal:
    """Propose something about an award. Raises SameActor for the recipient, ConflictOfInterest for who is close."""
    await awards.refuse_close(transaction, award)
    proposing = Proposing(kind=kind, subject_id=subject_id, payload=payload, lifetime=LIFETIME)
    return await proposals.propose(transaction, proposing)


async def agree(transaction: Transaction, proposal_id: UUID, agreeing: Quoted) -> Proposal:
    """Agree to a proposal as the second person, and carry it out.

    Raises SameActor, ConflictOfInterest, ProposalChanged, ProposalExpired, and what carrying it out raises.
    """
    proposal = await find(transaction, proposal_id)
    await awards.refuse_close(transaction, await award_of(transaction, proposal))
    proposal = await proposals.approve(transaction, proposal_id, payload_hash=agreeing.payload_hash)
    await CARRY_OUT[proposal.kind](transaction, proposal)
    return await proposals.get(transaction, proposal_id)


async def award_of(transaction: Transaction, proposal: Proposal) -> Award:
    """Return the award that a proposal is about."""
    if proposal.kind == milestones.ACCEPTANCE:
        return await awards.load(transaction, (await milestones.find(transaction, proposal.subject_id)).award_id)
    return await awards.load(transaction, proposal.subject_id)


async def refuse(transaction: Transaction, proposal_id: UUID) -> Proposal:
    """Refuse a proposal, or take an own one back."""
    await find(transaction, proposal_id)
    return await proposals.reject(transaction, proposal_id)


async def find(transaction: Transaction, proposal_id: UUID) -> Proposal:
    """Return a proposal about an award. Raises NotFound, also for one about something else."""
    proposal = await proposals.get(transaction, proposal_id)
    if proposal.kind not in CARRY_OUT:
        raise NotFound("There is no such proposal about an award.")
    return proposal


async def list_page(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Proposal]:
    """Return what waits for a second person, oldest first."""
    return await proposals.waiting(transaction, kinds=list(CARRY_OUT), after=after, limit=limit)
