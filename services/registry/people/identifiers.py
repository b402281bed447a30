"""Numbers that name a person or an account, checked on entry; each fault says what is wrong and what to do.

A check never trusts more than the number can say: an AMKA carries two digits of the year, so its century is never read
from it. Where a national number has no published checksum, an odd one is accepted with a warning.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Literal

import msgspec
import phonenumbers
from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError
from stdnum.gr import amka as stdnum_amka
from stdnum.gr import vat as stdnum_afm

from services.kit.sentences import Sentence, sentence
from services.kit.web import Body, ShortText

Kind = Literal[
    "amka",
    "afm",
    "personal_number",
    "paaypa",
    "national_number",
    "jordan_personal_number",
    "unhcr",
    "passport",
    "other",
]


class Identifier(Body, frozen=True, kw_only=True):
    """A number that names a person."""

    kind: Kind
    number: ShortText


UNHCR = re.compile(r"[0-9]{3}-[0-9]{2}C[0-9]{5}")
SEPARATORS = re.compile(r"[\s.\-/\u00a0\u2066-\u2069]+")
NATIONAL_REMAINDERS = {"PT": 1, "TN": 0}
"""What the national account number leaves divided by 97 (NIB, RIB). Spain's digits are checked by stdnum; Greece,
Jordan and Palestine have none, only a structure."""
ANOTHER_AFM = sentence("The Personal Number ends in another AFM than the one given: compare both with the documents.")
ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A number as it is kept, with what is wrong with it and what is only odd."""

    value: str
    faults: tuple[Sentence, ...] = ()
    warnings: tuple[Sentence, ...] = ()


def check(kind: Kind, number: str, *, born_on: date | None = None) -> Checked:
    """Check a personal number of this kind; `born_on` is the declared date of birth."""
    value = compact(number)
    if kind == "amka":
        return check_amka(value, born_on=born_on)
    if kind == "national_number":
        return check_national_number(value, born_on=born_on)
    return CHECKS.get(kind, _check_other)(value)


def compact(number: str) -> str:
    """Return the number without separators and invisible marks, in upper case and with European digits."""
    return SEPARATORS.sub("", number).translate(ARABIC_DIGITS).upper()


def check_amka(value: str, *, born_on: date | None) -> Checked:
    """AMKA: DDMMYY, four digits and a Luhn digit. The declared date of birth is compared on DDMMYY only."""
    if not re.fullmatch(r"[0-9]{11}", value):
        return _fault(value, sentence("An AMKA has 11 digits."))
    if not stdnum_amka.is_valid(value):
        return _fault(value, sentence("This AMKA is not valid: compare each digit with the document."))
    if born_on is not None and value[:6] != born_on.strftime("%d%m%y"):
        return _fault(
            value, sentence("The AMKA begins with another date of birth than {born_on}.", born_on=born_on.isoformat())
        )
    return Checked(value=value)


def check_afm(value: str) -> Checked:
    """AFM: nine digits with a checksum; `EL` or `GR` before it is dropped; 000000000 fits the sum and is nobody's."""
    digits = value.removeprefix("EL").removeprefix("GR")
    if not re.fullmatch(r"[0-9]{8,9}", digits):
        return _fault(value, sentence("An AFM has 9 digits."))
    digits = digits.zfill(9)
    if int(digits) == 0:
        return _fault(digits, sentence("The AFM 000000000 belongs to nobody."))
    if not stdnum_afm.is_valid(digits):
        return _fault(digits, sentence("This AFM is not valid: compare each digit with the document."))
    return Checked(value=digits)


def check_personal_number(value: str) -> Checked:
    """Greek Personal Number: two digits, a letter and the AFM. The algorithm of the letter is not published."""
    if not re.fullmatch(r"[0-9]{2}[A-ZΑ-Ω][0-9]{9}", value):
        return _fault(value, sentence("A Personal Number has two digits, a letter and the 9 digits of the AFM."))
    return Checked(value=value, faults=check_afm(value[3:]).faults)


def afm_of(personal_number: str) -> str:
    """Return the AFM that a checked Personal Number ends in."""
    return personal_number[3:]


def check_national_number(value: str, *, born_on: date | None) -> Checked:
    """Jordan: ten digits without a checksum, so an odd one is kept with a warning and never refused for its digits.

    The year of birth (9YY before 2000, 2YY after), 1 for a man or 2 for a woman, and six digits of a series.
    """
    if not re.fullmatch(r"[0-9]{10}", value):
        return _fault(value, sentence("A Jordanian national number has 10 digits."))
    warnings = []
    if value[0] not in "29" or value[3] not in "12":
        warnings.append(sentence("This national number has an unusual form: compare it with the document."))
    elif born_on is not None and (value[0] == "2", value[1:3]) != (born_on.year >= 2000, born_on.strftime("%y")):
        warnings.append(sentence("The national number shows another year of birth: compare it with the document."))
    return Checked(value=value, warnings=tuple(warnings))


def check_jordan_personal_number(value: str) -> Checked:
    """The number that people who are not Jordanian hold in Jordan."""
    if not re.fullmatch(r"[0-9]{8,12}", value):
        return _fault(value, sentence("A Jordanian personal number has 8 to 12 digits."))
    return Checked(value=value)


def check_unhcr(value: str) -> Checked:
    """UNHCR numbers differ by country: an unknown form is kept with a warning."""
    spelled = f"{value[:3]}-{value[3:]}" if re.fullmatch(r"[0-9]{5}C[0-9]{5}", value) else value
    if UNHCR.fullmatch(spelled):
        return Checked(value=spelled)
    odd = sentence("This UNHCR number has an unusual form: compare it with the document.")
    return Checked(value=value, warnings=(odd,), faults=_check_other(value).faults)


def _check_other(value: str) -> Checked:
    if not re.fullmatch(r"[^\W_]{4,32}", value):
        return _fault(value, sentence("A number has 4 to 32 letters and digits."))
    return Checked(value=value)


def check_iban(number: str, *, country: str) -> Checked:
    """An IBAN by its checksum, its country's structure and, where there are some, the national check digits.

    One from another country than the municipality's is a warning.
    """
    value = compact(number)
    try:
        stdnum_iban.validate(value)
    except ValidationError:
        return _fault(value, sentence("This IBAN is not valid: compare each character with the bank's document."))
    remainder = NATIONAL_REMAINDERS.get(value[:2])
    if remainder is not None and int(value[4:]) % 97 != remainder:
        return _fault(value, sentence("This IBAN is not valid: compare each character with the bank's document."))
    if not value.startswith(country):
        abroad = sentence("The IBAN is from another country ({country}).", country=value[:2])
        return Checked(value=value, warnings=(abroad,))
    return Checked(value=value)


def check_phone(number: str, *, country: str) -> Checked:
    """A telephone number, kept in E.164; without a country code it is read as a number of `country`."""
    try:
        parsed = phonenumbers.parse(number.translate(ARABIC_DIGITS), country)
    except phonenumbers.NumberParseException:
        return _fault(number.strip(), sentence("This is not a telephone number."))
    if not phonenumbers.is_valid_number(parsed):
        return _fault(number.strip(), sentence("No such telephone number can exist."))
    return Checked(value=str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)))


def _fault(value: str, fault: Sentence) -> Checked:
    return Checked(value=value, faults=(fault,))


CHECKS: dict[Kind, Callable[[str], Checked]] = {
    "afm": check_afm,
    "personal_number": check_personal_number,
    "jordan_personal_number": check_jordan_personal_number,
    "unhcr": check_unhcr,
}
