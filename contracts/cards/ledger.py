"""Settlement days, and the sealed ledger."""

from datetime import date
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.types import Currency


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
