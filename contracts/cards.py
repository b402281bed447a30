"""What cards says: wallets, cards, budget lines, benefit runs, payments, refunds and settlement days."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.types import Currency, MerchantCategory, MinorUnits


class BudgetLineFunded(Event, frozen=True, aggregate="budget_line_id"):
    """Two people have put money on a budget line."""

    type = "cards.budget_line_funded.v1"
    budget_line_id: UUID
    programme: str
    amount_minor: MinorUnits
    currency: Currency
    decision_number: str


class BudgetLineMoved(Event, frozen=True, aggregate="budget_line_id"):
    """Two people have moved money to another line; `carried_over` when it is the rest of a line that they closed."""

    type = "cards.budget_line_moved.v1"
    budget_line_id: UUID
    programme: str
    to_line_id: UUID
    to_programme: str
    amount_minor: MinorUnits
    currency: Currency
    decision_number: str
    carried_over: bool = False


class BudgetLineReturned(Event, frozen=True, aggregate="budget_line_id"):
    """Money of a line that two people closed went back to the municipality's own account, at once or later."""

    type = "cards.budget_line_returned.v1"
    budget_line_id: UUID
    programme: str
    amount_minor: MinorUnits
    currency: Currency
    decision_number: str


class BudgetLineClosed(Event, frozen=True, aggregate="budget_line_id"):
    """Two people have closed a line; `successor_id` is the line to which its rest, and what comes back later, goes."""

    type = "cards.budget_line_closed.v1"
    budget_line_id: UUID
    programme: str
    decision_number: str
    successor_id: UUID | None = None


class WalletOpened(Event, frozen=True, aggregate="wallet_id"):
    """A household (or, in the incubator's programmes, a participant) can hold money of this currency."""

    type = "cards.wallet_opened.v1"
    wallet_id: UUID
    household_id: UUID
    currency: Currency


class CardOrdered(Event, frozen=True, aggregate="card_id"):
    """A card was ordered for a holder. It holds no money; the desk prints it."""

    type = "cards.card_ordered.v1"
    card_id: UUID
    wallet_id: UUID
    holder_id: UUID
    reason: Literal["first", "renewal", "replacement"] = "first"


class CardIssued(Event, frozen=True, aggregate="card_id"):
    """A card was handed to its holder and can be used."""

    type = "cards.card_issued.v1"
    card_id: UUID
    wallet_id: UUID
    holder_id: UUID


class CardStopped(Event, frozen=True, aggregate="card_id"):
    """A card can no longer be used; the money stays in the wallet."""

    type = "cards.card_stopped.v1"
    card_id: UUID
    wallet_id: UUID
    holder_id: UUID
    reason: Literal["blocked", "lost", "stolen", "replaced", "closed", "expired"]


class AccountShare(msgspec.Struct, frozen=True, kw_only=True):
    """The part of one household's benefit that is not paid by card."""

    household_id: UUID
    membership_id: UUID
    amount_minor: MinorUnits


class RunFundsReserved(Event, frozen=True, aggregate="run_id"):
    """An approved run's money is reserved; this chunk of its account shares was looked at again and may be paid."""

    type = "cards.run_funds_reserved.v1"
    run_id: UUID
    programme: str
    budget_line_id: UUID
    month: date
    currency: Currency
    account_shares: list[AccountShare]


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """One lot credited to one wallet."""

    lot_id: UUID
    wallet_id: UUID
    household_id: UUID
    amount_minor: MinorUnits
    expires_on: date


class BenefitsCredited(Event, frozen=True, aggregate="run_id"):
    """A chunk of a run's card shares was credited as lots."""

    type = "cards.benefits_credited.v1"
    run_id: UUID
    programme: str
    budget_line_id: UUID
    month: date
    currency: Currency
    credits: list[Credit]


class Taking(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept back of one household for one set-off."""

    set_off_id: UUID
    household_id: UUID
    amount_minor: MinorUnits


class SetOffTaken(Event, frozen=True, aggregate="run_id"):
    """A chunk of a run kept back these sums; the money stayed on its budget line."""

    type = "cards.set_off_taken.v1"
    run_id: UUID
    programme: str
    currency: Currency
    takings: list[Taking]


class ExpiringCredit(msgspec.Struct, frozen=True, kw_only=True):
    """What a household has not spent of a lot."""

    lot_id: UUID
    wallet_id: UUID
    household_id: UUID
    amount_minor: MinorUnits
    expires_on: date


class ExpiryAnnounced(Event, frozen=True, aggregate="notice_id"):
    """These lots expire soon; the holders are told, once for each lot."""

    type = "cards.expiry_announced.v1"
    notice_id: UUID
    programme: str
    currency: Currency
    credits: list[ExpiringCredit]


class ExpiredCredit(ExpiringCredit, frozen=True, kw_only=True):
    """What a household had not spent of a month's lot after its last day."""

    month: date


class LotsExpired(Event, frozen=True, aggregate="sweep_id"):
    """A chunk of a day's expired lots: what was left of them went back to their budget line, after notice."""

    type = "cards.lots_expired.v1"
    sweep_id: UUID
    programme: str
    budget_line_id: UUID
    currency: Currency
    credits: list[ExpiredCredit]


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
    authorisation_id: UUID | None = None
    """Set when this captures part or all of what was held before: each capture is a payment of its own."""


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


class MerchantTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What one merchant is owed for a settlement day. `net_minor` = payments − refunds, bonuses included."""

    merchant_id: UUID
    currency: Currency
    payments_count: int
    refunds_count: int
    net_minor: int


class SettlementDayClosed(Event, frozen=True, aggregate="settlement_day_id"):
    """No posting will carry this settlement date any more; these are its figures for each merchant."""

    type = "cards.settlement_day_closed.v1"
    settlement_day_id: UUID
    settlement_date: date
    totals: list[MerchantTotal]


class LedgerSealed(Event, frozen=True, aggregate="checkpoint_id"):
    """The ledger's root over so many transfers was signed. Whoever keeps it can tell later what was changed."""

    type = "cards.ledger_sealed.v1"
    checkpoint_id: UUID
    size: int
    root: str
    """In base64."""
    checkpoint: str
    """The signed note (C2SP tlog-checkpoint)."""
    verifier_key: str
