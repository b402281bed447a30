"""What registry says of entitlements: who was decided to receive what, from when to when, and what is kept back."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.types import Currency, MinorUnits


class ApplicationDecided(Event, frozen=True, aggregate="application_id"):
    """A second person decided an application. `failed` names the conditions that were not met, as codes."""

    type = "registry.application_decided.v1"
    application_id: UUID
    household_id: UUID
    programme: str
    outcome: Literal["approved", "rejected"]
    failed: list[str]
    rule_version: str
    applied_on: date
    decided_on: date
    currency: Currency
    monthly_amount_minor: MinorUnits


class MembershipActivated(Event, frozen=True, aggregate="membership_id"):
    """A household is entitled to a programme's benefit, both days included. The two shares add up to the month.

    `application_id` is absent where another body decided. Of a `protected` household nothing published places it.
    """

    type = "registry.membership_activated.v1"
    membership_id: UUID
    household_id: UUID
    holder_id: UUID
    application_id: UUID | None
    programme: str
    currency: Currency
    monthly_amount_minor: MinorUnits
    card_share_minor: MinorUnits
    account_share_minor: MinorUnits
    starts_on: date
    ends_on: date
    protected: bool = False
    arrears: tuple[date, ...] = ()
    """The first days of the months of this right that were missed, because it was decided late, and are owed."""


class MembershipSuspended(Event, frozen=True, aggregate="membership_id"):
    """Nothing is credited for this membership until it is resumed."""

    type = "registry.membership_suspended.v1"
    membership_id: UUID
    household_id: UUID
    programme: str
    reason: str
    suspended_on: date


class MembershipResumed(Event, frozen=True, aggregate="membership_id"):
    """A suspension was lifted. `arrears` are the first days of the months that were not credited and now are owed."""

    type = "registry.membership_resumed.v1"
    membership_id: UUID
    household_id: UUID
    programme: str
    resumed_on: date
    arrears: tuple[date, ...] = ()


class MembershipExited(Event, frozen=True, aggregate="membership_id"):
    """A membership ended before its last day; `exited_on` is the first day without it."""

    type = "registry.membership_exited.v1"
    membership_id: UUID
    household_id: UUID
    programme: str
    reason: str
    exited_on: date


class MembershipExtension(msgspec.Struct, frozen=True, kw_only=True):
    """One right's new last day."""

    membership_id: UUID
    household_id: UUID
    ends_on: date


class MembershipsExtended(Event, frozen=True, aggregate="extension_id"):
    """The rights of a place and cohort last longer, by a public decision (after an earthquake, say); amounts stay."""

    type = "registry.memberships_extended.v1"
    extension_id: UUID
    programme: str
    decision_number: str
    extensions: list[MembershipExtension]


class SetOffOrdered(Event, frozen=True, aggregate="set_off_id"):
    """Undue sums are kept back of a household's benefits, so much in all; said again with less after a repayment."""

    type = "registry.set_off_ordered.v1"
    set_off_id: UUID
    household_id: UUID
    programme: str
    currency: Currency
    amount_minor: MinorUnits
    ordered_on: date


class SetOffLifted(Event, frozen=True, aggregate="set_off_id"):
    """Nothing more is kept back: the rest was repaid in another way, or is not owed."""

    type = "registry.set_off_lifted.v1"
    set_off_id: UUID
    household_id: UUID
    lifted_on: date
