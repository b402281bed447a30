"""Exits: two people end a right before its last day, at the household's wish or by revocation.

A revocation (JMD Δ13/οικ.33475/1935, ΦΕΚ Β 2281/2018, art. 9(2)) says from which month on there was no right. What was
credited since then is undue, and is ordered to be set off by the same two people; what of it is still to be paid to an
account is stopped, and what waits in a bank file stops the file.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from services.kit import proposals
from services.kit.clock import month_of
from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem
from services.kit.proposals import Proposal, Proposing
from services.kit.sentences import sentence
from services.kit.transitions import transition
from services.kit.web import Body
from services.registry.assessing.facts import Code
from services.registry.letters import letters
from services.registry.letters.letters import Telling
from services.registry.memberships import memberships, set_offs, suspensions
from services.registry.memberships.credited_months import CreditedMonth
from services.registry.memberships.memberships import TRANSITIONS, Exit, Membership
from services.registry.memberships.set_offs import SetOffOrder
from services.registry.memberships.suspensions import LIFETIME, Suspending, refuse_unknown
from services.registry.payouts import account_shares
from services.registry.payouts.account_shares import AccountShare

EXIT: Final = "exit_membership"
REVOCATION: Final = "revoke_membership"


class Revoking(Body, frozen=True, kw_only=True):
    """Why a right is taken away, and since which month (any day of it) there was none; absent, nothing is undue."""

    reason: Code
    still_eligible: bool
    """Whether the household meets the conditions now: it may then apply again in the month after."""
    undue_from: date | None = None


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """What two people agree to: that this right ends."""

    membership_id: UUID
    version: int
    reason: str


class Revocation(msgspec.Struct, frozen=True, kw_only=True):
    """What two people agree to: that this right is revoked and these sums are undue."""

    membership_id: UUID
    version: int
    reason: str
    still_eligible: bool
    undue_from: date | None
    currency: str
    undue_minor: int
    undue_months: list[date]
    stopped_minor: int = 0
    """Account shares of these months that are not paid any more: their money returns to the budget line."""


class UndueChanged(Problem):
    """What was credited without a right is not what was proposed any more."""


async def propose_exit(transaction: Transaction, membership_id: UUID, asked: Suspending, *, version: int) -> Proposal:
    """Propose to end a right. Raises ReasonUnknown, TransitionForbidden, Stale, ProposalOpen."""
    membership = await memberships.take(transaction, membership_id, version=version)
    transition(TRANSITIONS, membership.state, "exited")
    refuse_unknown(asked.reason, memberships.rules_of(membership).exit_reasons)
    ending = Ending(membership_id=membership_id, version=version, reason=asked.reason)
    proposing = Proposing(kind=EXIT, subject_id=membership_id, payload=ending, lifetime=LIFETIME)
    return await proposals.propose(transaction, proposing)


async def propose_revocation(
    transaction: Transaction, membership_id: UUID, asked: Revoking, *, version: int
) -> Proposal:
    """Propose to revoke a right, with what is undue by it. Raises what `propose_exit` raises."""
    membership = await memberships.take(transaction, membership_id, version=version)
    transition(TRANSITIONS, membership.state, "exited")
    refuse_unknown(asked.reason, memberships.rules_of(membership).revocation_reasons)
    undue = await undue_of(transaction, membership, asked.undue_from)
    revocation = Revocation(
        membership_id=membership_id,
        version=version,
        reason=asked.reason,
        still_eligible=asked.still_eligible,
        undue_from=asked.undue_from,
        currency=membership.currency,
        undue_minor=sum(month.received_minor for month in undue),
        undue_months=[month.month for month in undue],
        stopped_minor=sum(share.amount_minor for share in await stopped_by(transaction, asked.undue_from, membership)),
    )
    proposing = Proposing(kind=REVOCATION, subject_id=membership_id, payload=revocation, lifetime=LIFETIME)
    return await proposals.propose(transaction, proposing)


async def undue_of(
    transaction: Transaction, membership: Membership, undue_from: date | None
) -> Sequence[CreditedMonth]:
    """Return what was credited of a right from a month on, as far as nobody has claimed it back before."""
    return [] if undue_from is None else await set_offs.unclaimed(transaction, membership, undue_from)


async def stopped_by(
    transaction: Transaction, undue_from: date | None, membership: Membership
) -> Sequence[AccountShare]:
    """Return the account shares that are still to be paid of months from then on."""
    if undue_from is None:
        return []
    return await account_shares.stoppable(transaction, membership.id, month_of(undue_from))


async def end(transaction: Transaction, proposal: Proposal) -> None:
    """End a right that two people agreed to end, from today. Raises TransitionForbidden, Stale."""
    ending = await proposals.execute(transaction, proposal.id, Ending)
    membership = await memberships.take(transaction, ending.membership_id, version=ending.version)
    await memberships.end(transaction, membership, _exit(transaction, proposal, "requested", ending.reason))
    await tell(transaction, membership, reason=ending.reason)


async def revoke(transaction: Transaction, proposal: Proposal) -> None:
    """Revoke a right that two people agreed to revoke, and order what is undue to be set off.

    Raises TransitionForbidden, Stale, UndueChanged.
    """
    revocation = await proposals.execute(transaction, proposal.id, Revocation)
    membership = await memberships.take(transaction, revocation.membership_id, version=revocation.version)
    undue = await undue_of(transaction, membership, revocation.undue_from)
    stopped = await stopped_by(transaction, revocation.undue_from, membership)
    found = sum(month.received_minor for month in undue), sum(share.amount_minor for share in stopped)
    if found != (revocation.undue_minor, revocation.stopped_minor):
        raise UndueChanged("Something was credited or sent back since; propose the revocation again.")
    suspension = await suspensions.in_force(transaction, membership.id)
    ended = msgspec.structs.replace(
        _exit(transaction, proposal, "revoked", revocation.reason),
        still_eligible=revocation.still_eligible,
        suspended_on=transaction.today if suspension is None else suspension.suspended_on,
        undue_from=None if revocation.undue_from is None else month_of(revocation.undue_from),
    )
    await memberships.end(transaction, membership, ended)
    await account_shares.stop(transaction, stopped)
    if revocation.undue_minor:
        order = SetOffOrder(
            membership_id=membership.id, amount_minor=revocation.undue_minor, months=revocation.undue_months
        )
        await set_offs.order(transaction, membership, order, proposed_by=proposal.maker_id)
    await tell(transaction, membership, reason=revocation.reason)


def _exit(transaction: Transaction, proposal: Proposal, kind: memberships.ExitKind, reason: str) -> Exit:
    return Exit(
        id=uuid7(),
        membership_id=proposal.subject_id,
        kind=kind,
        reason=reason,
        exited_on=transaction.today,
        proposed_by=proposal.maker_id,
        decided_by=transaction.actor_id,
        decided_at=transaction.now,
    )


async def tell(transaction: Transaction, membership: Membership, *, reason: str) -> None:
    """Tell the holder that the right has ended, and why."""
    said = Telling(
        person_id=membership.holder_id,
        subject=sentence("Your benefit has ended."),
        body=sentence("From {exited_on} you have no right to it.", exited_on=transaction.today.isoformat()),
        details=(sentence("Reason: {reason_code}.", reason_code=reason),),
    )
    await letters.tell(transaction, [said])
