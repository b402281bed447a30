"""Proposals: a decision on money or entitlement that one or two other persons have to agree to.

The maker proposes a payload; a checker approves it by quoting its hash, so that nobody agrees to something other than
what they saw; the noun that proposed carries it out, once. That maker and checkers are different persons is a CHECK of
the table. The payload holds ids and figures only: what is personal is sealed in the vault first.

    proposing = Proposing(kind="fund_budget_line", subject_id=line.id, payload=funding)
    proposal = await proposals.propose(transaction, proposing)
    ...
    proposal = await proposals.approve(transaction, proposal_id, payload_hash=quoted)
    if proposal.state == "approved":
        funding = await proposals.execute(transaction, proposal_id, Funding)
"""

import hashlib
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

import msgspec

from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem, SameActor
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body

queries = load_queries(__file__)

ProposalState = Literal["proposed", "approved", "rejected", "expired", "executed"]
Payload = TypeVar("Payload")

TRANSITIONS: dict[ProposalState, tuple[ProposalState, ...]] = {
    "proposed": ("proposed", "approved", "rejected", "expired"),
    "approved": ("executed", "expired"),
}
LIFETIME = timedelta(hours=24)


class ProposalOpen(Problem):
    """Another proposal about the same thing is still open."""


class ProposalExpired(Problem):
    """The proposal was not decided in time."""


class ProposalChanged(Problem):
    """The hash quoted is not the hash of what was proposed."""


class Proposing(msgspec.Struct, frozen=True, kw_only=True):
    """What to propose. `payload` is a struct or mapping without floats; `approvers` are 1 or 2, without the maker."""

    kind: str
    subject_id: UUID
    payload: Any
    approvers: int = 1
    lifetime: timedelta = LIFETIME


class Quoted(Body, frozen=True, kw_only=True):
    """The hash of the proposal that another person has looked at: nobody agrees to something else."""

    payload_hash: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that waits for other eyes, or did."""

    id: UUID
    kind: str
    subject_id: UUID
    payload: dict[str, Any]
    payload_hash: str
    maker_id: UUID
    approvers: int
    proposed_at: datetime
    expires_at: datetime
    state: ProposalState
    first_checker_id: UUID | None
    second_checker_id: UUID | None
    decided_at: datetime | None
    version: int


def hash_of(kind: str, subject_id: UUID, payload: Any) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of what is proposed: sorted keys, no spaces, whole numbers."""
    document = msgspec.to_builtins({"kind": kind, "subject_id": subject_id, "payload": payload})
    _refuse_floats(document)
    return hashlib.sha256(msgspec.json.encode(document, order="sorted")).hexdigest()


async def propose(transaction: Transaction, proposing: Proposing) -> Proposal:
    """Store what the acting person proposes. Raises ProposalOpen while another one about the same thing waits."""
    kind, subject_id = proposing.kind, proposing.subject_id
    await transaction.execute(queries.expire_proposals, kind, subject_id, transaction.now)
    proposal = await transaction.fetch_struct(
        Proposal,
        queries.insert_proposal,
        uuid7(),
        kind,
        subject_id,
        msgspec.to_builtins(proposing.payload),
        hash_of(kind, subject_id, proposing.payload),
        transaction.actor_id,
        proposing.approvers,
        transaction.now,
        transaction.now + proposing.lifetime,
    )
    if proposal is None:
        raise ProposalOpen(f"A {kind} of {subject_id} is already waiting for a decision.", subject_id=subject_id)
    await _record(transaction, "proposed", proposal)
    return proposal


