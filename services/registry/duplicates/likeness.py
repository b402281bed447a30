"""Likeness: whether two entries may be one person, as points with named reasons; and by which keys they meet.

Pure functions. The points follow Fellegi and Sunter's idea: what agrees by chance seldom (a birth date) weighs much,
what families share (a telephone, a street) little, and what differs takes points away. They were set on generated
people of one seed and are reported on those of others (`tests/registry/doubles.py`).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, Literal

import msgspec
from rapidfuzz.distance import OSA

from services.registry.duplicates.spellings import Spelled, plain, similarity, spell, words

Reason = Literal[
    "same_birth_date", "day_and_month_swapped", "birth_date_one_digit_off",
    "same_name", "similar_given_name", "similar_family_name", "names_swapped", "other_family_name",
    "part_of_name_missing", "same_father_name", "other_father_name", "same_phone", "same_iban", "same_address",
    "other_number",
]  # fmt: skip

SUSPECTED_FROM: Final = 65
"""Points, of 100, from which a pair is shown to a caseworker."""
SIMILAR, UNLIKE, ANOTHER = 85, 75, 60
"""Similarities of names: what one person's papers may say; below: another given name; below: another family name."""
GIVEN, FAMILY = 30, 26
"""Points of equal names; fewer the less alike they are."""
OTHER_FAMILY = -3
"""A married name is believed with the very birth date and one thing more: the father's name, a number, the address."""
FATHER, OTHER_FATHER = 10, -18
PHONE, IBAN, ADDRESS = 8, 10, 6
SHARED: Final = frozenset(("phone", "iban"))
"""Numbers of which a person may have several and a family one."""
OTHER_NUMBER = -25
"""Two valid numbers of one kind, as two AMKAs: nearly always two people."""


class Traits(msgspec.Struct, frozen=True, kw_only=True):
    """What of a person is compared; it lives in memory only. `numbers` are blind indexes by kind, never numbers."""

    given: tuple[Spelled, ...]
    family: tuple[Spelled, ...]
    father: tuple[Spelled, ...]
    born_on: str
    address: str
    numbers: Mapping[str, bytes]


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """How much speaks for one person: points of 100 and why."""

    score: int
    reasons: tuple[Reason, ...]


COMPARED: Final = ("given_name", "family_name", "father_name", "born_on", "street", "postal_code")
"""The vault's fields that are opened for a comparison; numbers are compared by their blind indexes."""


def traits_of(fields: Mapping[str, str], numbers: Mapping[str, bytes]) -> Traits:
    """Return what is compared of a person's fields and of the blind indexes of the numbers."""
    return Traits(
        given=_spelled(fields.get("given_name", "")),
        family=_spelled(fields.get("family_name", "")),
        father=_spelled(fields.get("father_name", "")),
        born_on=fields.get("born_on", ""),
        address=address_of(fields),
        numbers=numbers,
    )


def address_of(fields: Mapping[str, str]) -> str:
    """Return one spelling of street, house number and postal code; nothing without a street."""
    street = _street(fields.get("street", ""))
    return f"{street} {fields.get('postal_code', '').replace(' ', '')}" if street else ""


@lru_cache(maxsize=50_000)
def _street(street: str) -> str:
    return "".join(spell(word).sound if word.isalpha() else word for word in plain(street).split())


@lru_cache(maxsize=50_000)
def _spelled(name: str) -> tuple[Spelled, ...]:
    return tuple(spell(word) for word in words(name))


