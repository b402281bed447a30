"""Simulations by vectors from the decree's amounts, and the trap of every euro shown before anybody walks into it."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.incubator.planning import benefit_simulations
from services.incubator.planning.benefit_simulations import Household
from tests.clients import Client

GMI = benefit_simulations.all_rules()["gmi"]
PILOT = msgspec.structs.replace(GMI, earned_disregard_basis_points=2_000)


def household(**fields: int) -> Household:
    """Two adults and two children without income, who are guaranteed 432 euros."""
    return msgspec.convert({"programme": "gmi", "adults": 2, "children": 2, "earned_minor": 0} | fields, Household)


@pytest.mark.parametrize(
    ("fields", "benefit", "total", "kept"),
    [
        ({}, 43_200, 43_200, 10_000),
        ({"earned_minor": 20_000}, 23_200, 43_200, 0),
        ({"earned_minor": 43_200}, 0, 43_200, 0),
        ({"earned_minor": 60_000}, 0, 60_000, 2_800),
        ({"earned_minor": 20_000, "other_income_minor": 10_000}, 13_200, 43_200, 0),
        ({"earned_minor": 10_000, "other_income_minor": 50_000}, 0, 60_000, 10_000),
        ({"earned_minor": 20_000, "adults": 1, "children": 0}, 1_600, 21_600, 0),
    ],
)
def test_a_household_has_what_the_rules_leave(fields: dict[str, int], benefit: int, total: int, kept: int) -> None:
    found = benefit_simulations.simulate(GMI, household(**fields), "el")
    assert (found.after.benefit_minor, found.after.total_minor, found.kept_basis_points) == (benefit, total, kept)


def test_a_disregard_lets_a_household_keep_its_share() -> None:
    found = benefit_simulations.simulate(PILOT, household(earned_minor=20_000), "el")
    assert (found.after.benefit_minor, found.kept_basis_points, found.benefit_ends_at_minor) == (27_200, 2_000, 53_999)


def test_a_right_that_runs_goes_on_and_the_next_one_counts_what_was_earned() -> None:
    months = benefit_simulations.simulate(GMI, household(earned_minor=20_000), "el").months
    assert [each.benefit_minor for each in months] == [43_200] * 6 + [23_200] * 6


@settings(max_examples=50)
@given(
    adults=st.integers(1, 6),
    children=st.integers(0, 6),
    other_income_minor=st.integers(0, 100_000),
    earned_minor=st.integers(0, 300_000),
    disregard=st.integers(0, 9_999),
)
def test_nobody_has_less_by_earning_and_the_benefit_ends_where_it_is_said(disregard: int, **fields: int) -> None:
    rules = msgspec.structs.replace(GMI, earned_disregard_basis_points=disregard)
    asked = household(**fields)
    found = benefit_simulations.simulate(rules, asked, "ar")
    assert found.after.total_minor >= found.before.total_minor
    assert [each.total_minor for each in found.levels] == sorted(each.total_minor for each in found.levels)
    end = found.benefit_ends_at_minor
    assert benefit_simulations.level_at(rules, asked, end).benefit_minor == 0
    assert not end or benefit_simulations.level_at(rules, asked, end - 1).benefit_minor > 0


async def test_a_founder_asks_before_deciding_and_only_what_is_known_is_answered(
    al_koura: Client, paggaio: Client
) -> None:
    body = {"programme": "gmi", "adults": 2, "children": 2, "earned_minor": 20_000}
    found = await paggaio.post("/benefit-simulations", body, by="someone founder")
    assert (found["guaranteed_minor"], found["currency"], found["kept_basis_points"]) == (43_200, "EUR", 0)
    assert found["notice"].startswith("Εκτίμηση")
    for client, asked in ((al_koura, body), (paggaio, body | {"programme": "other"})):
        assert (await client.refused("POST", "/benefit-simulations", asked))[:2] == (409, "benefit-unknown")
