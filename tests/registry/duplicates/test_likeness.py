"""Whether two entries may be one person: the eight kinds of error are found, families and namesakes are left alone."""

from collections import Counter, defaultdict
from typing import Any

import pytest

from services.registry.duplicates import likeness
from services.registry.duplicates.likeness import Likeness, blocks, compare, found_by, sought, traits_of
from services.registry.duplicates.match_keys import CROWD
from tests.registry import doubles

PERSON = {
    "given_name": "Κωνσταντίνος", "family_name": "Παπαδόπουλος", "father_name": "Γεώργιος", "born_on": "1980-03-12",
    "street": "Φιλίππων 12", "postal_code": "64100",
}  # fmt: skip
NUMBERS = {"phone": b"1", "iban": b"2"}


def compared(numbers: Any = None, **changed: str) -> Likeness | None:
    """Compare the person with another entry."""
    return compare(traits_of(PERSON, NUMBERS), traits_of(PERSON | changed, numbers or {}))


SUSPECTED: list[tuple[dict[str, str], str]] = [
    ({"given_name": "ΚΩΝΣΤΑΝΤΙΝΟΣ", "family_name": "ΠΑΠΑΔΟΠΟΥΛΟΣ"}, "same_name"),
    ({"given_name": "Konstantinos", "family_name": "Papadopoulos", "father_name": "Yeorgios"}, "same_name"),
    ({"given_name": "Παπαδόπουλος", "family_name": "Κωνσταντίνος"}, "names_swapped"),
    ({"given_name": "Κωνσταντίvος"}, "similar_given_name"),
    ({"born_on": "1980-12-03"}, "day_and_month_swapped"),
    ({"born_on": "1990-03-12"}, "birth_date_one_digit_off"),
    ({"born_on": "1980-03-21"}, "birth_date_one_digit_off"),
    ({"family_name": "Παπαδόπουλος-Νικολαΐδης"}, "part_of_name_missing"),
    ({"family_name": "Νικολαΐδης"}, "other_family_name"),
    ({"street": "Κύπρου 1"}, "same_father_name"),
]


@pytest.mark.parametrize(("changed", "reason"), SUSPECTED)
def test_one_person_in_another_spelling_is_suspected_for_a_named_reason(changed: dict[str, str], reason: str) -> None:
    found = compared(**changed)
    assert found is not None
    assert found.score >= likeness.SUSPECTED_FROM
    assert reason in found.reasons


NOT_SUSPECTED: list[dict[str, str]] = [
    {"given_name": "Νικόλαος"},
    {"born_on": "1980-07-25"},
    {"born_on": "1952-03-14"},
    {"father_name": "Αθανάσιος", "family_name": "Νικολαΐδης"},
    {"born_on": "1980-03-13", "father_name": "Αθανάσιος", "street": "Κύπρου 1"},
]


@pytest.mark.parametrize("changed", NOT_SUSPECTED)
def test_twins_fathers_and_namesakes_are_not(changed: dict[str, str]) -> None:
    found = compared(**changed)
    assert found is None or found.score < likeness.SUSPECTED_FROM


def test_what_families_share_adds_to_the_score_and_another_number_takes_away() -> None:
    alone, together = compared(), compared(NUMBERS)
    assert alone is not None
    assert together is not None
    assert {"same_phone", "same_iban", "same_address"} <= set(together.reasons)
    one, other = (traits_of(PERSON | {"street": ""}, {"amka": number, "afm": number}) for number in (b"1", b"2"))
    found = compare(one, other)
    assert found is not None
    assert found.reasons.count("other_number") == 2
    assert found.score < likeness.SUSPECTED_FROM < alone.score <= together.score


def test_every_script_is_searched_by_the_same_key() -> None:
    arabic = found_by({"given_name": "محمد", "family_name": "الخطيب", "born_on": "1990-01-01"})
    assert set(sought("Muhammad Al-Khateeb", 1990)) <= arabic
    assert set(sought("Μοχάμεντ", None)) <= arabic


def test_the_judgement_rests_on_names_dates_and_numbers() -> None:
    one, other = traits_of(PERSON, NUMBERS), traits_of(PERSON | {"given_name": "Γεώργιος"}, {})
    assert likeness.basis(one, other) == likeness.basis(other, one)
    assert likeness.basis(one, other) != likeness.basis(one, one)
    moved = traits_of(PERSON | {"street": "Κύπρου 1"}, NUMBERS)
    assert likeness.basis(moved, other) == likeness.basis(one, other)


def test_at_least_95_of_100_doubles_are_found_and_9_of_10_suspicions_are_right() -> None:
    town = doubles.town(12_000, doubles.REPORTING_SEED)
    traits = [
        traits_of(fields, {kind: fields[kind].encode() for kind in ("phone", "iban") if kind in fields})
        for fields in town.entries
    ]
    meeting = defaultdict(list)
    for place, fields in enumerate(town.entries):
        for key in blocks(fields):
            meeting[key].append(place)
    pairs = {
        (one, other)
        for places in meeting.values()
        if len(places) <= CROWD
        for at, one in enumerate(places)
        for other in places[at + 1 :]
    }
    found = {
        (one, other)
        for one, other in pairs
        if (judged := compare(traits[one], traits[other])) and judged.score >= likeness.SUSPECTED_FROM
    }
    right = found & town.doubles.keys()
    assert len(right) / len(town.doubles) >= 0.95
    assert len(right) / len(found) >= 0.90
    all_of, of_kind = Counter(town.doubles.values()), Counter(town.doubles[pair] for pair in right)
    assert len(all_of) == 8
    assert all(of_kind[kind] / all_of[kind] >= 0.88 for kind in all_of), of_kind
