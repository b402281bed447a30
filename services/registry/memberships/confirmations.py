"""Confirmations: what one person proposes about a right or a debt, and what happens once another one agrees."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from services.kit import proposals
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.proposals import Proposal, Quoted
from services.registry.memberships import exits, set_offs, suspensions

CARRY_OUT: Mapping[str, Callable[[Transaction, Proposal], Awaitable[None]]] = {
    suspensions.LIFTING: suspensions.lift,
    exits.EXIT: exits.end,
    exits.REVOCATION: exits.revoke,
    set_offs.ORDER: set_offs.order_proposed,
    set_offs.LIFTING: set_offs.lift,
}


async def agree(transaction: Transaction, proposal_id: UUID, agreeing: Quoted) -> Proposal:
    """Agree to a proposal as the second person, and carry it out.

    Raises SameActor, ProposalChanged, ProposalExpired, TransitionForbidden, and what carrying it out raises.
    """
    proposal = await find(transaction, proposal_id)
    proposal = await proposals.approve(transaction, proposal_id, payload_hash=agreeing.payload_hash)
    await CARRY_OUT[proposal.kind](transaction, proposal)
    return await proposals.get(transaction, proposal_id)


async def refuse(transaction: Transaction, proposal_id: UUID) -> Proposal:
    """Refuse a proposal, or take an own one back."""
    await find(transaction, proposal_id)
    return await proposals.reject(transaction, proposal_id)


async def find(transaction: Transaction, proposal_id: UUID) -> Proposal:
    """Return a proposal about a right or a debt. Raises NotFound, also for one about something else."""
    proposal = await proposals.get(transaction, proposal_id)
    if proposal.kind not in CARRY_OUT:
        raise NotFound(f"There is no proposal {proposal_id} about a right.")
    return proposal


async def list_page(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Proposal]:
    """Return one more than the limit of what waits for a second person, oldest first."""
    return await proposals.waiting(transaction, kinds=list(CARRY_OUT), after=after, limit=limit + 1)
