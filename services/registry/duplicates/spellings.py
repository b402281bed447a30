"""Spellings: one sound for a name, however its bearer's papers write it in Greek, Latin or Arabic letters.

Greek goes to Latin letters by ELOT 743 (kit's table, the one that bank files use); what passports and hurried hands
make of it (Yannis, Giannis, Ioannis; Hristos, Christos) meets in a coarser sound. Arabic papers leave short vowels out,
so across these scripts only the consonants are compared: محمد, Mohammed and Μοχάμεντ are all `mhmd`. No library does
this: those for ELOT 743 are single functions like ours, and those for Arabic stop at one romanisation.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from services.kit.iso20022.transliteration import elot743

ARABIC: Final = dict(zip("ابتثجحخدذرزسشصضطظغفقكلمنهويپچڤگ", "abttghhddrzsssdtzgfkklmnhwybsbg", strict=True)) | {
    "ع": "", "ء": "", "ة": "", "ى": "y", "ی": "y", "ک": "k", "ٱ": "a", "ـ": "",
}  # fmt: skip
"""By sound. Hamza and the marks of short vowels are gone by then; ayn has no letter that people agree on."""
ARTICLES: Final = frozenset(("al", "el", "ul", "il", "as", "ar", "ad", "an", "at", "ash", "ال"))
"""As words of their own; before a name, `al-` is dropped. A name such as "Αν" is kept when it stands alone."""
KINSHIP: Final = frozenset(("bin", "ben", "ibn", "bint", "bn", "بن", "ابن", "بنت"))
PREFIXES: Final = frozenset(("papa", "παπα", "chatzi", "χατζη", "hatzi", "hadji", "kara", "καρα", "abu", "abou", "ابو"))
"""Written apart, with a hyphen or together with what follows."""
SERVANT: Final = re.compile(r"(?:abd|عبد)(?:[aeuo]?l(?=[^laeuioy])|[aeou]([rsdntz])(?=\1)|el|ul|al|ال)?")
"""Abd al-Rahman, Abdelrahman, Abdurrahman, عبد الرحمن: the servant of, with the article in between or not."""
ELIDED: Final = re.compile(r"ال(?=...)(?!ياس|هام)")
"""The article, attached; Ilyas and Ilham begin with the same letters and have none."""

LETTERS: Final = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"(.)\1+", r"\1"),
        (r"^x(?=[^aeiouy])", "h"),
        (r"^[ae]l(?=[bcdfghkmnpqrstvwxz][a-z]{3})", ""),
        (r"^(?:i|y|j)(?=[aoue])|^gi(?=[aou])|^yi|^gh(?=i)", "g"),
        (r"tch|ts[ch]?|ç", "ts"),
        (r"sch|sh", "s"),
        (r"tz|dz|dj|tj|j", "g"),
        (r"kh|ch", "h"),
        (r"gh|gk|ng(?!$)|gg", "g"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"c(?=[eiy])", "s"),
        (r"ck|cq|[cq]", "k"),
        (r"x", "ks"),
        (r"nt|nd", "d"),
        (r"mp|mb", "b"),
        (r"([ae])[uvf](?=[^aeiouyhw])", r"\1b"),
        (r"([ae])[uv](?=[aeiouy])", r"\1b"),
        (r"v", "b"),
        (r"ou|oo|^w(?=[aeiouy])", "w"),
        (r"^w", "V"),
        (r"ai|ay|ae", "e"),
        (r"ei|oi|ee|ey|ie(?=[^aeiou])|y", "i"),
        (r"[ouw]", "u"),
        (r"(?<=[aeiu])h$", ""),
        (r"V", "w"),
        (r"(.)\1+", r"\1"),
    )
)
"""From Latin letters to sounds, in this order: what different hands write for one sound becomes one letter."""
CLUSTERS: Final = tuple(
    (re.compile(pattern), sound) for pattern, sound in ((r"n[td]", "d"), (r"m[pb]", "b"), (r"n[gk]", "g"))
)
VOWELS: Final = re.compile(r"[aeiou]|(?<!^)[wy]|(.)(?=\1)")
WORD: Final = re.compile(r"[^\W\d_]+")

SHORT_FORMS: Final = {
    "Γιάννης": "Ιωάννης", "Γιώργος": "Γεώργιος", "Κώστας": "Κωνσταντίνος", "Δημήτρης": "Δημήτριος", "Νίκος": "Νικόλαος",
    "Βασίλης": "Βασίλειος", "Θανάσης": "Αθανάσιος", "Μανώλης": "Εμμανουήλ", "Κατερίνα": "Αικατερίνη",
    "Γιώτα": "Παναγιώτα", "Στέλιος": "Στυλιανός", "Μιχάλης": "Μιχαήλ", "Αντώνης": "Αντώνιος", "Γρηγόρης": "Γρηγόριος",
    "Λευτέρης": "Ελευθέριος", "Στρατής": "Ευστράτιος", "Μπάμπης": "Χαράλαμπος", "Σπύρος": "Σπυρίδων",
    "Θοδωρής": "Θεόδωρος", "Αλέκος": "Αλέξανδρος", "Βαγγέλης": "Ευάγγελος", "Φώτης": "Φώτιος", "Τάσος": "Αναστάσιος",
    "Στάθης": "Ευστάθιος", "Βάσω": "Βασιλική", "Ρούλα": "Σταυρούλα", "Νίτσα": "Ελένη",
}  # fmt: skip
"""Forms of everyday life that stand on some papers for the form of the register."""


class Spelled(NamedTuple):
    """A word of a name: its sound, its consonants, and whether its vowels were written."""

    sound: str
    consonants: str
    voweled: bool


def words(name: str) -> tuple[str, ...]:
    """Return the words of a name without accents, case, marks, articles and "son of"; prefixes joined to their word."""
    found = []
    pending = ""
    for word in WORD.findall(plain(name)):
        if word in KINSHIP or (word in ARTICLES and not pending.startswith(("abd", "عبد"))):
            continue
        if word in ARTICLES or word in PREFIXES or word in {"abd", "عبد", "abdel", "abdul", "abdal", "abdoul"}:
            pending += word
            continue
        found.append(pending + word)
        pending = ""
    return (*found, pending) if pending else tuple(found)


def plain(text: str) -> str:
    """Return a text in lower case without marks: accents, diaeresis, final sigma, vowel signs, hamza, tatweel."""
    folded = unicodedata.normalize("NFKD", text).casefold().replace("ـ", "").replace("'", "").replace("’", "")
    return "".join(each for each in folded if not unicodedata.combining(each))


@lru_cache(maxsize=50_000)
def spell(word: str) -> Spelled:
    """Return how a word of `words` sounds. Words repeat: a town has some thousand names."""
    servant = SERVANT.match(word)
    if servant and len(word) > servant.end() + 1:
        rest = spell(word[servant.end() :])
        return Spelled("abd" + rest.sound, "bd" + rest.consonants, rest.voweled)
    if "\u0600" <= word[0] <= "\u06ff":
        bare = ELIDED.sub("", word, count=1)
        sound = ("g" if bare.startswith("ي") else "") + "".join(ARABIC.get(each, "") for each in bare)
        sound = sound.removesuffix("h") if len(sound) > 1 else sound
        return Spelled(sound, consonants(sound), voweled=False)
    sound = _sound(word)
    sound = formal().get(sound, sound)
    return Spelled(sound, consonants(sound), voweled=True)


def _sound(word: str) -> str:
    sound = elot743(word)
    for pattern, letters in LETTERS:
        sound = pattern.sub(letters, sound)
    return sound


@cache
def formal() -> dict[str, str]:
    """Return the sound of the register's form for the sound of each short form."""
    return {_sound(plain(short)): _sound(plain(long)) for short, long in SHORT_FORMS.items()}


