"""Duties by vectors: members, who is included, what profit is for, and the ceiling of public revenue."""

from typing import Any

import pytest

from services.incubator.ventures import duties, gates
from services.incubator.ventures.duties import Year

KOINSEP = gates.rules_of("GR").duties["koinsep"]


def year(number: int = 2026, **figures: Any) -> Year:
    known: dict[str, Any] = {"members": 10, "members_included": 3, "inclusion": "vulnerable", "revenue_minor": 1_000,
                             "public_revenue_minor": 650, "profit_minor": 100, "reserve_minor": 5,
                             "to_employees_minor": 35}  # fmt: skip
    return Year(year=number, **(known | figures))


@pytest.mark.parametrize(
    ("figures", "unkept"),
    [
        ({}, []),
        ({"members": 4, "members_included": 2}, [("members", 4, 5)]),
        ({"members_included": 2}, [("included", 2_000, 3_000)]),
        ({"inclusion": "special"}, [("included", 3_000, 5_000)]),
        ({"inclusion": None, "members_included": 0}, []),
        ({"reserve_minor": 4}, [("reserve", 400, 500)]),
        ({"to_employees_minor": 36}, [("to_employees", 3_600, 3_500)]),
        ({"profit_minor": -100, "reserve_minor": 0, "to_employees_minor": 0}, []),
        ({"profit_minor": -100, "reserve_minor": 0, "to_employees_minor": 1}, [("to_employees", 0, 3_500)]),
        ({"public_revenue_minor": 651}, [("public_revenue", 6_510, 6_500)]),
        ({"revenue_minor": 0, "public_revenue_minor": 0}, []),
    ],
)
def test_each_duty_is_named_with_what_was_found(figures: dict[str, Any], unkept: list[tuple[str, int, int]]) -> None:
    found = duties.findings_of(KOINSEP, [year(**figures)])
    assert [(each.duty, each.found, each.bound) for each in found] == unkept


def test_the_ceiling_looks_at_three_years() -> None:
    old, later = year(2023, public_revenue_minor=1_000), [year(each) for each in (2024, 2025)]
    last = year(2026, public_revenue_minor=660)
    assert duties.public_revenue(KOINSEP, [old, *later, last], 2026) == (1_960, 3_000)
    assert [each.duty for each in duties.findings_of(KOINSEP, [old, *later, last])] == ["public_revenue"]
    assert duties.findings_of(duties.Duties(), [old, last]) == []


@pytest.mark.parametrize(("more", "stays"), [(0, True), (1, False)])
def test_an_order_is_measured_before_it_is_offered(more: int, *, stays: bool) -> None:
    assert duties.stays_below(KOINSEP, [year()], 2026, more) is stays


def test_who_has_no_revenue_yet_may_take_a_first_order() -> None:
    assert duties.stays_below(KOINSEP, [], 2026, 1_000)
