"""Conditions that depend on a parameter without a source."""

from datetime import date
from uuid import UUID

import msgspec

from services.registry import amounts, conditions
from services.registry.facts import HouseholdFacts, MemberFacts
from services.registry.rules import rules_on

TODAY = date(2025, 6, 1)


def test_interest_is_tested_only_for_a_tax_year_whose_rate_is_known() -> None:
    rules = rules_on(TODAY, "gmi")
    assert rules is not None
    person = MemberFacts(member_id=UUID(int=1), relation="applicant", age_years=40)
    facts = HouseholdFacts(application_date=TODAY, members=(person,), interest_minor=14_40, tax_year=2024)
    count = amounts.count_members(rules, facts)
    assert conditions.interest(rules, facts, count).outcome == "not_tested"
    deposits = msgspec.structs.replace(rules.deposits, average_rate_basis_points={"2024": 30})
    known = msgspec.structs.replace(rules, deposits=deposits)
    assert conditions.interest(known, facts, count).outcome == "passed"
    above = msgspec.structs.replace(facts, interest_minor=14_41)
    assert conditions.interest(known, above, count).outcome == "failed"
