"""Closures: a household that is no more, or not here. Its rights end, its open cases are withdrawn, its proxies end.

A move away is agreed by two people: what is left on the cards returns to the budget lines.
"""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from contracts.registry import HouseholdClosed
from services.kit import proposals
from services.kit.db import Transaction
from services.kit.events import publish
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.cases import applications
from services.registry.households import household_changes, proxies, stays
from services.registry.households.household_changes import NewChange
from services.registry.memberships import memberships

queries = load_queries(__file__)

CLOSURE = "household_closure"

Gone = Literal["died", "moved_away", "merged"]


class Closing(Body, frozen=True, kw_only=True):
    """The first day on which the household lives here no more."""

    closed_on: date


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person agrees to, of the household as it was seen."""

    version: int
    closed_on: date


async def propose(transaction: Transaction, household_id: UUID, closing: Closing, *, version: int) -> Proposal:
    """Propose that a household moved away. Raises what a change of a household raises, ProposalOpen."""
    await household_changes.take(transaction, household_id, version=version, on=closing.closed_on)
    payload = Agreed(version=version, closed_on=closing.closed_on)
    return await proposals.propose(
        transaction,
        Proposing(kind=CLOSURE, subject_id=household_id, payload=payload, lifetime=household_changes.PROPOSAL_LIFETIME),
    )


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """Close a household that moved away, as two people agreed. Raises Stale when it has changed since."""
    agreed = await proposals.execute(transaction, proposal.id, Agreed)
    await household_changes.take(transaction, proposal.subject_id, version=agreed.version, on=agreed.closed_on)
    new = NewChange(
        household_id=proposal.subject_id,
        kind="closed",
        effective_on=agreed.closed_on,
        reason="moved_away",
        proposed_by=proposal.maker_id,
    )
    await close(transaction, new)


async def close(transaction: Transaction, new: NewChange) -> None:
    """Close a locked household for a reason, and tell the others. Raises LaterChange."""
    change_id = await household_changes.record(transaction, new)
    await stays.end_all(transaction, change_id, new.household_id, new.effective_on)
    reason: Literal["died", "moved_away"] = "died" if new.reason == "died" else "moved_away"
    await wind_up(transaction, new.household_id, reason, new.effective_on)
    await household_changes.settle(transaction, change_id, new.household_id, new.effective_on)
    await publish(
        transaction, HouseholdClosed(household_id=new.household_id, reason=reason, closed_on=new.effective_on)
    )


async def wind_up(
    transaction: Transaction, household_id: UUID, gone: Gone, on: date, *, into_id: UUID | None = None
) -> None:
    """End what a household had: proxies, undecided applications, rights. An appeal goes on to its ruling."""
    await transaction.execute(queries.close_household, household_id, on, gone, into_id)
    await proxies.end_all(transaction, household_id=household_id, person_id=None, reason=gone)
    for row in await transaction.fetch(queries.undecided_applications, household_id):
        application = await applications.take(transaction, row["id"], version=row["version"])
        await applications.move(transaction, application, "withdrawn", reason="withdrawn")
    await memberships.exit_all(transaction, household_id, gone, on)
