"""Set-offs: what a household received without a right, kept back from its next benefits until it is paid back.

Ordered by two people (with a revocation by the same two) and lifted by two; what is repaid in another way is recorded
in `repayments`. Cards keeps back what the last `SetOffOrdered` of a set-off says, in all: after a repayment it is said
again with what is left to keep back, and `SetOffTaken` tells here what was.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec

from contracts.cards import SetOffTaken
from contracts.registry import SetOffLifted, SetOffOrdered
from contracts.types import PositiveMinorUnits
from services.kit import proposals
from services.kit.clock import month_of
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.proposals import Proposal, Proposing
from services.kit.sentences import sentence
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, check_version
from services.registry.assessing.facts import Code
from services.registry.letters import letters
from services.registry.letters.letters import Telling
from services.registry.memberships import credited_months, memberships
from services.registry.memberships.credited_months import CreditedMonth
from services.registry.memberships.memberships import Membership
from services.registry.memberships.suspensions import LIFETIME

queries = load_queries(__file__)

SetOffState = Literal["ordered", "repaid", "lifted"]
TRANSITIONS: Mapping[SetOffState, tuple[SetOffState, ...]] = {"ordered": ("repaid", "lifted")}
ORDER: Final = "order_set_off"
LIFTING: Final = "lift_set_off"


class NewSetOff(Body, frozen=True, kw_only=True):
    """Months that were credited without a right, each by any day of it. Without an amount all that was credited."""

    months: Annotated[tuple[date, ...], msgspec.Meta(min_length=1, max_length=120)]
    amount_minor: PositiveMinorUnits | None = None


class SetOffOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What two people agree to: that this amount was credited for these months without a right."""

    membership_id: UUID
    amount_minor: int
    months: list[date]


class LiftingSetOff(Body, frozen=True, kw_only=True):
    """Why the rest is not owed, as a code."""

    reason: Code


class SetOffLifting(msgspec.Struct, frozen=True, kw_only=True):
    """What two people agree to: that nothing more is owed."""

    set_off_id: UUID
    version: int
    reason: str


class SetOff(msgspec.Struct, frozen=True, kw_only=True):
    """A debt of a household, in minor units. `owed_minor` is what was neither repaid nor kept back yet."""

    id: UUID
    version: int
    membership_id: UUID
    household_id: UUID
    programme: str
    currency: str
    amount_minor: int
    repaid_minor: int
    taken_minor: int
    """What was kept back of benefits, as cards has told."""
    owed_minor: int
    overpaid_minor: int
    """What a run on its way kept back though it was repaid in the meantime; it is given back."""
    months: list[date]
    state: SetOffState
    ordered_on: date
    proposed_by: UUID
    ordered_by: UUID
    ended_on: date | None
    lifted_reason: str | None
    lift_proposed_by: UUID | None
    lifted_by: UUID | None


class NotCredited(Problem):
    """So much was not credited for these months, or it was claimed back before."""


async def propose_order(transaction: Transaction, membership_id: UUID, new: NewSetOff) -> Proposal:
    """Propose to claim back what was credited for months of a right. Raises NotCredited, NotFound, ProposalOpen."""
    membership = await memberships.take(transaction, membership_id)
    wanted = sorted({month_of(day) for day in new.months})
    credited = await credited_for(transaction, membership, wanted)
    amount = credited if new.amount_minor is None else new.amount_minor
    if not 0 < amount <= credited:
        raise NotCredited("Look at the months that were credited.", credited_minor=credited)
    order_ = SetOffOrder(membership_id=membership_id, amount_minor=amount, months=wanted)
    proposing = Proposing(kind=ORDER, subject_id=membership_id, payload=order_, lifetime=LIFETIME)
    return await proposals.propose(transaction, proposing)


async def unclaimed(transaction: Transaction, membership: Membership, first: date) -> list[CreditedMonth]:
    """Return what was credited of a right from a month on and that nobody has claimed back."""
    claimed = {row["month"] for row in await transaction.fetch(queries.months_claimed, membership.id)}
    found = await credited_months.months_of(
        transaction,
        membership.household_id,
        membership.programme,
        first=max(first, membership.starts_on),
        last=membership.ends_on,
    )
    return [month for month in found if month.month not in claimed]


async def credited_for(transaction: Transaction, membership: Membership, months: list[date]) -> int:
    """Return what was credited of a right for these months and that nobody has claimed back."""
    return sum(
        month.received_minor for month in await unclaimed(transaction, membership, months[0]) if month.month in months
    )


async def order_proposed(transaction: Transaction, proposal: Proposal) -> None:
    """Order what two people agreed to. Raises NotCredited when some of it was claimed back since."""
    agreed = await proposals.execute(transaction, proposal.id, SetOffOrder)
    membership = await memberships.take(transaction, agreed.membership_id)
    credited = await credited_for(transaction, membership, agreed.months)
    if agreed.amount_minor > credited:
        raise NotCredited("Look at the months that were credited, and propose it again.", credited_minor=credited)
    await order(transaction, membership, agreed, proposed_by=proposal.maker_id)


