"""The assessment of a household by a programme's rules, line by line with the legal source of each line.

`assess(rules, facts)` is pure and in integer minor units, so an assessment is replayed bit for bit from what was kept.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem
from services.kit.sentences import say, sentence
from services.kit.sql import load_queries
from services.registry import amounts, conditions
from services.registry.amounts import Line
from services.registry.facts import HouseholdFacts
from services.registry.rules import Rules, rules_of, version_of

queries = load_queries(__file__)


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What a household is entitled to, and why. Amounts are minor units of `currency` a month."""

    programme: str
    rule_version: str
    application_date: date
    currency: str
    eligible: bool
    adults: int
    children: int
    guaranteed_minor: int
    income_minor: int
    """Over all the months that count, after disregards."""
    monthly_amount_minor: int
    card_share_minor: int
    account_share_minor: int
    starts_on: date
    ends_on: date
    lines: tuple[Line, ...]


class Assessed(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment as kept: `facts` and `result` are the very bytes that went in and came out."""

    id: UUID
    rule_version: str
    facts: str
    result: str
    assessed_at: datetime
    assessed_by: UUID

    def assessment(self) -> Assessment:
        """Return what came out."""
        return msgspec.json.decode(self.result, type=Assessment)


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One line, said in a person's language."""

    code: str
    outcome: amounts.Outcome
    amount_minor: int | None
    limit_minor: int | None
    sentence: str
    legal_source: str


class NotAssessed(Problem):
    """The application has not been assessed."""


def assess(rules: Rules, facts: HouseholdFacts) -> Assessment:
    """Return the assessment of a household by these rules."""
    count = amounts.count_members(rules, facts)
    guaranteed, guaranteed_lines = amounts.guaranteed_amount(rules, count)
    income = amounts.counted_income(rules, facts)
    limit = guaranteed * rules.guaranteed.months_counted
    tested = conditions.check_all(rules, facts, count, income_minor=income, limit_minor=limit)
    eligible = all(line.outcome != "failed" for line in tested)
    monthly = amounts.monthly_amount(rules, guaranteed_minor=guaranteed, income_minor=income) if eligible else 0
    card = amounts.card_share(rules, monthly, exemption=facts.card_exemption)
    starts_on, ends_on = amounts.term(rules, facts.application_date)
    lines = [*count.lines, *guaranteed_lines, *tested, _result(rules, facts, eligible=eligible, monthly=monthly)]
    if eligible:
        lines += [_card(rules, facts, monthly=monthly, card=card), _term(rules, starts_on=starts_on, ends_on=ends_on)]
    return Assessment(
        programme=rules.programme,
        rule_version=version_of(rules),
        application_date=facts.application_date,
        currency=rules.currency,
        eligible=eligible,
        adults=count.adults,
        children=count.children,
        guaranteed_minor=guaranteed,
        income_minor=income,
        monthly_amount_minor=monthly,
        card_share_minor=card,
        account_share_minor=monthly - card,
        starts_on=starts_on,
        ends_on=ends_on,
        lines=tuple(lines),
    )


def _result(rules: Rules, facts: HouseholdFacts, *, eligible: bool, monthly: int) -> Line:
    if not eligible:
        said = sentence("By the rules of {applied_on} there is no right to the benefit.", applied_on=_day(facts))
    else:
        said = sentence(
            "By the rules of {applied_on} you receive {amount_minor} a month: the guaranteed amount less one month of "
            "your income.",
            applied_on=_day(facts),
            amount_minor=monthly,
        )
    source = rules.guaranteed.source
    return Line(code="monthly_amount", outcome="result", amount_minor=monthly, legal_source=source, sentence=said)


def _day(facts: HouseholdFacts) -> str:
    return facts.application_date.isoformat()


def _card(rules: Rules, facts: HouseholdFacts, *, monthly: int, card: int) -> Line:
    if card:
        said = sentence(
            "Of it {card_minor} is credited to the card and {account_minor} is paid to the bank account.",
            card_minor=card,
            account_minor=monthly - card,
        )
    elif facts.card_exemption in rules.card.exemptions:
        said = sentence("All of it is paid to the bank account: {reason_code}.", reason_code=str(facts.card_exemption))
    else:
        said = sentence(
            "All of it is paid to the bank account: it is less than {limit_minor} a month.",
            limit_minor=rules.card.monthly_minimum_minor,
        )
    return Line(code="card_share", outcome="result", amount_minor=card, legal_source=rules.card.source, sentence=said)


def _term(rules: Rules, *, starts_on: date, ends_on: date) -> Line:
    said = sentence(
        "The right lasts from {starts_on} to {ends_on}; after that you apply again.",
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    return Line(code="term", outcome="result", legal_source=rules.term.source, sentence=said)


async def record(transaction: Transaction, application_id: UUID, rules: Rules, facts: HouseholdFacts) -> Assessment:
    """Assess and keep facts and result for ever."""
    assessment = assess(rules, facts)
    await transaction.execute(
        queries.insert_assessment,
        uuid7(),
        application_id,
        assessment.rule_version,
        msgspec.json.encode(facts).decode(),
        msgspec.json.encode(assessment).decode(),
        assessment.eligible,
        transaction.now,
        transaction.actor_id,
    )
    return assessment


async def latest(transaction: Transaction, application_id: UUID) -> Assessed | None:
    """Return the last assessment of an application, or None."""
    return await transaction.fetch_struct(Assessed, queries.latest_assessment, application_id)


async def require(transaction: Transaction, application_id: UUID) -> Assessed:
    """Return the last assessment of an application. Raises NotAssessed."""
    assessed = await latest(transaction, application_id)
    if assessed is None:
        raise NotAssessed("Assess the application first.")
    return assessed


def replays(assessed: Assessed) -> bool | None:
    """Return whether the same facts and rules give the same bytes again; None where the rules are gone or changed."""
    rules = rules_of(assessed.rule_version)
    if rules is None:
        return None
    facts = msgspec.json.decode(assessed.facts, type=HouseholdFacts)
    return msgspec.json.encode(assess(rules, facts)).decode() == assessed.result


def explain(assessment: Assessment, language: str) -> list[Explained]:
    """Return every line of an assessment as a sentence in that language, with its legal source."""
    return [
        Explained(
            code=line.code,
            outcome=line.outcome,
            amount_minor=line.amount_minor,
            limit_minor=line.limit_minor,
            sentence=say("registry", line.sentence, language, currency=assessment.currency),
            legal_source=line.legal_source,
        )
        for line in assessment.lines
    ]
