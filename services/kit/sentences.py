"""Sentences that are stored once and said in the reader's language: a message id with typed parameters.

The message id is the English sentence. The unit of a parameter is the end of its name: `_minor` is money in the
sentence's currency, `_on` a date, `_code` a word that has a translation of its own.
"""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import msgspec
from babel.core import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, get_currency_precision

LOCALES = {"en": "en_GB", "el": "el_GR", "ar": "ar_JO"}
"""Each language and the place whose month names, numbers and dates it is written with, on paper as on pages."""
LANGUAGES = tuple(LOCALES)
FIRST_STRONG_ISOLATE = "\u2068"
LEFT_TO_RIGHT_ISOLATE = "\u2066"
POP_ISOLATE = "\u2069"
FIGURE = re.compile(r"-?\d[\d.,]*\d|-?\d")
"""An amount without its currency: digits, which count as such in every script, and what stands between them."""

Parameter = int | str


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A message id and its parameters. It is stored, so it holds no names and no numbers of people."""

    message: str
    parameters: dict[str, Parameter] = {}


def sentence(message: str, **parameters: Parameter) -> Sentence:
    """Return a sentence; the first argument of this function is what the catalogues are extracted from."""
    return Sentence(message=message, parameters=parameters)


@cache
def locale(language: str) -> Locale:
    """Return how dates and numbers are written in a language; in another as in English."""
    return Locale.parse(LOCALES.get(language, LOCALES["en"]))


@cache
def catalogue(service: str, language: str) -> dict[str, str]:
    """Return message id → translation, from a service's committed .po file; English is the message id itself."""
    if language == "en":
        return {}
    path = Path(__file__).parents[1] / service / "locale" / language / "LC_MESSAGES" / f"{service}.po"
    with path.open("rb") as file:
        read = read_po(file, locale=language)
    return {str(entry.id): str(entry.string) for entry in read if entry.id and entry.string and not entry.fuzzy}


def say(service: str, said: Sentence, language: str, *, currency: str = "EUR") -> str:
    """Return the sentence in a language (en, el or ar; another is answered in English), from a service's catalogue."""
    known = language if language in LANGUAGES else "en"
    entries = catalogue(service, known)
    template = entries.get(said.message, said.message)
    return template.format(
        **{name: written(name, value, known, currency, entries) for name, value in said.parameters.items()}
    )


def written(name: str, value: Parameter, language: str, currency: str, entries: dict[str, str]) -> str:
    """Return a parameter as text; in Arabic it is isolated, or the bidi rule would turn amounts and dates around."""
    if name.endswith("_code"):
        return entries.get(str(value), str(value).replace("_", " "))
    if name.endswith("_minor"):
        text = money(int(value), currency, language)
    elif name.endswith("_on"):
        text = format_date(date.fromisoformat(str(value)), "long", locale=locale(language))
    elif isinstance(value, int):
        text = format_decimal(value, locale=locale(language))
    else:
        text = value
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if language == "ar" else text


def money(amount_minor: int, currency: str, language: str) -> str:
    """Return minor units as an amount with its currency, exactly (EUR has two decimals, JOD three).

    In Arabic the figure is isolated from left to right: a sign that stood alone in front of it would go to its right.
    """
    amount = Decimal(amount_minor).scaleb(-get_currency_precision(currency))
    written = format_currency(amount, currency, locale=locale(language))
    return FIGURE.sub(rf"{LEFT_TO_RIGHT_ISOLATE}\g<0>{POP_ISOLATE}", written) if language == "ar" else written