def consonants(sound: str) -> str:
    """Return the consonants of a sound; of a name without any, the sound itself."""
    bare = VOWELS.sub("", sound)
    for pattern, letter in CLUSTERS:
        bare = pattern.sub(letter, bare)
    return bare or sound


def similarity(one: Spelled, other: Spelled) -> int:
    """Return how alike two words sound, 0 to 100: 100 the same, 85 and more what one person's papers may say.

    Where one of the two has no written vowels, the consonants decide and the same ones are not full certainty.
    """
    if one.sound == other.sound:
        return 100
    bones = alike(one.consonants, other.consonants)
    if one.voweled != other.voweled:
        return bones * 95 // 100
    whole = alike(one.sound, other.sound)
    if not one.voweled and one.consonants == other.consonants:
        # What Arabic writes of vowels is long and makes another name: حسن and حسين, محمد and محمود.
        return whole
    mixed = (bones * 6 + whole * 4) // 10
    near = 87 if min(len(one.sound), len(other.sound)) > 3 and OSA.distance(one.sound, other.sound) == 1 else 0
    return max(mixed, whole, near)


def alike(one: str, other: str) -> int:
    """Return 100 less the share of letters that have to change, be added, left out or swapped with the next."""
    longest = max(len(one), len(other), 1)
    return 100 - 100 * OSA.distance(one, other) // longest
