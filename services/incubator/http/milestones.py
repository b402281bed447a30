"""Milestones of awards and the tranches that they earn."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.incubator.granting import agreements, milestones, tranches
from services.incubator.granting.milestones import Milestone, NewShown, Shown
from services.incubator.granting.tranches import Tranche
from services.incubator.http.roles import FOUNDER, MANAGER, MENTOR, OFFICE, OFFICER
from services.incubator.people.steps import Taken
from services.incubator.ventures.accreditations import Refusal
from services.kit import proposals
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal

READERS = (*OFFICE, MENTOR, FOUNDER)
TAGS = ["awards"]


@get("/awards/{award_id:uuid}/milestones", guards=[requires(*READERS)], tags=TAGS)
async def list_milestones(award_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[Milestone]:
    """Return an award's milestones in their order."""
    return await milestones.list_of(transaction, award_id)


@get("/milestones/{milestone_id:uuid}", guards=[requires(*READERS)], tags=TAGS)
async def read_milestone(milestone_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Milestone:
    """Return a milestone."""
    return await milestones.find(transaction, milestone_id)


@post("/milestones/{milestone_id:uuid}/evidence", guards=[requires(OFFICER, MENTOR, FOUNDER)], tags=TAGS)
@idempotent(milestones.find_shown)
async def record_milestone_evidence(
    milestone_id: FromPath[UUID], data: JSONBody[NewShown], transaction: NamedDependency[Transaction]
) -> Shown:
    """Record a paper for a milestone: where it is kept and its SHA-256."""
    return await milestones.record(transaction, milestone_id, data)


@get("/milestones/{milestone_id:uuid}/evidence", guards=[requires(*READERS)], tags=TAGS)
async def list_milestone_evidence(
    milestone_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> list[Shown]:
    """Return a milestone's papers."""
    return await milestones.papers_of(transaction, milestone_id)


@post("/milestones/{milestone_id:uuid}/report", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(milestones.find)
async def report_milestone(
    milestone_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Milestone:
    """Report that a milestone was reached, with every kind of paper that it asks for."""
    return await milestones.report(transaction, milestone_id, version)


@post("/milestones/{milestone_id:uuid}/send-back", guards=[requires(*OFFICE)], tags=TAGS)
@idempotent(milestones.find)
async def send_milestone_back(
    milestone_id: FromPath[UUID],
    data: JSONBody[Refusal],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Milestone:
    """Send a reported milestone back, and say what is missing."""
    return await milestones.send_back(transaction, milestone_id, version, reason=data.reason)


@get("/milestones/{milestone_id:uuid}/steps", guards=[requires(*READERS)], tags=TAGS)
async def list_milestone_steps(milestone_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[Taken]:
    """Return the steps taken, oldest first, with their reasons."""
    return await milestones.history(transaction, milestone_id)


@post("/milestones/{milestone_id:uuid}/acceptances", guards=[requires(OFFICER, MENTOR)], tags=TAGS)
@idempotent(proposals.get, kept=True)
async def propose_acceptance(
    milestone_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Proposal:
    """Propose, as the first of two people, that a milestone was reached."""
    return await agreements.propose_acceptance(transaction, milestone_id, version)


@post("/milestones/{milestone_id:uuid}/tranches", guards=[requires(MANAGER)], tags=TAGS)
@idempotent(tranches.find, kept=True)
async def release_tranche(milestone_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Tranche:
    """Release the money of an accepted milestone to a payee that was verified again."""
    return await tranches.release(transaction, milestone_id)


@get("/awards/{award_id:uuid}/tranches", guards=[requires(*READERS)], tags=TAGS)
async def list_tranches(award_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[Tranche]:
    """Return an award's tranches, and how far each has come."""
    return await tranches.list_of(transaction, award_id)


ROUTES = [
    list_milestones, read_milestone, record_milestone_evidence, list_milestone_evidence, report_milestone,
    send_milestone_back, list_milestone_steps, propose_acceptance, release_tranche, list_tranches,
]  # fmt: skip
