"""Stages: a contradiction within a call's rounds is named before the call is ever opened."""

from typing import Any

import msgspec
import pytest

from services.incubator.calling import stages
from services.incubator.calling.presets import preset_of

CONCEPT, PROPOSAL = preset_of("medtown_sub_grants").stages
LANGUAGES = ("en", "el", "ar")


def changed(**fields: Any) -> Any:
    return msgspec.structs.replace(CONCEPT, **fields)


@pytest.mark.parametrize(
    ("rounds", "contradiction"),
    [
        ((), "there is no stage"),
        ((CONCEPT, changed(days_to_write=3)), "two stages have one code"),
        ((CONCEPT, msgspec.structs.replace(PROPOSAL, days_to_write=None)), "a later stage does not say how long"),
        ((changed(criteria=CONCEPT.criteria[1:]),), "concept: the weights do not add up to 10000"),
        ((changed(criteria=CONCEPT.criteria * 2),), "concept: two criteria have one code"),
        ((changed(questions=CONCEPT.questions * 2),), "two questions have one code"),
        ((changed(questions=CONCEPT.questions[-1:]),), "concept: reviewers would see no answer"),
        ((changed(also_shown=("activities",)),), "concept: an answer to be shown too is of no earlier stage"),
        ((changed(title={"en": "Concept"}),), "a title is not said in each language"),
    ],
)
def test_a_contradiction_is_named(rounds: tuple[Any, ...], contradiction: str) -> None:
    assert any(contradiction in found for found in stages.contradictions(rounds, LANGUAGES))
