"""Money set aside for what the incubator has awarded or ordered, and its way to those who earn it.

A service order is told as an award of one tranche: both ids are the order's.
"""

from typing import Literal
from uuid import UUID

from contracts.envelope import Event
from contracts.types import Currency, MinorUnits

CommitmentReason = Literal["line_unknown", "line_closed", "wrong_currency", "wrong_purpose", "line_too_small"]


class FundsCommitted(Event, frozen=True, aggregate="commitment_id"):
    """An award's money was set aside: its budget line cannot spend it on anything else."""

    type = "cards.funds_committed.v1"
    commitment_id: UUID
    award_id: UUID
    budget_line_id: UUID
    currency: Currency
    amount_minor: MinorUnits


class CommitmentRefused(Event, frozen=True, aggregate="commitment_id"):
    """An award's money could not be set aside; nothing was moved."""

    type = "cards.commitment_refused.v1"
    commitment_id: UUID
    award_id: UUID
    budget_line_id: UUID
    reason: CommitmentReason


class GrantCredited(Event, frozen=True, aggregate="grant_id"):
    """A tranche of an award is the merchant's now, and goes into its next payout."""

    type = "cards.grant_credited.v1"
    grant_id: UUID
    award_id: UUID
    tranche_id: UUID
    budget_line_id: UUID
    merchant_id: UUID
    currency: Currency
    amount_minor: MinorUnits


class CommitmentEnded(Event, frozen=True, aggregate="commitment_id"):
    """What was left of an award is its budget line's again, and what was not spent was taken back of the merchant."""

    type = "cards.commitment_ended.v1"
    commitment_id: UUID
    award_id: UUID
    budget_line_id: UUID
    currency: Currency
    freed_minor: MinorUnits
    recovered_minor: MinorUnits
    merchant_id: UUID | None = None
    """Whose next payouts are less by what was taken back."""
