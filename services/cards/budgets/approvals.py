"""What a second person agrees to in this service, and what is then carried out in the same transaction."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from services.cards.benefits import runs
from services.cards.budgets import budget_lines
from services.kit import proposals
from services.kit.db import Transaction
from services.kit.proposals import Proposal

CARRY_OUT: dict[str, Callable[[Transaction, Proposal], Awaitable[None]]] = {
    budget_lines.FUNDING: budget_lines.fund,
    runs.APPROVAL: runs.approve,
}


async def approve(transaction: Transaction, proposal_id: UUID, *, payload_hash: str) -> Proposal:
    """Agree to a proposal as the acting person; carry it out once enough have agreed."""
    proposal = await proposals.approve(transaction, proposal_id, payload_hash=payload_hash)
    if proposal.state == "approved":
        await CARRY_OUT[proposal.kind](transaction, proposal)
    return await proposals.get(transaction, proposal_id)
