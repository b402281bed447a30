"""Numbers from the papers and the traps that are known about them."""

from datetime import date

import pytest
import schwifty
from hypothesis import given
from hypothesis import strategies as st

from services.registry.people import identifiers
from services.registry.people.identifiers import Kind

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


IBANS = [
    ("GR", GREEK_IBAN),
    ("JO", JORDANIAN_IBAN),
    ("ES", "ES91 2100 0418 4502 0005 1332"),
    ("PT", "PT50 0002 0123 1234 5678 9015 4"),
    ("TN", "TN59 1000 6035 1835 9847 8831"),
    ("PS", "PS92 PALS 0000 0000 0400 1234 5670 2"),
]


def with_check_digits(country: str, bban: str) -> str:
    """An IBAN whose own checksum is right, whatever the national number is."""
    digits = "".join(str(int(character, 36)) for character in f"{bban}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{bban}"


@pytest.mark.parametrize(("country", "number"), IBANS)
def test_an_iban_of_each_country_is_accepted(country: str, number: str) -> None:
    checked = identifiers.check_iban(number, country=country)
    assert checked == identifiers.Checked(value=number.replace(" ", ""))


NATIONAL = [
    ("ES", "21000418450200051333"),
    ("PT", "000201231234567890155"),
    ("TN", "10006035183598478832"),
    ("GR", "011010500000105470237A"),
    ("JO", "C3JO0010000000000131000302"),
    ("PS", "PAL5000000000400123456702"),
]


@pytest.mark.parametrize(("country", "bban"), NATIONAL)
def test_an_iban_is_refused_for_its_national_part_too(country: str, bban: str) -> None:
    assert identifiers.check_iban(with_check_digits(country, bban), country=country).faults


JORDANIANS = [
    ("9901012345", date(1990, 5, 1), False),
    ("2051012345", date(2005, 5, 1), False),
    ("2901012345", date(1990, 5, 1), True),
    ("9051012345", date(2005, 5, 1), True),
    ("9903012345", date(1990, 5, 1), True),
    ("3901012345", date(1990, 5, 1), True),
]


@pytest.mark.parametrize(("number", "born_on", "odd"), JORDANIANS)
def test_a_jordanian_number_says_century_year_and_sex_and_is_never_refused_for_them(
    number: str, born_on: date, odd: bool
) -> None:
    checked = identifiers.check("national_number", number, born_on=born_on)
    assert (checked.faults, bool(checked.warnings)) == ((), odd)


@given(bban=st.from_regex(r"[0-9]{7}[A-Z0-9]{16}", fullmatch=True))
def test_both_iban_libraries_agree_on_greek_numbers(bban: str) -> None:
    digits = "".join(str(int(character, 36)) for character in f"{bban}GR00")
    number = f"GR{98 - int(digits) % 97:02d}{bban}"
    assert not identifiers.check_iban(number, country="GR").faults
    assert schwifty.IBAN(number, allow_invalid=True).is_valid


PHONES = [
    ("6912345678", "GR", "+306912345678"),
    ("079 123 4567", "JO", "+962791234567"),
    ("0599 123 456", "PS", "+970599123456"),
    ("20 123 456", "TN", "+21620123456"),
    ("612 34 56 78", "ES", "+34612345678"),
    ("912 345 678", "PT", "+351912345678"),
]


@pytest.mark.parametrize(("number", "country", "value"), PHONES)
def test_a_telephone_number_is_kept_in_e164(number: str, country: str, value: str) -> None:
    assert identifiers.check_phone(number, country=country).value == value


@pytest.mark.parametrize("number", ["12", "abc", "+30 1"])
def test_what_is_no_telephone_number_is_refused(number: str) -> None:
    assert identifiers.check_phone(number, country="GR").faults


def test_the_afm_is_the_end_of_the_personal_number() -> None:
    assert identifiers.afm_of("12A094259216") == "094259216"
