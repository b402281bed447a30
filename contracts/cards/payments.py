"""Payments, from the hold to the refund."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.types import Currency, MerchantCategory, MinorUnits, PositiveMinorUnits


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    """What a payment took from money of one programme, budget line and month."""

    programme: str
    budget_line_id: UUID
    month: date
    amount_minor: MinorUnits


class PaymentCaptured(Event, frozen=True, aggregate="payment_id"):
    """A till's sale was paid. `amount_minor` is what the programmes paid, `bonus_minor` what the pot added to it."""

    type = "cards.payment_captured.v1"
    payment_id: UUID
    wallet_id: UUID
    merchant_id: UUID
    till_id: UUID
    category: MerchantCategory
    currency: Currency
    requested_minor: MinorUnits
    amount_minor: MinorUnits
    bonus_minor: MinorUnits
    remainder_minor: MinorUnits
    """What was left to pay in cash."""
    settlement_date: date
    draws: list[Draw]
    cash: bool = False
    """Whether the shop gave cash for it: where the holder spends that is seen by nobody."""
    authorisation_id: UUID | None = None
    """Set when this captures part or all of what was held before: each capture is a payment of its own."""
    discount_minor: MinorUnits = 0
    """What the shop has taken off its price: nobody pays it."""
    offer_id: UUID | None = None
    """The offer that added the bonus."""
    discount_offer_id: UUID | None = None
    """The shop's own offer by which it has lowered its price."""


class PaymentAuthorised(Event, frozen=True, aggregate="authorisation_id"):
    """Money is held for a shop. Nothing is paid yet; each capture is a payment of its own."""

    type = "cards.payment_authorised.v1"
    authorisation_id: UUID
    wallet_id: UUID
    merchant_id: UUID
    till_id: UUID
    category: MerchantCategory
    currency: Currency
    requested_minor: MinorUnits
    held_minor: MinorUnits
    remainder_minor: MinorUnits
    expires_at: datetime


class AuthorisationReleased(Event, frozen=True, aggregate="authorisation_id"):
    """What was left of a hold is free again: let go by the shop, by time, or left over by the last capture."""

    type = "cards.authorisation_released.v1"
    authorisation_id: UUID
    wallet_id: UUID
    merchant_id: UUID
    currency: Currency
    amount_minor: MinorUnits
    reason: Literal["voided", "expired", "captured"]


class PaymentDeclined(Event, frozen=True, aggregate="payment_id"):
    """A till's sale was declined; a decline is a recorded payment with a code."""

    type = "cards.payment_declined.v1"
    payment_id: UUID
    merchant_id: UUID
    till_id: UUID
    currency: Currency
    requested_minor: MinorUnits
    decline_code: str


class PaymentRefunded(Event, frozen=True, aggregate="payment_id"):
    """Part or all of a payment went back into the very lots it was drawn from, and the bonus into its pot."""

    type = "cards.payment_refunded.v1"
    refund_id: UUID
    payment_id: UUID
    wallet_id: UUID
    merchant_id: UUID
    till_id: UUID
    currency: Currency
    amount_minor: MinorUnits
    bonus_minor: MinorUnits
    settlement_date: date
    draws: list[Draw]
    cash: bool = False
    """Whether it is cash that came back."""


DisputeReason = Literal[
    "not_made", "wrong_amount", "charged_twice", "goods_not_received", "goods_returned", "goods_faulty"
]


class DisputeOpened(Event, frozen=True, aggregate="dispute_id"):
    """A holder has disputed a payment or a part of it; the shop can answer until a day."""

    type = "cards.dispute_opened.v1"
    dispute_id: UUID
    payment_id: UUID
    merchant_id: UUID
    currency: Currency
    amount_minor: PositiveMinorUnits
    reason: DisputeReason
    answer_by: date


class DisputeClosed(Event, frozen=True, aggregate="dispute_id"):
    """A dispute was decided by two people or given up. When it was upheld, `refund_id` is what the shop gives back."""

    type = "cards.dispute_closed.v1"
    dispute_id: UUID
    payment_id: UUID
    merchant_id: UUID
    outcome: Literal["upheld", "rejected", "withdrawn"]
    refund_id: UUID | None = None
    """Absent also when the shop had given back all of it by itself."""


class DisputeDelayed(Event, frozen=True, aggregate="dispute_id"):
    """Nobody has decided a dispute by the day by which it had to be decided. It is said once."""

    type = "cards.dispute_delayed.v1"
    dispute_id: UUID
    payment_id: UUID
    merchant_id: UUID
    decide_by: date


class ProvisionalLot(msgspec.Struct, frozen=True, kw_only=True):
    """Money of one lot that a dispute brought a household, or took back to its budget line."""

    lot_id: UUID
    wallet_id: UUID
    household_id: UUID
    programme: str
    budget_line_id: UUID
    month: date
    amount_minor: MinorUnits


class ProvisionalCredited(Event, frozen=True, aggregate="dispute_id"):
    """Two people gave a household money of its budget lines again until its dispute is decided."""

    type = "cards.provisional_credited.v1"
    dispute_id: UUID
    currency: Currency
    credits: list[ProvisionalLot]


class ProvisionalReturned(Event, frozen=True, aggregate="dispute_id"):
    """A dispute has ended, and its provisional credit went back to the budget lines; `uncovered_minor` did not."""

    type = "cards.provisional_returned.v1"
    dispute_id: UUID
    currency: Currency
    returns: list[ProvisionalLot]
    uncovered_minor: MinorUnits


class RespendPart(msgspec.Struct, frozen=True, kw_only=True):
    """Money of one origin that a shop paid; `hop` is the number of shops that have held it, the paid one included."""

    programme: str
    budget_line_id: UUID
    month: date | None
    """Absent for what came from a pot."""
    hop: int
    amount_minor: MinorUnits


class RespendMade(Event, frozen=True, aggregate="respend_id"):
    """A shop paid another shop of the network out of what it had received, and the pot added a bonus for the payer.

    For its settlement day the payer is owed `bonus_minor` − `amount_minor`, the payee `amount_minor`.
    """

    type = "cards.respend_made.v1"
    respend_id: UUID
    payer_id: UUID
    payee_id: UUID
    till_id: UUID
    currency: Currency
    amount_minor: MinorUnits
    bonus_minor: MinorUnits
    settlement_date: date
    parts: list[RespendPart]
