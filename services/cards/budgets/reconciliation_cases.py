"""Reconciliation cases: each difference between bank and ledger, named, until it resolves or two people close it.

A case resolves by itself when what was missing comes. Closing one moves no money: it says why bank and ledger differ
for good, and takes both sides out of the matching.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.kit import proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries
from services.kit.transitions import transition

queries = load_queries(__file__)

KIND = "reconciliation_case_closing"

CaseKind = Literal[
    "booking_unknown", "booked_twice", "amount_differs", "reversal", "movement_unbooked", "opening_differs",
    "sequence_gap", "statement_missing",
]  # fmt: skip
CaseStatus = Literal["open", "resolved", "closed"]
ClosedFor = Literal["bank_charge", "interest", "bank_mended", "booked_by_hand", "not_ours", "before_the_start", "other"]
TRANSITIONS: dict[CaseStatus, tuple[CaseStatus, ...]] = {
    "open": ("resolved", "closed"),
    "resolved": ("open",),
}


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What differs now. `amount_minor` is by how much the bank holds more than the ledger says."""

    kind: CaseKind
    currency: str
    day: date
    amount_minor: int
    bank_statement_id: UUID | None = None
    booking_id: UUID | None = None
    transfer_id: UUID | None = None


class ReconciliationCase(msgspec.Struct, frozen=True, kw_only=True):
    """A difference that was found, and what became of it."""

    id: UUID
    version: int
    kind: CaseKind
    status: CaseStatus
    currency: str
    day: date
    amount_minor: int
    bank_statement_id: UUID | None
    booking_id: UUID | None
    transfer_id: UUID | None
    opened_at: datetime
    settled_at: datetime | None
    proposal_id: UUID | None
    closed_for: str | None


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed: why the difference stays, and the number of a decision where one was needed."""

    closed_for: ClosedFor
    amount_minor: int
    decision_number: str | None = None


async def keep(transaction: Transaction, currency: str, differences: Sequence[Difference]) -> None:
    """Open a case for each difference that has none, and resolve the open ones of what differs no more."""
    columns = [[getattr(each, name) for each in differences] for name in Difference.__struct_fields__]
    await transaction.execute(queries.resolve_cases, currency, transaction.now, *columns)
    await transaction.execute(queries.open_cases, transaction.now, [uuid7() for _ in differences], *columns)


async def get(transaction: Transaction, case_id: UUID) -> ReconciliationCase:
    """Return a case. Raises NotFound."""
    case = await transaction.fetch_struct(ReconciliationCase, queries.get_case, case_id)
    if case is None:
        raise NotFound("There is no such case.")
    return case


async def list_page(
    transaction: Transaction, status: CaseStatus | None, *, after: UUID | None, limit: int
) -> list[ReconciliationCase]:
    """Return cases in the order in which they were opened."""
    return await transaction.fetch_structs(ReconciliationCase, queries.list_cases, status, after, limit)


async def propose_closing(
    transaction: Transaction, case_id: UUID, *, closed_for: ClosedFor, decision_number: str | None
) -> Proposal:
    """Propose to close a case; somebody else has to agree. Raises NotFound, TransitionForbidden."""
    case = await get(transaction, case_id)
    transition(TRANSITIONS, case.status, "closed")
    closing = Closing(closed_for=closed_for, amount_minor=case.amount_minor, decision_number=decision_number)
    return await proposals.propose(transaction, Proposing(kind=KIND, subject_id=case_id, payload=closing))


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """Close a case for good. Raises TransitionForbidden for one that has resolved meanwhile."""
    closing = await proposals.execute(transaction, proposal.id, Closing)
    await transaction.execute(queries.lock_case, proposal.subject_id)
    case = await get(transaction, proposal.subject_id)
    transition(TRANSITIONS, case.status, "closed")
    await transaction.execute(queries.close_case, case.id, transaction.now, proposal.id, closing.closed_for)
