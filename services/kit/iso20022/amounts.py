"""Amounts as banks write them: in the currency's own decimals (ISO 4217, from babel), exactly, in both directions.

Libraries made for SEPA write every amount with two decimals, which makes a dinar (three) ten times too large.
"""

import re
from decimal import Decimal
from typing import Final

from babel.numbers import get_currency_precision

AMOUNT: Final = re.compile(r"[0-9]{1,13}(\.[0-9]{1,5})?")
"""ISO 20022 allows 18 digits, 5 of them decimals; amounts of more than 13 whole digits are not ours."""


class AmountUnreadable(ValueError):
    """The text is no amount of this currency."""


def amount_text(amount_minor: int, currency: str) -> str:
    """Return an amount in the currency's own decimals: 12345 is 123.45 in EUR and 12.345 in JOD."""
    return f"{Decimal(amount_minor).scaleb(-get_currency_precision(currency)):f}"


def amount_of(text: str, currency: str) -> int:
    """Return minor units: 123.45 EUR is 12345. Raises AmountUnreadable, also for a fraction of a minor unit."""
    if not AMOUNT.fullmatch(text.strip()):
        raise AmountUnreadable("is not an amount")
    minor = Decimal(text.strip()).scaleb(get_currency_precision(currency))
    if minor != int(minor):
        raise AmountUnreadable(f"has more decimals than {currency}")
    return int(minor)
