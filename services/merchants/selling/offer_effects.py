"""Effects of offers: what one has given so far, and what its merchants sold with it and for as long before it.

The figures are the ledger's, as settlement keeps them, by settlement date. They show what happened beside an offer, not
that it happened because of it: prices, seasons and benefits change sales too.
"""

from datetime import date, timedelta
from uuid import UUID

import msgspec

from contracts.types import Currency
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.merchants.selling import offers
from services.merchants.selling.offers import Offer

queries = load_queries(__file__)


class Sold(msgspec.Struct, frozen=True, kw_only=True):
    """What merchants sold on cards in a period, bonuses included, less what they gave back; minor units."""

    first_day: date
    last_day: date
    payments_count: int
    sales_minor: int


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What an offer has given: minor units, less what came back with refunds."""

    offer_id: UUID
    currency: Currency
    payments_count: int
    merchants_count: int
    """At how many merchants it was given."""
    sales_minor: int
    """What was sold under it, less what was given back."""
    given_minor: int
    """The bonus that the pot paid, or what the merchant took off its price."""
    during: Sold
    """All card sales of the merchants that it is for, since it began."""
    before: Sold
    """The same merchants' sales in as many days before."""


async def tell(transaction: Transaction, offer_id: UUID) -> Effect:
    """Return an offer's effect so far; a merchant's owner sees that of own discounts. Raises NotFound, Forbidden."""
    offer = await offers.get(transaction, offer_id)
    await offers.require_mine(transaction, offer)
    given = await transaction.fetchrow(queries.given, offer_id, offer.funded_by)
    assert given is not None  # sums of nothing are zeros
    last = last_day(transaction, offer)
    days = max(0, (last - offer.valid_from).days + 1)
    before = offer.valid_from - timedelta(days=days), offer.valid_from - timedelta(days=1)
    return Effect(
        offer_id=offer_id,
        currency=offer.currency,
        **dict(given),
        during=await sold(transaction, offer, offer.valid_from, last),
        before=await sold(transaction, offer, *before),
    )


def last_day(transaction: Transaction, offer: Offer) -> date:
    """Return the last day on which it counted, today at the latest; the day before its first if it never did."""
    if offer.status in {"proposed", "rejected"}:
        return offer.valid_from - timedelta(days=1)
    ended = offer.ended_at.astimezone(transaction.municipality.zone).date() if offer.ended_at else offer.valid_until
    return max(min(offer.valid_until, ended, transaction.today), offer.valid_from - timedelta(days=1))


async def sold(transaction: Transaction, offer: Offer, first_day: date, last_day: date) -> Sold:
    """Return what the merchants of an offer sold from one day to another."""
    found = await transaction.fetchrow(
        queries.sold, offer.merchant_id, offer.merchant_kind, offer.currency, first_day, last_day
    )
    assert found is not None  # sums of nothing are zeros
    return Sold(first_day=first_day, last_day=last_day, **dict(found))
