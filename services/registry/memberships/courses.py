"""Courses: all that has become of one right, put together for whoever decides about it."""

from uuid import UUID

import msgspec

from services.kit import proposals
from services.kit.db import Transaction
from services.kit.proposals import Proposal
from services.registry.memberships import credited_months, memberships, set_offs, suspensions
from services.registry.memberships.credited_months import CreditedMonth
from services.registry.memberships.memberships import Exit, Membership, MembershipState
from services.registry.memberships.set_offs import SetOff
from services.registry.memberships.suspensions import Suspension


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A right's course. `allowed` are the states it may go to next, for the reasons that its programme knows."""

    id: UUID
    version: int
    membership: Membership
    allowed: list[MembershipState]
    suspension_reasons: list[str]
    lifting_reasons: list[str]
    exit_reasons: list[str]
    revocation_reasons: list[str]
    suspensions: list[Suspension]
    exit: Exit | None
    credited: list[CreditedMonth]
    set_offs: list[SetOff]
    proposals: list[Proposal]
    """All that was ever proposed about it, newest first."""


async def find(transaction: Transaction, membership_id: UUID) -> Course:
    """Return a right's course. Raises NotFound."""
    membership = await memberships.find(transaction, membership_id)
    rules = memberships.rules_of(membership)
    return Course(
        id=membership.id,
        version=membership.version,
        membership=membership,
        allowed=list(memberships.TRANSITIONS.get(membership.state, ())),
        suspension_reasons=list(rules.suspension_reasons),
        lifting_reasons=list(rules.lifting_reasons),
        exit_reasons=list(rules.exit_reasons),
        revocation_reasons=list(rules.revocation_reasons),
        suspensions=await suspensions.of_membership(transaction, membership_id),
        exit=await memberships.exit_of(transaction, membership_id),
        credited=await credited_months.months_of(
            transaction,
            membership.household_id,
            membership.programme,
            first=membership.starts_on,
            last=membership.ends_on,
        ),
        set_offs=await set_offs.of_membership(transaction, membership_id),
        proposals=await proposals.of_subject(transaction, membership_id),
    )
