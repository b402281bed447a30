"""Names in Latin letters, and the characters that a bank file may hold (EPC217-08).

Banks' files carry Latin letters only. Greek has one official transcription, ELOT 743 (ISO 843, type 2). Arabic has none
that the holder expects, for its short vowels are not written: `bank_name` asks for the Latin spelling instead. Only who
pays by account number and has no spelling takes `romanised`: letter by letter, as BGN/PCGN 1956 without its marks.
"""

import re
import unicodedata
from typing import Final

SINGLE: Final = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
PAIRS: Final = {"γγ": "ng", "γξ": "nx", "γχ": "nch", "ου": "ou"}
VOICED: Final = frozenset("αβγδεζηιλμνορυω")
"""What makes the υ of αυ, ευ, ηυ sound as v; before the others and at the end of a word it is f."""
AFTER_VOWEL: Final = {"αυ": "a", "ευ": "e", "ηυ": "i"}
TONOS: Final = "\u0301"
DIALYTIKA: Final = "\u0308"
BANK_CHARACTERS: Final = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]+")
SPELLED: Final = str.maketrans({"&": "+", "«": "", "»": "", '"': "", "’": "'", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l"})


ARABIC: Final = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh",
    "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a", "و": "w", "ي": "y",
    "ى": "a", "ئ": "y", "ؤ": "w", "ء": "", "ـ": "", "پ": "p", "چ": "ch", "ژ": "zh", "ڤ": "v", "گ": "g", "ک": "k",
    "ی": "y", "\u064e": "a", "\u064f": "u", "\u0650": "i", "\u0651": "", "\u0652": "", "\u064b": "an",
    "\u064c": "un", "\u064d": "in", "\u0670": "a",
}  # fmt: skip


class NameNotLatin(ValueError):
    """The name has letters that are neither Latin nor Greek; its Latin spelling has to be given."""


def bank_name(name: str) -> str:
    """Return a name as a bank file may carry it: Latin letters, SEPA characters, at most 70. Raises NameNotLatin."""
    latin = unicodedata.normalize("NFKD", elot743(name).translate(SPELLED))
    plain = "".join(each for each in latin if not unicodedata.combining(each))
    if any(each.isalpha() and not each.isascii() for each in plain):
        raise NameNotLatin(name)
    clean = " ".join(BANK_CHARACTERS.sub(" ", plain).split())[:70].strip()
    if not clean:
        raise NameNotLatin(name)
    return clean


def romanised(text: str) -> str:
    """Return a text with its Arabic words in Latin letters; everything else, digits too, stays as it is."""
    return " ".join(_arabic_word(word) for word in unicodedata.normalize("NFC", text).split())


def _arabic_word(word: str) -> str:
    if word == "الله" or not any(each in ARABIC for each in word):
        return "Allah" if word == "الله" else word
    article = word.startswith("ال") and len(word) > 3
    latin = "".join(ARABIC.get(each, each) for each in (word[2:] if article else word))
    return f"Al-{latin.capitalize()}" if article else latin.capitalize()


def elot743(text: str) -> str:
    """Return a text with its Greek words transcribed; everything else stays as it is."""
    return "".join(_word(part) if _is_greek(part) else part for part in re.split(r"(\W+)", _composed(text)))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _is_greek(word: str) -> bool:
    return any("GREEK" in unicodedata.name(each, "") for each in word)


def _letters(word: str) -> list[tuple[str, bool, str]]:
    """Return for each letter: its base in lower case, whether it is a capital, its marks."""
    letters = []
    for each in word:
        parts = unicodedata.normalize("NFD", each)
        letters.append((parts[0].lower(), parts[0].isupper(), parts[1:]))
    return letters


def _word(word: str) -> str:
    letters = _letters(word)
    shouted = len(word) > 1 and word.isupper()
    latin, place = [], 0
    while place < len(letters):
        taken, transcribed = _transcribe(letters, place)
        if letters[place][1]:
            transcribed = transcribed.upper() if shouted else transcribed[:1].upper() + transcribed[1:]
        latin.append(transcribed)
        place += taken
    return "".join(latin)


def _transcribe(letters: list[tuple[str, bool, str]], place: int) -> tuple[int, str]:
    """Return how many letters from here make one sound, and the sound."""
    base, _, marks = letters[place]
    following, _, following_marks = letters[place + 1] if place + 1 < len(letters) else ("", False, "")
    pair = base + following
    # Two vowels are one sound unless the accent on the first or the diaeresis on the second parts them.
    parted = TONOS in marks or DIALYTIKA in following_marks
    if pair == "μπ" and (place == 0 or place + 2 == len(letters)):
        return 2, "b"
    if pair in AFTER_VOWEL and not parted:
        after = letters[place + 2][0] if place + 2 < len(letters) else ""
        return 2, AFTER_VOWEL[pair] + ("v" if after in VOICED and after else "f")
    if pair in PAIRS and not (pair == "ου" and parted):
        return 2, PAIRS[pair]
    return 1, SINGLE.get(base, base)
