"""The worked examples of the published rules, and every test of the rules by the sides of its limit."""

from datetime import date
from fractions import Fraction
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.assessments import Assessment, assess
from services.registry.facts import HouseholdFacts, Income, MemberFacts, Relation
from services.registry.rules import Rules, rules_on

NEW_RATE = date(2024, 3, 10)
OLD_RATE = date(2023, 11, 30)

ALONE: list[tuple[Relation, int]] = [("applicant", 45)]
COUPLE: list[tuple[Relation, int]] = [*ALONE, ("spouse", 43)]
COUPLE_TWO_CHILDREN: list[tuple[Relation, int]] = [*COUPLE, ("child", 12), ("child", 7)]
ONE_PARENT_ONE_CHILD: list[tuple[Relation, int]] = [*ALONE, ("child", 9)]
ONE_PARENT_TWO_CHILDREN: list[tuple[Relation, int]] = [*ALONE, ("child", 12), ("child", 7)]


def household(
    people: list[tuple[Relation, int]] = ALONE, *, applied_on: date = NEW_RATE, income: int = 0, **declared: object
) -> HouseholdFacts:
    members = tuple(
        MemberFacts(member_id=UUID(int=number), relation=relation, age_years=age)
        for number, (relation, age) in enumerate(people)
    )
    incomes = (Income(kind="wages", amount_minor=income),) if income else ()
    values = {"application_date": applied_on, "members": members, "incomes": incomes} | declared
    return msgspec.convert(values, HouseholdFacts)


def gmi(facts: HouseholdFacts) -> Rules:
    rules = rules_on(facts.application_date, "gmi")
    assert rules is not None
    return rules


def assessed(facts: HouseholdFacts) -> Assessment:
    return assess(gmi(facts), facts)


def outcome(assessment: Assessment, code: str) -> str:
    return next(line.outcome for line in assessment.lines if line.code == code)


PUBLISHED = [
    # people, application date, declared six-month income in cents, monthly cents
    (ALONE, NEW_RATE, 0, 216_00),
    (COUPLE_TWO_CHILDREN, NEW_RATE, 0, 432_00),
    (ONE_PARENT_TWO_CHILDREN, NEW_RATE, 0, 378_00),
    (ONE_PARENT_ONE_CHILD, NEW_RATE, 0, 324_00),
    (COUPLE, NEW_RATE, 900_00, 174_00),
    # The press's pairs at the rate before, which the new ones exceed by 8 %.
    (ALONE, OLD_RATE, 0, 200_00),
    (ONE_PARENT_ONE_CHILD, OLD_RATE, 0, 300_00),
    (COUPLE, OLD_RATE, 0, 300_00),
    (COUPLE_TWO_CHILDREN, OLD_RATE, 0, 400_00),
    # Rounding, half up to the cent: (1296.00 - 0.03) / 6 = 215.995.
    (ALONE, NEW_RATE, 3, 216_00),
    (ALONE, NEW_RATE, 4, 215_99),
]


@pytest.mark.parametrize(("people", "applied_on", "income", "monthly"), PUBLISHED)
def test_the_published_examples_come_out_to_the_cent(
    people: list[tuple[Relation, int]], applied_on: date, income: int, monthly: int
) -> None:
    assessment = assessed(household(people, applied_on=applied_on, income=income))
    assert assessment.eligible
    assert assessment.monthly_amount_minor == monthly


def test_an_income_above_six_months_of_the_amount_is_refused() -> None:
    assessment = assessed(household(COUPLE, income=1950_00))
    assert (assessment.eligible, assessment.monthly_amount_minor) == (False, 0)
    assert outcome(assessment, "income") == "failed"


@pytest.mark.parametrize(("applied_on", "limit"), [(OLD_RATE, 1200_00), (NEW_RATE, 1296_00)])
def test_an_income_at_the_limit_passes_and_one_cent_more_does_not(applied_on: date, limit: int) -> None:
    assert assessed(household(applied_on=applied_on, income=limit)).eligible
    assert not assessed(household(applied_on=applied_on, income=limit + 1)).eligible


