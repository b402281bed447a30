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

LANGUAGES = ("en", "el", "ar")
FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

Parameter = int | str


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A message id and its parameters. It is stored, so it holds no names and no numbers of people."""

    message: str
    parameters: dict[str, Parameter] = {}


def sentence(message: str, **parameters: Parameter) -> Sentence:
    """Return a sentence; the first argument of this function is what the catalogues are extracted from."""
    return Sentence(message=message, parameters=parameters)


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
        text = format_date(date.fromisoformat(str(value)), "long", locale=language)
    elif isinstance(value, int):
        text = format_decimal(value, locale=language)
    else:
        text = value
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if language == "ar" else text


def money(amount_minor: int, currency: str, language: str) -> str:
    """Return minor units as an amount with its currency, exactly (EUR has two decimals, JOD three)."""
    amount = Decimal(amount_minor).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale=language)
