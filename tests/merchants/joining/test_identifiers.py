"""Numbers are kept in one spelling, and what is wrong is said."""

import pytest

from services.kit.errors import Malformed
from services.merchants.joining.identifiers import check_iban, check_registration_number


@pytest.mark.parametrize(
    ("number", "country", "kept"),
    [
        ("094019245", "GR", "094019245"),
        ("EL 094 019 245", "GR", "094019245"),
        ("94019245", "GR", "094019245"),
        ("jo-2026-0042", "JO", "JO20260042"),
        ("١٢٣٤٥", "JO", "12345"),
    ],
)
def test_a_number_is_kept_in_one_spelling(number: str, country: str, kept: str) -> None:
    assert check_registration_number(number, country=country) == kept


@pytest.mark.parametrize("number", ["000000000", "000 000 000", "094019246", "", "ABCDEFGHI"])
def test_a_wrong_afm_is_refused(number: str) -> None:
    with pytest.raises(Malformed):
        check_registration_number(number, country="GR")


def test_an_iban_of_any_country_is_checked() -> None:
    assert check_iban("gr16 0110 1050 0000 1054 7023 795") == "GR1601101050000010547023795"
    assert check_iban("JO94 CBJO 0010 0000 0000 0131 0003 02") == "JO94CBJO0010000000000131000302"
    with pytest.raises(Malformed):
        check_iban("GR1601101050000010547023796")
