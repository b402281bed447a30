"""Rankings by vectors: thresholds, places, reserve, ties, and envelopes of money."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.incubator.calling import funds
from services.incubator.calling.presets import Preset, preset_of
from services.incubator.judging import rankings as scores
from services.incubator.judging.rankings import Ranked, Scored

PRESET = preset_of("johud_intake")
PILOT = preset_of("medtown_sub_grants")
THOUSAND = 100_000


def scored(*figures: int) -> list[Scored]:
    """Applications in the order of their submission."""
    return [
        Scored(
            application_id=UUID(int=number),
            score_basis_points=score,
            submitted_at=datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=number),
        )
        for number, score in enumerate(figures)
    ]


def small(**fields: int) -> Preset:
    return msgspec.structs.replace(PRESET, **{"places": 2, "reserve_places": 1} | fields)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([], []),
        # Rank, outcome, in the order of the ranking.
        ([7_000, 9_000, 8_000, 6_500], [(1, 1, "awarded"), (2, 2, "awarded"), (0, 3, "reserve"), (3, 4, "rejected")]),
        ([5_999, 6_000], [(1, 1, "awarded"), (0, 2, "rejected")]),
        # Equal scores share a rank; the earlier submission takes the place.
        ([8_000, 8_000, 8_000], [(0, 1, "awarded"), (1, 1, "awarded"), (2, 1, "reserve")]),
        ([8_000, 8_000, 7_000], [(0, 1, "awarded"), (1, 1, "awarded"), (2, 3, "reserve")]),
        ([100, 200], [(1, 1, "rejected"), (0, 2, "rejected")]),
    ],
)
def test_a_ranking_awards_from_the_top(figures: list[int], expected: list[tuple[int, int, str]]) -> None:
    ranked = scores.ranking(small(), scored(*figures))
    assert [(each.application_id.int, each.rank, each.proposed) for each in ranked] == expected


def test_the_ranking_does_not_depend_on_the_order_in_which_rows_come() -> None:
    rows = scored(*[Random(7).randrange(0, 10_000, 500) for _ in range(20)])
    shuffled = Random(8).sample(rows, len(rows))
    assert scores.ranking(small(places=5), shuffled) == scores.ranking(small(places=5), rows)


def test_a_call_of_two_thousand_applications_gives_away_its_places_once() -> None:
    random = Random(1)
    rows = [
        msgspec.structs.replace(each, score_basis_points=random.randrange(10_001))
        for each in scored(*[0] * 20)
        for _ in range(100)
    ]
    ranked = scores.ranking(PRESET, rows)
    assert [each.proposed for each in ranked].count("awarded") == PRESET.places
    assert [each.proposed for each in ranked].count("reserve") == PRESET.reserve_places


def asking(*projects: tuple[int, str, int]) -> list[Scored]:
    """Projects in the order of their submission: score, country, thousands of euros."""
    return [
        msgspec.structs.replace(each, country=country, requested_minor=thousands * THOUSAND)
        for each, (_, country, thousands) in zip(scored(*(score for score, _, _ in projects)), projects, strict=True)
    ]


def outcomes(ranked: list[Ranked]) -> list[tuple[int, str, str | None]]:
    return [(each.application_id.int, each.proposed, each.why) for each in ranked]


@pytest.mark.parametrize(
    ("projects", "expected"),
    [
        # Greece's envelope holds 55,000: the second of 30,000 does not fit, a smaller one behind it does.
        (
            [(9_000, "GR", 30), (8_500, "GR", 30), (8_000, "GR", 25)],
            [(0, "awarded", None), (1, "reserve", "gr"), (2, "awarded", None)],
        ),
        # Portugal draws on 15,000 within Spain's envelope, and takes them from Spain.
        (
            [(9_000, "PT", 15), (8_900, "PT", 15), (8_000, "ES", 41), (7_900, "ES", 40)],
            [(0, "awarded", None), (1, "reserve", "pt"), (2, "reserve", "es"), (3, "awarded", None)],
        ),
        # Below 75 of 100 nothing helps; a country without an envelope has none.
        (
            [(7_499, "GR", 15), (7_500, "TN", 15), (9_000, "FR", 15)],
            [(2, "reserve", "country"), (1, "awarded", None), (0, "rejected", "threshold")],
        ),
    ],
)
def test_money_goes_as_far_as_each_envelope(projects: list[Any], expected: list[Any]) -> None:
    assert outcomes(scores.ranking(PILOT, asking(*projects))) == expected


def test_a_call_may_stop_at_the_first_that_does_not_fit() -> None:
    assert PILOT.fund is not None
    strict = msgspec.structs.replace(PILOT.fund, passes_over_what_does_not_fit=False)
    projects = asking((9_000, "GR", 30), (8_500, "GR", 30), (8_000, "TN", 15))
    ranked = scores.ranking(msgspec.structs.replace(PILOT, fund=strict), projects)
    assert outcomes(ranked) == [(0, "awarded", None), (1, "reserve", "gr"), (2, "reserve", "budget")]


def test_one_criterion_that_falls_short_is_enough() -> None:
    (project,) = asking((9_900, "GR", 20))
    ranked = scores.ranking(PILOT, [msgspec.structs.replace(project, below=("quality",))])
    assert outcomes(ranked) == [(0, "rejected", "quality")]


def test_a_stage_before_the_last_invites_and_spends_nothing() -> None:
    concept = msgspec.structs.replace(PILOT.stages[0], goes_on=1)
    ranked = scores.ranking(PILOT, asking((9_000, "GR", 50), (8_000, "GR", 50), (5_000, "GR", 15)), stage=concept)
    assert outcomes(ranked) == [(0, "invited", None), (1, "rejected", "places"), (2, "rejected", "threshold")]


@given(
    st.lists(
        st.tuples(st.integers(0, 10_000), st.sampled_from(["GR", "ES", "PT", "JO", "FR"]), st.integers(15, 50)),
        max_size=40,
    )
)
def test_no_envelope_is_ever_overdrawn(projects: list[tuple[int, str, int]]) -> None:
    assert PILOT.fund is not None
    found = asking(*projects)
    countries = {each.application_id: each.country or "" for each in found}
    awarded = [each for each in scores.ranking(PILOT, found) if each.proposed == "awarded"]
    left = scores.left_after(
        PILOT.fund, [(countries[each.application_id], each.requested_minor or 0) for each in awarded]
    )
    assert min(left.values()) >= 0
    assert left[""] == funds.room(PILOT.fund)[""] - sum(each.requested_minor or 0 for each in awarded)
    assert all(each.score_basis_points >= 7_500 for each in awarded)
