"""The languages of the pages: gettext catalogues, compiled when the process starts, and how a reader's is chosen.

The message id is the English sentence, so English needs no catalogue. Whatever a page says stands in a template or goes
through `mark`; a test extracts both and fails for what a catalogue lacks.
"""

import re
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from services.kit.sentences import LANGUAGES, locale

NAMES: Final = {"el": "Ελληνικά", "en": "English", "ar": "العربية"}
DEFAULT: Final = "en"
FOLDER: Final = Path(__file__).parent / "locale"


def mark(message: str) -> str:
    """Return the message as it is; the catalogues are extracted from the calls of this function."""
    return message


@cache
def translations(language: str) -> NullTranslations:
    """Return the compiled catalogue of a language."""
    if language == DEFAULT:
        return NullTranslations()
    with (FOLDER / language / "LC_MESSAGES" / "console.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def direction(language: str) -> str:
    """Return `rtl` or `ltr`."""
    return locale(language).text_direction


def choose(cookie: str | None, accepted: str, own: str | None) -> str:
    """Return the language to answer in: what was clicked, else the person's own, else what the browser asks for."""
    for wanted in (cookie, own):
        if wanted in LANGUAGES:
            return wanted
    weighed: list[tuple[Decimal, int, str]] = []
    for part in accepted.lower().split(","):
        found = re.fullmatch(r"\s*([a-z]{2})(?:-[a-z0-9-]+)?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?\s*", part)
        if found and found[1] in LANGUAGES:
            weighed.append((-Decimal(found[2] or 1), len(weighed), found[1]))
    return min(weighed)[2] if weighed else DEFAULT
