"""Entitlements: what the rules give a household, in numbers. The one decision that assessments and dry runs share."""

import msgspec

from services.registry.assessing import amounts, conditions
from services.registry.assessing.amounts import Count, CountedIncome, Guarantee
from services.registry.assessing.conditions import Finding, Reckoned
from services.registry.assessing.facts import HouseholdFacts
from services.registry.assessing.rules import Rules


class Entitlement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a household is entitled to, and every number on the way. Amounts are minor units of the rules' currency."""

    count: Count
    guarantee: Guarantee
    income: CountedIncome
    tested: tuple[Finding, ...]
    eligible: bool
    monthly_minor: int


def decide(rules: Rules, facts: HouseholdFacts) -> Entitlement:
    """Return what a household is entitled to by these rules. Pure, and in integers: the same facts give the same."""
    count = amounts.count_members(rules, facts)
    guarantee = amounts.guarantee(rules, count)
    income = amounts.counted_income(rules, facts)
    guaranteed = guarantee.total_minor
    reckoned = Reckoned(count=count, guaranteed_minor=guaranteed, income_minor=income.counted_minor)
    tested = conditions.check_all(rules, facts, reckoned)
    eligible = "failed" not in [finding.outcome for finding in tested]
    monthly = 0
    if eligible:
        monthly = amounts.monthly_amount(rules, guaranteed_minor=guaranteed, income_minor=income.counted_minor)
    return Entitlement(
        count=count, guarantee=guarantee, income=income, tested=tested, eligible=eligible, monthly_minor=monthly
    )
