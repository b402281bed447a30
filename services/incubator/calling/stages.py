"""Stages of a call: what is asked in each, what is judged in it, by how many, and what reviewers are not shown."""

from collections.abc import Collection, Iterable, Sequence
from typing import Annotated, Literal

import msgspec

from contracts.types import BasisPoints

Count = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$(?!\n)", max_length=60)]
Title = dict[str, str]
"""A text by ISO 639-1 language."""

WHOLE = 10_000


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What reviewers score from 0 to the stage's `score_max`; the weights of a rubric add up to the whole."""

    code: Code
    weight_basis_points: BasisPoints
    title: Title
    threshold_basis_points: BasisPoints = 0
    """The least mean of this criterion alone, whatever the others bring."""


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What applicants are asked."""

    code: Code
    mandatory: bool
    title: Title
    hidden_from_reviewers: bool = False


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paper that applicants hand in."""

    code: Code
    mandatory: bool
    title: Title
    hidden_from_reviewers: bool = False


class Stage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One round of a call: a form, a rubric, and who goes on."""

    code: Code
    title: Title
    questions: tuple[Question, ...]
    papers: tuple[Asked, ...] = ()
    criteria: tuple[Criterion, ...]
    reviewers: Annotated[int, msgspec.Meta(ge=2, le=10)]
    score_max: Annotated[int, msgspec.Meta(ge=1, le=100)]
    score_policy: Literal["mean", "sum"] = "mean"
    """How the points are shown; with `sum` there are exactly as many reviews as the stage asks for."""
    threshold_basis_points: BasisPoints
    also_shown: tuple[Code, ...] = ()
    """Answers of earlier stages that this stage's reviewers see too."""
    goes_on: Count | None = None
    """How many go on to the next stage at most; none: all above the threshold."""
    days_to_write: Annotated[int, msgspec.Meta(ge=1, le=366)] | None = None
    """Within how many days of the invitation a later stage's form is sent."""


def contradictions(stages: Sequence[Stage], languages: Sequence[str]) -> list[str]:
    """Return what cannot be true together in a call's stages."""
    found = {
        "there is no stage": not stages,
        "two stages have one code": repeated(stage.code for stage in stages),
        "two questions have one code": repeated(each.code for stage in stages for each in stage.questions),
        "two papers have one code": repeated(each.code for stage in stages for each in stage.papers),
        "a later stage does not say how long there is to write": any(not each.days_to_write for each in stages[1:]),
        "a title is not said in each language": any(
            set(languages) - title.keys() for stage in stages for title in titles(stage)
        ),
    }
    for place, stage in enumerate(stages):
        weights = sum(each.weight_basis_points for each in stage.criteria)
        earlier = {question.code for before in stages[:place] for question in before.questions}
        found[f"{stage.code}: the weights do not add up to 10000"] = weights != WHOLE
        found[f"{stage.code}: two criteria have one code"] = repeated(each.code for each in stage.criteria)
        found[f"{stage.code}: reviewers would see no answer"] = all(
            question.hidden_from_reviewers for question in stage.questions
        )
        found[f"{stage.code}: an answer to be shown too is of no earlier stage"] = bool(set(stage.also_shown) - earlier)
    return [sentence for sentence, true in found.items() if true]


def titles(stage: Stage) -> list[Title]:
    """Return every title of a stage."""
    asked: list[Title] = [each.title for each in stage.questions] + [each.title for each in stage.papers]
    return [stage.title, *asked, *(each.title for each in stage.criteria)]


def titles_of(stages: Sequence[Stage], codes: Collection[str]) -> dict[str, Title]:
    """Return what these questions and papers of the stages are called, by code."""
    named = [{each.code: each.title for each in stage.questions} for stage in stages]
    named += [{each.code: each.title for each in stage.papers} for stage in stages]
    return {code: title for each in named for code, title in each.items() if code in codes}


def repeated(codes: Iterable[str]) -> bool:
    """Return whether a code comes twice."""
    listed = list(codes)
    return len(listed) != len(set(listed))
