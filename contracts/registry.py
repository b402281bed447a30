"""What registry says: who is entitled to what, from when to when, and who is forgotten. No name, no number."""

from datetime import date
from typing import Literal
from uuid import UUID

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
    """A household is entitled to a programme's benefit, both days included. The two shares add up to the month."""

    type = "registry.membership_activated.v1"
    membership_id: UUID
    household_id: UUID
    holder_id: UUID
    application_id: UUID
    programme: str
    currency: Currency
    monthly_amount_minor: MinorUnits
    card_share_minor: MinorUnits
    account_share_minor: MinorUnits
    starts_on: date
    ends_on: date


class MembershipSuspended(Event, frozen=True, aggregate="membership_id"):
    """Nothing is credited for this membership until it is resumed."""

    type = "registry.membership_suspended.v1"
    membership_id: UUID
    household_id: UUID
    programme: str
    reason: str
    suspended_on: date


class MembershipResumed(Event, frozen=True, aggregate="membership_id"):
    """A suspension was lifted."""

    type = "registry.membership_resumed.v1"
    membership_id: UUID
    household_id: UUID
    programme: str
    resumed_on: date


class MembershipExited(Event, frozen=True, aggregate="membership_id"):
    """A membership ended before its last day; `exited_on` is the first day without it."""

    type = "registry.membership_exited.v1"
    membership_id: UUID
    household_id: UUID
    programme: str
    reason: str
    exited_on: date


class PersonErased(Event, frozen=True, aggregate="person_id"):
    """A person's data was erased here; every service that keeps some shreds its own."""

    type = "registry.person_erased.v1"
    person_id: UUID
