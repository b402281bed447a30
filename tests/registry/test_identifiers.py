"""Numbers from the papers and the traps that are known about them."""

from datetime import date

import pytest
import schwifty
from hypothesis import given
from hypothesis import strategies as st

from services.registry import identifiers
from services.registry.identifiers import Kind

GREEK_IBAN = "GR16 0110 1050 0000 1054 7023 795"
JORDANIAN_IBAN = "JO94 CBJO 0010 0000 0000 0131 0003 02"

GOOD: list[tuple[Kind, str, date | None, str]] = [
    ("amka", "01010500005", date(2005, 1, 1), "01010500005"),
    ("amka", "010105-00005", date(1905, 1, 1), "01010500005"),
    ("amka", "01010500005", None, "01010500005"),
    ("afm", "EL 094259216", None, "094259216"),
    ("afm", "GR094259216", None, "094259216"),
    ("afm", "٠٩٤٢٥٩٢١٦", None, "094259216"),
    ("personal_number", "12A094259216", None, "12A094259216"),
    ("national_number", "9901012345", date(1990, 5, 1), "9901012345"),
    ("unhcr", "123-21C12345", None, "123-21C12345"),
    ("passport", "AM 1234567", None, "AM1234567"),
]


@pytest.mark.parametrize(("kind", "number", "born_on", "value"), GOOD)
def test_a_good_number_is_kept_in_one_spelling(kind: Kind, number: str, born_on: date | None, value: str) -> None:
    checked = identifiers.check(kind, number, born_on=born_on)
    assert (checked.value, checked.faults, checked.warnings) == (value, (), ())


BAD: list[tuple[Kind, str, date | None, str]] = [
    ("amka", "0101050000", None, "11 digits"),
    ("amka", "01010500006", None, "not valid"),
    ("amka", "01010500005", date(2005, 1, 2), "another date of birth"),
    ("afm", "000000000", None, "belongs to nobody"),
    ("afm", "EL000000000", None, "belongs to nobody"),
    ("afm", "094259217", None, "not valid"),
    ("afm", "12", None, "9 digits"),
    ("personal_number", "12A000000000", None, "belongs to nobody"),
    ("personal_number", "094259216", None, "a letter"),
    ("national_number", "990101234", None, "10 digits"),
    ("passport", "??", None, "4 to 32"),
]


@pytest.mark.parametrize(("kind", "number", "born_on", "words"), BAD)
def test_a_bad_number_is_refused_with_a_sentence(kind: Kind, number: str, born_on: date | None, words: str) -> None:
    (fault,) = identifiers.check(kind, number, born_on=born_on).faults
    assert words in fault.message


def test_the_century_of_an_amka_is_never_trusted() -> None:
    for born_on in (date(1905, 1, 1), date(2005, 1, 1)):
        assert not identifiers.check("amka", "01010500005", born_on=born_on).faults


@pytest.mark.parametrize("number", ["1990112345", "9901312345"])
def test_an_odd_jordanian_number_is_warned_about_and_not_refused(number: str) -> None:
    checked = identifiers.check("national_number", number, born_on=date(1991, 1, 1))
    assert not checked.faults
    assert checked.warnings


def test_an_iban_of_another_country_is_a_warning_and_a_wrong_one_a_fault() -> None:
    assert identifiers.check_iban(GREEK_IBAN, country="GR") == identifiers.Checked(value=GREEK_IBAN.replace(" ", ""))
    assert identifiers.check_iban(JORDANIAN_IBAN, country="JO").warnings == ()
    assert identifiers.check_iban(JORDANIAN_IBAN, country="GR").warnings
    assert identifiers.check_iban("GR17 0110 1050 0000 1054 7023 795", country="GR").faults
    assert identifiers.check_iban("GR16", country="GR").faults


@given(bban=st.from_regex(r"[0-9]{7}[A-Z0-9]{16}", fullmatch=True))
def test_both_iban_libraries_agree_on_greek_numbers(bban: str) -> None:
    digits = "".join(str(int(character, 36)) for character in f"{bban}GR00")
    number = f"GR{98 - int(digits) % 97:02d}{bban}"
    assert not identifiers.check_iban(number, country="GR").faults
    assert schwifty.IBAN(number, allow_invalid=True).is_valid


PHONES = [("6912345678", "GR", "+306912345678"), ("079 123 4567", "JO", "+962791234567")]


@pytest.mark.parametrize(("number", "country", "value"), PHONES)
def test_a_telephone_number_is_kept_in_e164(number: str, country: str, value: str) -> None:
    assert identifiers.check_phone(number, country=country).value == value


@pytest.mark.parametrize("number", ["12", "abc", "+30 1"])
def test_what_is_no_telephone_number_is_refused(number: str) -> None:
    assert identifiers.check_phone(number, country="GR").faults


def test_the_afm_is_the_end_of_the_personal_number() -> None:
    assert identifiers.afm_of("12A094259216") == "094259216"