def blocks(fields: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the keys, as purpose and value, of which two entries of one person share at least one.

    One named error leaves one whole: a birth date is the same whichever way day and month are read; names in any order
    and spelling go with two of the date's three parts; a shared telephone or account goes with a given name.
    """
    born = date.fromisoformat(fields["born_on"])
    low, high = sorted((born.day, born.month))
    either_way = f"{born.year}-{low}-{high}"
    given, family = _consonants(fields.get("given_name", "")), _consonants(fields.get("family_name", ""))
    found = {("match_born", either_way)}
    if low == 1:
        # Papers without a birthday say the first of a month: so many do that only the names beside it tell.
        found |= {("match_born_name", f"{either_way} {name}") for name in (*given, *family)}
    for other in family:
        names = " ".join(sorted((*given[:1], other)))
        found |= {("match_names_year", f"{names} {born.year}"), ("match_names_day", f"{names} {born:%m-%d}")}
    for kind in ("phone", "iban"):
        if kind in fields:
            found |= {(f"match_{kind}_name", f"{fields[kind]} {name}") for name in given}
    return found


def sought(name: str, year: int | None) -> list[tuple[str, str]]:
    """Return the keys by which a name is searched for, one for each of its words."""
    return [("search_name", bare if year is None else f"{bare} {year}") for bare in _consonants(name)]


def found_by(fields: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the keys by which a person is found, with the year of birth and without."""
    year = date.fromisoformat(fields["born_on"]).year
    names = f"{fields.get('given_name', '')} {fields.get('family_name', '')}"
    return {*sought(names, year), *sought(names, None)}


def _consonants(name: str) -> list[str]:
    return [spelled.consonants for spelled in _spelled(name) if spelled.consonants]


def compare(one: Traits, other: Traits) -> Likeness | None:
    """Return how much speaks for one person, or nothing where birth dates or given names are those of two."""
    dated = _dates(one.born_on, other.born_on)
    named = _names(one, other) if dated is not None else None
    if dated is None or named is None:
        return None
    found: list[tuple[Reason, int]] = [dated, *named, *_fathers(one, other), *_contacts(one, other)]
    score = max(0, min(100, sum(points for _, points in found)))
    return Likeness(score=score, reasons=tuple(reason for reason, _ in found))


def _dates(one: str, other: str) -> tuple[Reason, int] | None:
    if one == other:
        return "same_birth_date", 34
    if one[:4] == other[:4] and one[5:7] == other[8:] and one[8:] == other[5:7]:
        return "day_and_month_swapped", 27
    # One digit differs, or two neighbours have changed places.
    return ("birth_date_one_digit_off", 24) if OSA.distance(one, other, score_cutoff=1) == 1 else None


def _names(one: Traits, other: Traits) -> list[tuple[Reason, int]] | None:
    given, family = names_alike(one.given, other.given), 0
    found: list[tuple[Reason, int]] = []
    if given >= UNLIKE:
        family = names_alike(one.family, other.family)
    else:
        given = names_alike(one.given, other.family)
        family = names_alike(one.family, other.given) if given >= UNLIKE else 0
        if family < UNLIKE:
            return None
        found.append(("names_swapped", -2))
    points = _share(given, GIVEN), _share(family, FAMILY)
    if given == family == 100:
        return [*found, ("same_name", sum(points))]
    if (len(one.given), len(one.family)) != (len(other.given), len(other.family)):
        found.append(("part_of_name_missing", 0))
    found.append(("similar_given_name", points[0]))
    found.append(("other_family_name", OTHER_FAMILY) if family < ANOTHER else ("similar_family_name", points[1]))
    return found


def _share(alike: int, points: int) -> int:
    return points * max(0, alike - ANOTHER) // (100 - ANOTHER)


def names_alike(one: tuple[Spelled, ...], other: tuple[Spelled, ...]) -> int:
    """Return how alike two names of one or more words are, 0 to 100; words that one of them lacks cost little."""
    if len(one) == len(other) == 1:
        return similarity(one[0], other[0])
    if not one or not other:
        return 0
    fewer, more = sorted((one, other), key=len)
    left, total = list(more), 0
    for word in fewer:
        likes = [similarity(word, each) for each in left]
        best = max(likes)
        total += best
        left.pop(likes.index(best))
    return total // len(fewer) - (3 if left else 0)


def _fathers(one: Traits, other: Traits) -> Iterable[tuple[Reason, int]]:
    if one.father and other.father:
        alike = names_alike(one.father, other.father)
        if alike >= SIMILAR:
            yield "same_father_name", FATHER
        elif alike < UNLIKE:
            yield "other_father_name", OTHER_FATHER


def _contacts(one: Traits, other: Traits) -> Iterable[tuple[Reason, int]]:
    if one.address and one.address == other.address:
        yield "same_address", ADDRESS
    for kind, number in one.numbers.items():
        same = other.numbers.get(kind) == number
        if same and kind == "phone":
            yield "same_phone", PHONE
        elif same and kind == "iban":
            yield "same_iban", IBAN
        elif not same and kind in other.numbers and kind not in SHARED:
            yield "other_number", OTHER_NUMBER


def basis(one: Traits, other: Traits) -> str:
    """Return what a judgement on two persons rests on, in a fixed order: names, birth dates, numbers of one's own."""
    return "\n".join(sorted(_said(traits) for traits in (one, other)))


def _said(traits: Traits) -> str:
    names = ("/".join(word.sound for word in name) for name in (traits.given, traits.family, traits.father))
    numbers = (f"{kind}={number.hex()}" for kind, number in sorted(traits.numbers.items()) if kind not in SHARED)
    return " ".join((*names, traits.born_on, *numbers))