def test_the_date_of_application_selects_the_rate() -> None:
    last_day = assessed(household(applied_on=date(2023, 11, 30)))
    first_day = assessed(household(applied_on=date(2023, 12, 1)))
    assert (last_day.monthly_amount_minor, first_day.monthly_amount_minor) == (200_00, 216_00)
    assert last_day.rule_version.startswith("gmi/2018-10-30#")
    assert first_day.rule_version.startswith("gmi/2023-12-01#")


TERMS = [
    (date(2023, 12, 10), date(2024, 1, 1), date(2024, 6, 30)),
    (date(2024, 1, 31), date(2024, 2, 1), date(2024, 7, 31)),
    (date(2024, 8, 1), date(2024, 9, 1), date(2025, 2, 28)),
    (date(2027, 8, 31), date(2027, 9, 1), date(2028, 2, 29)),
    (date(2023, 11, 30), date(2023, 12, 1), date(2024, 5, 31)),
]


@pytest.mark.parametrize(("applied_on", "starts_on", "ends_on"), TERMS)
def test_the_right_starts_the_next_month_and_lasts_six(applied_on: date, starts_on: date, ends_on: date) -> None:
    assessment = assessed(household(applied_on=applied_on))
    assert (assessment.starts_on, assessment.ends_on) == (starts_on, ends_on)


LIMITS = [
    (ALONE, "real_estate", 90_000_00),
    (COUPLE, "real_estate", 105_000_00),
    (COUPLE_TWO_CHILDREN, "real_estate", 135_000_00),
    ([*COUPLE_TWO_CHILDREN, ("child", 3)], "real_estate", 150_000_00),
    ([*COUPLE_TWO_CHILDREN, ("child", 3), ("parent", 70)], "real_estate", 150_000_00),
    (ALONE, "vehicles", 6_000_00),
    (COUPLE_TWO_CHILDREN, "vehicles", 6_000_00),
    (ALONE, "deposits", 4_800_00),
    (COUPLE, "deposits", 7_200_00),
    (ONE_PARENT_ONE_CHILD, "deposits", 7_200_00),
    (COUPLE_TWO_CHILDREN, "deposits", 9_600_00),
    ([*COUPLE_TWO_CHILDREN, ("parent", 70), ("parent", 72), ("sibling", 30)], "deposits", 14_400_00),
]


@pytest.mark.parametrize(("people", "code", "limit"), LIMITS)
def test_an_asset_at_its_limit_passes_and_one_cent_more_does_not(
    people: list[tuple[Relation, int]], code: str, limit: int
) -> None:
    at_limit = assessed(msgspec.structs.replace(household(people), **{f"{code}_minor": limit}))
    above = assessed(msgspec.structs.replace(household(people), **{f"{code}_minor": limit + 1}))
    assert (at_limit.eligible, outcome(at_limit, code)) == (True, "passed")
    assert (above.eligible, outcome(above, code)) == (False, "failed")


@pytest.mark.parametrize("sign", ["luxury_tax", "yacht_crew", "private_school_fees", "domestic_staff"])
def test_a_sign_of_luxury_in_the_tax_return_refuses(sign: str) -> None:
    assert outcome(assessed(household(luxury_signs=(sign,))), "luxury") == "failed"


def test_a_household_that_lives_elsewhere_is_refused() -> None:
    assert outcome(assessed(household(resident=False)), "residence") == "failed"


@pytest.mark.parametrize(("age", "studies", "eligible"), [(24, False, False), (25, False, True), (30, True, False)])
def test_who_lives_alone_is_over_25_and_does_not_study(age: int, studies: bool, eligible: bool) -> None:
    facts = household([("applicant", age)])
    facts = msgspec.structs.replace(facts, members=(msgspec.structs.replace(facts.members[0], studies=studies),))
    assert assessed(facts).eligible is eligible


@pytest.mark.parametrize("reason", ["closed_care", "supported_living", "psychosocial_rehabilitation", "conscript"])
def test_an_excluded_person_is_not_counted_and_a_shelter_guest_is(reason: str) -> None:
    facts = household(COUPLE)
    excluded = msgspec.structs.replace(facts.members[1], excluded_by=reason)
    without = assessed(msgspec.structs.replace(facts, members=(facts.members[0], excluded)))
    assert (without.monthly_amount_minor, without.adults) == (216_00, 1)
    in_shelter = msgspec.structs.replace(facts.members[1], excluded_by="womens_shelter")
    assert assessed(msgspec.structs.replace(facts, members=(facts.members[0], in_shelter))).adults == 2


