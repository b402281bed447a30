"""Scoring by vectors: exact sums, one rounding, points by the stage's policy, and criteria that fall short alone."""

from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.incubator.calling.presets import preset_of
from services.incubator.judging import scores
from services.kit.errors import Malformed

STAGE = preset_of("johud_intake").last_stage
CODES = [criterion.code for criterion in STAGE.criteria]


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
    assert scores.mean(STAGE, reviews) == expected


def test_half_a_point_is_rounded_up() -> None:
    criterion = msgspec.structs.replace(STAGE.criteria[0], weight_basis_points=10_000)
    stage = msgspec.structs.replace(STAGE, criteria=(criterion,), score_max=100)
    # (1 + 0 + … ) of 8 reviews: 100/8 = 12.5 basis points.
    assert scores.mean(stage, [{criterion.code: 1}] + [{criterion.code: 0}] * 7) == 13


def test_without_a_review_there_is_no_score() -> None:
    with pytest.raises(ValueError, match="no score"):
        scores.mean(STAGE, [])


@given(st.lists(st.fixed_dictionaries({code: st.integers(0, 5) for code in CODES}), min_size=1, max_size=6))
def test_the_order_of_reviews_does_not_matter_and_the_score_stays_within(reviews: list[dict[str, int]]) -> None:
    score = scores.mean(STAGE, reviews)
    assert score == scores.mean(STAGE, reviews[::-1])
    assert 0 <= score <= 10_000
    each = [scores.mean(STAGE, [review]) for review in reviews]
    assert min(each) <= score <= max(each)


@pytest.mark.parametrize(
    ("given_scores", "pointers"),
    [
        (alike(3) | {"innovation": 6}, ["/scores/innovation"]),
        (alike(3) | {"innovation": -1, "luck": 3}, ["/scores/innovation", "/scores/luck"]),
        ({code: 3 for code in CODES if code != "team"}, ["/scores/team"]),
    ],
)
def test_every_criterion_has_one_score_within_the_maximum(given_scores: dict[str, int], pointers: list[str]) -> None:
    scores.check_scores(STAGE, alike(STAGE.score_max))
    with pytest.raises(Malformed) as refused:
        scores.check_scores(STAGE, given_scores)
    assert [fault.pointer for fault in refused.value.members["errors"]] == pointers


@pytest.mark.parametrize(
    ("policy", "reviews", "points"),
    [
        ("mean", [alike(4), alike(5)], 450),
        ("sum", [alike(4), alike(5)], 900),
        ("mean", [alike(5), alike(4), alike(4)], 433),
        ("sum", [], 0),
        ("mean", [], 0),
    ],
)
def test_points_are_shown_as_a_mean_or_a_sum(policy: Literal["mean", "sum"], reviews: list[Any], points: int) -> None:
    stage = msgspec.structs.replace(STAGE, score_policy=policy)
    assert scores.points_hundredths(stage, reviews) == points


@pytest.mark.parametrize(
    ("reviews", "short"),
    [
        ([alike(3), alike(3)], []),
        ([alike(3), alike(3) | {"team": 2}], ["team"]),
        # The other's five makes up for it: (5 + 1) / 2 is three.
        ([alike(3) | {"team": 5}, alike(3) | {"team": 1}], []),
    ],
)
def test_a_criterion_may_fall_short_alone(reviews: list[dict[str, int]], short: list[str]) -> None:
    criteria = tuple(
        msgspec.structs.replace(each, threshold_basis_points=6_000 if each.code == "team" else 0)
        for each in STAGE.criteria
    )
    assert scores.below(msgspec.structs.replace(STAGE, criteria=criteria), reviews) == short


def test_the_spread_says_where_reviewers_should_meet() -> None:
    assert scores.spread_basis_points(STAGE, [alike(1), alike(5), alike(3)]) == 8_000
    assert scores.spread_basis_points(STAGE, []) == 0
