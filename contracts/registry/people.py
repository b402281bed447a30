"""What registry says of households and people: who lives with whom, is at risk, acts for others, complained."""

from datetime import date
from typing import Literal
from uuid import UUID

from contracts.envelope import Event
from contracts.types import BasisPoints


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


class HouseholdProtected(Event, frozen=True, aggregate="household_id"):
    """A household's people are at risk from now on: whoever keeps or shows where it lives or shops hides it."""

    type = "registry.household_protected.v1"
    household_id: UUID
    protected_on: date


class HouseholdUnprotected(Event, frozen=True, aggregate="household_id"):
    """The risk is over: the household is shown like any other."""

    type = "registry.household_unprotected.v1"
    household_id: UUID
    unprotected_on: date


class PersonDied(Event, frozen=True, aggregate="person_id"):
    """A person died: every card that this person holds is stopped at once. The money stays the household's."""

    type = "registry.person_died.v1"
    person_id: UUID
    died_on: date


class PersonDeathRevoked(Event, frozen=True, aggregate="person_id"):
    """A death was entered by mistake: the person lives. Stopped cards stay so, new ones are ordered where they hold."""

    type = "registry.person_death_revoked.v1"
    person_id: UUID
    revoked_on: date


class HouseholdReopened(Event, frozen=True, aggregate="household_id"):
    """A household had closed by a death entered by mistake: its wallet takes money again. Its rights are told apart."""

    type = "registry.household_reopened.v1"
    household_id: UUID
    reopened_on: date


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
