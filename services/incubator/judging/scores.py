"""Scores: pure functions from integers to a ranking. No float comes near a decision about a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.incubator.calling.presets import WHOLE, Criterion, Preset
from services.kit.errors import Fault, Malformed

Outcome = Literal["awarded", "reserve", "rejected"]


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """An application with its score, ready to be ranked."""

    application_id: UUID
    score_basis_points: int
    submitted_at: datetime


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """An application's place in its call, and the outcome that follows from it unless a person decides otherwise."""

    application_id: UUID
    score_basis_points: int
    rank: int
    """Equal scores share a rank."""
    proposed: Outcome


def check_scores(preset: Preset, scores: Mapping[str, int]) -> None:
    """Raise Malformed with every fault unless each criterion, and nothing else, has a score from 0 to the maximum."""
    codes = {criterion.code for criterion in preset.criteria}
    faults = [
        Fault(pointer=f"/scores/{code}", detail="This criterion needs a score.") for code in codes - scores.keys()
    ]
    faults += [
        Fault(pointer=f"/scores/{code}", detail="The rubric has no such criterion.") for code in scores.keys() - codes
    ]
    faults += [
        Fault(pointer=f"/scores/{code}", detail=f"A score is from 0 to {preset.score_max}.")
        for code, score in scores.items()
        if not 0 <= score <= preset.score_max
    ]
    if faults:
        in_order = sorted(faults, key=lambda fault: fault.pointer)
        raise Malformed("Mend what is named in errors and send it again.", errors=in_order)


def weighted(criteria: Sequence[Criterion], scores: Mapping[str, int]) -> int:
    """Return the sum of score × weight: at most `score_max` × 10,000, exact."""
    return sum(scores[criterion.code] * criterion.weight_basis_points for criterion in criteria)


def mean(preset: Preset, reviews: Sequence[Mapping[str, int]]) -> int:
    """Return the mean of the reviews in basis points of the maximum, half a point rounded up.

    Everything is summed exactly and divided once, so the order of reviews and criteria cannot matter. Who abstained is
    not among the reviews. Raises ValueError without any.
    """
    if not reviews:
        raise ValueError("Without a review there is no score.")
    total = sum(weighted(preset.criteria, scores) for scores in reviews)
    most = preset.score_max * WHOLE * len(reviews)
    return (2 * total * WHOLE + most) // (2 * most)


def ranking(preset: Preset, scored: Sequence[Scored]) -> list[Ranked]:
    """Return all applications from best to worst with what follows for each.

    From the top: awarded while there are places, then on the reserve list while it has room, and rejected below the
    threshold wherever they stand. Among equal scores the earlier submission comes first, then the smaller id.
    """
    in_order = sorted(scored, key=lambda each: (-each.score_basis_points, each.submitted_at, each.application_id))
    ranked: list[Ranked] = []
    for place, each in enumerate(in_order):
        same = place > 0 and ranked[-1].score_basis_points == each.score_basis_points
        ranked.append(
            Ranked(
                application_id=each.application_id,
                score_basis_points=each.score_basis_points,
                rank=ranked[-1].rank if same else place + 1,
                proposed=proposed(preset, place, each.score_basis_points),
            )
        )
    return ranked


def proposed(preset: Preset, place: int, score_basis_points: int) -> Outcome:
    """Return what follows for the application with so many before it (0 is the best)."""
    if score_basis_points < preset.threshold_basis_points or place >= preset.places + preset.reserve_places:
        return "rejected"
    return "awarded" if place < preset.places else "reserve"
