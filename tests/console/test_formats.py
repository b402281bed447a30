"""Amounts and dates as people write and read them, in every language and currency; never through floats."""

from datetime import date

import pytest

from services.console import formats


@pytest.mark.parametrize(
    ("minor", "currency", "language", "written"),
    [
        (123450, "EUR", "el", "1.234,50\xa0€"),
        (123450, "EUR", "en", "€1,234.50"),
        (12345, "JOD", "en", "JOD\xa012.345"),
        (12345, "JOD", "ar", "12.345"),
        (1, "JOD", "el", "0,001\xa0JOD"),
        (-5, "EUR", "en", "-€0.05"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(minor: int, currency: str, language: str, written: str) -> None:
    assert written.replace("\xa0", "") in str(formats.money(minor, currency, language)).replace("\xa0", "")


@pytest.mark.parametrize(
    ("text", "currency", "language", "minor"),
    [
        ("1.234,50", "EUR", "el", 123450),
        ("12,5", "EUR", "el", 1250),
        ("12.50", "EUR", "el", 1250),
        (" 1,234.50 ", "EUR", "en", 123450),
        ("60.000", "JOD", "en", 60000),
        ("٦٠٫٥", "JOD", "ar", 60500),
        ("1,234.005", "JOD", "ar", 1234005),
        ("1200,50", "EUR", "ar", 120050),
        ("12,5", "JOD", "en", 12500),
        ("12,505", "JOD", "en", 12505000),
        ("0", "EUR", "el", 0),
    ],
)
def test_amounts_are_read_as_they_are_typed(text: str, currency: str, language: str, minor: int) -> None:
    assert formats.read_money(text, currency, language) == minor


@pytest.mark.parametrize(
    ("text", "currency", "language"),
    [
        ("12,505", "EUR", "el"),
        ("-1", "EUR", "en"),
        ("1.23.4", "EUR", "el"),
        ("zehn", "EUR", "en"),
        ("", "EUR", "en"),
        ("1e3", "EUR", "en"),
        ("12.3456", "JOD", "en"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, currency: str, language: str) -> None:
    with pytest.raises(formats.AmountUnreadable):
        formats.read_money(text, currency, language)


def test_names_and_dates_are_isolated_and_escaped() -> None:
    assert formats.isolate("<b>") == "<bdi>&lt;b&gt;</bdi>"
    assert "آذار" in formats.day(date(2026, 3, 25), "ar")
    assert "25 Μαρτίου 2026" in formats.day(date(2026, 3, 25), "el")
    assert "Μάρτιος 2026" in formats.month(date(2026, 3, 1), "el")


def test_a_day_of_the_week_and_a_mean_are_written_in_the_readers_language() -> None:
    assert formats.weekday(date(2026, 4, 13), "ar") == "الاثنين"
    assert formats.hundredths(425, "el").striptags().strip("\u2066\u2069\u2068") == "4,25"
