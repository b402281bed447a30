"""Presets are data that is checked when it is read: a contradiction never reaches a call."""

import msgspec
import pytest

from services.incubator.calling import presets
from services.incubator.calling.presets import Preset, PresetUnknown, preset_of

JOHUD = preset_of("johud_intake")
PILOT = preset_of("medtown_sub_grants")


def test_the_johud_intake_says_what_its_source_says() -> None:
    figures = (JOHUD.places, JOHUD.groups, JOHUD.group_size, JOHUD.training_days, JOHUD.selection)
    assert figures == (100, 5, 20, 19, "pitch")
    assert (JOHUD.currency, JOHUD.last_stage.reviewers) == ("JOD", 2)


def test_the_pilot_call_says_what_its_sources_say() -> None:
    assert PILOT.fund is not None
    fund = PILOT.fund
    assert (fund.budget_minor, fund.award_minor_min, fund.award_minor_max) == (29_000_000, 1_500_000, 5_000_000)
    assert (fund.awards_min, PILOT.last_stage.threshold_basis_points) == (10, 7_500)
    assert {each.code: each.amount_minor for each in fund.envelopes} == {
        "ps": 6_000_000, "tn": 6_000_000, "jo": 6_000_000, "gr": 5_500_000, "es": 5_500_000, "pt": 1_500_000,
    }  # fmt: skip
    assert [each.code for each in PILOT.last_stage.papers if each.mandatory] == ["letter_of_support", "statutes"]


@pytest.mark.parametrize("name", sorted(presets.all_presets()))
def test_a_preset_does_not_contradict_itself(name: str) -> None:
    assert presets.contradictions(preset_of(name)) == []


@pytest.mark.parametrize(
    ("changed", "contradiction"),
    [
        ({"places": 101}, "the groups do not seat all places"),
        ({"languages": ("ar", "en", "el")}, "the title is not said in each language"),
        ({"training_days": 0}, "there are groups without days of training"),
        ({"eligibility": (), "eligibility_comes_first": True}, "a gate without conditions"),
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
