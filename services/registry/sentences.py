"""Sentences that are stored once and said in the reader's language: a message id with typed parameters.

The message id is the English sentence. The unit of a parameter is the end of its name: `_minor` is money in the
sentence's currency, `_on` a date, `_code` a word that has a translation of its own.
"""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import msgspec
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, get_currency_precision

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("en", "el", "ar")
FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

Parameter = int | str


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A message id and its parameters. Stored in assessments, so it holds no names and no numbers of people."""

    message: str
    parameters: dict[str, Parameter] = {}


def sentence(message: str, **parameters: Parameter) -> Sentence:
    """Return a sentence; the first argument of this function is what the catalogues are extracted from."""
    return Sentence(message=message, parameters=parameters)


@cache
def catalogue(language: str) -> dict[str, str]:
    """Message id → translation, read from the committed .po file; English is the message id itself."""
    if language == "en":
        return {}
    with (LOCALE / language / "LC_MESSAGES" / "registry.po").open("rb") as file:
        read = read_po(file, locale=language)
    return {str(entry.id): str(entry.string) for entry in read if entry.id and entry.string and not entry.fuzzy}


def say(sentence: Sentence, language: str, *, currency: str = "EUR") -> str:
    """The sentence in `language` (en, el or ar; another language is answered in English)."""
    known = language if language in LANGUAGES else "en"
    template = catalogue(known).get(sentence.message, sentence.message)
    said = {name: _said(name, value, known, currency) for name, value in sentence.parameters.items()}
    return template.format(**said)


def _said(name: str, value: Parameter, language: str, currency: str) -> str:
    """One parameter as text; in Arabic numbers are isolated, or the bidi rule would turn 216 EUR and dates around."""
    if name.endswith("_code"):
        return catalogue(language).get(str(value), str(value).replace("_", " "))
    if name.endswith("_minor"):
        text = money(int(value), currency, language)
    elif name.endswith("_on"):
        text = format_date(date.fromisoformat(str(value)), "long", locale=language)
    elif isinstance(value, int):
        text = format_decimal(value, locale=language)
    else:
        text = value
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if language == "ar" else text


def money(amount_minor: int, currency: str, language: str) -> str:
    """Minor units as an amount with its currency, exactly (EUR has two decimals, JOD three)."""
    amount = Decimal(amount_minor).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale=language)
