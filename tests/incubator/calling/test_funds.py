"""Funds: what a project may ask for, and on which envelopes it draws."""

from typing import Any

import msgspec
import pytest

from services.incubator.calling import funds
from services.incubator.calling.funds import Envelope, Fund, Request
from services.incubator.calling.presets import preset_of

PILOT = preset_of("medtown_sub_grants").fund
assert PILOT is not None
SHARED = msgspec.structs.replace(PILOT, cofinancing_basis_points_min=1_350)


@pytest.mark.parametrize(
    ("fund", "request_", "pointers"),
    [
        (PILOT, (1_500_000, 1_500_000, "GR"), []),
        (PILOT, (5_000_000, 9_000_000, "PT"), []),
        (PILOT, (1_499_999, 1_500_000, "GR"), ["/request/amount_minor"]),
        (PILOT, (5_000_001, 6_000_000, "GR"), ["/request/amount_minor"]),
        (PILOT, (2_000_000, 1_999_999, "GR"), ["/request/total_minor"]),
        (PILOT, (2_000_000, 2_000_000, "FR"), ["/request/country"]),
        # 86.5 % of 20,000.00 is 17,300.00: one cent more is too much.
        (SHARED, (1_730_000, 2_000_000, "GR"), []),
        (SHARED, (1_730_001, 2_000_000, "GR"), ["/request/total_minor"]),
    ],
)
def test_a_request_is_within_the_terms(fund: Fund, request_: tuple[int, int, str], pointers: list[str]) -> None:
    amount_minor, total_minor, country = request_
    faults = funds.faults_of(fund, Request(amount_minor=amount_minor, total_minor=total_minor, country=country))
    assert [fault.pointer for fault in faults] == pointers


@pytest.mark.parametrize(
    ("country", "drawn"), [("GR", ["gr", ""]), ("ES", ["es", ""]), ("PT", ["pt", "es", ""]), ("FR", [])]
)
def test_a_project_draws_on_the_narrowest_envelope_and_all_around_it(country: str, drawn: list[str]) -> None:
    assert PILOT is not None
    assert funds.drawn_on(PILOT, country) == drawn


@pytest.mark.parametrize(
    ("changed", "contradiction"),
    [
        ({"award_minor_min": 6_000_000}, "the least award is above the greatest"),
        ({"awards_min": 20}, "the budget does not hold the least number of awards"),
        ({"budget_minor": 30_000_000}, "the envelopes do not add up to the budget"),
        (
            {"envelopes": (Envelope(code="x", countries=("GR",), amount_minor=1, within="y"),)},
            "an envelope lies in none of the call's, or in one as narrow as itself",
        ),
    ],
)
def test_a_contradiction_is_named(changed: dict[str, Any], contradiction: str) -> None:
    assert PILOT is not None
    assert contradiction in funds.contradictions(msgspec.structs.replace(PILOT, **changed))


def test_a_call_without_money_has_no_contradiction() -> None:
    assert funds.contradictions(None) == []
