"""How figures are written, and that what is hidden is never written as nothing."""

from datetime import date

import pytest

from services.reporting.telling.writing import Writer


@pytest.mark.parametrize(
    ("language", "amount", "month", "ratio"),
    [("el", "1.234,50", "Δεκέμβριος 2025", "1,98"), ("en", "1,234.50", "December 2025", "1.98")],
)
def test_figures_are_written_as_their_reader_writes_them(language: str, amount: str, month: str, ratio: str) -> None:
    writer = Writer(language, "EUR")
    assert amount in writer.amount(123_450)
    assert (writer.month(date(2025, 12, 1)), writer.ratio(19_800)) == (month, ratio)


def test_a_dinar_has_three_decimals_and_reads_from_right_to_left() -> None:
    writer = Writer("ar", "JOD")
    assert writer.rtl
    assert "1.234" in writer.amount(1_234)


def test_what_is_hidden_is_said_to_be() -> None:
    writer = Writer("en", "EUR")
    assert (writer.amount(None), writer.number(None), writer.ratio(None)) == ("hidden", "hidden", "–")
    assert writer.point("few", None).value is None
