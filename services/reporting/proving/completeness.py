"""Completeness: the ledger's figures of each closed day, shop by shop, beside what was heard of it.

That every event arrived is compared at the inbox (`services.kit.events.completeness`, `GET /events/comparisons`). Here
it is the money: counts and sums of a day as its owner closed it, as they were added up here, and as merchants settled
them. A sale that was lost, added twice or added to another day or shop makes two of these differ.
"""

from datetime import date
from itertools import groupby
from uuid import UUID

import msgspec

from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.counting.suppression import sees_all
from services.reporting.counting.totals import first_of_month

queries = load_queries(__file__)


class DayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger said of a closed day, and what was heard. `net_minor` is what shops are owed for it."""

    said_payments: int
    said_refunds: int
    said_minor: int
    heard_payments: int
    heard_refunds: int
    heard_minor: int
    settled_minor: int | None
    """What merchants found equal to it; absent until it is settled."""


class ShopDay(DayFigures, frozen=True, kw_only=True):
    """One shop's closed day."""

    settlement_date: date
    merchant_id: UUID
    currency: str


class LedgerDay(DayFigures, frozen=True, kw_only=True):
    """A closed day of one currency. `differing_count` is in how many shops the figures differ."""

    settlement_date: date
    currency: str
    shops_count: int
    differing_count: int


class Completeness(msgspec.Struct, frozen=True, kw_only=True):
    """A month's closed days, and for auditors each shop's day that differs. A difference of today may be on its way."""

    month: date
    complete: bool
    days: list[LedgerDay]
    differences: list[ShopDay] | None = None


def differs(shop: DayFigures) -> bool:
    """Return whether the owners' figures and those that were added up from what was heard are not the same."""
    said = (shop.said_payments, shop.said_refunds, shop.said_minor)
    heard = (shop.heard_payments, shop.heard_refunds, shop.heard_minor)
    return said != heard or shop.settled_minor not in {None, shop.said_minor}


def day_of(settlement_date: date, currency: str, shops: list[ShopDay]) -> LedgerDay:
    """Return the sum of a day's shops; it is settled when any of them is."""
    names = [name for name in DayFigures.__struct_fields__ if name != "settled_minor"]
    settled = [shop.settled_minor for shop in shops if shop.settled_minor is not None]
    return LedgerDay(
        settlement_date=settlement_date,
        currency=currency,
        shops_count=len(shops),
        differing_count=sum(map(differs, shops)),
        settled_minor=sum(settled) if settled else None,
        **{name: sum(getattr(shop, name) for shop in shops) for name in names},
    )


async def compare(transaction: Transaction, month: date) -> Completeness:
    """Return how a month's closed days compare with what was heard of them."""
    shops = await transaction.fetch_structs(ShopDay, queries.select_days, first_of_month(month))
    days = groupby(shops, key=lambda shop: (shop.settlement_date, shop.currency))
    different = [shop for shop in shops if differs(shop)]
    return Completeness(
        month=month,
        complete=not different,
        days=[day_of(*key, list(found)) for key, found in days],
        differences=different if sees_all(transaction) else None,
    )
