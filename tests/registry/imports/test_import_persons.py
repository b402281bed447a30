"""Persons of a file: each cell that is at fault is named with its row, and says nothing of what it holds."""

from datetime import date

import pytest

from services.registry.imports.import_persons import Place, Values, given_numbers, kept_numbers, read_members
from tests.registry.importing import row

PLACE = Place(country="GR", today=date(2026, 1, 12))
FIELDS = (
    "reference", "relation", "given_name", "family_name", "born_on", "amka", "afm", "phone", "street", "postal_code",
    "town",
)  # fmt: skip


def cells(relation: str = "αιτών", **changed: str) -> dict[str, str]:
    """What a row says by field; a field that is changed to nothing is empty."""
    told = dict(zip(FIELDS, row("K-1", relation).values(), strict=True)) | changed
    return {field: cell for field, cell in told.items() if cell}


def faults(*rows: dict[str, str]) -> list[tuple[int, str | None]]:
    told = [Values(number, each, []) for number, each in enumerate(rows, start=2)]
    read_members(told, PLACE)
    return [(fault.row, fault.field) for each in told for fault in each.faults]


def test_a_row_becomes_a_person_as_entered_at_a_desk() -> None:
    (member,) = read_members([Values(2, cells(language="ελληνικά", studies="ναι", work="άνεργος"), [])], PLACE)
    assert member.person is not None
    assert (member.relation, member.studies, member.work) == ("applicant", True, "registered_unemployed")
    assert (member.person.born_on, member.person.language) == (date(1980, 5, 1), "el")
    assert [identifier.kind for identifier in member.person.identifiers] == ["amka", "afm"]
    assert member.person.address is not None


def test_rows_of_one_household_share_an_address() -> None:
    other = cells("σύζυγος", street="", postal_code="", town="")
    members = read_members([Values(2, cells(), []), Values(3, other, [])], PLACE)
    assert members[1].person is not None
    assert members[1].person.address == members[0].person.address  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"given_name": ""}, "given_name"),
        ({"born_on": "yesterday"}, "born_on"),
        ({"born_on": "1/1/2030"}, "born_on"),
        ({"amka": "01018012345"}, "amka"),
        ({"afm": "123456789"}, "afm"),
        ({"phone": "12"}, "phone"),
        ({"iban": "GR00"}, "iban"),
        ({"email": "maria"}, "email"),
        ({"town": ""}, "town"),
        ({"postal_code": "6410"}, "postal_code"),
        ({"relation": "σκύλος"}, "relation"),
        ({"studies": "ίσως"}, "studies"),
        ({"work": "ίσως"}, "work"),
        ({"excluded_by": "κάτι"}, "excluded_by"),
        ({"language": "fr"}, "language"),
        ({"family_name": "Σ" * 201}, "family_name"),
    ],
)
def test_a_cell_at_fault_is_named(changed: dict[str, str], field: str) -> None:
    assert field in {named for _, named in faults(cells(**changed))}


def test_a_postal_code_is_looked_at_after_the_dry_run_too() -> None:
    told = Values(2, cells(postal_code="641"), [])
    read_members([told], Place(country="GR", today=PLACE.today, looked_through=True))
    assert [fault.field for fault in told.faults] == ["postal_code"]


def test_a_household_has_one_applicant() -> None:
    assert faults(cells("τέκνο"), cells("σύζυγος")) == [(2, "relation")]
    assert faults(cells(), cells()) == [(3, "relation")]
    assert faults(cells(relation="")) == []
    assert (3, "relation") in faults(cells(), cells(relation=""))


def test_a_household_has_a_bounded_number_of_members() -> None:
    assert faults(cells(), *(cells("τέκνο") for _ in range(30))) == [(32, "reference")]


def test_a_fault_is_stored_without_the_date_of_birth() -> None:
    told = Values(2, cells(born_on="2/5/1980"), [])
    read_members([told], PLACE)
    assert [fault.sentence.parameters for fault in told.faults] == [{}]


def test_an_amka_gets_back_the_zero_that_a_spreadsheet_cut() -> None:
    assert given_numbers({"amka": "1058012345"}) == {"amka": "01058012345"}
    assert faults(cells(amka=cells()["amka"].removeprefix("0"))) == []


def test_a_personal_number_brings_the_afm_that_it_ends_in() -> None:
    afm = cells()["afm"]
    kept = kept_numbers({"personal_number": f"A1B{afm}"})
    assert kept["afm"] == afm
