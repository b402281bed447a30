"""Presets: what a call is, as data. A new kind of call is a new file in `calls/` and changes no Python."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from contracts.types import BasisPoints, Currency, MinorUnits
from services.kit.errors import Problem

FOLDER = Path(__file__).parents[1] / "calls"

Count = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$(?!\n)", max_length=60)]
Title = dict[str, str]
"""A text by ISO 639-1 language."""

Domain = Literal["seeing", "hearing", "walking", "cognition", "self_care", "communication"]
"""The six domains of the Washington Group Short Set."""
Need = Literal["sign_language", "ramp", "transport", "reader", "assistant"]

WHOLE = 10_000


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What reviewers score from 0 to the call's `score_max`; the weights of a rubric add up to the whole."""

    code: Code
    weight_basis_points: BasisPoints
    title: Title


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What applicants are asked."""

    code: Code
    mandatory: bool
    title: Title
    hidden_from_reviewers: bool = False


class Preset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that differs between calls. Each field is explained where it is set, in the preset's file."""

    preset: Code
    programme: Code
    source: str
    title: Title
    languages: tuple[str, ...]
    selection: Literal["pitch", "papers"]
    currency: Currency
    places: Count
    reserve_places: Annotated[int, msgspec.Meta(ge=0)]
    groups: Count
    group_size: Count
    training_days: Count
    monthly_allowance_minor: MinorUnits
    attendance_basis_points_min: BasisPoints
    reviewers: Annotated[int, msgspec.Meta(ge=2, le=10)]
    score_max: Annotated[int, msgspec.Meta(ge=1, le=100)]
    threshold_basis_points: BasisPoints
    criteria: tuple[Criterion, ...]
    questions: tuple[Question, ...]
    accommodations: dict[Domain, tuple[Need, ...]]


class PresetUnknown(Problem):
    """There is no preset of this name."""


class PresetContradictsItself(Exception):
    """A preset's file says two things that cannot both be true."""


@cache
def all_presets() -> dict[str, Preset]:
    """Return every preset of this release by name. Raises PresetContradictsItself."""
    presets = [msgspec.toml.decode(file.read_bytes(), type=Preset) for file in sorted(FOLDER.glob("*.toml"))]
    for preset in presets:
        for contradiction in contradictions(preset):
            raise PresetContradictsItself(f"{preset.preset}: {contradiction}")
    return {preset.preset: preset for preset in presets}


def contradictions(preset: Preset) -> list[str]:
    """Return what cannot be true together in a preset."""
    codes = [criterion.code for criterion in preset.criteria]
    questions = [question.code for question in preset.questions]
    found = {
        "the weights do not add up to 10000": sum(each.weight_basis_points for each in preset.criteria) != WHOLE,
        "two criteria have one code": len(codes) != len(set(codes)),
        "two questions have one code": len(questions) != len(set(questions)),
        "the groups do not seat all places": preset.groups * preset.group_size < preset.places,
        "reviewers would see no answer": all(question.hidden_from_reviewers for question in preset.questions),
    }
    return [sentence for sentence, true in found.items() if true]


def version_of(preset: Preset) -> str:
    """Return name and fingerprint: an edited preset has another version."""
    fingerprint = hashlib.sha256(msgspec.json.encode(preset, order="deterministic")).hexdigest()[:16]
    return f"{preset.preset}#{fingerprint}"


def preset_of(name: str) -> Preset:
    """Return a preset. Raises PresetUnknown."""
    try:
        return all_presets()[name]
    except KeyError:
        raise PresetUnknown("Choose one of the presets.", presets=sorted(all_presets())) from None
