"""Enterprises, their evidence, their gates, and the accreditation by two people."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.http.roles import FOUNDER, MANAGER, MENTOR, OFFICE, OFFICER
from services.incubator.people.steps import Taken
from services.incubator.ventures import accreditations, enterprises, evidence
from services.incubator.ventures.accreditations import Refusal
from services.incubator.ventures.enterprises import Enterprise, NewEnterprise, Particulars, State, TakeStep
from services.incubator.ventures.evidence import Evidence, NewEvidence
from services.kit import proposals
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal, Quoted
from services.kit.web import Limit, Page, decode_cursor, page

READERS = (*OFFICE, MENTOR, FOUNDER)


@post("/enterprises", guards=[requires(OFFICER, FOUNDER)], tags=["enterprises"])
@idempotent(enterprises.find)
async def found_enterprise(data: JSONBody[NewEnterprise], transaction: NamedDependency[Transaction]) -> Enterprise:
    """Make an awarded application an enterprise: an idea with a name."""
    return await enterprises.found(transaction, data)


@get("/enterprises", guards=[requires(*READERS)], tags=["enterprises"])
async def list_enterprises(
    transaction: NamedDependency[Transaction],
    status: FromQuery[State | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Enterprise]:
    """Return enterprises, oldest first; a founder's list holds their own."""
    found = await enterprises.list_of(transaction, state=status, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/enterprises/{enterprise_id:uuid}", guards=[requires(*READERS)], tags=["enterprises"])
async def read_enterprise(enterprise_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Enterprise:
    """Return an enterprise."""
    return await enterprises.find(transaction, enterprise_id)


@put("/enterprises/{enterprise_id:uuid}", guards=[requires(OFFICER, FOUNDER)], tags=["enterprises"])
async def describe_enterprise(
    enterprise_id: FromPath[UUID],
    data: JSONBody[Particulars],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Enterprise:
    """Replace the particulars, until two people have accredited them."""
    return await enterprises.describe(transaction, enterprise_id, version, data)


@post("/enterprises/{enterprise_id:uuid}/steps", guards=[requires(OFFICER)], tags=["enterprises"])
@idempotent(enterprises.find)
async def take_enterprise_step(
    enterprise_id: FromPath[UUID],
    data: JSONBody[TakeStep],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Enterprise:
    """Take a named step or revert; a gate asks for its evidence."""
    return await enterprises.take_step(transaction, enterprise_id, version, data)


@get("/enterprises/{enterprise_id:uuid}/steps", guards=[requires(*READERS)], tags=["enterprises"])
async def list_enterprise_steps(
    enterprise_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> list[Taken]:
    """Return the steps taken, oldest first, with their reasons."""
    return await enterprises.history(transaction, enterprise_id)


@post("/enterprises/{enterprise_id:uuid}/evidence", guards=[requires(OFFICER, MENTOR, FOUNDER)], tags=["enterprises"])
@idempotent(evidence.find)
async def record_evidence(
    enterprise_id: FromPath[UUID], data: JSONBody[NewEvidence], transaction: NamedDependency[Transaction]
) -> Evidence:
    """Record a paper for a gate: where it is kept and its SHA-256."""
    return await evidence.record(transaction, enterprise_id, data)


@get("/enterprises/{enterprise_id:uuid}/evidence", guards=[requires(*READERS)], tags=["enterprises"])
async def list_evidence(enterprise_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[Evidence]:
    """Return an enterprise's papers."""
    return await evidence.list_of(transaction, enterprise_id)


@post("/enterprises/{enterprise_id:uuid}/accreditations", guards=[requires(OFFICER, MENTOR)], tags=["enterprises"])
@idempotent(proposals.get)
async def propose_accreditation(
    enterprise_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Proposal:
    """Propose, as the first of two people, that an enterprise trades."""
    return await accreditations.propose(transaction, enterprise_id, version)


@get("/enterprises/{enterprise_id:uuid}/accreditations", guards=[requires(*OFFICE, MENTOR)], tags=["enterprises"])
async def list_accreditations(
    enterprise_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> list[Proposal]:
    """Return all proposals to accredit an enterprise, newest first, each with the hash to approve it by."""
    return await accreditations.list_of(transaction, enterprise_id)


@post("/enterprises/{enterprise_id:uuid}/accreditations/approve", guards=[requires(MANAGER)], tags=["enterprises"])
@idempotent(enterprises.find)
async def approve_accreditation(
    enterprise_id: FromPath[UUID], data: JSONBody[Quoted], transaction: NamedDependency[Transaction]
) -> Enterprise:
    """Agree as the second person; the enterprise trades and becomes a merchant."""
    return await accreditations.approve(transaction, enterprise_id, data)


@post("/enterprises/{enterprise_id:uuid}/accreditations/refuse", guards=[requires(MANAGER)], tags=["enterprises"])
@idempotent(proposals.get)
async def refuse_accreditation(
    enterprise_id: FromPath[UUID], data: JSONBody[Refusal], transaction: NamedDependency[Transaction]
) -> Proposal:
    """Leave the gate shut, and say why."""
    return await accreditations.refuse(transaction, enterprise_id, data)


ROUTES = [
    found_enterprise, list_enterprises, read_enterprise, describe_enterprise, take_enterprise_step,
    list_enterprise_steps, record_evidence, list_evidence, propose_accreditation, list_accreditations,
    approve_accreditation, refuse_accreditation,
]  # fmt: skip
