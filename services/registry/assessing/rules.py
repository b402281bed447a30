"""The dated rules of each programme, read from `rules/<programme>/<first day>.toml`.

A section that a programme does not need is left out: without `[real_estate]` real estate is not looked at. A default is
part of every published file that does not say otherwise, so a default never changes either.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from services.registry.assessing.facts import Code
from services.registry.assessing.membership_rules import MembershipRules
from services.registry.assessing.procedure_rules import Procedure

FOLDER = Path(__file__).parents[1] / "rules"

Amount = Annotated[int, msgspec.Meta(ge=0, le=10_000_000_000)]
"""Minor units of the programme's currency; bounded so that no country's sum is too large for an answer."""
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
BasisPoints = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Months = Annotated[int, msgspec.Meta(ge=1, le=120)]
Days = Annotated[int, msgspec.Meta(ge=0, le=3650)]
Age = Annotated[int, msgspec.Meta(ge=0, le=130)]
Household = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,2}\+[0-9]{1,2}$")]
"""A kind of household as adults + children: `2+1`."""


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of every part of a rule file: what is not declared here is refused."""


class Term(Section, frozen=True, kw_only=True):
    """How long a right lasts and how it goes on. It starts on the 1st of the month after the application."""

    months: Months
    renewal: Literal["new_application", "recertify"]
    grace_days: Days
    source: str


class Guaranteed(Section, frozen=True, kw_only=True):
    """The guaranteed monthly amount by household, and the number of months that income is looked at."""

    first_adult_amount_minor: Amount
    further_adult_amount_minor: Amount
    child_amount_minor: Amount
    months_counted: Months
    household_maximum_minor: Amount | None = None
    source: str


class FixedAmount(Section, frozen=True, kw_only=True):
    """The same amount every month, whatever the income, by number of children."""

    by_children_minor: Annotated[tuple[Amount, ...], msgspec.Meta(min_length=1, max_length=31)]
    """Without children, with one, with two …; the last one also for more. Where it is 0 there is no right."""
    source: str


class HouseholdRules(Section, frozen=True, kw_only=True):
    """Who counts as a member of the household, and as what."""

    adult_age: Age
    single_person_age: Age | None = None
    """Who lives alone has completed these years and does not study; None: not looked at."""
    single_parent_oldest_child_is_adult: bool
    child_headed_oldest_child_is_adult: bool
    students_are_members: bool
    """Whether grown-up children who study count with the household that they belong to."""
    guests_are_members: bool = True
    """Whether guests count with the household that takes them in."""
    excluded_by: tuple[Code, ...]
    source: str


class IncomeLimit(Section, frozen=True, kw_only=True):
    """The highest income over so many months, where it does not follow from a guaranteed amount."""

    months: Months
    first_person_minor: Amount
    further_person_minor: Amount


class IncomeRules(Section, frozen=True, kw_only=True):
    """Which part of an income, by kind, is left out of the count, and which expenses are taken off."""

    disregard_percent: dict[Code, Percent] = {}
    deducted_expenses: tuple[Code, ...] = ()
    """Kinds of expenses that are taken off the income, such as maintenance that a court has ordered."""
    limit: IncomeLimit | None = None
    """None: as many times the guaranteed amount as months count."""
    source: str


class RealEstateRules(Section, frozen=True, kw_only=True):
    """Highest taxable value by number of persons."""

    first_person_minor: Amount
    further_person_minor: Amount
    further_child_minor: Amount | None = None
    """For a child, where it differs from what a further adult adds."""
    maximum_minor: Amount
    source: str


class VehicleRules(Section, frozen=True, kw_only=True):
    """Highest total objective expenditure of all vehicles."""

    maximum_minor: Amount
    source: str


class DepositRules(Section, frozen=True, kw_only=True):
    """Highest deposits, shares and bonds by household; interest is tested where the tax year's rate is known."""

    first_adult_minor: Amount
    further_adult_minor: Amount
    child_minor: Amount
    maximum_minor: Amount
    by_household_minor: dict[Household, Amount] = {}
    """Rows of an official table, which go before the sum of the amounts above."""
    average_rate_basis_points: dict[str, BasisPoints] = {}
    source: str


class LuxuryRules(Section, frozen=True, kw_only=True):
    """Signs in the last tax return that refuse the application outright."""

    signs: tuple[Code, ...]
    source: str


class ResidenceRules(Section, frozen=True, kw_only=True):
    """The household lives where it applies."""

    source: str


class ActivationRules(Section, frozen=True, kw_only=True):
    """Adults who can work register as unemployed; not doing so suspends the right and does not refuse it."""

    refused_offers_allowed: int | None = None
    """Job offers that may be refused without a reason; one more ends the right. Unsourced; None: not counted."""
    attendance_percent_required: Percent = 0
    """Share of a training's sessions that satisfies the obligation; unsourced."""
    source: str


