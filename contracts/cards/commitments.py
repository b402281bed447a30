"""Money set aside for what the incubator has awarded or ordered, and its way to those who earn it.

An award and a public body's service order go the same way, and `kind` says which of them it is; of an order, the ids of
award and tranche are both the order's.
"""

from typing import Literal
from uuid import UUID

from contracts.envelope import Event
from contracts.types import Currency, MinorUnits

CommitmentReason = Literal["line_unknown", "line_closed", "wrong_currency", "wrong_purpose", "line_too_small"]
CommitmentKind = Literal["award", "order"]


class FundsCommitted(Event, frozen=True, aggregate="commitment_id"):
    """The money of an award, or of a service order, was set aside: its budget line cannot spend it on anything else."""

    type = "cards.funds_committed.v1"
    commitment_id: UUID
    award_id: UUID
    budget_line_id: UUID
    currency: Currency
    amount_minor: MinorUnits
    kind: CommitmentKind = "award"


class CommitmentRefused(Event, frozen=True, aggregate="commitment_id"):
    """The money of an award, or of a service order, could not be set aside; nothing was moved."""

    type = "cards.commitment_refused.v1"
    commitment_id: UUID
    award_id: UUID
    budget_line_id: UUID
    reason: CommitmentReason
    kind: CommitmentKind = "award"


class GrantCredited(Event, frozen=True, aggregate="grant_id"):
    """A tranche of an award, or an order's payment, is the merchant's now, and goes into its next payout."""

    type = "cards.grant_credited.v1"
    grant_id: UUID
    award_id: UUID
    tranche_id: UUID
    budget_line_id: UUID
    merchant_id: UUID
    currency: Currency
    amount_minor: MinorUnits
    kind: CommitmentKind = "award"


class CommitmentEnded(Event, frozen=True, aggregate="commitment_id"):
    """What was left of an award or an order is its budget line's again; what was not spent, taken back."""

    type = "cards.commitment_ended.v1"
    commitment_id: UUID
    award_id: UUID
    budget_line_id: UUID
    currency: Currency
    freed_minor: MinorUnits
    recovered_minor: MinorUnits
    merchant_id: UUID | None = None
    """Whose next payouts are less by what was taken back."""
    kind: CommitmentKind = "award"
