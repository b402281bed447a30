"""Conditions look at one thing each; the vectors of every limit are in test_entitlements."""

import pytest

from services.registry.assessing import amounts, conditions, rule_changes
from services.registry.assessing.condition_texts import SENTENCES
from services.registry.assessing.conditions import Finding, Reckoned
from services.registry.assessing.facts import HouseholdFacts
from services.registry.assessing.rules import Rules
from tests.registry.vectors import household, rules_of


def reckoned(rules: Rules, facts: HouseholdFacts) -> Reckoned:
    count = amounts.count_members(rules, facts)
    return Reckoned(count=count, guaranteed_minor=amounts.guarantee(rules, count).total_minor, income_minor=0)


def test_interest_is_tested_only_for_a_tax_year_whose_rate_is_known() -> None:
    rules = rule_changes.apply(rules_of(), {"deposits": {"average_rate_basis_points": {"2024": 30}}})
    for year, outcome in ((2024, "passed"), (2023, "not_tested"), (None, "not_tested")):
        facts = household(["applicant 40"], interest_minor=14_40, tax_year=year)
        tested = conditions.interest(rules, facts, reckoned(rules, facts))
        assert tested is not None
        assert tested.outcome == outcome


@pytest.mark.parametrize(
    "section", ["residence", "income", "real_estate", "vehicles", "deposits", "luxury", "activation"]
)
def test_what_the_rules_have_no_section_for_is_not_looked_at(section: str) -> None:
    rules = rule_changes.apply(rules_of(), {section: None})
    facts = household(["applicant 40 work=unregistered"], resident=False)
    codes = {tested.code for tested in conditions.check_all(rules, facts, reckoned(rules, facts))}
    every = {"residence", "income", "real_estate", "vehicles", "deposits", "interest", "luxury", "single_person"}
    gone = {section} | ({"interest"} if section == "deposits" else set())
    assert codes == (every | {"activation"}) - gone


def test_nothing_tested_says_what_it_compared_by_its_sides_alone() -> None:
    assert conditions.compared("vehicles", 5, 5) == Finding("vehicles", "passed", 5, 5)
    assert conditions.compared("vehicles", 6, 5).outcome == "failed"


def test_no_condition_is_forgotten_and_each_has_its_name_from_its_function() -> None:
    rules = rule_changes.apply(rules_of(), {"guaranteed": None, "income": None, "fixed": {
        "by_children_minor": [0, 100], "source": "a council"}})  # fmt: skip
    facts = household(["spouse 20 work=unregistered"], resident=False)
    every = [getattr(conditions, code) for code in {code for code, _ in SENTENCES}]
    single = {finding.code for each in every if (finding := each(rules, facts, reckoned(rules, facts))) is not None}
    assert single == {finding.code for finding in conditions.check_all(rules, facts, reckoned(rules, facts))}
    assert all(each(rules, facts, reckoned(rules, facts)) is None for each in every if each.__name__ not in single)
