"""Accreditation: the trading gate, which two people open. The enterprise becomes a merchant by the event."""

from datetime import timedelta
from uuid import UUID

import msgspec

from contracts.incubator import EnterpriseAccredited
from services.incubator.applying import applications
from services.incubator.calling import calls
from services.incubator.people import conflicts, steps
from services.incubator.training import enrolments
from services.incubator.ventures import enterprises, evidence, gates
from services.incubator.ventures.enterprises import STEPS, TRANSITIONS, Enterprise, Sha256
from services.kit import proposals
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed, NotFound, SameActor
from services.kit.events import publish
from services.kit.proposals import Proposal, ProposalChanged, Proposing, Quoted
from services.kit.web import Body, ShortText

KIND = "accredit_enterprise"
LIFETIME = timedelta(days=30)


class Refusal(Body, frozen=True, kw_only=True):
    """Why the gate stays shut."""

    reason: ShortText


class Accrediting(msgspec.Struct, frozen=True, kw_only=True):
    """What two people agree to: these particulars, on this evidence (SHA-256 by the id of each paper)."""

    trade_name: str
    country: str
    legal_form: str | None
    registration_number: str | None
    categories: list[str]
    evidence: dict[str, Sha256]


async def propose(transaction: Transaction, enterprise_id: UUID, version: int) -> Proposal:
    """Propose that an enterprise trades. Raises what the gate asks for: evidence, training, particulars."""
    enterprise = await enterprises.lock(transaction, enterprise_id, version)
    steps.check_step(STEPS, TRANSITIONS, "accredit", enterprise.state)
    await refuse_close(transaction, enterprise)
    await check_gate(transaction, enterprise)
    payload = await accrediting_of(transaction, enterprise)
    return await proposals.propose(
        transaction, Proposing(kind=KIND, subject_id=enterprise.id, payload=payload, lifetime=LIFETIME)
    )


async def approve(transaction: Transaction, enterprise_id: UUID, approval: Quoted) -> Enterprise:
    """Agree as the second person, and open the gate. Raises SameActor for who proposed, ProposalChanged."""
    await transaction.execute(enterprises.queries.lock_enterprise, enterprise_id)
    enterprise = await enterprises.find(transaction, enterprise_id)
    after = steps.check_step(STEPS, TRANSITIONS, "accredit", enterprise.state)
    await refuse_close(transaction, enterprise)
    waiting = await find_waiting(transaction, enterprise_id)
    approved = await proposals.approve(transaction, waiting.id, payload_hash=approval.payload_hash)
    agreed = await proposals.execute(transaction, approved.id, Accrediting)
    if agreed != await accrediting_of(transaction, enterprise):
        raise ProposalChanged("Particulars or evidence have changed since; propose it again.")
    await check_gate(transaction, enterprise)
    accredited = await transaction.fetch_struct(
        Enterprise,
        enterprises.queries.update_accredited,
        enterprise.id,
        approved.maker_id,
        transaction.actor_id,
        transaction.today,
    )
    assert accredited is not None
    assert accredited.state == after
    await enterprises.keep_step(transaction, accredited, enterprise.state, step="accredit", reason=None)
    await publish(transaction, event_of(accredited, transaction.municipality.currency))
    return accredited


async def refuse(transaction: Transaction, enterprise_id: UUID, refusal: Refusal) -> Proposal:
    """Leave the gate shut; the enterprise may be proposed again."""
    enterprise = await enterprises.find(transaction, enterprise_id)
    steps.check_step(STEPS, TRANSITIONS, "refuse_accreditation", enterprise.state)
    waiting = await find_waiting(transaction, enterprise_id)
    rejected = await proposals.reject(transaction, waiting.id)
    await enterprises.keep_step(
        transaction, enterprise, enterprise.state, step="refuse_accreditation", reason=refusal.reason
    )
    return rejected


async def refuse_close(transaction: Transaction, enterprise: Enterprise) -> None:
    """Raise SameActor for the founder, ConflictOfInterest for who is close to the founder."""
    if transaction.actor_id == enterprise.founder_id:
        raise SameActor("A founder does not accredit their own enterprise.")
    await conflicts.refuse(transaction, transaction.actor_id, enterprise.founder_id)


async def check_gate(transaction: Transaction, enterprise: Enterprise) -> None:
    """Raise unless the particulars are complete, the evidence is there and the founder was trained."""
    enterprises.check_registered(enterprise.legal_form, enterprise.registration_number)
    if not enterprise.categories:
        fault = Fault(pointer="/categories", detail="A merchant sells something.")
        raise Malformed("Complete the particulars first.", errors=[fault])
    kinds = await enterprises.kinds_of(transaction, enterprise.id, "accredit")
    gates.check_evidence(enterprise.country, "accredit", kinds)
    application = await applications.load(transaction, enterprise.application_id)
    terms = (await calls.find(transaction, application.call_id)).terms
    training = await enrolments.training_of(transaction, application.id)
    gates.check_training(training, terms.attendance_basis_points_min)


async def accrediting_of(transaction: Transaction, enterprise: Enterprise) -> Accrediting:
    """Return what there is to agree to about an enterprise as it stands."""
    papers = await evidence.list_of(transaction, enterprise.id)
    return Accrediting(
        trade_name=enterprise.trade_name,
        country=enterprise.country,
        legal_form=enterprise.legal_form,
        registration_number=enterprise.registration_number,
        categories=enterprise.categories,
        evidence={str(paper.id): paper.sha256 for paper in papers},
    )


async def find_waiting(transaction: Transaction, enterprise_id: UUID) -> Proposal:
    """Return the proposal about an enterprise that waits for a decision. Raises NotFound."""
    for proposal in await proposals.of_subject(transaction, enterprise_id, KIND):
        if proposal.state == "proposed":
            return proposal
    raise NotFound("No accreditation of this enterprise waits for a decision.")


async def list_of(transaction: Transaction, enterprise_id: UUID) -> list[Proposal]:
    """Return all proposals ever made to accredit an enterprise, newest first."""
    await enterprises.find(transaction, enterprise_id)
    return await proposals.of_subject(transaction, enterprise_id, KIND)


def event_of(enterprise: Enterprise, currency: str) -> EnterpriseAccredited:
    """Return what makes an accredited enterprise a merchant: public register data only."""
    assert enterprise.legal_form is not None
    assert enterprise.registration_number is not None
    assert enterprise.accredited_on is not None
    return EnterpriseAccredited(
        enterprise_id=enterprise.id,
        owner_id=enterprise.founder_id,
        trade_name=enterprise.trade_name,
        legal_form=enterprise.legal_form,
        country=enterprise.country,
        registration_number=enterprise.registration_number,
        categories=enterprise.categories,
        currency=currency,
        accredited_on=enterprise.accredited_on,
    )
