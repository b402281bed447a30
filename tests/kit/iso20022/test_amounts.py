"""An amount keeps its value on the way to the bank and back, in each currency's own decimals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.iso20022.amounts import AmountUnreadable, amount_of, amount_text


@given(st.integers(min_value=0, max_value=1_000_000_000_000), st.sampled_from(["EUR", "JOD", "TND", "JPY"]))
def test_what_is_written_is_read(amount_minor: int, currency: str) -> None:
    assert amount_of(amount_text(amount_minor, currency), currency) == amount_minor


@pytest.mark.parametrize(("text", "minor"), [("123.45", 12345), ("123.4", 12340), ("7", 700), ("0.010", 1)])
def test_trailing_decimals_do_not_matter(text: str, minor: int) -> None:
    assert amount_of(text, "EUR") == minor


@pytest.mark.parametrize("text", ["", "1,50", "-1.00", "1e3", "0.005", "NaN", "١٢", "1.", "99999999999999.00", "0x1"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountUnreadable):
        amount_of(text, "EUR")
