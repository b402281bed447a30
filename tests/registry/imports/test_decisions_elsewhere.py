"""Decisions elsewhere, by themselves: months are whole, terms are the programme's, nothing lies in the past."""

from datetime import date
from typing import Any

import pytest

from services.registry.assessing.rules import rules_on
from services.registry.imports.decisions_elsewhere import NewImportedDecision, faults_of
from services.registry.people.identifiers import Identifier

TODAY = date(2026, 1, 12)
WHOLE: dict[str, Any] = {
    "programme": "gmi",
    "reference": "R-1",
    "holder": Identifier(kind="afm", number="090000045"),
    "applied_on": date(2025, 12, 15),
    "monthly_amount_minor": 40_000,
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2026, 6, 30),
}


def fields(**changed: Any) -> list[str]:
    new = NewImportedDecision(**WHOLE | changed)
    return [field for field, _ in faults_of(new, rules_on(new.applied_on, new.programme), TODAY)]


def test_a_right_of_whole_months_within_its_term_is_in_order() -> None:
    assert fields() == []
    assert fields(starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 28)) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"starts_on": date(2026, 1, 15)}, "starts_on"),
        ({"ends_on": date(2026, 6, 15)}, "ends_on"),
        ({"ends_on": date(2025, 11, 30)}, "ends_on"),
        ({"ends_on": date(2026, 7, 31)}, "ends_on"),
        ({"applied_on": date(2026, 1, 13)}, "applied_on"),
        ({"applied_on": date(2001, 1, 1)}, "applied_on"),
        ({"monthly_amount_minor": 10**10}, "monthly_amount"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(changed: dict[str, Any], field: str) -> None:
    assert fields(**changed) == [field]
