"""Addresses: where people live. A postal code has the shape that it has in the municipality's country.

Public decisions find people by their postal code: a family whose code was mistyped would be missed, and nobody would
notice. What was kept before a shape was known here stays as it is, and is found as it was typed.
"""

import re
from typing import Final

import msgspec

from services.kit.sentences import Sentence, sentence
from services.kit.web import Body, ShortText
from services.registry.people import identifiers
from services.registry.people.identifiers import Checked


class Address(Body, frozen=True, kw_only=True):
    """Where a person lives."""

    street: ShortText
    postal_code: ShortText
    town: ShortText


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """What a country's postal codes look like without separators, and as they are kept."""

    pattern: str
    kept: str = r"\g<0>"
    said: Sentence
    """What is wrong with another one, and how it is mended."""


SHAPES: Final = {
    "GR": Shape(
        pattern=r"[1-8][0-9]{4}",
        said=sentence(
            "A Greek postal code has 5 digits and begins with one from 1 to 8: compare it with a bill or a letter."
        ),
    ),
    "JO": Shape(
        pattern=r"[0-9]{5}",
        said=sentence("A Jordanian postal code has 5 digits: compare it with a bill or a letter."),
    ),
    "ES": Shape(
        pattern=r"(0[1-9]|[1-4][0-9]|5[0-2])[0-9]{3}",
        said=sentence(
            "A Spanish postal code has 5 digits and begins with 01 to 52: compare it with a bill or a letter."
        ),
    ),
    "PT": Shape(
        pattern=r"([0-9]{4})([0-9]{3})",
        kept=r"\1-\2",
        said=sentence("A Portuguese postal code has 7 digits, such as 1000-001: compare it with a bill or a letter."),
    ),
}
"""By country; in another one every text is a postal code."""


def check_postal_code(postal_code: str, *, country: str) -> Checked:
    """Return a postal code in the one spelling of its country, or what is wrong with it."""
    shape = SHAPES.get(country)
    if shape is None:
        return Checked(value=postal_code)
    found = re.fullmatch(shape.pattern, identifiers.compact(postal_code))
    if found is None:
        return Checked(value=postal_code, faults=(shape.said,))
    return Checked(value=found.expand(shape.kept))


def fields_of(address: Address, *, country: str) -> dict[str, Checked]:
    """Return the vault fields of an address, checked."""
    return {
        "street": Checked(value=address.street),
        "postal_code": check_postal_code(address.postal_code, country=country),
        "town": Checked(value=address.town),
    }
