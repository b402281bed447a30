"""Explanations: what a decision found, line by line in sentences, each with the place where the law says so.

A line keeps its sentence as a message with typed parameters; which language it is said in is chosen by who reads it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec

from services.kit.sentences import Parameter, Sentence, sentence
from services.registry.assessing import amounts
from services.registry.assessing.condition_texts import DETAILS, NOTHING, SECTIONS, SENTENCES
from services.registry.assessing.conditions import Finding
from services.registry.assessing.entitlements import Entitlement
from services.registry.assessing.facts import HouseholdFacts
from services.registry.assessing.rules import Rules

Outcome = Literal["added", "passed", "failed", "not_tested", "attention", "noted", "result"]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what was looked at, what came out, what it says and where the law says so."""

    code: str
    outcome: Outcome
    amount_minor: int | None = None
    limit_minor: int | None = None
    legal_source: str
    sentence: Sentence


def explain(rules: Rules, facts: HouseholdFacts, found: Entitlement) -> tuple[Line, ...]:
    """Return what a decision found: who counts, how much that makes, each condition, and what comes of it."""
    return (
        *members(rules, facts, found),
        *guaranteed(rules, found),
        *income_left_out(rules, found),
        *(condition(rules, tested) for tested in found.tested),
        *result(rules, facts, found),
    )


def members(rules: Rules, facts: HouseholdFacts, found: Entitlement) -> Iterator[Line]:
    """Say who is not counted, who counts although a guest, and whether the oldest child counts as an adult."""
    source = rules.household.source
    reasons = [amounts.left_out(rules, member) for member in facts.members]
    for reason in filter(None, reasons):
        said = sentence("One person of your household is not counted: {reason_code}.", reason_code=reason)
        yield Line(code="member_excluded", outcome="noted", legal_source=source, sentence=said)
    guests = sum(member.relation == "guest" for member in found.count.members)
    if guests:
        said = sentence("Guests who live with you and count in your household: {number}.", number=guests)
        yield Line(code="guests", outcome="noted", legal_source=source, sentence=said)
    if found.count.oldest_child == "child_headed":
        said = sentence("No adult lives in your household, so the oldest child counts as the first adult.")
        yield Line(code="child_headed", outcome="noted", legal_source=source, sentence=said)
    if found.count.oldest_child == "single_parent":
        said = sentence(
            "You are the only parent in your household, so the oldest child under {age} counts as an adult.",
            age=rules.household.adult_age,
        )
        yield Line(code="single_parent", outcome="noted", legal_source=source, sentence=said)


def guaranteed(rules: Rules, found: Entitlement) -> Iterator[Line]:
    """Say which parts make the amount a month; those that are `added` are its sum before a household maximum."""
    parts = list(fixed_part(rules, found) if rules.fixed is not None else formula_parts(rules, found))
    yield from parts
    source = rules.amount_source
    total = found.guarantee.total_minor
    before_maximum = sum(part.amount_minor or 0 for part in parts)
    if before_maximum > total:
        said = sentence(
            "That makes {total_minor}, but a household gets at most {limit_minor} a month.",
            total_minor=before_maximum,
            limit_minor=total,
        )
        yield Line(
            code="household_maximum",
            outcome="noted",
            amount_minor=total,
            limit_minor=total,
            legal_source=source,
            sentence=said,
        )
    elif len(parts) > 1:
        said = sentence("Together that makes {total_minor} a month.", total_minor=total)
        yield Line(code="guaranteed", outcome="noted", amount_minor=total, legal_source=source, sentence=said)


def fixed_part(rules: Rules, found: Entitlement) -> Iterator[Line]:
    """Say what a household with so many children gets."""
    amount, children = found.guarantee.fixed_minor, found.count.children
    if not amount:
        return
    if children == 0:
        said = sentence("A household without children gets {total_minor} a month.", total_minor=amount)
    elif children == 1:
        said = sentence("A household with one child gets {total_minor} a month.", total_minor=amount)
    else:
        said = sentence(
            "For {number} children a household gets {total_minor} a month.",
            number=children,
            total_minor=amount,
        )
    yield added(rules, "fixed_amount", amount, said)


def formula_parts(rules: Rules, found: Entitlement) -> Iterator[Line]:
    """Say what the first adult, further adults and children add."""
    parts, count, rates = found.guarantee, found.count, rules.guaranteed
    assert rates is not None
    if count.adults:
        said = sentence("First adult: {total_minor} a month.", total_minor=parts.first_adult_minor)
        yield added(rules, "first_adult", parts.first_adult_minor, said)
    if count.adults == 2:
        said = sentence("Second adult: {total_minor} a month.", total_minor=parts.further_adults_minor)
        yield added(rules, "further_adults", parts.further_adults_minor, said)
    elif count.adults > 2:
        said = sentence(
            "Further adults: {number} × {each_minor} = {total_minor} a month.",
            number=count.adults - 1,
            each_minor=rates.further_adult_amount_minor,
            total_minor=parts.further_adults_minor,
        )
        yield added(rules, "further_adults", parts.further_adults_minor, said)
    if count.children == 1:
        said = sentence("One child: {total_minor} a month.", total_minor=parts.children_minor)
        yield added(rules, "children", parts.children_minor, said)
    elif count.children:
        said = sentence(
            "Children: {number} × {each_minor} = {total_minor} a month.",
            number=count.children,
            each_minor=rates.child_amount_minor,
            total_minor=parts.children_minor,
        )
        yield added(rules, "children", parts.children_minor, said)


