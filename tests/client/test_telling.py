"""Amounts are told with as many decimals as their currency has."""

import pytest

from services.client.telling import counted, money


@pytest.mark.parametrize(
    ("amount_minor", "currency", "told"),
    [(125_000, "EUR", "1,250.00 EUR"), (1_500, "JOD", "1.500 JOD"), (-5, "EUR", "-0.05 EUR"), (7, "JPY", "7 JPY")],
)
def test_an_amount_has_its_currencys_decimals(amount_minor: int, currency: str, told: str) -> None:
    assert money(amount_minor, currency) == told


def test_one_is_not_many() -> None:
    assert (counted(1, "lot"), counted(2_000, "lot")) == ("1 lot", "2,000 lots")
