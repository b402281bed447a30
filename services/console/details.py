"""What a refusal says beside its title, and what is wrong in a field, in the reader's language.

Services write these sentences once, in English, with amounts, days and names inside; programs and logs read them so.
Each stands, with a hole for each value, in the list of its service (cards_details.py and so on) and in the catalogues.
A sentence that is in none is shown in English, marked as English. A test finds each of them in the source of a service,
and each refusal of the services among them.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from markupsafe import Markup

from services.console import (
    cards_details,
    console_details,
    formats,
    incubator_details,
    labels,
    languages,
    merchants_details,
    registry_details,
    reporting_details,
    shared_details,
)
from services.console.languages import mark

HOLE: Final = re.compile(r"%\((\w)\)s")

FIELDS: Final = (
    (r"Object missing required field `(?P<a>\w+)`", mark("Fill this in.")),
    (r"This field is required", mark("Fill this in.")),
    (r"Expected `[^`]+`, got `null`", mark("Fill this in.")),
    (r"Expected `str` of length >= 1", mark("Fill this in.")),
    (r"Expected `array` of length >= 1", mark("Choose at least one.")),
    (r"Expected `str` of length >= (?P<a>\d+)", mark("Write at least %(a)s characters.")),
    (r"Expected `str` of length <= (?P<a>\d+)", mark("Write at most %(a)s characters.")),
    (r"Expected `(?:int|float|decimal)` >= (?P<a>-?\d+(?:\.\d+)?)", mark("It has to be %(a)s or more.")),
    (r"Expected `(?:int|float|decimal)` <= (?P<a>-?\d+(?:\.\d+)?)", mark("It has to be %(a)s or less.")),
    (r"Expected `int(?: \| null)?`, got `\w+`", mark("Type a whole number.")),
    (r"Invalid RFC3339 encoded (?:date|datetime|time)", mark("This is not a date as it is written here.")),
    (r"Invalid enum value '?(?P<a>.*?)'?", mark("Choose one of the list.")),
    (r"Invalid UUID", mark("Choose one of the list.")),
    (r"Expected `str` matching regex .*", mark("This is not written in the way that is asked for.")),
)
"""What msgspec finds wrong in a value, which says it for programs."""

OURS: Final = (
    console_details, registry_details, cards_details, merchants_details, incubator_details, reporting_details,
    shared_details,
)  # fmt: skip
DETAILS: Final = {
    **{sentence: sentence for each in OURS for sentence in each.SAID},
    **{said: sentence for each in OURS for said, sentence in each.REWORDED.items()},
}
"""Each sentence of a service, with a hole for each value, and how people read it."""

MINOR: Final = frozenset("mn")
BASIS_POINTS: Final = frozenset("pq")
"""Holes that hold an amount in minor units, or hundredths of a percent; what is in another is told by its look."""


ISOLATED: Final = re.compile(r"<bdi[^>]*>(.*?)</bdi>")
ISOLATES: Final = "\u2068\\1\u2069"


class Reader(msgspec.Struct, frozen=True):
    """In which language somebody reads, and where: the currency and the time of the tenant whose pages these are."""

    language: str
    currency: str = ""
    zone: ZoneInfo = ZoneInfo("UTC")


@cache
def patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return each sentence as a pattern that finds it with its values; the one with the most words of its own first."""
    fields = [(re.compile(rf"{pattern}\.?"), sentence) for pattern, sentence in FIELDS]
    wordy = sorted(DETAILS.items(), key=lambda pair: -len(HOLE.sub("", pair[0])))
    return fields + [(pattern_of(said), sentence) for said, sentence in wordy]


def pattern_of(sentence: str) -> re.Pattern[str]:
    """Return the pattern of a sentence: its words as they are, anything in its holes."""
    parts = HOLE.split(sentence)
    escaped = [f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return re.compile("".join(escaped))


def said(detail: str, reader: Reader) -> Markup:
    """Return what a service says, as somebody reads it; in English, marked as such, where the sentence is not known."""
    for pattern, sentence in patterns():
        found = pattern.fullmatch(detail)
        if found is not None:
            text = languages.translations(reader.language).gettext(sentence)
            values = {name: written(name, value, reader) for name, value in found.groupdict().items()}
            return Markup(text) % values if HOLE.search(text) else Markup("{}").format(text)  # noqa: S704 (our own)
    return Markup('<span lang="en" dir="ltr">{}</span>').format(detail)


def told(document: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """Return a problem document for a script that shows it: title, detail and faults as somebody reads them."""
    title = languages.translations(reader.language).gettext(str(document.get("title", "")).rstrip("."))
    faults = [each | {"detail": text_of(str(each["detail"]), reader)} for each in document.get("errors", [])]
    detail = text_of(str(document.get("detail", "")), reader)
    return {**document, "title": title, "detail": detail} | ({"errors": faults} if faults else {})


def text_of(detail: str, reader: Reader) -> str:
    """Return what a service says as plain text, in which signs of Unicode keep the values apart."""
    return Markup(ISOLATED.sub(ISOLATES, said(detail, reader))).striptags() if detail else ""  # noqa: S704 (our own)


def written(hole: str, value: str, reader: Reader) -> Markup:
    """Return a value as pages write it: amounts, days, ids and codes as everywhere else, anything else as it is."""
    if hole in MINOR and reader.currency and value.isdecimal():
        return formats.money(int(value), reader.currency, reader.language)
    if hole in BASIS_POINTS and value.isdecimal():
        return formats.percent(int(value), reader.language)
    for kind, write in LOOKS.items():
        try:
            return write(msgspec.convert(value, kind), reader)
        except msgspec.ValidationError:
            continue
    return formats.isolate(", ".join(named(part, reader.language) for part in value.split(", ")))


LOOKS: Final[dict[Any, Callable[[Any, Reader], Markup]]] = {
    UUID: lambda value, _: formats.reference(value),
    date: lambda value, reader: formats.day(value, reader.language),
    datetime: lambda value, reader: formats.instant(value, reader.language, reader.zone),
}
"""What a value may look like, and how it is then written."""


def named(code: str, language: str) -> str:
    """Return the name of a code, or any other value as it is."""
    return languages.translations(language).gettext(labels.LABELS[code]) if code in labels.LABELS else code