def test_an_excluded_applicant_cannot_apply() -> None:
    facts = household(COUPLE)
    excluded = msgspec.structs.replace(facts.members[0], excluded_by="closed_care")
    assert (
        outcome(assessed(msgspec.structs.replace(facts, members=(excluded, facts.members[1]))), "applicant") == "failed"
    )


def test_an_adult_who_must_register_as_unemployed_is_told_and_not_refused() -> None:
    facts = household()
    facts = msgspec.structs.replace(facts, members=(msgspec.structs.replace(facts.members[0], work="unregistered"),))
    assessment = assessed(facts)
    assert (assessment.eligible, outcome(assessment, "activation")) == (True, "attention")


def test_an_assessment_is_replayed_bit_for_bit() -> None:
    facts = household(COUPLE_TWO_CHILDREN, income=123_45, deposits_minor=100_00)
    first = msgspec.json.encode(assessed(facts))
    stored = msgspec.json.decode(msgspec.json.encode(facts), type=HouseholdFacts)
    assert msgspec.json.encode(assessed(stored)) == first
    assert msgspec.json.encode(msgspec.json.decode(first, type=Assessment)) == first


def slow_monthly(facts: HouseholdFacts) -> int | None:
    """The published rules told once more, person by person, in exact fractions; None where refused."""
    base, further, child = (200, 100, 50) if facts.application_date < date(2023, 12, 1) else (216, 108, 54)
    adults = [member for member in facts.members if member.age_years >= 18]
    minors = [member for member in facts.members if member.age_years < 18]
    relations = [member.relation for member in facts.members]
    if len(adults) == 1 and minors and set(relations) == {"applicant", "child"}:
        adults.append(minors.pop())
    elif set(relations) == {"applicant", "child"} and minors:
        # Grown-up children who still live with their one parent change nothing for the oldest minor.
        adults.append(minors.pop())
    guaranteed = sum(base if position == 0 else further for position, _ in enumerate(adults)) + child * len(minors)
    income = Fraction(sum(item.amount_minor for item in facts.incomes), 100)
    estate = min(90_000 + 15_000 * (len(facts.members) - 1), 150_000)
    deposits = min(4_800 + 2_400 * (len(adults) - 1) + 1_200 * len(minors), 14_400)
    alone_too_young = len(facts.members) == 1 and facts.members[0].age_years < 25
    refused = (
        income > 6 * guaranteed
        or Fraction(facts.real_estate_minor, 100) > estate
        or Fraction(facts.vehicles_minor, 100) > 6_000
        or Fraction(facts.deposits_minor, 100) > deposits
        or alone_too_young
    )
    if refused:
        return None
    cents = (6 * guaranteed - income) / 6 * 100
    whole = cents.numerator // cents.denominator
    return whole + (1 if cents - whole >= Fraction(1, 2) else 0)


OTHERS: list[Relation] = ["spouse", "child", "parent", "sibling", "guest"]
members = st.lists(st.tuples(st.sampled_from(OTHERS), st.integers(0, 90)), max_size=7)


@given(
    others=members,
    applicant_age=st.integers(18, 95),
    applied_on=st.dates(date(2019, 1, 1), date(2027, 12, 31)),
    income=st.integers(0, 5000_00),
    real_estate=st.integers(0, 160_000_00),
    deposits=st.integers(0, 15_000_00),
)
def test_the_assessment_agrees_with_an_independent_slow_model(
    others: list[tuple[Relation, int]],
    applicant_age: int,
    applied_on: date,
    income: int,
    real_estate: int,
    deposits: int,
) -> None:
    facts = household(
        [("applicant", applicant_age), *others],
        applied_on=applied_on,
        income=income,
        real_estate_minor=real_estate,
        deposits_minor=deposits,
    )
    expected = slow_monthly(facts)
    assessment = assessed(facts)
    assert assessment.eligible is (expected is not None)
    assert assessment.monthly_amount_minor == (expected or 0)
    assert assessment.card_share_minor + assessment.account_share_minor == assessment.monthly_amount_minor
