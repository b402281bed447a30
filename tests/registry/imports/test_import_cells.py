"""Cells as people write them: dates day first, Greek and Jordanian amounts, words of three languages."""

from datetime import date

import pytest

from services.kit.sentences import Sentence
from services.registry.imports import import_cells
from services.registry.imports.import_cells import folded, read_amount, read_date

DATES = [
    ("1/2/1980", date(1980, 2, 1)),
    ("01-02-1980", date(1980, 2, 1)),
    ("1.2.1980", date(1980, 2, 1)),
    ("1980-02-01", date(1980, 2, 1)),
    ("1980-02-01 00:00:00", date(1980, 2, 1)),
    ("٠١/٠٢/١٩٨٠", date(1980, 2, 1)),
]


@pytest.mark.parametrize(("cell", "day"), DATES)
def test_a_date_is_read_day_first_or_year_first(cell: str, day: date) -> None:
    assert read_date(cell) == day


@pytest.mark.parametrize("cell", ["31/2/1980", "1/2/80", "29252", "1 Φεβ 1980", "1980", "1/13/1980"])
def test_a_date_that_could_be_another_is_not_guessed(cell: str) -> None:
    assert isinstance(read_date(cell), Sentence)


AMOUNTS = [
    ("1.234,56", 123_456, 1_234_560),
    ("1234,56", 123_456, 1_234_560),
    ("1,234.56", 123_456, 1_234_560),
    ("1234.5", 123_450, 1_234_500),
    ("€ 1.234,56", 123_456, 1_234_560),
    ("1.234", 123_400, 1_234),
    ("1.234.567", 123_456_700, 1_234_567_000),
    ("216", 21_600, 216_000),
    ("1 234,50 €", 123_450, 1_234_500),
    ("٢١٦٫٥٠", 21_650, 216_500),
    ("0,5", 50, 500),
    ("0.250", 25, 250),
    ("0.255", None, 255),
    ("12,34,56", None, None),
    ("1.23.456", None, None),
    ("-5", None, None),
    ("", None, None),
    ("abc", None, None),
    ("1e5", None, None),
    ("9" * 40, None, None),
]


@pytest.mark.parametrize(("cell", "euro", "dinar"), AMOUNTS)
def test_an_amount_is_read_in_the_currencys_minor_units(cell: str, euro: int | None, dinar: int | None) -> None:
    for currency, expected in (("EUR", euro), ("JOD", dinar)):
        found = read_amount(cell, currency=currency)
        assert isinstance(found, Sentence) if expected is None else found == expected


def test_words_are_read_in_three_languages_whatever_their_accents() -> None:
    assert [import_cells.read_relation(word) for word in ("ΑΙΤΩΝ", "Σύζυγος", "ابنة", "Head of household")] == [
        "applicant", "spouse", "child", "applicant",
    ]  # fmt: skip
    assert [import_cells.read_work(word) for word in ("Άνεργος", "registered_unemployed", "متقاعد")] == [
        "registered_unemployed", "registered_unemployed", "retired",
    ]  # fmt: skip
    assert [import_cells.read_yes(word) for word in ("ΝΑΙ", "x", "0", "", "لا")] == [True, True, False, False, False]
    assert import_cells.read_language("Ελληνικά") == "el"


def test_an_unknown_word_says_what_to_write() -> None:
    for reader in (import_cells.read_relation, import_cells.read_work, import_cells.read_yes, import_cells.read_code):
        found = reader("Σκύλος!")
        assert isinstance(found, Sentence)
        assert "rite" in found.message


def test_headings_are_compared_without_accents_case_and_marks() -> None:
    assert folded("Α.Μ.Κ.Α.") == folded("α μ κ α")
    assert folded("Father's name") == "fathers name"
    assert folded("تاريخ_الولادة") == folded("تاريخ الولاده")
