"""How amounts, dates and ids are written and read on pages, in each language and in the currency's own decimals."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_datetime_format
from babel.numbers import (
    NumberFormatError,
    format_decimal,
    format_percent,
    get_currency_precision,
    parse_decimal,
)
from markupsafe import Markup

from services.kit import sentences
from services.kit.errors import Problem
from services.kit.sentences import locale

WRITTEN: Final = re.compile(r"[0-9][0-9.,]*")
POINTED: Final = re.compile(r"[0-9]+\.[0-9]{1,2}")
COMMAED: Final = re.compile(r"[0-9]+,[0-9]{1,2}")
LATIN_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩٫٬", "0123456789.,")


class AmountUnreadable(Problem):
    """This is not an amount of money."""

    status = 400


def isolate(value: object) -> Markup:
    """Return a value that keeps its own direction: ids, names and figures inside Greek or Arabic text."""
    return Markup("<bdi>{}</bdi>").format(value)


def money(minor: int, currency: str, language: str) -> Markup:
    """Return an amount of minor units with its currency: two decimals for EUR, three for JOD."""
    return Markup('<bdi class="amount">{}</bdi>').format(sentences.money(minor, currency, language))


def typed_money(minor: int | None, currency: str, language: str) -> str:
    """Return an amount as it stands in a field that `read_money` reads; nothing for none."""
    if minor is None:
        return ""
    digits = get_currency_precision(currency)
    written = "0." + "0" * digits if digits else "0"
    return format_decimal(Decimal(minor).scaleb(-digits), written, locale=locale(language))


def number(value: int, language: str) -> Markup:
    """Return a count with its thousands separated."""
    return isolate(format_decimal(value, locale=locale(language)))


def day(value: date | None, language: str) -> Markup:
    """Return a date in words, or a dash for none."""
    if value is None:
        return Markup("–")
    written = format_date(value, "long", locale=locale(language))
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), isolate(written))


def weekday(value: date, language: str) -> str:
    """Return the name of a date's day of the week."""
    return format_skeleton("EEEE", value, locale=locale(language))


def month(value: date, language: str) -> Markup:
    """Return a month by its first day, in words."""
    written = format_skeleton("yMMMM", value, locale=locale(language))
    return Markup('<time datetime="{}">{}</time>').format(value.strftime("%Y-%m"), isolate(written))


def percent(basis_points: int | None, language: str) -> Markup:
    """Return hundredths of a percent as percent, or a dash for none."""
    if basis_points is None:
        return Markup("–")
    return isolate(format_percent(Decimal(basis_points).scaleb(-4), "#,##0.##%", locale=locale(language)))


def ratio(basis_points: int | None, language: str) -> Markup:
    """Return hundredths of a percent as a plain factor, such as 1.85."""
    if basis_points is None:
        return Markup("–")
    return isolate(format_decimal(Decimal(basis_points).scaleb(-4), "#,##0.00", locale=locale(language)))


def hundredths(value: int, language: str) -> Markup:
    """Return hundredths as a number, such as 4.25."""
    return isolate(format_decimal(Decimal(value).scaleb(-2), "0.00", locale=locale(language)))


def instant(value: datetime | None, language: str, zone: ZoneInfo) -> Markup:
    """Return an instant to the minute in the tenant's time zone, or a dash for none; the markup keeps the rest."""
    if value is None:
        return Markup("–")
    spoken, local = locale(language), value.astimezone(zone)
    parts = format_time(local, "short", locale=spoken), format_date(local, "medium", locale=spoken)
    written = str(get_datetime_format("medium", locale=spoken)).format(*parts)
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), isolate(written))


def reference(value: object) -> Markup:
    """Return the end of an id, which is what people read to each other; the whole id is in the title."""
    text = str(value)
    return Markup('<bdi class="reference" title="{}">{}</bdi>').format(text, text[-8:])


def read_money(text: str, currency: str, language: str) -> int:
    """Return the minor units of an amount as people type it: 1.234,50 in Greek, 1,234.500 in Arabic or English.

    A point or a comma before one or two last digits is the decimal sign everywhere: it separates no thousands. Raises
    AmountUnreadable, also for more decimals than the currency has.
    """
    plain = text.strip().translate(LATIN_DIGITS)
    if not WRITTEN.fullmatch(plain):
        raise AmountUnreadable(f"{text} cannot be read as an amount.")
    try:
        spoken = "en" if POINTED.fullmatch(plain) else "el" if COMMAED.fullmatch(plain) else language
        amount = parse_decimal(plain, locale=locale(spoken), strict=True)
    except NumberFormatError:
        raise AmountUnreadable(f"{text} cannot be read as an amount.") from None
    minor = amount.scaleb(get_currency_precision(currency))
    if minor != minor.to_integral_value():
        raise AmountUnreadable(f"{text} has more decimals than {currency} has.")
    return int(minor)
