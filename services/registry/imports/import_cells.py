"""Cells of imported tables: dates, amounts and words as people write them in Greek, English and Arabic.

Each reader returns the value, or the sentence that says what to do about the cell. None guesses where two readings are
possible.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from babel.numbers import get_currency_precision

from services.kit.sentences import Sentence, sentence
from services.registry.people.identifiers import ARABIC_DIGITS

DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: 0?0:00(?::00)?)?")
YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T ]00:00(?::00)?)?")
AMOUNT = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?:(?!\1)[.,](?P<a>\d+))?|\d{1,15}(?:[.,](?P<b>\d+))?")
CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
ARABIC_MARKS = str.maketrans({"٫": ".", "٬": ",", "،": ","})
CURRENCIES = ("€", "eur", "jod", "jd", "د.ا", "دينار", "ευρω", "euro")


@lru_cache(maxsize=2_000)
def folded(text: str) -> str:
    """Return a word without case, accents and marks between words, and with one spelling of Arabic letters of two."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    bare = bare.replace("ς", "σ").replace("ة", "ه").replace("أ", "ا").replace("إ", "ا").replace("ى", "ي")
    return " ".join(re.sub(r"[_.:/\-]+", " ", bare.replace("'", "").replace("’", "")).split())


def _by_word(words: dict[str, str]) -> dict[str, str]:
    """Return the code for each word that people write for it, the code itself among them."""
    return {folded(word): code for code, listed in words.items() for word in (code, *listed.split(", "))}


RELATIONS = _by_word({
    "applicant": "head, head of household, αιτών, αιτούσα, υπόχρεος, αρχηγός, δικαιούχος, مقدم الطلب, رب الأسرة, "
    "ربة الأسرة",
    "spouse": "wife, husband, σύζυγος, زوج, زوجة",
    "partner": "σύντροφος, συμβίος, συμβία, شريك, شريكة",
    "child": "son, daughter, τέκνο, παιδί, γιος, υιός, κόρη, θυγατέρα, طفل, ابن, ابنة",
    "parent": "mother, father, γονέας, μητέρα, πατέρας, والد, والدة, أب, أم",
    "sibling": "brother, sister, αδελφός, αδελφή, αδερφός, αδερφή, أخ, أخت",
    "guest": "φιλοξενούμενος, φιλοξενούμενη, ضيف, ضيفة",
    "other": "relative, άλλο, άλλος, άλλη, συγγενής, آخر, قريب",
})  # fmt: skip
WORKS = _by_word({
    "not_stated": "άγνωστο, δεν δηλώθηκε, غير محدد",
    "employed": "εργαζόμενος, εργαζόμενη, εργάζεται, موظف, يعمل",
    "registered_unemployed": "unemployed, άνεργος, άνεργη, εγγεγραμμένος άνεργος, εγγεγραμμένη άνεργη, عاطل, عاطل مسجل",
    "unregistered": "μη εγγεγραμμένος, μη εγγεγραμμένη, غير مسجل",
    "unable": "unable to work, ανίκανος, ανίκανη, ανίκανος για εργασία, غير قادر",
    "retired": "pensioner, συνταξιούχος, متقاعد",
})  # fmt: skip
YES = _by_word({"yes": "y, true, 1, x, ✓, ναι, ν, نعم", "no": "n, false, 0, όχι, ο, لا"})
LANGUAGES = _by_word({
    "el": "gr, greek, ελληνικά, اليونانية", "en": "english, αγγλικά, الإنجليزية", "ar": "arabic, αραβικά, العربية",
})  # fmt: skip


def read_date(cell: str) -> date | Sentence:
    """Return a date written day first, as in Greece and Jordan, or year first."""
    text = cell.translate(ARABIC_DIGITS)
    day_first, year_first = DAY_FIRST.fullmatch(text), YEAR_FIRST.fullmatch(text)
    try:
        if year_first is not None:
            return date(int(year_first[1]), int(year_first[2]), int(year_first[3]))
        if day_first is not None:
            return date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
    except ValueError:
        return sentence("There is no such day: compare it with the document.")
    return sentence("Write the date as day/month/year with four digits of the year.")


def read_amount(cell: str, *, currency: str) -> int | Sentence:
    """Return an amount in minor units. One separator before three digits parts thousands, unless the currency has
    three decimals and it is a point: 1.234 is a thousand euro and more, and one dinar.
    """
    text = cell.translate(ARABIC_DIGITS).translate(ARABIC_MARKS).casefold().replace(" ", "").replace("'", "")
    for word in CURRENCIES:
        text = text.removeprefix(word).removesuffix(word)
    found = AMOUNT.fullmatch(text)
    unreadable = sentence("Write the amount in digits, such as 216,00.")
    if found is None:
        return unreadable
    precision = get_currency_precision(currency)
    decimals = found["a"] or found["b"] or ""
    whole = text[: len(text) - len(decimals) - 1] if decimals else text
    grouped = found[1] is not None and not decimals
    if grouped and precision == 3 and text.count(".") == 1 and "," not in text:
        whole, _, decimals = text.partition(".")
    if len(decimals.rstrip("0")) > precision:
        return sentence("The amount has more decimals than the currency.")
    digits = re.sub(r"[.,]", "", whole)
    return int(digits + decimals[:precision].ljust(precision, "0"))


def read_relation(cell: str) -> str | Sentence:
    """Return how a person belongs to the household."""
    return RELATIONS.get(folded(cell)) or sentence(
        "This relation is not known: write applicant, spouse, partner, child, parent, sibling, other or guest."
    )


def read_work(cell: str) -> str | Sentence:
    """Return how a person stands to work."""
    return WORKS.get(folded(cell)) or sentence(
        "This is not known: write employed, registered unemployed, unregistered, unable, retired or not stated."
    )


def read_yes(cell: str) -> bool | Sentence:
    """Return a yes or a no; nothing is a no."""
    word = YES.get(folded(cell) or "no")
    return sentence("Write yes or no.") if word is None else word == "yes"


def read_language(cell: str) -> str | Sentence:
    """Return the language that a person reads."""
    return LANGUAGES.get(folded(cell)) or sentence("Write the language as el, en or ar.")


def read_code(cell: str) -> str | Sentence:
    """Return a reason by its code."""
    return cell if CODE.fullmatch(cell) else sentence("Write the reason as its code, such as closed_care.")
