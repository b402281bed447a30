"""PINs unlocked from afar: one person proposes, another agrees."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.cards.holders import unlocks
from services.cards.holders.unlocks import Recognition
from services.kit import proposals
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal, Quoted
from services.kit.web import Body, Limit, Page, decode_cursor, page

BOTH = ("card_desk", "supervisor")


class ProposeUnlock(Body, frozen=True, kw_only=True):
    """How the holder was recognised."""

    recognised_by: Recognition


@post("/cards/{card_id:uuid}/pin-unlocks", guards=[requires("card_desk")], tags=["cards"])
@idempotent(proposals.get)
async def propose_unlock(
    data: JSONBody[ProposeUnlock], transaction: NamedDependency[Transaction], card_id: FromPath[UUID]
) -> Proposal:
    """Propose to give a blocked PIN its tries back, with the holder away."""
    return await unlocks.propose(transaction, card_id, recognised_by=data.recognised_by)


@get("/pin-unlocks", guards=[requires(*BOTH)], tags=["cards"])
async def list_unlocks(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Proposal]:
    """Return the unlocks that wait for a second person, oldest first."""
    return page(await unlocks.waiting(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/pin-unlocks/{proposal_id:uuid}", guards=[requires(*BOTH)], tags=["cards"])
async def get_unlock(transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]) -> Proposal:
    """Return what was proposed, by whom, and who has agreed."""
    return await unlocks.get(transaction, proposal_id)


@post("/pin-unlocks/{proposal_id:uuid}/approve", guards=[requires(*BOTH)], tags=["cards"])
@idempotent(proposals.get)
async def approve_unlock(
    data: JSONBody[Quoted], transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]
) -> Proposal:
    """Agree by quoting the proposal's hash; the PIN has its tries back."""
    return await unlocks.approve(transaction, proposal_id, payload_hash=data.payload_hash)


@post("/pin-unlocks/{proposal_id:uuid}/reject", guards=[requires(*BOTH)], tags=["cards"])
@idempotent(proposals.get)
async def reject_unlock(transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]) -> Proposal:
    """Refuse, or withdraw one's own."""
    return await unlocks.reject(transaction, proposal_id)


ROUTES = [propose_unlock, list_unlocks, get_unlock, approve_unlock, reject_unlock]
