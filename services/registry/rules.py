"""The dated rules of each programme, read from `rules/<programme>/<first day>.toml`."""

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

FOLDER = Path(__file__).parent / "rules"


class Term(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a right lasts and how it goes on. It starts on the 1st of the month after the application."""

    months: int
    renewal: Literal["new_application", "recertify"]
    grace_days: int
    source: str


class Guaranteed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The guaranteed monthly amount by household, and the number of months that income is looked at."""

    first_adult_amount_minor: int
    further_adult_amount_minor: int
    child_amount_minor: int
    months_counted: int
    household_maximum_minor: int | None = None
    source: str


class HouseholdRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who counts as a member of the household, and as what."""

    adult_age: int
    single_person_age: int
    single_parent_oldest_child_is_adult: bool
    child_headed_oldest_child_is_adult: bool
    students_are_members: bool
    excluded_by: tuple[str, ...]
    source: str


class IncomeRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of an income, by kind, is left out of the count."""

    disregard_percent: dict[str, int] = {}
    source: str


class RealEstateRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Highest taxable value by number of persons."""

    first_person_minor: int
    further_person_minor: int
    maximum_minor: int
    source: str


class VehicleRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Highest total objective expenditure of all vehicles."""

    maximum_minor: int
    source: str


class DepositRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Highest deposits, shares and bonds by household; interest is tested where the tax year's rate is known."""

    first_adult_minor: int
    further_adult_minor: int
    child_minor: int
    maximum_minor: int
    average_rate_basis_points: dict[str, int] = {}
    source: str


class LuxuryRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Signs in the last tax return that refuse the application outright."""

    signs: tuple[str, ...]
    source: str


class SourceOnly(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule without parameters: only its legal source is data."""

    source: str


class CardRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which share of the month is credited to the card, and who is exempt."""

    share_percent: int
    monthly_minimum_minor: int
    exemptions: tuple[str, ...]
    source: str


class EvidenceRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has to be on file before anyone may approve."""

    mandatory: tuple[str, ...]
    consent_of_every_adult: str
    source: str


class Procedure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a case is handled. What a rule file does not say is as here: published with it, so a default never changes.

    Days are calendar days. `unsourced` but for `decide_within_days`: Law 2690/1999 art. 4 (50 days for an authority).
    """

    residence_check: bool = False
    """Whether somebody has to record that the household lives here before anyone may approve."""
    valid_days: dict[str, int] = {}
    """How long a paper of a kind counts after its date of issue; the others until the day that is printed on them."""
    answer_days: int = 15
    """How long a household has to bring what it is asked for."""
    reminder_days: int = 5
    """How long before that day it is reminded, once."""
    answer_grace_days: int = 5
    """How long after that day its case waits, overdue, before it goes on without an answer."""
    decide_within_days: int = 50
    appeal_days: int = 30
    """How long after a decision an appeal may be lodged."""
    source: str = "Law 2690/1999 art. 4 (50 days to decide); the other periods are the programme's own"


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One programme's rules for applications from `valid_from` to `valid_until` (both days included)."""

    programme: str
    valid_from: date
    valid_until: date | None = None
    currency: str
    term: Term
    guaranteed: Guaranteed
    household: HouseholdRules
    income: IncomeRules
    real_estate: RealEstateRules
    vehicles: VehicleRules
    deposits: DepositRules
    luxury: LuxuryRules
    residence: SourceOnly
    activation: SourceOnly
    card: CardRules
    evidence: EvidenceRules
    procedure: Procedure | msgspec.UnsetType = msgspec.UNSET


@cache
def all_rules() -> tuple[Rules, ...]:
    """Every rule file of this release, oldest first within a programme."""
    files = sorted(FOLDER.glob("*/*.toml"))
    return tuple(msgspec.toml.decode(file.read_bytes(), type=Rules) for file in files)


def rules_on(application_date: date, programme: str, among: Iterable[Rules] | None = None) -> Rules | None:
    """The rules for an application made on that day, or None where the programme has none for it."""
    for rules in all_rules() if among is None else among:
        ended = rules.valid_until is not None and rules.valid_until < application_date
        if rules.programme == programme and rules.valid_from <= application_date and not ended:
            return rules
    return None


def version_of(rules: Rules) -> str:
    """Name and fingerprint: an edited rule file has another version, so a replay can never use it unnoticed."""
    fingerprint = hashlib.sha256(msgspec.json.encode(rules, order="deterministic")).hexdigest()[:16]
    return f"{rules.programme}/{rules.valid_from}#{fingerprint}"


def rules_of(version: str) -> Rules | None:
    """The rules that an assessment was made by, or None where this release no longer has them unchanged."""
    return next((rules for rules in all_rules() if version_of(rules) == version), None)


def procedure_of(rules: Rules) -> Procedure:
    """How a programme's cases are handled. A file without a word about it keeps its fingerprint."""
    return Procedure() if isinstance(rules.procedure, msgspec.UnsetType) else rules.procedure
