"""Imported decisions: rights that another body has decided, recorded here by one person and confirmed by another.

The guaranteed minimum income is decided and paid nationally; the card and the services are the municipality's. The
amount and the months are the other body's and are not changed here. That body's reference is sealed.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from contracts.registry import MembershipActivated
from services.kit import audit, proposals, vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.keyring import decrypt, encrypt
from services.kit.proposals import Proposing, Quoted
from services.kit.sentences import say, sentence
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import check_version
from services.registry.assessing import amounts
from services.registry.assessing.rules import Rules, rules_on
from services.registry.cases.applications import Declared
from services.registry.duplicates import suspicions
from services.registry.imports import recalculations
from services.registry.imports.decisions_elsewhere import Home, NewImportedDecision, faults_of, homes
from services.registry.letters import letters
from services.registry.letters.letters import Telling
from services.registry.memberships import memberships
from services.registry.memberships.memberships import Grant, MembershipOverlaps
from services.registry.people import identifiers, kinships

queries = load_queries(__file__)

ImportedState = Literal["proposed", "confirmed", "rejected"]
TRANSITIONS: Mapping[ImportedState, tuple[ImportedState, ...]] = {"proposed": ("confirmed", "rejected")}
KIND = "import_decision"


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """A decision about to be recorded: checked, and its household found."""

    id: UUID
    import_id: UUID | None = None
    home: Home
    new: NewImportedDecision
    rules: Rules
    recorded_by: UUID


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed and approved: ids and figures only."""

    decision_id: UUID
    household_id: UUID
    programme: str
    currency: str
    monthly_amount_minor: int
    starts_on: date
    ends_on: date


class ImportedDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A right that another body decided. `reference` is that body's, opened for who looks at one decision."""

    id: UUID
    version: int
    import_id: UUID | None
    household_id: UUID
    holder_id: UUID
    programme: str
    applied_on: date
    currency: str
    monthly_amount_minor: int
    card_share_minor: int
    account_share_minor: int
    starts_on: date
    ends_on: date
    declared: Declared | None
    state: ImportedState
    proposal_id: UUID | None
    payload_hash: str | None
    recorded_by: UUID
    recorded_at: datetime
    confirmed_by: UUID | None
    confirmed_at: datetime | None
    membership_id: UUID | None
    reference: str | None = None


class DecisionKnown(Problem):
    """A decision with this reference is recorded already."""


class HolderNotApplicant(Problem):
    """The person named is not the applicant of a household here."""


async def propose(transaction: Transaction, new: NewImportedDecision) -> ImportedDecision:
    """Record a decision for another person to confirm. Raises Malformed, HolderNotApplicant, DecisionKnown, OwnCase."""
    rules = rules_on(new.applied_on, new.programme)
    faults = faults_of(new, rules, transaction.today)
    if faults or rules is None:
        errors = [Fault(pointer=f"/{field}", detail=say("registry", said, "en")) for field, said in faults]
        raise Malformed("Mend what is named in errors and send it again.", errors=errors)
    number = (new.holder.kind, identifiers.check(new.holder.kind, new.holder.number).value)
    home = (await homes(transaction, [number])).get(number)
    if home is None or home.person_id != home.applicant_id:
        raise HolderNotApplicant("Enter the household first, or name its applicant.")
    await kinships.refuse(transaction, [home.household_id])
    await refuse_known(transaction, new, home)
    decision_id = uuid7()
    figures = Figures(
        decision_id=decision_id,
        household_id=home.household_id,
        programme=new.programme,
        currency=rules.currency,
        monthly_amount_minor=new.monthly_amount_minor,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
    )
    proposing = Proposing(kind=KIND, subject_id=decision_id, payload=figures, lifetime=timedelta(days=7))
    proposal = await proposals.propose(transaction, proposing)
    recorded = Recorded(id=decision_id, home=home, new=new, rules=rules, recorded_by=transaction.actor_id)
    await record(transaction, recorded, proposal_id=proposal.id)
    return await find(transaction, decision_id)


async def refuse_known(transaction: Transaction, new: NewImportedDecision, home: Home) -> None:
    """Raise DecisionKnown or MembershipOverlaps for what the household has been given already."""
    blind = blind_of(transaction, new.programme, new.reference)
    if (known := await transaction.fetchval(queries.find_reference, new.programme, blind)) is not None:
        raise DecisionKnown("Look at that one.", imported_decision_id=known)
    overlapping = await transaction.fetchval(
        memberships.queries.find_overlapping, home.household_id, new.programme, new.starts_on, new.ends_on
    )
    if overlapping is not None:
        raise MembershipOverlaps("It is recorded when that right has ended.", membership_id=overlapping)


async def record(transaction: Transaction, recorded: Recorded, *, proposal_id: UUID | None) -> None:
    """Keep a decision as proposed; its reference is sealed under the holder's key."""
    new = recorded.new
    exemption = None if new.declared is None else new.declared.card_exemption
    card = amounts.card_share(recorded.rules, new.monthly_amount_minor, exemption=exemption)
    holder_id = recorded.home.applicant_id
    key = (await vault.take_keys(transaction, [holder_id]))[holder_id]
    kept = await transaction.fetchval(
        queries.insert_decision,
        recorded.id,
        recorded.import_id,
        recorded.home.household_id,
        holder_id,
        new.programme,
        blind_of(transaction, new.programme, new.reference),
        key.version,
        encrypt(key.key, new.reference.encode(), _place(recorded.id, key.version)),
        new.applied_on,
        recorded.rules.currency,
        new.monthly_amount_minor,
        card,
        new.monthly_amount_minor - card,
        new.starts_on,
        new.ends_on,
        None if new.declared is None else msgspec.to_builtins(new.declared),
        proposal_id,
        recorded.recorded_by,
        transaction.now,
    )
    if kept is None:
        raise DecisionKnown("It was recorded a moment ago.")