async def approve(transaction: Transaction, proposal_id: UUID, *, payload_hash: str) -> Proposal:
    """Agree, as the acting person. The state is `approved` once enough have agreed, else still `proposed`.

    Raises SameActor for the maker and for who agreed before, ProposalChanged, ProposalExpired, TransitionForbidden.
    """
    proposal = await _take(transaction, proposal_id)
    if payload_hash != proposal.payload_hash:
        raise ProposalChanged("Look at the proposal again and quote its hash.", payload_hash=proposal.payload_hash)
    checker_id = transaction.actor_id
    if checker_id in {proposal.maker_id, proposal.first_checker_id}:
        raise SameActor("Somebody who has neither proposed nor approved this has to approve it.")
    checkers = [each for each in (proposal.first_checker_id, checker_id) if each is not None]
    after: ProposalState = "approved" if len(checkers) == proposal.approvers else "proposed"
    first, second = checkers[0], checkers[1] if len(checkers) == 2 else None
    changed = msgspec.structs.replace(
        proposal, state=transition(TRANSITIONS, proposal.state, after), first_checker_id=first, second_checker_id=second
    )
    return await _save(transaction, "approved", changed)


async def reject(transaction: Transaction, proposal_id: UUID) -> Proposal:
    """Refuse, as the acting person; the maker may withdraw an own proposal so too."""
    proposal = await _take(transaction, proposal_id)
    state = transition(TRANSITIONS, proposal.state, "rejected")
    return await _save(transaction, "rejected", msgspec.structs.replace(proposal, state=state))


async def execute(transaction: Transaction, proposal_id: UUID, payload_type: type[Payload]) -> Payload:
    """Mark an approved proposal as carried out, in the transaction that carries it out, and return what was agreed.

    Raises TransitionForbidden unless it is approved and was not executed before, ProposalChanged when the stored
    payload is not the one that was hashed.
    """
    proposal = await _take(transaction, proposal_id)
    state = transition(TRANSITIONS, proposal.state, "executed")
    if hash_of(proposal.kind, proposal.subject_id, proposal.payload) != proposal.payload_hash:
        raise ProposalChanged("The stored payload does not have the hash that was approved.")
    await _save(transaction, "executed", msgspec.structs.replace(proposal, state=state))
    return msgspec.convert(proposal.payload, payload_type)


async def get(transaction: Transaction, proposal_id: UUID) -> Proposal:
    """Return a proposal. Raises NotFound."""
    proposal = await transaction.fetch_struct(Proposal, queries.select_proposal, proposal_id)
    if proposal is None:
        raise NotFound(f"There is no proposal {proposal_id}.")
    return proposal


async def waiting(
    transaction: Transaction, *, kinds: list[str] | None = None, after: UUID | None = None, limit: int = 100
) -> list[Proposal]:
    """Return what waits for a decision, oldest first."""
    return await transaction.fetch_structs(
        Proposal, queries.select_waiting_proposals, transaction.now, kinds, after, limit
    )


async def of_subject(transaction: Transaction, subject_id: UUID, kind: str | None = None) -> list[Proposal]:
    """Return all proposals ever made about a thing, newest first."""
    return await transaction.fetch_structs(Proposal, queries.select_proposals_of_subject, subject_id, kind)


async def _take(transaction: Transaction, proposal_id: UUID) -> Proposal:
    proposal = await transaction.fetch_struct(Proposal, queries.lock_proposal, proposal_id)
    if proposal is None:
        raise NotFound(f"There is no proposal {proposal_id}.")
    if proposal.state in TRANSITIONS and proposal.expires_at <= transaction.now:
        raise ProposalExpired(f"It could be decided until {proposal.expires_at.isoformat()}; propose it again.")
    return proposal


async def _save(transaction: Transaction, action: str, changed: Proposal) -> Proposal:
    decided_at = None if changed.state == "proposed" else transaction.now
    saved = await transaction.fetch_struct(
        Proposal,
        queries.update_proposal,
        changed.id,
        changed.state,
        changed.first_checker_id,
        changed.second_checker_id,
        decided_at,
    )
    assert saved is not None
    await _record(transaction, action, saved)
    return saved


async def _record(transaction: Transaction, action: str, proposal: Proposal) -> None:
    await audit.record(
        transaction,
        f"{proposal.kind}_{action}",
        object_type="proposal",
        object_ids=[proposal.id],
        purpose=proposal.kind,
    )


def _refuse_floats(value: Any) -> None:
    """A float has no single spelling, so a hash over it would not hold; money is whole minor units anyway."""
    if isinstance(value, float):
        raise TypeError("A proposal's payload holds no floats.")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_floats(inner)
