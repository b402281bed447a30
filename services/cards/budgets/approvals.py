"""What a second person agrees to in this service, and what is then carried out in the same transaction."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from services.cards.benefits import runs
from services.cards.budgets import carry_overs, closings, fundings, moves, reconciliation_cases
from services.cards.payments import dispute_decisions, provisional_credits
from services.cards.shops import charges, fees
from services.kit import proposals
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.proposals import Proposal

CARRY_OUT: dict[str, Callable[[Transaction, Proposal], Awaitable[None]]] = {
    fundings.KIND: fundings.carry_out,
    moves.KIND: moves.carry_out,
    closings.KIND: closings.carry_out,
    carry_overs.KIND: carry_overs.carry_out,
    reconciliation_cases.KIND: reconciliation_cases.carry_out,
    runs.APPROVAL: runs.approve,
    dispute_decisions.KIND: dispute_decisions.carry_out,
    provisional_credits.KIND: provisional_credits.carry_out,
    charges.CLAW_BACK: charges.carry_out_claw_back,
    charges.REVERSAL: charges.carry_out_reversal,
    fees.KIND: fees.carry_out,
}


async def approve(transaction: Transaction, proposal_id: UUID, *, payload_hash: str) -> Proposal:
    """Agree to a proposal as the acting person; carry it out once enough have agreed."""
    if (await proposals.get(transaction, proposal_id)).kind not in CARRY_OUT:
        raise NotFound("There is no such proposal.")
    proposal = await proposals.approve(transaction, proposal_id, payload_hash=payload_hash)
    if proposal.state == "approved":
        await CARRY_OUT[proposal.kind](transaction, proposal)
    return await proposals.get(transaction, proposal_id)
