"""Which household is entitled to what, from when to when, and what becomes of it."""

from datetime import date
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal, Quoted
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.http.households import STAFF
from services.registry.memberships import confirmations, courses, exits, memberships, suspensions
from services.registry.memberships.courses import Course
from services.registry.memberships.exits import Revoking
from services.registry.memberships.memberships import Membership
from services.registry.memberships.suspensions import Suspending

DECIDERS = ("caseworker", "supervisor")
"""Who proposes a step; somebody else, a supervisor, agrees to it."""


@get("/memberships", guards=[requires(*STAFF)], tags=["memberships"])
async def list_memberships(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    household_id: FromQuery[UUID | None] = None,
    on: FromQuery[date | None] = None,
) -> Page[Membership]:
    """Return memberships, oldest first: of one household, in force on a day, or all."""
    after = decode_cursor(cursor)
    listed = await memberships.list_page(transaction, after=after, limit=limit, household_id=household_id, on=on)
    return page(listed, limit)


@get("/memberships/{membership_id:uuid}", guards=[requires(*STAFF)], tags=["memberships"])
async def read_membership(transaction: NamedDependency[Transaction], membership_id: FromPath[UUID]) -> Membership:
    """Return a membership."""
    return await memberships.find(transaction, membership_id)


@get("/memberships/{membership_id:uuid}/course", guards=[requires(*DECIDERS, "auditor")], tags=["memberships"])
async def read_course(transaction: NamedDependency[Transaction], membership_id: FromPath[UUID]) -> Course:
    """Return all that has become of a membership, and what may become of it for which reasons."""
    return await courses.find(transaction, membership_id)


@post("/memberships/{membership_id:uuid}/suspend", guards=[requires("supervisor")], tags=["memberships"])
@idempotent(memberships.find)
async def suspend_membership(
    data: JSONBody[Suspending],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    membership_id: FromPath[UUID],
) -> Membership:
    """Suspend at once: the money waits."""
    return await suspensions.suspend(transaction, membership_id, data, version=version)


@post("/memberships/{membership_id:uuid}/lift", guards=[requires(*DECIDERS)], tags=["memberships"])
@idempotent(confirmations.find)
async def propose_lifting(
    data: JSONBody[Suspending],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    membership_id: FromPath[UUID],
) -> Proposal:
    """Propose to lift a suspension; the months that it has withheld are then owed."""
    return await suspensions.propose_lifting(transaction, membership_id, data, version=version)


@post("/memberships/{membership_id:uuid}/exit", guards=[requires(*DECIDERS)], tags=["memberships"])
@idempotent(confirmations.find)
async def propose_exit(
    data: JSONBody[Suspending],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    membership_id: FromPath[UUID],
) -> Proposal:
    """Propose to end a membership before its last day."""
    return await exits.propose_exit(transaction, membership_id, data, version=version)


@post("/memberships/{membership_id:uuid}/revoke", guards=[requires(*DECIDERS)], tags=["memberships"])
@idempotent(confirmations.find)
async def propose_revocation(
    data: JSONBody[Revoking],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    membership_id: FromPath[UUID],
) -> Proposal:
    """Propose to revoke a membership; the answer says what is undue by it."""
    return await exits.propose_revocation(transaction, membership_id, data, version=version)


@get("/membership-proposals", guards=[requires(*DECIDERS)], tags=["memberships"])
async def list_membership_proposals(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Proposal]:
    """Return what waits for a second person, oldest first."""
    return page(await confirmations.list_page(transaction, after=decode_cursor(cursor), limit=limit), limit)


@get("/membership-proposals/{proposal_id:uuid}", guards=[requires(*DECIDERS)], tags=["memberships"])
async def read_membership_proposal(transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]) -> Proposal:
    """Return what was proposed about a right or a debt."""
    return await confirmations.find(transaction, proposal_id)


@post("/membership-proposals/{proposal_id:uuid}/agree", guards=[requires("supervisor")], tags=["memberships"])
@idempotent(confirmations.find)
async def agree_to_membership_proposal(
    data: JSONBody[Quoted], transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]
) -> Proposal:
    """Agree, as another person than who proposed it, quoting its hash; it is carried out at once."""
    return await confirmations.agree(transaction, proposal_id, data)


@post("/membership-proposals/{proposal_id:uuid}/refuse", guards=[requires(*DECIDERS)], tags=["memberships"])
@idempotent(confirmations.find)
async def refuse_membership_proposal(
    transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]
) -> Proposal:
    """Refuse what was proposed, or take an own proposal back."""
    return await confirmations.refuse(transaction, proposal_id)


ROUTES = [
    list_memberships, read_membership, read_course, suspend_membership, propose_lifting, propose_exit,
    propose_revocation, list_membership_proposals, read_membership_proposal, agree_to_membership_proposal,
    refuse_membership_proposal,
]  # fmt: skip
