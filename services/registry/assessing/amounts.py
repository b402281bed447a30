"""How the amount comes about: who counts as what, how much is guaranteed, which income counts, card share and term.

Numbers only, in integer minor units: a dry run decides on hundreds of thousands of households by these functions, and
`explanations` puts one household's numbers into words. Rounding: the month's amount half up to the minor unit; the
card's share down (the account takes the odd cent); what an income kind is disregarded by, down.
"""

from datetime import date, timedelta
from typing import Literal

import msgspec

from services.kit.clock import month_of
from services.registry.assessing.facts import HouseholdFacts, MemberFacts
from services.registry.assessing.rules import Guaranteed, Rules

OldestChild = Literal["child_headed", "single_parent"]
"""The rule by which the oldest child counts as an adult."""


class Count(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Who counts as what in the formula, after exclusions and the rules about an oldest child."""

    members: tuple[MemberFacts, ...]
    adults: int
    children: int
    oldest_child: OldestChild | None = None


class Guarantee(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The amount a month before any income is taken off, and the parts that add up to it."""

    first_adult_minor: int = 0
    further_adults_minor: int = 0
    children_minor: int = 0
    fixed_minor: int = 0
    total_minor: int
    """At most the household maximum, where there is one."""


class CountedIncome(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The income of all the months that count, and what was left out or taken off before."""

    declared_minor: int
    counted_minor: int


def divide_half_up(numerator: int, denominator: int) -> int:
    """Return a non-negative fraction rounded half up to an integer."""
    return (2 * numerator + denominator) // (2 * denominator)


def monthly_amount(rules: Rules, *, guaranteed_minor: int, income_minor: int) -> int:
    """Return (months · guaranteed − income) / months, and never less than nothing; a fixed amount as it is."""
    if rules.guaranteed is None:
        return guaranteed_minor
    months = rules.guaranteed.months_counted
    return divide_half_up(max(months * guaranteed_minor - income_minor, 0), months)


def term(rules: Rules, application_date: date) -> tuple[date, date]:
    """Return the first and the last day of the right: whole months from the 1st of the month after the application."""
    starts_on = month_of(application_date, later=1)
    return starts_on, month_of(starts_on, later=rules.term.months) - timedelta(days=1)


def card_share(rules: Rules, monthly_minor: int, *, exemption: str | None) -> int:
    """Return the part of the month that goes to the card, rounded down to the minor unit."""
    card = rules.card
    if card is None or exemption in card.exemptions or monthly_minor < card.monthly_minimum_minor:
        return 0
    return monthly_minor * card.share_percent // 100


def left_out(rules: Rules, member: MemberFacts) -> str | None:
    """Return the code of the reason for which a person is not counted, or None."""
    household = rules.household
    if member.excluded_by is not None and member.excluded_by in household.excluded_by:
        return member.excluded_by
    if member.relation == "guest" and not household.guests_are_members:
        return "guest"
    grown_student = member.studies and member.relation == "child" and member.age_years >= household.adult_age
    return "student" if grown_student and not household.students_are_members else None


def count_members(rules: Rules, facts: HouseholdFacts) -> Count:
    """Return who counts as an adult and who as a child: guests and students count unless a rule says otherwise."""
    members = tuple([member for member in facts.members if left_out(rules, member) is None])
    adult_age = rules.household.adult_age
    adults = len([member for member in members if member.age_years >= adult_age])
    children = len(members) - adults
    oldest = oldest_child_rule(rules, facts, members, adults=adults)
    if oldest is not None:
        adults, children = adults + 1, children - 1
    return Count(members=members, adults=adults, children=children, oldest_child=oldest)


def oldest_child_rule(
    rules: Rules, facts: HouseholdFacts, members: tuple[MemberFacts, ...], *, adults: int
) -> OldestChild | None:
    """Return the rule by which the oldest child counts as an adult, where one applies."""
    if adults == len(members):
        return None
    if adults == 0:
        return "child_headed" if rules.household.child_headed_oldest_child_is_adult else None
    if rules.household.single_parent_oldest_child_is_adult and is_single_parent(rules, facts, members):
        return "single_parent"
    return None


def is_single_parent(rules: Rules, facts: HouseholdFacts, members: tuple[MemberFacts, ...]) -> bool:
    """Return whether one adult parent lives with own children, a minor among them, and with nobody else.

    A spouse or partner who is not counted (in closed care, say) is still the second parent.
    """
    if any(member.relation == "spouse" or member.relation == "partner" for member in facts.members):
        return False
    adult_age = rules.household.adult_age
    parent = minor = False
    for member in members:
        if member.relation == "child":
            minor = minor or member.age_years < adult_age
        elif member.relation == "applicant":
            parent = member.age_years >= adult_age
        else:
            return False
    return parent and minor


def guarantee(rules: Rules, count: Count) -> Guarantee:
    """Return the amount a month before any income, and its parts."""
    if rules.fixed is not None:
        table = rules.fixed.by_children_minor
        fixed = table[min(count.children, len(table) - 1)]
        return Guarantee(fixed_minor=fixed, total_minor=fixed)
    amounts: Guaranteed = rules.guaranteed  # type: ignore[assignment]
    first = amounts.first_adult_amount_minor if count.adults else 0
    further = amounts.further_adult_amount_minor * max(count.adults - 1, 0)
    children = amounts.child_amount_minor * count.children
    total = first + further + children
    maximum = amounts.household_maximum_minor
    return Guarantee(
        first_adult_minor=first,
        further_adults_minor=further,
        children_minor=children,
        total_minor=total if maximum is None or total < maximum else maximum,
    )


def counted_income(rules: Rules, facts: HouseholdFacts) -> CountedIncome:
    """Return the declared income of the months that count, less what the rules disregard or let be taken off."""
    rule = rules.income
    declared = sum([income.amount_minor for income in facts.incomes])
    if rule is None:
        return CountedIncome(declared_minor=declared, counted_minor=0)
    counted = declared
    if rule.disregard_percent:
        percent = rule.disregard_percent
        counted -= sum(income.amount_minor * percent.get(income.kind, 0) // 100 for income in facts.incomes)
    if rule.deducted_expenses and facts.expenses:
        counted -= sum(paid.amount_minor for paid in facts.expenses if paid.kind in rule.deducted_expenses)
    return CountedIncome(declared_minor=declared, counted_minor=max(counted, 0))


def income_limit(rules: Rules, count: Count, *, guaranteed_minor: int) -> int:
    """Return the highest income of all the months that count; rules without an income section have none to ask for."""
    limit = rules.income.limit if rules.income else None
    if limit is not None:
        return limit.first_person_minor + limit.further_person_minor * max(len(count.members) - 1, 0)
    return guaranteed_minor * months_counted(rules)


def months_counted(rules: Rules) -> int:
    """Return over how many months income is looked at."""
    if rules.income is not None and rules.income.limit is not None:
        return rules.income.limit.months
    return rules.guaranteed.months_counted if rules.guaranteed else 1
