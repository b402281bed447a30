"""Who counts as what, and how the amount comes about; the vectors of every parameter are in test_entitlements."""

import pytest

from services.registry.assessing import amounts, rule_changes
from tests.registry.vectors import household, rules_of

SPLITS = [(99_99, 0), (100_00, 50_00), (100_01, 50_00), (216_00, 108_00), (432_01, 216_00), (0, 0)]


@pytest.mark.parametrize(("monthly", "card"), SPLITS)
def test_half_goes_to_the_card_from_100_euros_and_the_odd_cent_to_the_account(monthly: int, card: int) -> None:
    assert amounts.card_share(rules_of(), monthly, exemption=None) == card


HALVES = [(0, 6, 0), (3, 6, 1), (2, 6, 0), (9, 6, 2), (15, 10, 2), (14, 10, 1), (25, 10, 3)]


@pytest.mark.parametrize(("numerator", "denominator", "rounded"), HALVES)
def test_a_fraction_is_rounded_half_up(numerator: int, denominator: int, rounded: int) -> None:
    assert amounts.divide_half_up(numerator, denominator) == rounded


def test_the_parts_of_a_guarantee_are_its_sum_before_the_maximum() -> None:
    people = ["applicant 40", "spouse 39", "parent 70", "child 12", "child 8"]
    rules = rule_changes.apply(rules_of(), {"guaranteed": {"household_maximum_minor": 500_00}})
    for each, total in ((rules_of(), 540_00), (rules, 500_00)):
        found = amounts.guarantee(each, amounts.count_members(each, household(people)))
        parts = (found.first_adult_minor, found.further_adults_minor, found.children_minor, found.fixed_minor)
        assert (parts, found.total_minor) == ((216_00, 216_00, 108_00, 0), total)


LEFT_OUT = [
    ("spouse 40 excluded_by=closed_care", {}, "closed_care"),
    ("spouse 40 excluded_by=womens_shelter", {}, None),
    ("guest 40", {}, None),
    ("guest 40", {"guests_are_members": False}, "guest"),
    ("child 20 studies", {}, None),
    ("child 20 studies", {"students_are_members": False}, "student"),
    ("child 20", {"students_are_members": False}, None),
    ("child 17 studies", {"students_are_members": False}, None),
    ("sibling 20 studies", {"students_are_members": False}, None),
]


@pytest.mark.parametrize(("person", "rule", "reason"), LEFT_OUT)
def test_somebody_is_left_out_for_a_reason_that_the_rules_name(
    person: str, rule: dict[str, bool], reason: str | None
) -> None:
    rules = rule_changes.apply(rules_of(), {"household": rule})
    assert amounts.left_out(rules, household([person]).members[0]) == reason


OLDEST = [
    (["applicant 40", "child 9"], "single_parent", 2, 0),
    (["applicant 40", "child 20"], None, 2, 0),
    (["applicant 40", "spouse 40", "child 9"], None, 2, 1),
    (["applicant 40", "partner 40 excluded_by=conscript", "child 9"], None, 1, 1),
    (["applicant 40", "guest 30", "child 9"], None, 2, 1),
    (["applicant 17", "child 1"], "child_headed", 1, 1),
    (["applicant 16"], "child_headed", 1, 0),
    ([], None, 0, 0),
]


@pytest.mark.parametrize(("people", "rule", "adults", "children"), OLDEST)
def test_the_oldest_child_counts_as_an_adult_where_one_is_missing(
    people: list[str], rule: str | None, adults: int, children: int
) -> None:
    count = amounts.count_members(rules_of(), household(people))
    assert (count.oldest_child, count.adults, count.children) == (rule, adults, children)


def test_a_programme_without_an_income_section_counts_no_income() -> None:
    rules = rules_of("lebrija_elio")
    found = amounts.counted_income(rules, household(["applicant 40"], incomes={"wages": 500_00}))
    assert (found.declared_minor, found.counted_minor) == (500_00, 0)


def test_what_is_disregarded_is_rounded_down_for_each_income() -> None:
    rules = rule_changes.apply(rules_of(), {"income": {"disregard_percent": {"wages": 33}}})
    twice = household(["applicant 40"], incomes={"wages": 100, "rent": 100})
    assert amounts.counted_income(rules, twice).counted_minor == 67 + 100
    assert amounts.counted_income(rules, household(["applicant 40"], incomes={"wages": 101})).counted_minor == 68
