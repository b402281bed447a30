"""The parameters that no source gives, and the split between card and account."""

from datetime import date
from uuid import UUID

import msgspec
import pytest

from services.registry import amounts
from services.registry.facts import HouseholdFacts, Income, MemberFacts
from services.registry.rules import Rules, rules_on

TODAY = date(2025, 6, 1)


def gmi() -> Rules:
    rules = rules_on(TODAY, "gmi")
    assert rules is not None
    return rules


def facts(*ages: int, incomes: tuple[Income, ...] = ()) -> HouseholdFacts:
    people = tuple(
        MemberFacts(member_id=UUID(int=n), relation="child" if n else "applicant", age_years=age)
        for n, age in enumerate(ages)
    )
    return HouseholdFacts(application_date=TODAY, members=people, incomes=incomes)


SPLITS = [(99_99, 0), (100_00, 50_00), (100_01, 50_00), (216_00, 108_00), (432_01, 216_00), (0, 0)]


@pytest.mark.parametrize(("monthly", "card"), SPLITS)
def test_half_goes_to_the_card_from_100_euros_and_the_odd_cent_to_the_account(monthly: int, card: int) -> None:
    assert amounts.card_share(gmi(), monthly, exemption=None) == card


def test_an_exempt_person_gets_all_on_the_account() -> None:
    assert amounts.card_share(gmi(), 432_00, exemption="visual_disability_80") == 0
    assert amounts.card_share(gmi(), 432_00, exemption="something_else") == 216_00


def test_a_household_maximum_caps_the_amount_where_it_is_set() -> None:
    rules = gmi()
    count = amounts.count_members(rules, facts(40, 20, 20, 20, 20, 20, 20, 20))
    assert amounts.guaranteed_amount(rules, count)[0] == 972_00
    lower = msgspec.structs.replace(
        rules, guaranteed=msgspec.structs.replace(rules.guaranteed, household_maximum_minor=900_00)
    )
    total, lines = amounts.guaranteed_amount(lower, count)
    assert (total, lines[-1].code) == (900_00, "household_maximum")


def test_children_without_an_adult_are_a_household_of_their_own() -> None:
    count = amounts.count_members(gmi(), facts(17, 12))
    assert (count.adults, count.children, count.lines[0].code) == (1, 1, "child_headed")


def test_students_stop_counting_where_a_rule_says_so() -> None:
    rules = gmi()
    household = facts(50, 20, 12)
    student = msgspec.structs.replace(household.members[1], studies=True)
    household = msgspec.structs.replace(household, members=(household.members[0], student, household.members[2]))
    assert len(amounts.count_members(rules, household).members) == 3
    without = msgspec.structs.replace(
        rules, household=msgspec.structs.replace(rules.household, students_are_members=False)
    )
    assert len(amounts.count_members(without, household).members) == 2


def test_a_partner_in_care_is_still_the_second_parent() -> None:
    household = facts(40, 9)
    partner = MemberFacts(member_id=UUID(int=9), relation="spouse", age_years=41, excluded_by="closed_care")
    count = amounts.count_members(gmi(), msgspec.structs.replace(household, members=(*household.members, partner)))
    assert (count.adults, count.children) == (1, 1)


def test_the_pilot_disregarded_a_fifth_of_wages_and_all_disability_benefits() -> None:
    rules = gmi()
    pilot = msgspec.structs.replace(
        rules, income=msgspec.structs.replace(rules.income, disregard_percent={"wages": 20, "disability_benefit": 100})
    )
    incomes = (
        Income(kind="wages", amount_minor=1_000_03),
        Income(kind="disability_benefit", amount_minor=313_00),
        Income(kind="rent", amount_minor=50_00),
    )
    assert amounts.counted_income(pilot, facts(40, incomes=incomes)) == 800_03 + 50_00
    assert amounts.counted_income(rules, facts(40, incomes=incomes)) == 1_363_03
