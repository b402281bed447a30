"""Numbers that name a business or an account, checked on entry; what is wrong is said where it stands."""

import re

from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError
from stdnum.gr import vat as stdnum_afm

from services.kit.errors import Fault, Malformed

SEPARATORS = re.compile(r"[\s.\-/\u00a0\u2066-\u2069]+")
ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
FOREIGN = re.compile(r"[^\W_]{4,32}")


def compact(number: str) -> str:
    """Return the number without separators, in upper case and with European digits."""
    return SEPARATORS.sub("", number).translate(ARABIC_DIGITS).upper()


def check_registration_number(number: str, *, country: str) -> str:
    """Return a business's number as it is kept: in Greece its AFM, elsewhere that of its register. Raises Malformed."""
    value = compact(number)
    if country != "GR":
        if not FOREIGN.fullmatch(value):
            raise fault("/registration_number", "A registration number has 4 to 32 letters and digits.")
        return value
    digits = value.removeprefix("EL").removeprefix("GR")
    if not re.fullmatch(r"[0-9]{8,9}", digits):
        raise fault("/registration_number", "An AFM has 9 digits.")
    digits = digits.zfill(9)
    if int(digits) == 0:
        # It fits the checksum all the same.
        raise fault("/registration_number", "The AFM 000000000 belongs to nobody.")
    if not stdnum_afm.is_valid(digits):
        raise fault("/registration_number", "This AFM is not valid: compare each digit with the document.")
    return digits


def check_iban(number: str, *, within: str = "") -> str:
    """Return an IBAN of any country as it is kept. Raises Malformed; `within` points at the object that holds it."""
    value = compact(number)
    try:
        return str(stdnum_iban.validate(value))
    except ValidationError:
        raise fault(
            f"{within}/iban", "This IBAN is not valid: compare each character with the bank's document."
        ) from None


def fault(pointer: str, detail: str) -> Malformed:
    """Return the refusal of one field."""
    return Malformed("Mend what is named in errors and send it again.", errors=[Fault(pointer=pointer, detail=detail)])