def added(rules: Rules, code: str, amount_minor: int, said: Sentence) -> Line:
    """Return the line of a part of the amount."""
    return Line(code=code, outcome="added", amount_minor=amount_minor, legal_source=rules.amount_source, sentence=said)


def income_left_out(rules: Rules, found: Entitlement) -> Iterator[Line]:
    """Say how much of the declared income does not count."""
    left = found.income.declared_minor - found.income.counted_minor
    if rules.income is None or not left:
        return
    said = sentence("Of the income that you declared, {amount_minor} is not counted.", amount_minor=left)
    yield Line(
        code="income_left_out", outcome="noted", amount_minor=left, legal_source=rules.income.source, sentence=said
    )


def condition(rules: Rules, tested: Finding) -> Line:
    """Return the line of a condition."""
    parameters: dict[str, Parameter] = {}
    if tested.detail is not None:
        parameters[DETAILS[tested.code]] = tested.detail
    if tested.code == "income":
        parameters["months"] = amounts.months_counted(rules)
    if tested.amount_minor is not None and tested.limit_minor is not None:
        parameters |= {"amount_minor": tested.amount_minor, "limit_minor": tested.limit_minor}
    said = SENTENCES[tested.code, tested.outcome]
    if tested.code in NOTHING and tested.amount_minor == 0:
        said, parameters = NOTHING[tested.code], {}
    section = getattr(rules, SECTIONS.get(tested.code, tested.code))
    return Line(
        code=tested.code,
        outcome=tested.outcome,
        amount_minor=tested.amount_minor,
        limit_minor=tested.limit_minor,
        legal_source=section.source,
        sentence=sentence(said.message, **parameters),
    )


def result(rules: Rules, facts: HouseholdFacts, found: Entitlement) -> Iterator[Line]:
    """Say what comes of it: how much a month, on the card or to the account, from when to when."""
    yield Line(
        code="monthly_amount",
        outcome="result",
        amount_minor=found.monthly_minor,
        legal_source=rules.amount_source,
        sentence=amount_said(facts, found),
    )
    if not found.eligible:
        return
    if found.monthly_minor:
        yield card(rules, facts, found.monthly_minor)
    starts_on, ends_on = amounts.term(rules, facts.application_date)
    yield Line(
        code="term", outcome="result", legal_source=rules.term.source, sentence=term_said(rules, starts_on, ends_on)
    )


def amount_said(facts: HouseholdFacts, found: Entitlement) -> Sentence:
    """Return how much a month; what is taken off for income is the difference, so that the sum is right to the cent."""
    applied_on, monthly = facts.application_date.isoformat(), found.monthly_minor
    taken_off = found.guarantee.total_minor - monthly
    if not found.eligible:
        return sentence(
            "You applied on {applied_on}. By the rules of that day you have no right to this benefit.",
            applied_on=applied_on,
        )
    if not monthly:
        return sentence(
            "You applied on {applied_on}. By the rules of that day you have the right, but your income is as high as "
            "the amount, so no money is paid.",
            applied_on=applied_on,
        )
    if not taken_off:
        return sentence(
            "You applied on {applied_on}. By the rules of that day you get {amount_minor} a month.",
            applied_on=applied_on,
            amount_minor=monthly,
        )
    return sentence(
        "You applied on {applied_on}. By the rules of that day you get {amount_minor} a month. That is "
        "{guaranteed_minor} less {income_minor}, your average monthly income.",
        applied_on=applied_on,
        amount_minor=monthly,
        guaranteed_minor=found.guarantee.total_minor,
        income_minor=taken_off,
    )


def card(rules: Rules, facts: HouseholdFacts, monthly_minor: int) -> Line:
    """Return what goes on the card, and why where it is nothing."""
    rule, exemption = rules.card, facts.card_exemption
    share = amounts.card_share(rules, monthly_minor, exemption=exemption)
    if share == monthly_minor:
        said = sentence("All of it goes on your card.")
    elif share:
        said = sentence(
            "{card_minor} of it goes on your card and {account_minor} to your bank account.",
            card_minor=share,
            account_minor=monthly_minor - share,
        )
    elif rule is None or rule.share_percent == 0:
        said = sentence("This benefit always goes to your bank account.")
    elif exemption in rule.exemptions:
        said = sentence("All of it goes to your bank account: {reason_code}.", reason_code=str(exemption))
    else:
        said = sentence(
            "All of it goes to your bank account, because it is less than {limit_minor} a month.",
            limit_minor=rule.monthly_minimum_minor,
        )
    source = rule.source if rule is not None else rules.amount_source
    return Line(code="card_share", outcome="result", amount_minor=share, legal_source=source, sentence=said)


def term_said(rules: Rules, starts_on: date, ends_on: date) -> Sentence:
    """Return from when to when, and how it goes on."""
    days = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    if rules.term.renewal == "new_application":
        return sentence("You have this right from {starts_on} to {ends_on}. Then you need to apply again.", **days)
    return sentence(
        "You have this right from {starts_on} to {ends_on}. Before it ends, we check whether you still have it.",
        **days,
    )