async def order(transaction: Transaction, membership: Membership, agreed: SetOffOrder, *, proposed_by: UUID) -> UUID:
    """Keep a debt, say it and tell the holder; the acting person is the second one."""
    set_off_id = uuid7()
    await transaction.execute(
        queries.insert_set_off,
        set_off_id,
        membership.id,
        membership.household_id,
        membership.programme,
        membership.currency,
        agreed.amount_minor,
        agreed.months,
        transaction.today,
        proposed_by,
        transaction.actor_id,
    )
    await say(transaction, await find(transaction, set_off_id))
    said = Telling(
        person_id=membership.holder_id,
        subject=sentence("You received money that you had no right to."),
        body=sentence(
            "{amount_minor} is kept back from your next benefits, unless you pay it back before.",
            amount_minor=agreed.amount_minor,
        ),
        details=(sentence("You may object to this decision at the community centre."),),
    )
    await letters.tell(transaction, [said])
    return set_off_id


async def say(transaction: Transaction, set_off: SetOff) -> None:
    """Say how much is to be kept back in all, or that nothing more is."""
    event = (
        SetOffOrdered(
            set_off_id=set_off.id,
            household_id=set_off.household_id,
            programme=set_off.programme,
            currency=set_off.currency,
            amount_minor=set_off.amount_minor - set_off.repaid_minor,
            ordered_on=set_off.ordered_on,
        )
        if set_off.state == "ordered"
        else SetOffLifted(set_off_id=set_off.id, household_id=set_off.household_id, lifted_on=transaction.today)
    )
    await publish(transaction, event)


async def propose_lifting(
    transaction: Transaction, set_off_id: UUID, asked: LiftingSetOff, *, version: int
) -> Proposal:
    """Propose that the rest is not owed. Raises TransitionForbidden, Stale, NotFound, ProposalOpen."""
    set_off = await take(transaction, set_off_id, version=version)
    transition(TRANSITIONS, set_off.state, "lifted")
    lifting = SetOffLifting(set_off_id=set_off_id, version=version, reason=asked.reason)
    proposing = Proposing(kind=LIFTING, subject_id=set_off_id, payload=lifting, lifetime=LIFETIME)
    return await proposals.propose(transaction, proposing)


async def lift(transaction: Transaction, proposal: Proposal) -> None:
    """Lift what two people agreed to lift. Raises TransitionForbidden, Stale."""
    lifting = await proposals.execute(transaction, proposal.id, SetOffLifting)
    set_off = await take(transaction, lifting.set_off_id, version=lifting.version)
    transition(TRANSITIONS, set_off.state, "lifted")
    await transaction.execute(
        queries.lift_set_off, set_off.id, transaction.today, lifting.reason, proposal.maker_id, transaction.actor_id
    )
    await say(transaction, await find(transaction, set_off.id))


async def repay(transaction: Transaction, set_off: SetOff, amount_minor: int) -> None:
    """Take an amount off a locked debt; with the last of it nothing more is kept back."""
    transition(TRANSITIONS, set_off.state, "repaid")
    await transaction.execute(queries.repay, set_off.id, amount_minor, transaction.today)
    await say(transaction, await find(transaction, set_off.id))


async def note_taken(transaction: Transaction, event: SetOffTaken) -> None:
    """Note what a run has kept back; with the last of it the debt is paid."""
    taken: Counter[UUID] = Counter()
    for taking in event.takings:
        taken[taking.set_off_id] += taking.amount_minor
    await transaction.execute(queries.take_back, list(taken), list(taken.values()), transaction.today)


async def take(transaction: Transaction, set_off_id: UUID, *, version: int | None = None) -> SetOff:
    """Return a set-off locked until the end of the transaction. Raises NotFound, Stale."""
    set_off = await transaction.fetch_struct(SetOff, queries.lock_set_off, set_off_id)
    if set_off is None:
        raise NotFound(f"There is no set-off {set_off_id}.")
    if version is not None:
        check_version(set_off.version, version)
    return set_off


async def find(transaction: Transaction, set_off_id: UUID) -> SetOff:
    """Return a set-off. Raises NotFound."""
    set_off = await transaction.fetch_struct(SetOff, queries.find_set_off, set_off_id)
    if set_off is None:
        raise NotFound(f"There is no set-off {set_off_id}.")
    return set_off


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, household_id: UUID | None, state: SetOffState | None
) -> list[SetOff]:
    """Return one set-off more than the limit, oldest first: of one household, of one state, or all."""
    return await transaction.fetch_structs(SetOff, queries.list_set_offs, after, household_id, state, limit + 1)


async def of_membership(transaction: Transaction, membership_id: UUID) -> list[SetOff]:
    """Return what was ever claimed back of a right, oldest first."""
    return await transaction.fetch_structs(SetOff, queries.set_offs_of_membership, membership_id)
