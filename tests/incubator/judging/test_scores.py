"""Scoring by vectors: exact sums, one rounding, thresholds, places, reserve and ties."""

from datetime import UTC, datetime
from random import Random
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.incubator.calling.presets import Preset, preset_of
from services.incubator.judging import scores
from services.incubator.judging.scores import Scored
from services.kit.errors import Malformed

PRESET = preset_of("johud_intake")
CODES = [criterion.code for criterion in PRESET.criteria]


def alike(score: int) -> dict[str, int]:
    return dict.fromkeys(CODES, score)


@pytest.mark.parametrize(
    ("reviews", "expected"),
    [
        ([alike(0), alike(0)], 0),
        ([alike(5), alike(5)], 10_000),
        ([alike(4), alike(5)], 9_000),
        ([alike(3), alike(3)], 6_000),
        ([alike(0), alike(5)], 5_000),
        # Innovation weighs 15 %: one reviewer's five instead of zero is 15 % of the whole, the mean half of it.
        ([alike(0) | {"innovation": 5}, alike(0)], 750),
        ([alike(0) | {"problem": 1}, alike(0)], 100),
        # 200/3 is 66.67: the division comes last and rounds once.
        ([alike(0) | {"problem": 1}, alike(0), alike(0)], 67),
        ([alike(5), alike(4), alike(4)], 8_667),
    ],
)
def test_the_mean_is_in_basis_points_of_the_maximum(reviews: list[dict[str, int]], expected: int) -> None:
    assert scores.mean(PRESET, reviews) == expected


def test_half_a_point_is_rounded_up() -> None:
    criterion = msgspec.structs.replace(PRESET.criteria[0], weight_basis_points=10_000)
    preset = msgspec.structs.replace(PRESET, criteria=(criterion,), score_max=100)
    # (1 + 0 + … ) of 8 reviews: 100/8 = 12.5 basis points.
    assert scores.mean(preset, [{criterion.code: 1}] + [{criterion.code: 0}] * 7) == 13


def test_without_a_review_there_is_no_score() -> None:
    with pytest.raises(ValueError, match="no score"):
        scores.mean(PRESET, [])


@given(st.lists(st.fixed_dictionaries({code: st.integers(0, 5) for code in CODES}), min_size=1, max_size=6))
def test_the_order_of_reviews_does_not_matter_and_the_score_stays_within(reviews: list[dict[str, int]]) -> None:
    score = scores.mean(PRESET, reviews)
    assert score == scores.mean(PRESET, reviews[::-1])
    assert 0 <= score <= 10_000
    each = [scores.mean(PRESET, [review]) for review in reviews]
    assert min(each) <= score <= max(each)


def scored(*figures: int) -> list[Scored]:
    """Applications in the order of their submission."""
    return [
        Scored(
            application_id=UUID(int=number),
            score_basis_points=score,
            submitted_at=datetime(2026, 2, 1, number, tzinfo=UTC),
        )
        for number, score in enumerate(figures)
    ]


def small(**fields: int) -> Preset:
    return msgspec.structs.replace(
        PRESET, **{"places": 2, "reserve_places": 1, "threshold_basis_points": 6_000} | fields
    )


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


@pytest.mark.parametrize(
    ("given_scores", "pointers"),
    [
        (alike(3) | {"innovation": 6}, ["/scores/innovation"]),
        (alike(3) | {"innovation": -1, "luck": 3}, ["/scores/innovation", "/scores/luck"]),
        ({code: 3 for code in CODES if code != "team"}, ["/scores/team"]),
    ],
)
def test_every_criterion_has_one_score_within_the_maximum(given_scores: dict[str, int], pointers: list[str]) -> None:
    scores.check_scores(PRESET, alike(PRESET.score_max))
    with pytest.raises(Malformed) as refused:
        scores.check_scores(PRESET, given_scores)
    assert [fault.pointer for fault in refused.value.members["errors"]] == pointers
