"""What is told to an operator: sentences of what was found or done, and what to do next."""

from datetime import datetime
from decimal import Decimal

import msgspec
from babel.numbers import get_currency_precision


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a command has found or done."""

    sentences: list[str]
    following: str
    """What to do next; says so where that is nothing."""
    answer: msgspec.Struct
    """The same as data."""
    is_well: bool = True


def money(amount_minor: int, currency: str) -> str:
    """Return an amount with as many decimals as its currency has, such as 12.50 EUR."""
    places = get_currency_precision(currency)
    return f"{Decimal(amount_minor).scaleb(-places):,.{places}f} {currency}"


def moment(at: datetime) -> str:
    """Return an instant to the second, in the reader's own time zone."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as 1 lot or 2 lots."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
