"""Proposals about households: splits, merges, moves away, deaths taken back, which wait for a second person."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from services.kit import proposals
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.proposals import Proposal
from services.registry.households import closures, death_revocations, household_merges, household_splits
from services.registry.people import kinships

CARRY_OUT: dict[str, Callable[[Transaction, Proposal], Awaitable[None]]] = {
    household_splits.SPLIT: household_splits.carry_out,
    household_merges.MERGE: household_merges.carry_out,
    closures.CLOSURE: closures.carry_out,
    death_revocations.DEATH_REVOCATION: death_revocations.carry_out,
}


async def confirm(transaction: Transaction, proposal_id: UUID, *, payload_hash: str) -> Proposal:
    """Agree to what was proposed, as another person, and carry it out.

    Raises SameActor, ProposalChanged, ProposalExpired, TransitionForbidden, Stale, and what carrying it out raises.
    """
    await find(transaction, proposal_id)
    proposal = await proposals.approve(transaction, proposal_id, payload_hash=payload_hash)
    await CARRY_OUT[proposal.kind](transaction, proposal)
    return await find(transaction, proposal_id)


async def reject(transaction: Transaction, proposal_id: UUID) -> Proposal:
    """Refuse what was proposed, or withdraw an own proposal. Nobody does so in the own case."""
    proposal = await find(transaction, proposal_id)
    await kinships.refuse(transaction, [proposal.subject_id])
    await kinships.refuse_persons(transaction, [proposal.subject_id])
    return await proposals.reject(transaction, proposal_id)


async def find(transaction: Transaction, proposal_id: UUID) -> Proposal:
    """Return a proposal about a household. Raises NotFound."""
    proposal = await proposals.get(transaction, proposal_id)
    if proposal.kind not in CARRY_OUT:
        raise NotFound(f"There is no proposal {proposal_id} about a household.")
    return proposal


async def list_page(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Proposal]:
    """Return one more than the limit of what waits for a second person, oldest first."""
    return await proposals.waiting(transaction, kinds=list(CARRY_OUT), after=after, limit=limit + 1)
