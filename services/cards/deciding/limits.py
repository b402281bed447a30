"""Limits on what is spent: the most for a payment, a day and a month, in money and in payments.

A limit does not refuse a sale as long as something is left of it: the card pays what is left, and the rest is told.
Days and months are those of the tenant's time zone.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contracts.types import PositiveMinorUnits
from services.kit.clock import month_of

Count = Annotated[int, Meta(ge=1)]
AmountRule = Literal[
    "amount_above_limit",
    "day_limit_reached",
    "month_limit_reached",
    "card_payment_limit",
    "card_day_limit",
    "card_month_limit",
]


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The most that may be spent, and how often; None is no limit."""

    payment_minor_max: PositiveMinorUnits | None = None
    day_minor_max: PositiveMinorUnits | None = None
    month_minor_max: PositiveMinorUnits | None = None
    day_count_max: Count | None = None
    month_count_max: Count | None = None

    @property
    def look_back(self) -> bool:
        """Return whether earlier payments have to be known."""
        return self != Limits(payment_minor_max=self.payment_minor_max)


NO_LIMITS = Limits()


class Sums(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """What was spent on a sale's day and in its month, before it. What was given back does not count."""

    day_minor: int = 0
    day_count: int = 0
    month_minor: int = 0
    month_count: int = 0


NOTHING = Sums()


class Spent(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """What a household has spent of one programme, what of that with this card, and when this card last paid."""

    programme: str
    household: Sums = NOTHING
    card: Sums = NOTHING
    card_paid_at: datetime | None = None


class Room(msgspec.Struct, frozen=True):
    """What a limit leaves: `left_minor` of `limit_minor`, all of it again from `free_on`."""

    rule: AmountRule
    limit_minor: int
    left_minor: int
    free_on: date | None = None


HOUSEHOLD: tuple[AmountRule, ...] = ("amount_above_limit", "day_limit_reached", "month_limit_reached")
CARD: tuple[AmountRule, ...] = ("card_payment_limit", "card_day_limit", "card_month_limit")


def rooms(limits: Limits, spent: Sums, today: date, names: Sequence[AmountRule]) -> Iterable[Room]:
    """Yield what each limit on money leaves; `names` are the rules for a payment, a day and a month."""
    of_payment, of_day, of_month = names
    if limits.payment_minor_max is not None:
        yield Room(of_payment, limits.payment_minor_max, limits.payment_minor_max)
    if limits.day_minor_max is not None:
        left = max(0, limits.day_minor_max - spent.day_minor)
        yield Room(of_day, limits.day_minor_max, left, today + timedelta(days=1))
    if limits.month_minor_max is not None:
        left = max(0, limits.month_minor_max - spent.month_minor)
        yield Room(of_month, limits.month_minor_max, left, month_of(today, later=1))


def added(sums: Iterable[Sums]) -> Sums:
    """Return the sum of sums."""
    day_minor = day_count = month_minor = month_count = 0
    for each in sums:
        day_minor += each.day_minor
        day_count += each.day_count
        month_minor += each.month_minor
        month_count += each.month_count
    return Sums(day_minor, day_count, month_minor, month_count)
