"""Columns: headings of three languages are recognised, what is missing is named, a person's choice holds."""

import pytest

from services.kit.errors import Malformed
from services.registry.imports.import_columns import FIELDS, ColumnsMissing, chosen, guess, missing, require, values
from services.registry.imports.import_tables import Row

HEADINGS = [
    (["Κωδικός νοικοκυριού", "Επώνυμο", "Όνομα", "Ημ. γέννησης", "Α.Μ.Κ.Α.", "Τηλέφωνο (κινητό)"],
     ["reference", "family_name", "given_name", "born_on", "amka", "phone"]),
    (["Household", "Surname", "First name", "Date of birth", "Tax number", "E-mail"],
     ["reference", "family_name", "given_name", "born_on", "afm", "email"]),
    (["رقم الأسرة", "اسم العائلة", "الاسم الأول", "تاريخ الميلاد", "الرقم الوطني", "الهاتف"],
     ["reference", "family_name", "given_name", "born_on", "national_number", "phone"]),
]  # fmt: skip


@pytest.mark.parametrize(("headings", "fields"), HEADINGS)
def test_headings_are_recognised_in_greek_english_and_arabic(headings: list[str], fields: list[str]) -> None:
    assert guess("households", headings) == {field: number for number, field in enumerate(fields, start=1)}


def test_every_field_is_known_by_its_own_name() -> None:
    for kind in FIELDS:
        assert set(guess(kind, list(FIELDS[kind]))) == set(FIELDS[kind])


def test_a_heading_that_means_nothing_is_not_guessed() -> None:
    assert guess("households", ["Μαρία", "Παπαδοπούλου", "12"]) == {}


def test_what_an_import_cannot_do_without_is_named() -> None:
    assert missing("households", {"reference": 1, "born_on": 2}) == ["given_name", "family_name"]
    assert missing("decisions", {"reference": 1, "monthly_amount": 2, "starts_on": 3, "ends_on": 4}) == ["afm"]
    with pytest.raises(ColumnsMissing, match="given_name"):
        require("households", {"reference": 1})


def test_a_choice_names_fields_and_headings_that_exist() -> None:
    assert chosen("households", ["a", "b"], {"amka": "b"}) == {"amka": 2}
    with pytest.raises(Malformed) as refused:
        chosen("households", ["a", ""], {"amka": "", "shoe": "a"})
    assert [fault.pointer for fault in refused.value.members["errors"]] == ["/mapping/shoe", "/mapping/amka"]


def test_empty_cells_are_left_out() -> None:
    assert values(Row(2, ["x", ""]), {"town": 1, "street": 2}) == {"town": "x"}
