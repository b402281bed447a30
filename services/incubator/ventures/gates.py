"""Gates of an enterprise: which evidence each asks for and which legal forms there are, as data by country."""

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from contracts.types import MinorUnits
from services.incubator.calling.stages import WHOLE, Code
from services.incubator.training.enrolments import Training
from services.incubator.ventures.duties import Duties
from services.kit.errors import Problem

FOLDER = Path(__file__).parents[1] / "rules"

Gate = Literal["start_registration", "register", "accredit"]
"""The step that passes the gate is its name."""


class CountryRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a country knows: its legal forms with the law of each, and the evidence that each gate asks for."""

    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$(?!\n)")]
    legal_forms: dict[Code, str]
    evidence: dict[Gate, tuple[Code, ...]]
    direct_order_minor_max: MinorUnits
    """Up to so much a public body may order of an enterprise that it chooses; above it, by a tender."""
    duties: dict[Code, Duties] = msgspec.field(default_factory=dict)
    """By legal form."""


class CountryUnknown(Problem):
    """Nothing is known about enterprises of this country."""


class LegalFormUnknown(Problem):
    """The country has no such legal form."""


class EvidenceMissing(Problem):
    """The gate asks for evidence that is not there."""


class TrainingMissing(Problem):
    """Too little of the training was attended."""


@cache
def all_rules() -> dict[str, CountryRules]:
    """Return the rules of every country of this release."""
    files = sorted(FOLDER.glob("*.toml"))
    rules = [msgspec.toml.decode(file.read_bytes(), type=CountryRules) for file in files]
    return {each.country: each for each in rules}


def rules_of(country: str) -> CountryRules:
    """Return a country's rules. Raises CountryUnknown."""
    try:
        return all_rules()[country]
    except KeyError:
        raise CountryUnknown("Choose one of the countries.", countries=sorted(all_rules())) from None


def check_legal_form(country: str, legal_form: str) -> None:
    """Raise CountryUnknown or LegalFormUnknown."""
    forms = rules_of(country).legal_forms
    if legal_form not in forms:
        raise LegalFormUnknown("Choose one of the country's legal forms.", legal_forms=sorted(forms))


def check_evidence(country: str, gate: Gate, kinds: Collection[str]) -> None:
    """Raise EvidenceMissing, naming what is missing."""
    missing = [kind for kind in rules_of(country).evidence.get(gate, ()) if kind not in kinds]
    if missing:
        raise EvidenceMissing("Record what is missing first.", missing=missing)


def share_attended(training: Training) -> int:
    """Return the share of the sessions that count that was attended, in basis points rounded down; 0 without any."""
    counted = training.attended + training.missed
    return training.attended * WHOLE // counted if counted else 0


def check_training(training: Training, attendance_basis_points_min: int) -> None:
    """Raise TrainingMissing below the call's least share."""
    share = share_attended(training)
    if share < attendance_basis_points_min:
        raise TrainingMissing(
            f"{share} of {attendance_basis_points_min} basis points.",
            attended=training.attended,
            missed=training.missed,
            attendance_basis_points_min=attendance_basis_points_min,
        )
