"""Splits, merges and moves away of households: one person proposes, another one confirms."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit import proposals
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal, Quoted
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.households import closures, household_merges, household_proposals, household_splits
from services.registry.households.closures import Closing
from services.registry.households.household_merges import Merging
from services.registry.households.household_splits import Splitting

BOTH = ("caseworker", "supervisor")


@post("/households/{household_id:uuid}/splits", guards=[requires("caseworker")], tags=["households"])
@idempotent(proposals.get)
async def propose_split(
    data: JSONBody[Splitting],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    household_id: FromPath[UUID],
) -> Proposal:
    """Propose that some of a household live apart, with an agreed share of its money."""
    return await household_splits.propose(transaction, household_id, data, version=version)


@post("/households/{household_id:uuid}/merges", guards=[requires("caseworker")], tags=["households"])
@idempotent(proposals.get)
async def propose_merge(
    data: JSONBody[Merging],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    household_id: FromPath[UUID],
) -> Proposal:
    """Propose that a household goes up in another one."""
    return await household_merges.propose(transaction, household_id, data, version=version)


@post("/households/{household_id:uuid}/closures", guards=[requires("caseworker")], tags=["households"])
@idempotent(proposals.get)
async def propose_closure(
    data: JSONBody[Closing],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    household_id: FromPath[UUID],
) -> Proposal:
    """Propose that a household moved away."""
    return await closures.propose(transaction, household_id, data, version=version)


@get("/household-proposals", guards=[requires(*BOTH)], tags=["households"])
async def list_household_proposals(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Proposal]:
    """Return what waits for a second person, oldest first."""
    return page(await household_proposals.list_page(transaction, after=decode_cursor(cursor), limit=limit), limit)


@get("/household-proposals/{proposal_id:uuid}", guards=[requires(*BOTH)], tags=["households"])
async def read_household_proposal(transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]) -> Proposal:
    """Return what was proposed and what became of it."""
    return await household_proposals.find(transaction, proposal_id)


@post("/household-proposals/{proposal_id:uuid}/confirm", guards=[requires("supervisor")], tags=["households"])
@idempotent(proposals.get)
async def confirm_household_proposal(
    data: JSONBody[Quoted], transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]
) -> Proposal:
    """Agree, as another person, and carry it out."""
    return await household_proposals.confirm(transaction, proposal_id, payload_hash=data.payload_hash)


@post("/household-proposals/{proposal_id:uuid}/reject", guards=[requires(*BOTH)], tags=["households"])
@idempotent(proposals.get)
async def reject_household_proposal(transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]) -> Proposal:
    """Refuse it, or withdraw an own proposal."""
    return await household_proposals.reject(transaction, proposal_id)


ROUTES = [
    propose_split, propose_merge, propose_closure, list_household_proposals, read_household_proposal,
    confirm_household_proposal, reject_household_proposal,
]  # fmt: skip
