"""What a till asks about itself before it sells: whose money it counts in, who is signed on, what time it is here."""

from datetime import datetime
from uuid import UUID

import msgspec

from contracts.merchants import CashierRight
from services.cards.shops.cashiers import Cashier
from services.cards.shops.signatures import TillStopped
from services.kit.clock import wall_time
from services.kit.db import Transaction
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)


class SigningTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a device has to know before it can sign, told to everybody."""

    origin: str
    """What stands before the path in the `@target-uri` of a till's signature."""
    now: datetime
    """The time by which signatures are judged: a till whose clock is wrong reckons by this one."""


class TillStanding(msgspec.Struct, frozen=True, kw_only=True):
    """A till as its cashier needs to know it."""

    till_id: UUID
    merchant_id: UUID
    currency: str
    timezone: str
    """IANA name; what the till shows happened at a time there, whatever its own clock is set to."""
    categories: list[str]
    """What the shop sells (ISO 18245): the lines of a basket are of these."""
    period: int
    has_cashiers: bool
    """Whether somebody has to sign on before it sells."""
    cashier: Cashier | None
    """Who is signed on."""


def terms(settings: Settings) -> SigningTerms:
    """Return what a device signs for, and when it is now."""
    return SigningTerms(origin=settings.public_url.rstrip("/"), now=wall_time())


async def of_till(transaction: Transaction, till_id: UUID) -> TillStanding:
    """Return how a till stands. Raises TillStopped."""
    row = await transaction.fetchrow(queries.standing, till_id)
    assert row is not None  # its signature was checked
    if row["stopped_at"] is not None:
        raise TillStopped("This till was stopped; ask the shop's owner.")
    rights: list[CashierRight] | None = row["rights"]
    cashier = None if rights is None else Cashier(id=row["cashier_id"], number=row["number"], rights=rights)
    return TillStanding(
        till_id=till_id,
        merchant_id=row["merchant_id"],
        currency=row["currency"],
        timezone=transaction.municipality.timezone,
        categories=row["categories"],
        period=row["period"],
        has_cashiers=row["has_cashiers"],
        cashier=cashier,
    )
