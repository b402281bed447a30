"""How the amount comes about: who counts as what, the guaranteed amount, the counted income, card share and term.

All in integer minor units. Rounding: the month's amount half up to the minor unit; the card's share down (the account
takes the odd cent); what an income kind is disregarded by, down.
"""

from datetime import date, timedelta
from typing import Literal

import msgspec

from services.kit.sentences import Sentence, sentence
from services.registry.facts import HouseholdFacts, MemberFacts
from services.registry.rules import Rules

Outcome = Literal["added", "passed", "failed", "not_tested", "attention", "noted", "result"]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what was looked at, what came out, what it says and where the law says so."""

    code: str
    outcome: Outcome
    amount_minor: int | None = None
    limit_minor: int | None = None
    legal_source: str
    sentence: Sentence


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """Who counts as what in the formula, after exclusions and the rules about an oldest child."""

    members: tuple[MemberFacts, ...]
    adults: int
    children: int
    lines: tuple[Line, ...]


def divide_half_up(numerator: int, denominator: int) -> int:
    """Return a non-negative fraction rounded half up to an integer."""
    return (2 * numerator + denominator) // (2 * denominator)


def monthly_amount(rules: Rules, *, guaranteed_minor: int, income_minor: int) -> int:
    """Return (months · guaranteed − income) / months, and never less than nothing."""
    months = rules.guaranteed.months_counted
    return divide_half_up(max(months * guaranteed_minor - income_minor, 0), months)


def term(rules: Rules, application_date: date) -> tuple[date, date]:
    """Return the first and the last day of the right: whole months from the 1st of the month after the application."""
    starts_on = _first_of_month(application_date, months_later=1)
    return starts_on, _first_of_month(starts_on, months_later=rules.term.months) - timedelta(days=1)


def _first_of_month(day: date, *, months_later: int) -> date:
    month = day.year * 12 + day.month - 1 + months_later
    return date(month // 12, month % 12 + 1, 1)


def card_share(rules: Rules, monthly_minor: int, *, exemption: str | None) -> int:
    """Return the part of the month that goes to the card, rounded down to the minor unit."""
    if exemption in rules.card.exemptions or monthly_minor < rules.card.monthly_minimum_minor:
        return 0
    return monthly_minor * rules.card.share_percent // 100


def count_members(rules: Rules, facts: HouseholdFacts) -> Count:
    """Return who counts as an adult and who as a child: guests count, excluded persons do not."""
    household = rules.household
    present = [member for member in facts.members if member.excluded_by not in household.excluded_by]
    counted = tuple(m for m in present if household.students_are_members or not _is_adult_student(rules, m))
    adults = sum(member.age_years >= household.adult_age for member in counted)
    children = len(counted) - adults
    lines = [_excluded_line(rules, member) for member in facts.members if member.excluded_by in household.excluded_by]
    rule = _oldest_child_rule(rules, facts, counted, adults=adults)
    if rule is not None:
        adults, children = adults + 1, children - 1
        lines.append(rule)
    return Count(members=counted, adults=adults, children=children, lines=tuple(lines))


def _is_adult_student(rules: Rules, member: MemberFacts) -> bool:
    return member.studies and member.relation == "child" and member.age_years >= rules.household.adult_age


def _excluded_line(rules: Rules, member: MemberFacts) -> Line:
    return Line(
        code="member_excluded",
        outcome="noted",
        legal_source=rules.household.source,
        sentence=sentence(
            "One person is not counted in the household: {reason_code}.", reason_code=str(member.excluded_by)
        ),
    )


def _oldest_child_rule(
    rules: Rules, facts: HouseholdFacts, counted: tuple[MemberFacts, ...], *, adults: int
) -> Line | None:
    """Return the line of the rule by which the oldest child counts as an adult, where one applies."""
    if counted and adults == 0 and rules.household.child_headed_oldest_child_is_adult:
        code = "child_headed"
        said = sentence("The household has no adult: the oldest child counts as the first adult.")
    elif is_single_parent(rules, facts, counted) and rules.household.single_parent_oldest_child_is_adult:
        code = "single_parent"
        said = sentence("The household has one parent: the oldest child counts as an adult.")
    else:
        return None
    return Line(code=code, outcome="noted", legal_source=rules.household.source, sentence=said)


def is_single_parent(rules: Rules, facts: HouseholdFacts, counted: tuple[MemberFacts, ...]) -> bool:
    """Return whether one adult parent lives with own children, a minor among them, and with nobody else.

    A spouse or partner who is not counted (in closed care, say) is still the second parent.
    """
    adult_age = rules.household.adult_age
    second_parent = any(member.relation in {"spouse", "partner"} for member in facts.members)
    only_family = all(member.relation in {"applicant", "child"} for member in counted)
    parent = any(member.relation == "applicant" and member.age_years >= adult_age for member in counted)
    minor = any(member.relation == "child" and member.age_years < adult_age for member in counted)
    return parent and minor and only_family and not second_parent


def guaranteed_amount(rules: Rules, count: Count) -> tuple[int, list[Line]]:
    """Return the guaranteed amount a month, and the lines that add up to it."""
    amounts = rules.guaranteed
    first, further, child = (
        amounts.first_adult_amount_minor,
        amounts.further_adult_amount_minor * max(count.adults - 1, 0),
        amounts.child_amount_minor * count.children,
    )
    lines = []
    if count.adults:
        said = sentence("First adult of the household: {total_minor} a month.", total_minor=first)
        lines.append(_added(rules, "first_adult", first, said))
    if further:
        said = sentence(
            "Further adults: {number} × {each_minor} = {total_minor} a month.",
            number=count.adults - 1,
            each_minor=amounts.further_adult_amount_minor,
            total_minor=further,
        )
        lines.append(_added(rules, "further_adults", further, said))
    if child:
        said = sentence(
            "Children under {age}: {number} × {each_minor} = {total_minor} a month.",
            age=rules.household.adult_age,
            number=count.children,
            each_minor=amounts.child_amount_minor,
            total_minor=child,
        )
        lines.append(_added(rules, "children", child, said))
    total = sum(line.amount_minor or 0 for line in lines)
    maximum = amounts.household_maximum_minor
    if maximum is None or total <= maximum:
        return total, lines
    said = sentence("A household is guaranteed at most {limit_minor} a month.", limit_minor=maximum)
    capped = Line(
        code="household_maximum", outcome="noted", limit_minor=maximum, legal_source=amounts.source, sentence=said
    )
    return maximum, [*lines, capped]


def _added(rules: Rules, code: str, amount_minor: int, said: Sentence) -> Line:
    return Line(
        code=code, outcome="added", amount_minor=amount_minor, legal_source=rules.guaranteed.source, sentence=said
    )


def counted_income(rules: Rules, facts: HouseholdFacts) -> int:
    """Return the declared income of the months that count, without what the rules disregard by kind."""
    disregards = rules.income.disregard_percent
    return sum(
        income.amount_minor - income.amount_minor * disregards.get(income.kind, 0) // 100 for income in facts.incomes
    )
