"""How figures are written, and that what is hidden is never written as nothing."""

from datetime import date

import pytest

from services.reporting.telling.writing import Writer


@pytest.mark.parametrize(
    ("language", "amount", "months", "ratio", "between"),
    [
        ("el", "1.234,50", ["Δεκέμβριος 2025", "Δεκ"], "1,98", "1 έως 2"),
        ("en", "1,234.50", ["December 2025", "Dec"], "1.98", "1 to 2"),
        ("ar", "1,234.50", ["كانون الأول 2025", "12"], "1.98", "من \u20681\u2069 إلى \u20682\u2069"),
    ],
)
def test_figures_are_written_as_their_reader_writes_them(
    language: str, amount: str, months: list[str], ratio: str, between: str
) -> None:
    writer, day = Writer(language, "EUR"), date(2025, 12, 1)
    assert amount in writer.amount(123_450)
    assert [writer.month(day), writer.month_short(day)] == months
    assert (writer.ratio(19_800), writer.between("1", "2")) == (ratio, between)


def test_a_dinar_has_three_decimals_and_reads_from_right_to_left() -> None:
    writer = Writer("ar", "JOD")
    assert writer.rtl
    assert "1.234" in writer.amount(1_234)


def test_what_is_hidden_is_said_to_be() -> None:
    writer = Writer("en", "EUR")
    assert (writer.amount(None), writer.number(None)) == ("hidden", "hidden")
    assert (writer.ratio(None), writer.percent(None), writer.percent(1_840)) == ("–", "–", "18%")
    assert writer.point("few", None).value is None
