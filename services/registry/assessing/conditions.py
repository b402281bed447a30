"""The conditions that a household has to meet. Each says what it compared and whether it is met; none looks at another.

Numbers and codes only; `explanations` puts them into words. What the rules have no section for is not looked at.
"""

from typing import Literal

import msgspec

from services.registry.assessing.amounts import Count, income_limit
from services.registry.assessing.facts import HouseholdFacts
from services.registry.assessing.rules import DepositRules, Rules

Result = Literal["passed", "failed", "not_tested", "attention"]


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One condition: what came out, what was compared, and the code or number that a sentence needs besides."""

    code: str
    outcome: Result
    amount_minor: int | None = None
    limit_minor: int | None = None
    detail: str | int | None = None


class Reckoned(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A household's numbers, on which conditions look."""

    count: Count
    guaranteed_minor: int
    income_minor: int


def check_all(rules: Rules, facts: HouseholdFacts, reckoned: Reckoned) -> tuple[Finding, ...]:
    """Return what every condition found, in the order in which they are read out.

    They are called by name: Python calls what stands there three times as fast as what a loop over functions gives it.
    """
    found = [
        residence(rules, facts, reckoned),
        applicant(rules, facts, reckoned),
        single_person(rules, facts, reckoned),
        children(rules, facts, reckoned),
        income(rules, facts, reckoned),
        real_estate(rules, facts, reckoned),
        vehicles(rules, facts, reckoned),
        deposits(rules, facts, reckoned),
        interest(rules, facts, reckoned),
        luxury(rules, facts, reckoned),
        activation(rules, facts, reckoned),
    ]
    return tuple([finding for finding in found if finding is not None])


def compared(code: str, amount_minor: int, limit_minor: int, detail: str | int | None = None) -> Finding:
    """Return whether an amount is within its limit: at the limit it is."""
    return Finding(code, "passed" if amount_minor <= limit_minor else "failed", amount_minor, limit_minor, detail)


def residence(rules: Rules, facts: HouseholdFacts, reckoned: Reckoned) -> Finding | None:
    """The household lives in the municipality that it applies to."""
    if rules.residence is None:
        return None
    return Finding("residence", "passed" if facts.resident else "failed")


def applicant(rules: Rules, facts: HouseholdFacts, reckoned: Reckoned) -> Finding | None:
    """A household is one of people outside institutions: the person who applies must be counted."""
    if "applicant" in [member.relation for member in reckoned.count.members]:
        return None
    return Finding("applicant", "failed")


def single_person(rules: Rules, facts: HouseholdFacts, reckoned: Reckoned) -> Finding | None:
    """Who lives alone has completed a certain age and does not study; younger people belong to their parents' unit."""
    members, age = reckoned.count.members, rules.household.single_person_age
    if age is None or len(members) != 1 or members[0].age_years < rules.household.adult_age:
        return None
    met = members[0].age_years >= age and not members[0].studies
    return Finding("single_person", "passed" if met else "failed", detail=age)


def children(rules: Rules, facts: HouseholdFacts, reckoned: Reckoned) -> Finding | None:
    """A fixed amount may be for households with children only: the table gives the others nothing."""
    if rules.fixed is None or rules.fixed.by_children_minor[0] > 0:
        return None
    return Finding("children", "passed" if reckoned.guaranteed_minor else "failed", detail=rules.household.adult_age)


def income(rules: Rules, facts: HouseholdFacts, reckoned: Reckoned) -> Finding | None:
    """The income of the months that count is at most its limit."""
    if rules.income is None:
        return None
    limit = income_limit(rules, reckoned.count, guaranteed_minor=reckoned.guaranteed_minor)
    return compared("income", reckoned.income_minor, limit)


def real_estate(rules: Rules, facts: HouseholdFacts, reckoned: Reckoned) -> Finding | None:
    """The taxable value of real estate, by number of persons."""
    rule, count = rules.real_estate, reckoned.count
    if rule is None:
        return None
    further = max(len(count.members) - 1, 0)
    limit = rule.first_person_minor + rule.further_person_minor * further
    if rule.further_child_minor is not None:
        # The first person is never a child, unless children are all there are.
        minors = min(count.children, further)
        limit += (rule.further_child_minor - rule.further_person_minor) * minors
    return compared("real_estate", facts.real_estate_minor, min(limit, rule.maximum_minor))


def vehicles(rules: Rules, facts: HouseholdFacts, reckoned: Reckoned) -> Finding | None:
    """The objective expenditure of all vehicles together."""
    return None if rules.vehicles is None else compared("vehicles", facts.vehicles_minor, rules.vehicles.maximum_minor)


def deposit_limit(rule: DepositRules, count: Count) -> int:
    """Return the highest deposits of a household of this kind: its row of the table, or else the sum by persons."""
    if rule.by_household_minor:
        row = rule.by_household_minor.get(f"{count.adults}+{count.children}")
        if row is not None:
            return row
    first = rule.first_adult_minor if count.adults else 0
    further = rule.further_adult_minor * max(count.adults - 1, 0)
    return min(first + further + rule.child_minor * count.children, rule.maximum_minor)


def deposits(rules: Rules, facts: HouseholdFacts, reckoned: Reckoned) -> Finding | None:
    """Deposits, shares and bonds, by kind of household."""
    rule = rules.deposits
    return None if rule is None else compared("deposits", facts.deposits_minor, deposit_limit(rule, reckoned.count))


def interest(rules: Rules, facts: HouseholdFacts, reckoned: Reckoned) -> Finding | None:
    """The year's interest is at most the deposit limit at the tax year's average rate, where that rate is known."""
    rule = rules.deposits
    if rule is None:
        return None
    rate = rule.average_rate_basis_points.get(str(facts.tax_year)) if rule.average_rate_basis_points else None
    if rate is None:
        return Finding("interest", "not_tested")
    limit = deposit_limit(rule, reckoned.count) * rate // 10_000
    return compared("interest", facts.interest_minor, limit, detail=str(facts.tax_year))


def luxury(rules: Rules, facts: HouseholdFacts, reckoned: Reckoned) -> Finding | None:
    """Nothing in the last tax return refuses the application outright."""
    if rules.luxury is None:
        return None
    if not facts.luxury_signs:
        return Finding("luxury", "passed")
    sign = next((sign for sign in rules.luxury.signs if sign in facts.luxury_signs), None)
    return Finding("luxury", "passed" if sign is None else "failed", detail=sign)


def activation(rules: Rules, facts: HouseholdFacts, reckoned: Reckoned) -> Finding | None:
    """Adults who can work register as unemployed. It does not refuse: the right is suspended until they do."""
    if rules.activation is None:
        return None
    age = rules.household.adult_age
    missing = len([m for m in reckoned.count.members if m.work == "unregistered" and m.age_years >= age])
    return Finding("activation", "attention", detail=missing) if missing else None
