"""Settlement days, tills' reports, what shops are charged besides, and the sealed ledger."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.types import Currency, MinorUnits, SignedMinorUnits

ChargeKind = Literal["fee", "claw_back"]
TillLineKind = Literal["sale", "withdrawal", "declined", "refund", "supplier"]


class MerchantTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What one merchant is owed for a settlement day.

    `net_minor` = payments − refunds + re-spends received − re-spends paid, bonuses included.
    """

    merchant_id: UUID
    currency: Currency
    payments_count: int
    refunds_count: int
    net_minor: int
    respends_count: int = 0
    """Paid to other shops or received from them."""


class TillLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one cashier has done of one kind in a period, by number; without one, where nobody was signed on."""

    kind: TillLineKind
    cashier_number: int | None
    times: int
    amount_minor: MinorUnits
    bonus_minor: MinorUnits
    remainder_minor: MinorUnits
    """What holders had to pay in cash beside the card."""
    net_minor: SignedMinorUnits
    """What the shop is owed by it."""


class TillReportMade(Event, frozen=True, aggregate="report_id"):
    """A till's period has ended: these are its figures for good, by kind and cashier."""

    type = "cards.till_report_made.v1"
    report_id: UUID
    till_id: UUID
    merchant_id: UUID
    period: int
    currency: Currency
    net_minor: SignedMinorUnits
    lines: list[TillLine]
    closed_by_number: int | None
    """The cashier who ended it."""
    closed_at: datetime


class TillBlocked(Event, frozen=True, aggregate="block_id"):
    """Whoever was called has stopped a till at once, before its shop did: it may send nothing any more."""

    type = "cards.till_blocked.v1"
    block_id: UUID
    """The till itself is merchants' to tell of: what is said of one thing comes from one service, in its order."""
    till_id: UUID
    merchant_id: UUID


class MerchantCharged(Event, frozen=True, aggregate="charge_id"):
    """Two people have let a shop pay a fee, or pay back what it should not have received; or have taken that back.

    Its next payouts are less by it, or more when it takes an earlier charge back.
    """

    type = "cards.merchant_charged.v1"
    charge_id: UUID
    merchant_id: UUID
    kind: ChargeKind
    budget_line_id: UUID
    """The line that receives it, or gives it back."""
    currency: Currency
    amount_minor: MinorUnits
    month: date | None = None
    """Of a fee: the first of the month whose sales it is for."""
    payment_id: UUID | None = None
    """Of a claw-back: the sale that it is about, where it is about one."""
    reverses_id: UUID | None = None
    """The charge that this takes back, whole."""


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
