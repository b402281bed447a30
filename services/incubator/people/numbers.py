"""Numbers that people give: telephones, bank accounts, national numbers, each checked and in one spelling."""

import re
from typing import NamedTuple

import phonenumbers
from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError

from services.kit.errors import Fault
from services.kit.keyring import normalise


class Checked(NamedTuple):
    """A number in one spelling, with what is wrong with it, and what is odd about it and accepted."""

    value: str
    fault: str | None = None
    warning: str | None = None


def check_phone(number: str, country: str) -> Checked:
    """Return the number in E.164; without a country code it is read as a number of `country`."""
    try:
        parsed = phonenumbers.parse(normalise(number), country)
    except phonenumbers.NumberParseException:
        return Checked(number, fault="This is not a telephone number.")
    if not phonenumbers.is_valid_number(parsed):
        return Checked(number, fault="No such telephone number can exist.")
    return Checked(str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)))


def check_iban(number: str, country: str) -> Checked:
    """Return the IBAN without spaces. One of another country is odd, not wrong."""
    value = normalise(number).upper()
    try:
        stdnum_iban.validate(value)
    except ValidationError:
        return Checked(value, fault="This IBAN is not valid: compare each character with the bank's document.")
    return Checked(value, warning=None if value.startswith(country) else "The IBAN is from another country.")


def check_national_number(number: str, country: str) -> Checked:
    """Return the number without spaces.

    Jordan's has ten digits and no checksum, its structure is told by officials only, and who is no citizen holds a
    personal number of another form: an odd one is accepted with a warning. Other countries' are not looked into here.
    """
    value = normalise(number).upper()
    usual = country != "JO" or re.fullmatch(r"[29][0-9]{2}[12][0-9]{6}", value)
    return Checked(value, warning=None if usual else "This number has an unusual form: compare it with the document.")


CHECKS = {"phone": check_phone, "iban": check_iban, "national_number": check_national_number}


def check_all(fields: dict[str, str], country: str) -> tuple[dict[str, str], list[Fault], list[Fault]]:
    """Return the fields in one spelling, with the faults and the oddities of the numbers among them."""
    clean, faults, warnings = dict(fields), [], []
    for field, check in CHECKS.items():
        if field in fields:
            checked = check(fields[field], country)
            clean[field] = checked.value
            if checked.fault is not None:
                faults.append(Fault(pointer=f"/{field}", detail=checked.fault))
            if checked.warning is not None:
                warnings.append(Fault(pointer=f"/{field}", detail=checked.warning))
    return clean, faults, warnings
