"""Awards: plans, what two people agree to about them, checks of the payee, and how they end."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.granting import agreements, awards, payees
from services.incubator.granting.awards import Award, NewAward, State
from services.incubator.granting.endings import NewClosing, NewExtension
from services.incubator.granting.payees import NewPayeeCheck, PayeeCheck
from services.incubator.granting.schedules import Schedule
from services.incubator.http.roles import FOUNDER, MANAGER, MENTOR, OFFICE, OFFICER
from services.incubator.people.steps import Taken
from services.incubator.ventures.accreditations import Refusal
from services.kit import proposals
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal, Quoted
from services.kit.web import Limit, Page, decode_cursor, page

READERS = (*OFFICE, MENTOR, FOUNDER)
TAGS = ["awards"]


@post("/awards", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(awards.find, kept=True)
async def plan_award(data: JSONBody[NewAward], transaction: NamedDependency[Transaction]) -> Award:
    """Plan an award: its budget line, its last day, and its milestones with the tranche that each earns."""
    return await awards.plan(transaction, data)


@get("/awards", guards=[requires(*READERS)], tags=TAGS)
async def list_awards(
    transaction: NamedDependency[Transaction],
    status: FromQuery[State | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Award]:
    """Return awards, oldest first; a founder's list holds their own."""
    found = await awards.list_of(transaction, state=status, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/awards/{award_id:uuid}", guards=[requires(*READERS)], tags=TAGS)
async def read_award(award_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Award:
    """Return an award with what was released and paid of it."""
    return await awards.find(transaction, award_id)


@put("/awards/{award_id:uuid}", guards=[requires(OFFICER)], tags=TAGS)
async def replan_award(
    award_id: FromPath[UUID],
    data: JSONBody[Schedule],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Award:
    """Replace the milestones, until two people have agreed to them."""
    return await awards.replan(transaction, award_id, version, data)


@post("/awards/{award_id:uuid}/cancel", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(awards.find, kept=True)
async def cancel_award(
    award_id: FromPath[UUID],
    data: JSONBody[Refusal],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Award:
    """Give up an award that nobody has agreed to yet, and say why."""
    return await awards.cancel(transaction, award_id, version, data.reason)


@get("/awards/{award_id:uuid}/steps", guards=[requires(*READERS)], tags=TAGS)
async def list_award_steps(award_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[Taken]:
    """Return the steps taken, oldest first, with their reasons."""
    return await awards.history(transaction, award_id)


@post("/awards/{award_id:uuid}/commitments", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(proposals.get, kept=True)
async def propose_commitment(
    award_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Proposal:
    """Propose that the award's money is set aside on its budget line."""
    return await agreements.propose_commitment(transaction, award_id, version)


@post("/awards/{award_id:uuid}/extensions", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(proposals.get, kept=True)
async def propose_extension(
    award_id: FromPath[UUID],
    data: JSONBody[NewExtension],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Proposal:
    """Propose a later last day for the same money."""
    return await agreements.propose_extension(transaction, award_id, version, data)


@post("/awards/{award_id:uuid}/closings", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(proposals.get, kept=True)
async def propose_closing(
    award_id: FromPath[UUID],
    data: JSONBody[NewClosing],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Proposal:
    """Propose to close the award: what was not paid is freed, what was not spent comes back."""
    return await agreements.propose_closing(transaction, award_id, version, data)


@post("/awards/{award_id:uuid}/payee-checks", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(payees.find, kept=True)
async def check_payee(
    award_id: FromPath[UUID], data: JSONBody[NewPayeeCheck], transaction: NamedDependency[Transaction]
) -> PayeeCheck:
    """Record that the payee was verified again."""
    return await payees.check(transaction, award_id, data)


@get("/awards/{award_id:uuid}/payee-checks", guards=[requires(*OFFICE)], tags=TAGS)
async def list_payee_checks(award_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[PayeeCheck]:
    """Return when, how and by whom the payee was verified."""
    return await payees.list_of(transaction, award_id)


@get("/award-proposals", guards=[requires(*OFFICE)], tags=TAGS)
async def list_award_proposals(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Proposal]:
    """Return what about awards and milestones waits for a second person, oldest first."""
    found = await agreements.list_page(transaction, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/award-proposals/{proposal_id:uuid}", guards=[requires(*OFFICE)], tags=TAGS)
async def read_award_proposal(proposal_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Proposal:
    """Return what was proposed about an award, with the hash to agree to it by."""
    return await agreements.find(transaction, proposal_id)


@post("/award-proposals/{proposal_id:uuid}/approve", guards=[requires(MANAGER)], tags=TAGS)
@idempotent(proposals.get, kept=True)
async def approve_award_proposal(
    proposal_id: FromPath[UUID], data: JSONBody[Quoted], transaction: NamedDependency[Transaction]
) -> Proposal:
    """Agree as the second person, and carry it out."""
    return await agreements.agree(transaction, proposal_id, data)


@post("/award-proposals/{proposal_id:uuid}/reject", guards=[requires(*OFFICE)], tags=TAGS)
@idempotent(proposals.get, kept=True)
async def reject_award_proposal(proposal_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Proposal:
    """Refuse what was proposed, or take it back."""
    return await agreements.refuse(transaction, proposal_id)


ROUTES = [
    plan_award, list_awards, read_award, replan_award, cancel_award, list_award_steps, propose_commitment,
    propose_extension, propose_closing, check_payee, list_payee_checks, list_award_proposals, read_award_proposal,
    approve_award_proposal, reject_award_proposal,
]  # fmt: skip
