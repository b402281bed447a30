"""Numbers in one spelling; a Jordanian national number is warned about, never refused."""

import pytest

from services.incubator.people import numbers

WARNING = "This number has an unusual form: compare it with the document."


@pytest.mark.parametrize(
    ("given", "value", "warning"),
    [
        ("9902012345", "9902012345", None),
        ("٩٩٠٢٠١٢٣٤٥", "9902012345", None),
        ("2051 012 345", "2051012345", None),
        ("9903012345", "9903012345", WARNING),
        ("1234567890", "1234567890", WARNING),
        ("99020123", "99020123", WARNING),
        ("T123456", "T123456", WARNING),
    ],
)
def test_a_national_number_is_warned_about_and_accepted(given: str, value: str, warning: str | None) -> None:
    assert numbers.check_national_number(given, "JO") == (value, None, warning)


def test_another_country_s_number_is_not_looked_into() -> None:
    assert numbers.check_national_number("01058012345", "GR").warning is None


@pytest.mark.parametrize(
    ("given", "country", "value"),
    [
        ("079 123 4567", "JO", "+962791234567"),
        ("٠٧٩١٢٣٤٥٦٧", "JO", "+962791234567"),
        ("+962 79 123 4567", "GR", "+962791234567"),
        ("6912345678", "GR", "+306912345678"),
    ],
)
def test_a_telephone_number_is_kept_in_e164(given: str, country: str, value: str) -> None:
    assert numbers.check_phone(given, country) == (value, None, None)


@pytest.mark.parametrize("given", ["12", "ليس رقما", "+1", "0000000000"])
def test_what_is_no_telephone_number_is_refused(given: str) -> None:
    assert numbers.check_phone(given, "JO").fault is not None


def test_an_iban_is_checked_and_one_from_abroad_is_odd() -> None:
    jordan = "JO94 CBJO 0010 0000 0000 0131 0003 02"
    assert numbers.check_iban(jordan, "JO") == ("JO94CBJO0010000000000131000302", None, None)
    assert numbers.check_iban(jordan, "GR").warning == "The IBAN is from another country."
    assert numbers.check_iban("JO95CBJO0010000000000131000302", "JO").fault is not None


def test_every_fault_has_its_pointer() -> None:
    fields, faults, warnings = numbers.check_all(
        {"given_name": "مريم", "phone": "12", "iban": "JO95", "national_number": "7"}, "JO"
    )
    assert fields["given_name"] == "مريم"
    assert {fault.pointer for fault in faults} == {"/phone", "/iban"}
    assert {warning.pointer for warning in warnings} == {"/national_number"}
