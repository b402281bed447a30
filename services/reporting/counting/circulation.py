"""Circulation: how fast money goes round, how far, and at how many places it stays.

Velocity is what was paid in a period by what was there on average, each day counted (DOMAIN §A5: issue, payout and
reversals are no transactions). Households and shops are told apart: the one spends what it was given, the other pays
its suppliers out of what it is owed until a bank has paid it.
"""

from datetime import date, timedelta
from typing import Any

import msgspec

from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.errors import Malformed
from services.kit.sql import load_queries
from services.reporting.counting.multiplier import BASIS
from services.reporting.counting.suppression import K_MIN, sees_all
from services.reporting.counting.totals import first_of_month

queries = load_queries(__file__)

DAYS_IN_YEAR = 365


class Velocity(msgspec.Struct, frozen=True, kw_only=True):
    """How often the money that was there changed hands; 2.60 times a year is 26 000. Amounts are for auditors."""

    stock_minor: int | None
    """What was there on average, at the end of each day."""
    moved_minor: int | None
    """What was paid, net of refunds."""
    in_period_basis_points: int | None
    in_year_basis_points: int | None


class FirstSpending(msgspec.Struct, frozen=True, kw_only=True):
    """Days from a household's credit to its first spending of it. Absent while nobody has spent anything."""

    days_median: int | None
    days_ninth_decile: int | None
    unused_basis_points: int
    """The share of credits of which nothing was spent at a shop until now."""


class Circulation(msgspec.Struct, frozen=True, kw_only=True):
    """How one currency went round in a period. Absent where fewer than five households are behind it.

    `shops` is of all programmes only: what a shop is owed is of no programme.
    """

    currency: str
    from_on: date
    until_on: date
    households: Velocity | None = None
    shops: Velocity | None = None
    first_spending: FirstSpending | None = None
    shops_count: int | None = None
    hops_basis_points: int | None = None
    """How many shops a unit of money has passed on average before it left, the first one included."""
    social_enterprise_basis_points: int | None = None
    concentration_basis_points: int | None = None
    """The sum of squared shares of shops (Herfindahl and Hirschman): 10 000 where one shop has it all."""
    largest_five_basis_points: int | None = None


def period_of(month: date, until_month: date | None) -> tuple[date, date]:
    """Return the first and the last day of months. Raises Malformed when they are none or end before they begin."""
    last = first_of_month(until_month or month)
    if last < first_of_month(month):
        raise Malformed("The last month comes before the first.")
    return month, month_of(last, later=1) - timedelta(days=1)


def velocity(*, stock_minor: int, moved_minor: int, days: int, auditor: bool) -> Velocity:
    """Return velocity in a period of so many days. Without a stock there is none."""
    turns = None if stock_minor <= 0 else moved_minor * BASIS // stock_minor
    yearly = None if stock_minor <= 0 else moved_minor * BASIS * DAYS_IN_YEAR // (stock_minor * days)
    if auditor:
        return Velocity(
            stock_minor=stock_minor, moved_minor=moved_minor, in_period_basis_points=turns, in_year_basis_points=yearly
        )
    return Velocity(
        stock_minor=None,
        moved_minor=None,
        in_period_basis_points=None if turns is None else round(turns, -2),
        in_year_basis_points=None if yearly is None else round(yearly, -2),
    )


async def by_currency(transaction: Transaction, query: str, *arguments: Any) -> dict[str, dict[str, Any]]:
    """Return the row of each currency."""
    rows = await transaction.fetch(query, *arguments)
    return {row["currency"]: {name: value for name, value in row.items() if name != "currency"} for row in rows}


async def observe(
    transaction: Transaction, month: date, until_month: date | None, programme: str | None
) -> list[Circulation]:
    """Return how money went round in whole months, one for each currency."""
    from_on, until_on = period_of(month, until_month)
    asked, days = (from_on, until_on, programme), (until_on - from_on).days + 1
    auditor = sees_all(transaction)
    stocks = await by_currency(transaction, queries.select_stocks, *asked)
    shops = {} if programme else await by_currency(transaction, queries.select_shop_stocks, from_on, until_on)
    shares = await by_currency(transaction, queries.select_shares, *asked)
    firsts = await by_currency(transaction, queries.select_first_spending, *asked)
    buyers = await by_currency(transaction, queries.count_buyers, *asked)
    answer = []
    for currency, stock in stocks.items():
        found = Circulation(currency=currency, from_on=from_on, until_on=until_on)
        if auditor or buyers.get(currency, {}).get("households_count", 0) >= K_MIN:
            figures = shares.get(currency, {})
            found = msgspec.structs.replace(
                found,
                households=velocity(**stock, days=days, auditor=auditor),
                shops=velocity(**shops[currency], days=days, auditor=auditor) if currency in shops else None,
                first_spending=first_spending(firsts.get(currency), auditor=auditor),
                **figures if auditor else rounded(figures),
            )
        answer.append(found)
    return answer


def rounded(figures: dict[str, int]) -> dict[str, int]:
    """Return shares to hundredths: finer ones are amounts where the whole is known. Shops are counted as they are."""
    return {name: value if name == "shops_count" else round(value, -2) for name, value in figures.items()}


def first_spending(row: dict[str, Any] | None, *, auditor: bool) -> FirstSpending | None:
    """Return how long credits lay; of few households nobody but auditors is told."""
    if row is None or not (auditor or row["households_count"] >= K_MIN):
        return None
    return FirstSpending(
        days_median=row["days_median"],
        days_ninth_decile=row["days_ninth_decile"],
        unused_basis_points=(row["credits_count"] - row["used_count"]) * BASIS // row["credits_count"],
    )
