"""The assessment of a household by a programme's rules, line by line with the legal source of each line.

`assess(rules, facts)` is pure and in integer minor units, so an assessment is replayed bit for bit from what was kept:
`entitlements` decides in numbers, `explanations` says so in sentences.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem
from services.kit.sentences import say, sentence
from services.kit.sql import load_queries
from services.registry.assessing import amounts, entitlements, explanations
from services.registry.assessing.explanations import Line
from services.registry.assessing.facts import HouseholdFacts
from services.registry.assessing.rules import Rules, rules_of, version_of

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
    outcome: explanations.Outcome
    amount_minor: int | None
    limit_minor: int | None
    sentence: str
    legal_source: str


class NotAssessed(Problem):
    """The application has not been assessed."""


def assess(rules: Rules, facts: HouseholdFacts) -> Assessment:
    """Return the assessment of a household by these rules."""
    found = entitlements.decide(rules, facts)
    monthly = found.monthly_minor
    card = amounts.card_share(rules, monthly, exemption=facts.card_exemption)
    starts_on, ends_on = amounts.term(rules, facts.application_date)
    return Assessment(
        programme=rules.programme,
        rule_version=version_of(rules),
        application_date=facts.application_date,
        currency=rules.currency,
        eligible=found.eligible,
        adults=found.count.adults,
        children=found.count.children,
        guaranteed_minor=found.guarantee.total_minor,
        income_minor=found.income.counted_minor,
        monthly_amount_minor=monthly,
        card_share_minor=card,
        account_share_minor=monthly - card,
        starts_on=starts_on,
        ends_on=ends_on,
        lines=explanations.explain(rules, facts, found),
    )


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
    """Return every line of an assessment as a sentence in that language, with its legal source in the same words."""
    return [
        Explained(
            code=line.code,
            outcome=line.outcome,
            amount_minor=line.amount_minor,
            limit_minor=line.limit_minor,
            sentence=say("registry", line.sentence, language, currency=assessment.currency),
            legal_source=say("registry", sentence(line.legal_source), language),
        )
        for line in assessment.lines
    ]
