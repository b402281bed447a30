"""Benefit simulations: how earned income changes a household's benefit, shown before the person decides.

The rules are data by programme (`programmes/`), far simpler than registry's, which alone decides. Nothing is kept: the
question holds figures and names nobody. Amounts are minor units a month.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from contracts.types import BasisPoints, Currency
from services.incubator.calling.stages import Code
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.web import Body

FOLDER = Path(__file__).parents[1] / "programmes"
WHOLE = 10_000
STEPS = 10

Amount = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
Persons = Annotated[int, msgspec.Meta(ge=0, le=30)]
Months = Annotated[int, msgspec.Meta(ge=1, le=60)]


class BenefitRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What earning does to a programme's benefit. Each field is explained where it is set, in the programme's file."""

    programme: Code
    country: str
    currency: Currency
    source: str
    first_adult_amount_minor: Amount
    further_adult_amount_minor: Amount
    child_amount_minor: Amount
    months_counted: Months
    months_held: Months
    earned_disregard_basis_points: BasisPoints
    least_benefit_minor: Amount
    notice: dict[str, str]


class Household(Body, frozen=True, kw_only=True):
    """A household as it is, and what somebody in it would earn a month."""

    programme: Code
    adults: Annotated[int, msgspec.Meta(ge=1, le=30)]
    children: Persons = 0
    other_income_minor: Amount = 0
    earned_minor: Amount


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """What is left to a household of earning so much, once it is counted whole."""

    earned_minor: int
    benefit_minor: int
    total_minor: int


class MonthAhead(msgspec.Struct, frozen=True, kw_only=True):
    """A month after the earning begins: the right that runs goes on, the next one counts what was earned before it."""

    month: int
    benefit_minor: int
    total_minor: int


class Simulation(msgspec.Struct, frozen=True, kw_only=True):
    """What earning changes. `kept_basis_points` is the share of the earnings that the household keeps in the end."""

    currency: str
    source: str
    notice: str
    guaranteed_minor: int
    before: Level
    after: Level
    kept_basis_points: int
    benefit_ends_at_minor: int
    """The least earnings a month at which no benefit is left."""
    levels: list[Level]
    """In ten steps from nothing to twice the earnings at which no benefit is left."""
    months: list[MonthAhead]
    """When the right that runs was granted in the month before the earning begins."""


class BenefitUnknown(Problem):
    """Nothing is known here about what earning does to this programme's benefit."""


@cache
def all_rules() -> dict[str, BenefitRules]:
    """Return the rules of every programme, read once. Raises msgspec.ValidationError for a wrong file."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))]
    return {each.programme: each for each in (msgspec.convert(table, BenefitRules) for table in tables)}


def programmes_of(country: str) -> list[str]:
    """Return a country's programmes of which it is known here what earning does to their benefit."""
    return sorted(each.programme for each in all_rules().values() if each.country == country)


def guaranteed(rules: BenefitRules, household: Household) -> int:
    """Return what a household is guaranteed a month."""
    further = (household.adults - 1) * rules.further_adult_amount_minor
    return rules.first_adult_amount_minor + further + household.children * rules.child_amount_minor


def counted(rules: BenefitRules, earned_minor: int) -> int:
    """Return what counts of earnings: without the share that is left out, which is rounded down."""
    return earned_minor - earned_minor * rules.earned_disregard_basis_points // WHOLE


def level_at(rules: BenefitRules, household: Household, earned_minor: int) -> Level:
    """Return what a household has of earning so much in every month that is counted."""
    gap = guaranteed(rules, household) - household.other_income_minor - counted(rules, earned_minor)
    benefit = gap if gap > 0 and gap >= rules.least_benefit_minor else 0
    return Level(
        earned_minor=earned_minor,
        benefit_minor=benefit,
        total_minor=household.other_income_minor + earned_minor + benefit,
    )


def ends_at(rules: BenefitRules, household: Household) -> int:
    """Return the least earnings at which no benefit is left."""
    gap = guaranteed(rules, household) - household.other_income_minor
    low, high = 0, max(gap, 0) * WHOLE + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if not level_at(rules, household, middle).benefit_minor else (middle + 1, high)
    return low


def months_ahead(rules: BenefitRules, household: Household) -> list[MonthAhead]:
    """Return the first months of earning: two rights one after the other, each by the months before it."""
    found = []
    for month in range(1, 2 * rules.months_held + 1):
        granted_after = (month - 1) // rules.months_held * rules.months_held
        months_of_it = min(granted_after, rules.months_counted)
        mean = household.earned_minor * months_of_it // rules.months_counted
        benefit = level_at(rules, household, mean).benefit_minor
        total = household.other_income_minor + household.earned_minor + benefit
        found.append(MonthAhead(month=month, benefit_minor=benefit, total_minor=total))
    return found


def simulate(rules: BenefitRules, household: Household, language: str) -> Simulation:
    """Return what earning changes."""
    before, after = (level_at(rules, household, earned) for earned in (0, household.earned_minor))
    end = ends_at(rules, household)
    gained = after.total_minor - before.total_minor
    return Simulation(
        currency=rules.currency,
        source=rules.source,
        notice=rules.notice.get(language) or rules.notice["en"],
        guaranteed_minor=guaranteed(rules, household),
        before=before,
        after=after,
        kept_basis_points=max(gained, 0) * WHOLE // household.earned_minor if household.earned_minor else WHOLE,
        benefit_ends_at_minor=end,
        levels=[level_at(rules, household, 2 * end * step // STEPS) for step in range(STEPS + 1)],
        months=months_ahead(rules, household),
    )


async def answer(transaction: Transaction, household: Household) -> Simulation:
    """Return what earning changes. Raises BenefitUnknown, also for a programme of another country."""
    rules = all_rules().get(household.programme)
    country = transaction.municipality.country
    if rules is None or rules.country != country:
        raise BenefitUnknown("Choose one of the programmes.", programmes=programmes_of(country))
    return simulate(rules, household, transaction.municipality.language)
