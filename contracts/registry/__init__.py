"""What registry says: who is entitled to what, from when to when, and who is forgotten. No name, no number."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.registry.account_shares import (
    AccountShareCancelled as AccountShareCancelled,
)
from contracts.registry.account_shares import (
    AccountSharePaid as AccountSharePaid,
)
from contracts.registry.account_shares import (
    AccountShareReturned as AccountShareReturned,
)
from contracts.registry.account_shares import (
    AccountShareSettled as AccountShareSettled,
)
from contracts.types import BasisPoints, Currency, MinorUnits


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


class HouseholdHeld(Event, frozen=True, aggregate="hold_id"):
    """A benefit run leaves this household out until the hold is released; other holds on it may remain."""

    type = "registry.household_held.v1"
    hold_id: UUID
    household_id: UUID
    reason: Literal["possible_duplicate"]
    held_on: date


class HouseholdReleased(Event, frozen=True, aggregate="hold_id"):
    """A hold on a household was released."""

    type = "registry.household_released.v1"
    hold_id: UUID
    household_id: UUID
    released_on: date


class MemberJoined(Event, frozen=True, aggregate="household_id"):
    """A person belongs to a household from this day. No money moves."""

    type = "registry.member_joined.v1"
    household_id: UUID
    person_id: UUID
    joined_on: date


class MemberLeft(Event, frozen=True, aggregate="household_id"):
    """A person belongs to a household no more, from this day. No money moves."""

    type = "registry.member_left.v1"
    household_id: UUID
    person_id: UUID
    left_on: date


class HolderChanged(Event, frozen=True, aggregate="household_id"):
    """Another person holds the household's card: the former holder's is stopped, the money stays in the wallet."""

    type = "registry.holder_changed.v1"
    household_id: UUID
    former_holder_id: UUID
    holder_id: UUID
    changed_on: date


class HouseholdSplit(Event, frozen=True, aggregate="household_id"):
    """Part of a household lives apart: that share of each lot, rounded down, goes with it, as two people confirmed."""

    type = "registry.household_split.v1"
    household_id: UUID
    new_household_id: UUID
    new_holder_id: UUID
    share_basis_points: BasisPoints
    split_on: date


class HouseholdMerged(Event, frozen=True, aggregate="household_id"):
    """A household went up in another one: its lots move there and its cards are stopped."""

    type = "registry.household_merged.v1"
    household_id: UUID
    into_household_id: UUID
    merged_on: date


class HouseholdClosed(Event, frozen=True, aggregate="household_id"):
    """A household is no more, or not here: its cards are stopped and what is left returns to the budget lines."""

    type = "registry.household_closed.v1"
    household_id: UUID
    reason: Literal["died", "moved_away"]
    closed_on: date


class PersonDied(Event, frozen=True, aggregate="person_id"):
    """A person died: every card that this person holds is stopped at once. The money stays the household's."""

    type = "registry.person_died.v1"
    person_id: UUID
    died_on: date


class ProxyAppointed(Event, frozen=True, aggregate="proxy_id"):
    """With the holder's consent another person may shop with an own card of the household, or collect its card."""

    type = "registry.proxy_appointed.v1"
    proxy_id: UUID
    household_id: UUID
    person_id: UUID
    may: list[Literal["shop", "collect"]]
    starts_on: date
    ends_on: date | None


class ProxyEnded(Event, frozen=True, aggregate="proxy_id"):
    """A proxy may act no more: the own card of it is stopped."""

    type = "registry.proxy_ended.v1"
    proxy_id: UUID
    household_id: UUID
    person_id: UUID
    ended_on: date


class GrievanceReceived(Event, frozen=True, aggregate="grievance_id"):
    """Somebody complained; who and about what exactly stays with registry."""

    type = "registry.grievance_received.v1"
    grievance_id: UUID
    category: str
    received_on: date


class GrievanceClosed(Event, frozen=True, aggregate="grievance_id"):
    """A complaint was answered and closed."""

    type = "registry.grievance_closed.v1"
    grievance_id: UUID
    category: str
    upheld: bool
    closed_on: date


class PersonErased(Event, frozen=True, aggregate="person_id"):
    """A person's data was erased here; every service that keeps some shreds its own."""

    type = "registry.person_erased.v1"
    person_id: UUID
