"""What incubator says: calls and their decisions, cohorts and attendance, and which enterprises exist."""

from datetime import date
from typing import Literal
from uuid import UUID

from contracts.envelope import Event
from contracts.types import Currency, MerchantCategory, MinorUnits


class ApplicationDecided(Event, frozen=True, aggregate="application_id"):
    """An application to a call was decided by someone who did not review it."""

    type = "incubator.application_decided.v1"
    application_id: UUID
    call_id: UUID
    applicant_id: UUID
    outcome: Literal["awarded", "reserve", "rejected"]
    score_basis_points: int
    """The mean of the reviewers' weighted scores, in hundredths of a percent of the maximum."""


class ParticipantEnrolled(Event, frozen=True, aggregate="enrolment_id"):
    """A person joined a cohort; where the cohort pays a training allowance, cards opens a wallet for it."""

    type = "incubator.participant_enrolled.v1"
    enrolment_id: UUID
    cohort_id: UUID
    participant_id: UUID
    programme: str
    currency: Currency
    allowance_minor: MinorUnits
    """Monthly training allowance on the card; 0 where the cohort pays none."""
    starts_on: date
    ends_on: date


class AttendanceRecorded(Event, frozen=True, aggregate="enrolment_id"):
    """A participant was, or was not, at a session. An absence caused by an unmet need does not count against.

    A later one of the same session corrects the earlier: who missed it has made up for it in another session.
    """

    type = "incubator.attendance_recorded.v1"
    enrolment_id: UUID
    cohort_id: UUID
    participant_id: UUID
    session_id: UUID
    attended: bool
    counts_against: bool
    made_up_in: UUID | None = None
    """The session in which the missed one was made up for."""


class SessionHeld(Event, frozen=True, aggregate="session_id"):
    """A day of training has taken place. Of what its participants needed to take part: counts, never what or whose."""

    type = "incubator.session_held.v1"
    session_id: UUID
    cohort_id: UUID
    needs_met: int
    needs_waived: int
    """By those whose needs they are."""
    needs_unmet: int
    """Stated after the session was confirmed; an absence for it counts against nobody."""


class FollowUpClosed(Event, frozen=True, aggregate="follow_up_id"):
    """Months after the cohort a participant has said what came of it, or was not reached; a later one corrects it."""

    type = "incubator.follow_up_closed.v1"
    follow_up_id: UUID
    enrolment_id: UUID
    participant_id: UUID
    months: int
    """After the end of the cohort."""
    outcome: Literal["answered", "unreachable"]
    is_working: bool = False
    """In an enterprise of their own or for somebody else."""
    jobs: int = 0
    """Those that the enterprise gives besides the founder's own."""


class EnterpriseAccredited(Event, frozen=True, aggregate="enterprise_id"):
    """Two people passed an enterprise through the trading gate; it becomes a merchant with its checks carried over."""

    type = "incubator.enterprise_accredited.v1"
    enterprise_id: UUID
    owner_id: UUID
    trade_name: str
    legal_form: str
    country: str
    registration_number: str
    categories: list[MerchantCategory]
    currency: Currency
    accredited_on: date


class AwardCommitted(Event, frozen=True, aggregate="award_id"):
    """Two people have agreed to an award of money; it is to be set aside on its budget line until it is paid."""

    type = "incubator.award_committed.v1"
    award_id: UUID
    application_id: UUID
    budget_line_id: UUID
    currency: Currency
    amount_minor: MinorUnits


class TrancheReleased(Event, frozen=True, aggregate="tranche_id"):
    """A part of an award was earned by a milestone that two people accepted, and is to be paid to this merchant."""

    type = "incubator.tranche_released.v1"
    tranche_id: UUID
    award_id: UUID
    merchant_id: UUID
    currency: Currency
    amount_minor: MinorUnits


class AwardClosed(Event, frozen=True, aggregate="award_id"):
    """Two people have closed an award: what was not paid is free again, and what was not spent is taken back."""

    type = "incubator.award_closed.v1"
    award_id: UUID
    currency: Currency
    freed_minor: MinorUnits
    recovered_minor: MinorUnits
    merchant_id: UUID | None = None
    """Who was paid, and owes what is recovered; none where nothing was paid."""


class OrderPublished(Event, frozen=True, aggregate="order_id"):
    """A public body needs work that a budget line pays; its value is to be set aside before anybody is offered it."""

    type = "incubator.order_published.v1"
    order_id: UUID
    budget_line_id: UUID
    currency: Currency
    amount_minor: MinorUnits


class OrderPaymentReleased(Event, frozen=True, aggregate="order_id"):
    """Work was delivered, approved by one person and let be paid by another: the invoice's sum, to this merchant.

    What the invoice leaves of the value that was set aside is free again.
    """

    type = "incubator.order_payment_released.v1"
    order_id: UUID
    merchant_id: UUID
    currency: Currency
    amount_minor: MinorUnits
    freed_minor: MinorUnits


class OrderCancelled(Event, frozen=True, aggregate="order_id"):
    """An order was taken back before anybody took it on: what was set aside for it is free again."""

    type = "incubator.order_cancelled.v1"
    order_id: UUID
    currency: Currency
    freed_minor: MinorUnits