class CardRules(Section, frozen=True, kw_only=True):
    """Which share of the month is credited to the card (0: never on the card), and who is exempt."""

    share_percent: Percent
    monthly_minimum_minor: Amount
    exemptions: tuple[Code, ...]
    source: str


class EvidenceRules(Section, frozen=True, kw_only=True):
    """What has to be on file before anyone may approve."""

    mandatory: tuple[Code, ...]
    consent_of_every_adult: Code
    source: str


class ReapplicationRules(Section, frozen=True, kw_only=True):
    """When a household may apply again after its right was revoked."""

    months_after_revocation: Months = 1
    """Where it still meets the conditions."""
    months_after_suspension: Months = 6
    """Where it does not, counted from the day of the suspension that came before."""
    repaid_first: bool = True
    """Undue sums are repaid before; who still meets the conditions may have them set off instead."""
    source: str = "JMD Δ13/οικ.33475/1935 (ΦΕΚ Β 2281/2018) art. 9(2), and the default of this software elsewhere"


class Rules(Section, frozen=True, kw_only=True):
    """One programme's rules for applications from `valid_from`, until `valid_until` or the day before the next file."""

    programme: Code
    valid_from: date
    valid_until: date | None = None
    currency: str
    term: Term
    guaranteed: Guaranteed | None = None
    fixed: FixedAmount | None = None
    household: HouseholdRules
    income: IncomeRules | None = None
    real_estate: RealEstateRules | None = None
    vehicles: VehicleRules | None = None
    deposits: DepositRules | None = None
    luxury: LuxuryRules | None = None
    residence: ResidenceRules | None = None
    activation: ActivationRules | None = None
    card: CardRules | None = None
    """Without it all is paid to the account."""
    evidence: EvidenceRules
    procedure: Procedure = Procedure()
    reapplication: ReapplicationRules = ReapplicationRules()
    membership: MembershipRules = MembershipRules()

    def __post_init__(self) -> None:
        """Refuse rules that do not say how much, or how much income is too much."""
        if (self.guaranteed is None) == (self.fixed is None):
            raise ValueError("Say either `guaranteed` or `fixed`")
        if self.income is not None and self.income.limit is None and self.guaranteed is None:
            raise ValueError("Say `income.limit`: a fixed amount gives no limit for the income")

    @property
    def amount_source(self) -> str:
        """Return where the law says how much."""
        return (self.guaranteed or self.fixed).source  # type: ignore[union-attr]


@cache
def all_rules() -> tuple[Rules, ...]:
    """Every rule file of this release, oldest first within a programme."""
    files = sorted(FOLDER.glob("*/*.toml"))
    return tuple(msgspec.toml.decode(file.read_bytes(), type=Rules) for file in files)


def rules_on(application_date: date, programme: str, among: Iterable[Rules] | None = None) -> Rules | None:
    """The rules for an application made on that day, or None where the programme has none for it.

    The newest that have begun: a change of the law is one more file, and the file before stays as it is.
    """
    begun = [
        rules
        for rules in (all_rules() if among is None else among)
        if rules.programme == programme and rules.valid_from <= application_date
    ]
    found = max(begun, key=lambda rules: rules.valid_from, default=None)
    ended = found is not None and found.valid_until is not None and found.valid_until < application_date
    return None if ended else found


ALWAYS_STATED = frozenset({"valid_until", "household_maximum_minor", "disregard_percent", "average_rate_basis_points"})
"""In a fingerprint even at their default: the first published files were read so. Fields added since are not."""


def stated(value: Any) -> Any:
    """Return rules as plain values in the order of their declaration, without what is at its default."""
    if isinstance(value, msgspec.Struct):
        return {
            field.name: stated(found)
            for field in msgspec.structs.fields(value)
            if (found := getattr(value, field.name)) != default_of(field) or field.name in ALWAYS_STATED
        }
    if isinstance(value, Mapping):
        return {name: stated(value[name]) for name in sorted(value)}
    return value


def default_of(field: msgspec.structs.FieldInfo) -> Any:
    """Return what a field is where nothing is said; NODEFAULT for a required one."""
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()


def version_of(rules: Rules) -> str:
    """Name and fingerprint: an edited rule file has another version, so a replay can never use it unnoticed."""
    fingerprint = hashlib.sha256(msgspec.json.encode(stated(rules))).hexdigest()[:16]
    return f"{rules.programme}/{rules.valid_from}#{fingerprint}"


def rules_of(version: str) -> Rules | None:
    """The rules that an assessment was made by, or None where this release no longer has them unchanged."""
    return next((rules for rules in all_rules() if version_of(rules) == version), None)


def procedure_of(rules: Rules) -> Procedure:
    """How a programme's cases are handled."""
    return rules.procedure
