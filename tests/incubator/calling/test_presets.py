"""Presets are data that is checked when it is read: a contradiction never reaches a call."""

import msgspec
import pytest

from services.incubator.calling import presets
from services.incubator.calling.presets import Preset, PresetUnknown, preset_of

JOHUD = preset_of("johud_intake")


def test_the_johud_intake_says_what_its_source_says() -> None:
    figures = (JOHUD.places, JOHUD.groups, JOHUD.group_size, JOHUD.training_days, JOHUD.selection)
    assert figures == (100, 5, 20, 19, "pitch")
    assert (JOHUD.currency, JOHUD.reviewers) == ("JOD", 2)


@pytest.mark.parametrize("name", sorted(presets.all_presets()))
def test_a_preset_does_not_contradict_itself(name: str) -> None:
    preset = preset_of(name)
    assert presets.contradictions(preset) == []
    titles = [preset.title, *(each.title for each in preset.criteria), *(each.title for each in preset.questions)]
    assert all(set(title) >= set(preset.languages) for title in titles), "Say every title in each of its languages."


@pytest.mark.parametrize(
    ("changed", "contradiction"),
    [
        ({"criteria": JOHUD.criteria[1:]}, "the weights do not add up to 10000"),
        ({"criteria": (JOHUD.criteria[0], *JOHUD.criteria)}, "two criteria have one code"),
        ({"questions": JOHUD.questions * 2}, "two questions have one code"),
        ({"places": 101}, "the groups do not seat all places"),
        ({"questions": JOHUD.questions[-1:]}, "reviewers would see no answer"),
    ],
)
def test_a_contradiction_is_named(changed: dict[str, object], contradiction: str) -> None:
    assert contradiction in presets.contradictions(msgspec.structs.replace(JOHUD, **changed))


def test_an_edited_preset_has_another_version() -> None:
    assert presets.version_of(JOHUD).startswith("johud_intake#")
    assert presets.version_of(JOHUD) != presets.version_of(msgspec.structs.replace(JOHUD, reserve_places=21))


def test_a_preset_is_refused_for_a_field_that_nobody_reads() -> None:
    document = msgspec.to_builtins(JOHUD) | {"treshold": 1}
    with pytest.raises(msgspec.ValidationError, match="treshold"):
        msgspec.convert(document, Preset)


def test_an_unknown_preset_names_the_known_ones() -> None:
    with pytest.raises(PresetUnknown) as refused:
        preset_of("lottery")
    assert "johud_intake" in refused.value.members["presets"]
