"""Suspensions: a right's money waits for a reason, until two people lift it with the arrears or the right ends.

One supervisor may suspend at once, because it is reversible. Arrears (for the GMI only after a lifted suspension): the
months of the right from that of the suspension to that before the lifting, and the lifting's own month when its run is
over, as far as they were neither credited nor granted by an earlier lifting. The lifting's own month is else credited
by its own run. A suspension that is never lifted gives none.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from contracts.registry import MembershipResumed, MembershipSuspended
from services.kit import proposals
from services.kit.clock import month_of
from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem
from services.kit.events import publish
from services.kit.proposals import Proposal, Proposing
from services.kit.sentences import sentence
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body
from services.registry.assessing.facts import Code
from services.registry.letters import letters
from services.registry.letters.letters import Telling
from services.registry.memberships import credited_months, memberships
from services.registry.memberships.credited_months import months_between
from services.registry.memberships.memberships import TRANSITIONS, Membership

queries = load_queries(__file__)

LIFTING: Final = "lift_suspension"
LIFETIME: Final = timedelta(days=14)
"""How long a proposal about a right waits for a second person."""


class Suspending(Body, frozen=True, kw_only=True):
    """Why a right is suspended or a suspension is lifted: one of the programme's codes."""

    reason: Code


class Suspension(msgspec.Struct, frozen=True, kw_only=True):
    """A suspension, and its lifting with the first days of the months that are owed by it."""

    id: UUID
    membership_id: UUID
    reason: str
    suspended_on: date
    suspended_at: datetime
    suspended_by: UUID
    lifted_on: date | None
    lifted_reason: str | None
    lift_proposed_by: UUID | None
    lifted_by: UUID | None
    arrears: list[date]


class Lifting(msgspec.Struct, frozen=True, kw_only=True):
    """What two people agree to: that this suspension ends."""

    membership_id: UUID
    version: int
    suspension_id: UUID
    reason: str


class ReasonUnknown(Problem):
    """The programme does not know this reason."""


def refuse_unknown(reason: str, known: Sequence[str]) -> None:
    """Raise ReasonUnknown for a code that the programme's rules do not list."""
    if reason not in known:
        raise ReasonUnknown(f"{reason} is none of them.", reasons=list(known))


def withheld(right: Membership, suspended_on: date, resumed_on: date, months_run: Collection[date]) -> list[date]:
    """Return the months of a right that a suspension from one day to another has withheld, credited or not.

    A month is a right's when its first day is; the last one counts only when its run is over.
    """
    last = month_of(resumed_on)
    return [
        month
        for month in months_between(suspended_on, resumed_on)
        if right.starts_on <= month <= right.ends_on and (month < last or month in months_run)
    ]


async def suspend(transaction: Transaction, membership_id: UUID, suspending: Suspending, *, version: int) -> Membership:
    """Suspend a right at once. Raises ReasonUnknown, TransitionForbidden, Stale, NotFound."""
    membership = await memberships.take(transaction, membership_id, version=version)
    transition(TRANSITIONS, membership.state, "suspended")
    refuse_unknown(suspending.reason, memberships.rules_of(membership).suspension_reasons)
    await begin(transaction, membership, suspending.reason)
    return await memberships.find(transaction, membership_id)


async def begin(transaction: Transaction, membership: Membership, reason: str) -> None:
    """Suspend a locked right from today, say so and tell its holder why."""
    transition(TRANSITIONS, membership.state, "suspended")
    await transaction.execute(
        queries.insert_suspension,
        uuid7(),
        membership.id,
        reason,
        transaction.today,
        transaction.now,
        transaction.actor_id,
    )
    await memberships.move(transaction, membership, "suspended")
    event = MembershipSuspended(
        membership_id=membership.id,
        household_id=membership.household_id,
        programme=membership.programme,
        reason=reason,
        suspended_on=transaction.today,
    )
    await publish(transaction, event)
    said = Telling(
        person_id=membership.holder_id,
        subject=sentence("Your benefit was suspended."),
        body=sentence("From {suspended_on} nothing is paid.", suspended_on=transaction.today.isoformat()),
        details=(
            sentence("Reason: {reason_code}.", reason_code=reason),
            sentence("Come to the community centre. When the suspension is lifted, the months it withheld are paid."),
        ),
    )
    await letters.tell(transaction, [said])


async def propose_lifting(
    transaction: Transaction, membership_id: UUID, suspending: Suspending, *, version: int
) -> Proposal:
    """Propose to lift a suspension; somebody else confirms it. Raises ReasonUnknown, TransitionForbidden, Stale."""
    membership = await memberships.take(transaction, membership_id, version=version)
    transition(TRANSITIONS, membership.state, "active")
    refuse_unknown(suspending.reason, memberships.rules_of(membership).lifting_reasons)
    suspension = await in_force(transaction, membership_id)
    assert suspension is not None
    lifting = Lifting(
        membership_id=membership_id, version=version, suspension_id=suspension.id, reason=suspending.reason
    )
    proposing = Proposing(kind=LIFTING, subject_id=membership_id, payload=lifting, lifetime=LIFETIME)
    return await proposals.propose(transaction, proposing)


async def lift(transaction: Transaction, proposal: Proposal) -> None:
    """Lift a suspension that two people agreed to lift. Raises TransitionForbidden, Stale."""
    lifting = await proposals.execute(transaction, proposal.id, Lifting)
    membership = await memberships.take(transaction, lifting.membership_id, version=lifting.version)
    transition(TRANSITIONS, membership.state, "active")
    suspended = await of_membership(transaction, membership.id)
    arrears = await owed(transaction, membership, suspended)
    await transaction.execute(
        queries.lift_suspension,
        membership.id,
        transaction.today,
        lifting.reason,
        proposal.maker_id,
        transaction.actor_id,
        arrears,
    )
    await memberships.move(transaction, membership, "active")
    event = MembershipResumed(
        membership_id=membership.id,
        household_id=membership.household_id,
        programme=membership.programme,
        resumed_on=transaction.today,
        arrears=tuple(arrears),
    )
    await publish(transaction, event)
    said = Telling(
        person_id=membership.holder_id,
        subject=sentence("Your benefit goes on."),
        body=sentence("The suspension was lifted on {resumed_on}.", resumed_on=transaction.today.isoformat()),
        details=(sentence("Months that are paid later, because they were withheld: {number}.", number=len(arrears)),),
    )
    await letters.tell(transaction, [said])


async def owed(transaction: Transaction, membership: Membership, suspended: Sequence[Suspension]) -> list[date]:
    """Return the months that lifting the last of these suspensions today makes owed: the arrears."""
    if not memberships.rules_of(membership).arrears_after_lifting:
        return []
    today, since = transaction.today, suspended[-1].suspended_on
    run = await credited_months.months_run(transaction, membership.programme, [month_of(today)])
    credited = await credited_months.months_of(
        transaction, membership.household_id, membership.programme, first=since, last=today
    )
    settled = {month.month for month in credited} | {month for each in suspended for month in each.arrears}
    return [month for month in withheld(membership, since, today, run) if month not in settled]


async def of_membership(transaction: Transaction, membership_id: UUID) -> list[Suspension]:
    """Return a right's suspensions, the last one last."""
    return await transaction.fetch_structs(Suspension, queries.find_suspensions, membership_id)


async def in_force(transaction: Transaction, membership_id: UUID) -> Suspension | None:
    """Return the suspension that has not been lifted, or None."""
    found = await of_membership(transaction, membership_id)
    return found[-1] if found and found[-1].lifted_on is None else None
