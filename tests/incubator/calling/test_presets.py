"""Presets are data that is checked when it is read: a contradiction never reaches a call."""

import msgspec
import pytest

from services.incubator.calling import presets
from services.incubator.calling.presets import Module, Preset, PresetUnknown, Variant, preset_of

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


@pytest.mark.parametrize(
    ("country", "places", "modes"),
    [
        ("JO", 100, ("on_site",)),
        ("GR", 30, ("on_site", "online")),
        ("PS", 10, ("on_site", "online")),
        ("TN", 25, ("online",)),
        ("CY", 25, ("on_site", "online")),
    ],
)
def test_the_national_workshop_is_what_its_source_says_in_each_country(
    country: str, places: int, modes: tuple[str, ...]
) -> None:
    terms = presets.terms_in(preset_of("national_workshop"), country)
    assert (terms.places, terms.group_size, terms.modes, terms.variants) == (places, places, modes, ())


def test_the_training_of_trainers_has_the_five_areas_of_its_source() -> None:
    preset = preset_of("training_of_trainers")
    assert [each.code for each in preset.modules] == [
        "human_needs", "public_policies", "social_economy", "facilitation", "innovation",
    ]  # fmt: skip
    assert presets.terms_in(preset, "GR") == preset


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
        ({"currency": None}, "money without a currency"),
        ({"modules": (Module(code="one", title={"ar": "واحد"}),)}, "a module is not said in each language"),
        ({"variants": (Variant(country="JO", places=9, group_size=1),)}, "a variant's groups do not seat its places"),
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
