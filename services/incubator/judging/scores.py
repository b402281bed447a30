"""Scores: pure functions from whole numbers to a score. No float comes near a decision about a person."""

from collections.abc import Mapping, Sequence

from services.incubator.calling.stages import WHOLE, Criterion, Stage
from services.kit.errors import Fault, Malformed


def check_scores(stage: Stage, scores: Mapping[str, int]) -> None:
    """Raise Malformed with every fault unless each criterion, and nothing else, has a score from 0 to the maximum."""
    codes = {criterion.code for criterion in stage.criteria}
    faults = [
        Fault(pointer=f"/scores/{code}", detail="This criterion needs a score.") for code in codes - scores.keys()
    ]
    faults += [
        Fault(pointer=f"/scores/{code}", detail="The rubric has no such criterion.") for code in scores.keys() - codes
    ]
    faults += [
        Fault(pointer=f"/scores/{code}", detail=f"A score is from 0 to {stage.score_max}.")
        for code, score in scores.items()
        if not 0 <= score <= stage.score_max
    ]
    if faults:
        in_order = sorted(faults, key=lambda fault: fault.pointer)
        raise Malformed("Mend what is named in errors and send it again.", errors=in_order)


def weighted(criteria: Sequence[Criterion], scores: Mapping[str, int]) -> int:
    """Return the sum of score × weight: at most `score_max` × 10,000, exact."""
    return sum(scores[criterion.code] * criterion.weight_basis_points for criterion in criteria)


def mean(stage: Stage, reviews: Sequence[Mapping[str, int]]) -> int:
    """Return the mean of the reviews in basis points of the maximum, half a point rounded up.

    Everything is summed exactly and divided once, so the order of reviews and criteria cannot matter. Who abstained is
    not among the reviews. Raises ValueError without any.
    """
    if not reviews:
        raise ValueError("Without a review there is no score.")
    total = sum(weighted(stage.criteria, scores) for scores in reviews)
    most = stage.score_max * WHOLE * len(reviews)
    return (2 * total * WHOLE + most) // (2 * most)


def points_hundredths(stage: Stage, reviews: Sequence[Mapping[str, int]]) -> int:
    """Return what is shown as points, in hundredths: the reviews' mean or their sum, as the stage's policy says."""
    total = 100 * sum(weighted(stage.criteria, scores) for scores in reviews)
    whole = WHOLE * (len(reviews) if stage.score_policy == "mean" else 1)
    return (2 * total + whole) // (2 * whole) if reviews else 0


def below(stage: Stage, reviews: Sequence[Mapping[str, int]]) -> list[str]:
    """Return the criteria whose own mean is below what they alone have to reach."""
    most = stage.score_max * len(reviews)
    return [
        criterion.code
        for criterion in stage.criteria
        if sum(scores[criterion.code] for scores in reviews) * WHOLE < criterion.threshold_basis_points * most
    ]


def spread_basis_points(stage: Stage, reviews: Sequence[Mapping[str, int]]) -> int:
    """Return how far the kindest review is from the strictest: where it is wide, the reviewers should meet."""
    each = [mean(stage, [scores]) for scores in reviews]
    return max(each) - min(each) if each else 0
