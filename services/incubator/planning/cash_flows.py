"""Cash flows: what a plan brings and takes month by month, when money runs out, and at which sales it carries itself.

All amounts are minor units of the municipality's currency (fils of a dinar, cents of a euro). Nothing is kept here.
"""

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec

from services.kit.web import Body, ShortText

WHOLE: Final = 10_000

Amount = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
Units = Annotated[int, msgspec.Meta(ge=0, le=10**6)]


class Product(Body, frozen=True, kw_only=True):
    """What is sold: its price, what one more costs to make, and how many are sold in each month."""

    name: ShortText
    price_minor: Amount
    unit_cost_minor: Amount
    units: Annotated[tuple[Units, ...], msgspec.Meta(min_length=1, max_length=60)]


class Purchase(Body, frozen=True, kw_only=True):
    """What is bought once, in a month counted from 1."""

    name: ShortText
    month: Annotated[int, msgspec.Meta(ge=1, le=60)]
    amount_minor: Amount


class CashPlan(Body, frozen=True, kw_only=True):
    """What is in hand at the beginning, what each month costs whatever is sold, what is bought, and what is sold."""

    opening_minor: Amount = 0
    fixed_monthly_minor: Amount
    purchases: Annotated[tuple[Purchase, ...], msgspec.Meta(max_length=50)] = ()
    products: Annotated[tuple[Product, ...], msgspec.Meta(min_length=1, max_length=20)]


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """A month: what comes in, what goes out, and what is in hand at its end; below zero it cannot be paid."""

    month: int
    received_minor: int
    paid_minor: int
    balance_minor: int


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from a plan."""

    currency: str
    months: list[Month]
    lowest_balance_minor: int
    lowest_month: int
    needed_minor: int
    """How much more has to be in hand at the beginning, so that every month can be paid."""
    covers_itself_from: int | None
    """The first month from which on no month brings less than it takes; none: not in this time."""
    paid_back_in: int | None
    """The first month at whose end no less is in hand than at the beginning, and stays so; none: not in this time."""
    break_even_basis_points: int | None
    """The share of the planned sales at which all fixed costs are covered, rounded up; none: at none."""
    break_even_units: list[int] | None
    """Of each product, how many are sold at that share in an average month, rounded up."""


def forecast(plan: CashPlan, currency: str) -> Forecast:
    """Return what follows from a plan, over as many months as its longest product is planned for."""
    length = max([*(len(each.units) for each in plan.products), *(each.month for each in plan.purchases)])
    months: list[Month] = []
    balance = plan.opening_minor
    for number in range(1, length + 1):
        received = sum(each.price_minor * units_in(each, number) for each in plan.products)
        paid = plan.fixed_monthly_minor + sum(each.unit_cost_minor * units_in(each, number) for each in plan.products)
        paid += sum(each.amount_minor for each in plan.purchases if each.month == number)
        balance += received - paid
        months.append(Month(month=number, received_minor=received, paid_minor=paid, balance_minor=balance))
    lowest = min(months, key=lambda month: month.balance_minor)
    contribution = sum((each.price_minor - each.unit_cost_minor) * sum(each.units) for each in plan.products)
    fixed = plan.fixed_monthly_minor
    return Forecast(
        currency=currency,
        months=months,
        lowest_balance_minor=lowest.balance_minor,
        lowest_month=lowest.month,
        needed_minor=max(-lowest.balance_minor, 0),
        covers_itself_from=first_for_good([month.received_minor >= month.paid_minor for month in months]),
        paid_back_in=first_for_good([month.balance_minor >= plan.opening_minor for month in months]),
        break_even_basis_points=None if contribution <= 0 else rounded_up(fixed * length * WHOLE, contribution),
        break_even_units=None
        if contribution <= 0
        else [rounded_up(sum(each.units) * fixed, contribution) for each in plan.products],
    )


def units_in(product: Product, month: int) -> int:
    """Return how many are sold in a month; after the planned ones, none."""
    return product.units[month - 1] if month <= len(product.units) else 0


def first_for_good(holds: Sequence[bool]) -> int | None:
    """Return the first month, counted from 1, from which on it holds in every month."""
    if not holds or not holds[-1]:
        return None
    return max((number for number, each in enumerate(holds, start=1) if not each), default=0) + 1


def rounded_up(dividend: int, divisor: int) -> int:
    """Return a quotient rounded up."""
    return -(-dividend // divisor)