async def confirm(transaction: Transaction, decision_id: UUID, approval: Quoted, *, version: int) -> ImportedDecision:
    """Agree to a recorded decision, as another person: the household has the right.

    Raises Stale, SameActor, ProposalChanged, ProposalExpired, MembershipOverlaps, OwnCase, TransitionForbidden.
    """
    found = await _take(transaction, decision_id, version=version)
    transition(TRANSITIONS, found.state, "confirmed")
    assert found.proposal_id is not None
    await proposals.approve(transaction, found.proposal_id, payload_hash=approval.payload_hash)
    await proposals.execute(transaction, found.proposal_id, Figures)
    await activate(transaction, found)
    return await find(transaction, decision_id)


async def activate(transaction: Transaction, found: ImportedDecision) -> None:
    """Confirm a decision, give the household the right, tell the holder, and ask our own rules.

    Raises MembershipOverlaps, HouseholdGone, OwnCase, DuplicateSuspected.
    """
    await suspicions.refuse(transaction, found.household_id)
    await transaction.execute(queries.confirm_decision, found.id, transaction.actor_id, transaction.now)
    right = MembershipActivated(
        membership_id=uuid7(),
        household_id=found.household_id,
        holder_id=found.holder_id,
        application_id=None,
        programme=found.programme,
        currency=found.currency,
        monthly_amount_minor=found.monthly_amount_minor,
        card_share_minor=found.card_share_minor,
        account_share_minor=found.account_share_minor,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
    )
    await memberships.begin(transaction, right, grant=Grant(imported_decision_id=found.id))
    await letters.tell(transaction, [telling(found)])
    await recalculations.recalculate(transaction, [found.id])


def telling(found: ImportedDecision) -> Telling:
    """Return what the holder is told; the decision itself comes from the body that made it."""
    return Telling(
        person_id=found.holder_id,
        subject=sentence("Your benefit is recorded here."),
        body=sentence(
            "You receive {monthly_minor} a month from {starts_on} to {ends_on}.",
            monthly_minor=found.monthly_amount_minor,
            starts_on=found.starts_on.isoformat(),
            ends_on=found.ends_on.isoformat(),
        ),
        details=(
            sentence(
                "Of this, {card_minor} is credited to your card and {account_minor} is paid to your bank account.",
                card_minor=found.card_share_minor,
                account_minor=found.account_share_minor,
            ),
        ),
    )


async def reject(transaction: Transaction, decision_id: UUID, *, version: int) -> ImportedDecision:
    """Refuse a recorded decision; who recorded it may withdraw it so. Raises Stale, TransitionForbidden."""
    found = await _take(transaction, decision_id, version=version)
    state = transition(TRANSITIONS, found.state, "rejected")
    if found.proposal_id is not None:
        proposal = await proposals.get(transaction, found.proposal_id)
        if proposal.state == "proposed" and proposal.expires_at > transaction.now:
            await proposals.reject(transaction, proposal.id)
    await transaction.execute(queries.reject_decision, decision_id, state)
    return await find(transaction, decision_id)


async def find(transaction: Transaction, decision_id: UUID) -> ImportedDecision:
    """Return a decision without its reference. Raises NotFound."""
    found = await transaction.fetch_struct(ImportedDecision, queries.find_decision, decision_id)
    if found is None:
        raise NotFound(f"There is no imported decision {decision_id}.")
    return found


async def read(transaction: Transaction, decision_id: UUID, *, purpose: str) -> ImportedDecision:
    """Return a decision with its reference; who looked and why is kept. Raises NotFound, OwnCase, PersonErased."""
    found = await find(transaction, decision_id)
    await kinships.refuse(transaction, [found.household_id])
    key = await vault.open_key(transaction, found.holder_id)
    sealed = await transaction.fetchrow(queries.select_sealed, decision_id)
    assert sealed is not None
    reference = decrypt(key.key, sealed["sealed_reference"], _place(decision_id, sealed["key_version"]))
    await audit.record(
        transaction, "imported_decision_read", object_type="person", object_ids=[found.holder_id], purpose=purpose
    )
    return msgspec.structs.replace(found, reference=reference.decode())


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, state: ImportedState | None, household_id: UUID | None
) -> list[ImportedDecision]:
    """Return one decision more than the limit, oldest first, without references."""
    return await transaction.fetch_structs(
        ImportedDecision, queries.list_decisions, after, state, household_id, limit + 1
    )


def blind_of(transaction: Transaction, programme: str, reference: str) -> bytes:
    """Return the keyed hash by which a reference is known in its programme."""
    return vault.keyring().blind(transaction.municipality_id, f"decision_reference_{programme}", reference)


async def _take(transaction: Transaction, decision_id: UUID, *, version: int) -> ImportedDecision:
    await transaction.execute(queries.lock_decision, decision_id)
    found = await find(transaction, decision_id)
    check_version(found.version, version)
    await kinships.refuse(transaction, [found.household_id])
    return found


def _place(decision_id: UUID, version: int) -> str:
    return f"imported_decisions|reference|{decision_id}|{version}"
