"""Presets: what a call is, as data. A new kind of call is a new file in `calls/` and changes no Python."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from contracts.types import BasisPoints, Currency, MinorUnits
from services.incubator.calling import eligibilities, funds, stages
from services.incubator.calling.eligibilities import Condition
from services.incubator.calling.funds import Fund
from services.incubator.calling.stages import Code, Count, Stage, Title
from services.kit.errors import Problem

FOLDER = Path(__file__).parents[1] / "calls"

Domain = Literal["seeing", "hearing", "walking", "cognition", "self_care", "communication"]
"""The six domains of the Washington Group Short Set."""
Need = Literal["sign_language", "ramp", "transport", "reader", "assistant"]


Mode = Literal["on_site", "online"]


class Module(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a session of training may be about."""

    code: Code
    title: Title


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is otherwise in one country."""

    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$(?!\n)")]
    places: Count
    group_size: Annotated[int, msgspec.Meta(ge=1, le=10_000)]
    modes: tuple[Mode, ...] = ("on_site", "online")


class Preset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that differs between calls. Each field is explained where it is set, in the preset's file."""

    preset: Code
    programme: Code
    source: str
    title: Title
    languages: tuple[str, ...]
    selection: Literal["pitch", "papers"]
    currency: Currency | None = None
    """Without one no money is paid, and the call is opened in any."""
    eligibility: tuple[Condition, ...] = ()
    eligibility_comes_first: bool = False
    """Whether nobody begins a draft without answers that make them eligible; else the office asks them itself."""
    stages: tuple[Stage, ...]
    joint_applicants_max: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    """How many apply together at most, the applicant among them."""
    fund: Fund | None = None
    places: Count
    reserve_places: Annotated[int, msgspec.Meta(ge=0)]
    days_to_accept: Annotated[int, msgspec.Meta(ge=1, le=366)] | None = None
    """Within how many days an awarded applicant accepts, before the place goes to the reserve list."""
    groups: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    group_size: Annotated[int, msgspec.Meta(ge=0, le=10_000)]
    training_days: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    monthly_allowance_minor: MinorUnits
    attendance_basis_points_min: BasisPoints
    follow_up_months: tuple[Annotated[int, msgspec.Meta(ge=1, le=120)], ...] = (6, 12, 24)
    """So many months after a cohort has ended its participants are asked what has become of them."""
    follow_up_chases_min: Annotated[int, msgspec.Meta(ge=0, le=20)] = 3
    """So often somebody who does not answer is asked again before they are given up; unsourced."""
    accommodations: dict[Domain, tuple[Need, ...]]
    modules: tuple[Module, ...] = ()
    modes: tuple[Mode, ...] = ("on_site", "online")
    variants: tuple[Variant, ...] = ()
    """By country; a call is opened on the terms of its municipality's, and its terms have none."""

    @property
    def last_stage(self) -> Stage:
        """Return the stage by which the outcome is decided."""
        return self.stages[-1]


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
    found = {
        "the title is not said in each language": set(preset.languages) - preset.title.keys(),
        "the groups do not seat all places": preset.groups and preset.groups * preset.group_size < preset.places,
        "there are groups without days of training": bool(preset.groups) != bool(preset.training_days),
        "money without a currency": preset.currency is None and bool(preset.fund or preset.monthly_allowance_minor),
        "two modules have one code": stages.repeated(each.code for each in preset.modules),
        "two variants are of one country": stages.repeated(each.country for each in preset.variants),
        "a module is not said in each language": any(
            set(preset.languages) - each.title.keys() for each in preset.modules
        ),
        "a variant's groups do not seat its places": any(
            preset.groups and preset.groups * each.group_size < each.places for each in preset.variants
        ),
        "a gate without conditions": preset.eligibility_comes_first and not preset.eligibility,
    }
    return [
        *(sentence for sentence, true in found.items() if true),
        *stages.contradictions(preset.stages, preset.languages),
        *eligibilities.contradictions(preset.eligibility),
        *funds.contradictions(preset.fund),
    ]


def terms_in(preset: Preset, country: str) -> Preset:
    """Return a preset as it is in a country, where something is otherwise there."""
    for variant in preset.variants:
        if variant.country == country:
            there = {name: getattr(variant, name) for name in ("places", "group_size", "modes")}
            return msgspec.structs.replace(preset, variants=(), **there)
    return msgspec.structs.replace(preset, variants=())


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
