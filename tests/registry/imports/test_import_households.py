"""Households of a file: rows are grouped by their reference, and compared with what was imported before."""

from services.registry.imports.import_entries import Unit
from services.registry.imports.import_households import differences, plan, units
from services.registry.imports.import_tables import Row, normalise

MAPPING = {"reference": 1, "given_name": 2, "afm": 3}


def content(*lines: str) -> bytes:
    return normalise("\n".join(("reference,given_name,afm", *lines)).encode(), country="GR")


def test_rows_of_one_reference_are_one_household_wherever_they_stand() -> None:
    found = units(content("K-1,a,1", "K-2,b,2", "k 1,c,3"), MAPPING)
    assert [[row.number for row in unit.rows] for unit in found] == [[2, 4], [3]]
    assert [unit.place for unit in found] == [1, 2]


def test_rows_without_a_reference_belong_to_nobody_else() -> None:
    found = units(content(",a,1", ",b,2"), MAPPING)
    assert [[row.number for row in unit.rows] for unit in found] == [[2], [3]]


def test_a_number_that_stands_in_several_rows_is_found_in_any_spelling() -> None:
    whole = plan(content("K-1,a,090000045", "K-2,b,EL090000045", "K-3,c,94259216"), MAPPING)
    assert whole.rows_of_number == {("afm", "090000045"): [2, 3]}


def unit(*numbers: int) -> Unit:
    return Unit(place=1, reference="K-1", rows=[Row(number, []) for number in numbers])


def test_the_same_rows_in_another_order_differ_in_nothing() -> None:
    one, other = {"given_name": "x", "afm": "1"}, {"given_name": "y", "afm": "2"}
    assert differences(unit(2, 3), [one, other], [other, one]) == []


def test_changed_added_and_missing_cells_and_persons_are_differences() -> None:
    before = [{"given_name": "x", "afm": "1", "town": "t"}, {"given_name": "y", "afm": "2", "town": "t"}]
    changed = [{"given_name": "x", "afm": "1", "town": "other", "phone": "p"}]
    found = differences(unit(2), before, changed)
    assert [(fault.row, fault.field) for fault in found] == [(2, "phone"), (2, "town"), (2, None)]
    assert found[-1].sentence.parameters == {"number": 1}
    stranger = [*before, {"given_name": "z", "afm": "9", "town": "u"}]
    assert [(fault.row, fault.field) for fault in differences(unit(2, 3, 4), before, stranger)] == [(4, None)]
