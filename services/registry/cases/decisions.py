"""Decisions: one person recommends, another one decides. The table refuses the same person for both, whoever asks."""

from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from contracts.registry import ApplicationDecided
from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem, SameActor
from services.kit.events import publish
from services.kit.sentences import Sentence, sentence
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing import assessments
from services.registry.assessing.assessments import Assessed, Assessment
from services.registry.assessing.facts import Code
from services.registry.assessing.rules import procedure_of
from services.registry.cases import applications, evidence, residence_checks
from services.registry.cases.applications import Application
from services.registry.duplicates import suspicions
from services.registry.households.households import holder_of
from services.registry.letters import letters, notices
from services.registry.memberships import memberships, renewals
from services.registry.privacy import consents

queries = load_queries(__file__)

DecisionOutcome = Literal["approved", "rejected"]


class Deciding(Body, frozen=True, kw_only=True):
    """What is recommended or decided. `reason` is a code, shown with the decision."""

    outcome: DecisionOutcome
    reason: Code | None = None


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A recommendation and, once a second person has spoken, the decision."""

    id: UUID
    application_id: UUID
    assessment_id: UUID
    recommended_outcome: DecisionOutcome
    recommended_by: UUID
    recommended_at: datetime
    outcome: DecisionOutcome | None
    decided_by: UUID | None
    decided_at: datetime | None
    reason: str | None


class NotEligible(Problem):
    """The assessment finds no right to the benefit."""


class FactsChanged(Problem):
    """Something has changed since the assessment."""


async def recommend(transaction: Transaction, application_id: UUID, deciding: Deciding, *, version: int) -> Application:
    """Recommend a decision on an assessed application. What cannot be approved cannot be recommended for approval.

    Raises Stale, NotAssessed, FactsChanged, NotEligible, EvidenceMissing, ResidenceUnconfirmed, ConsentMissing,
    TransitionForbidden.
    """
    application = await applications.take(transaction, application_id, version=version)
    moved = await applications.move(transaction, application, "recommended", reason=deciding.reason)
    assessed = await ready(transaction, application, outcome=deciding.outcome)
    await transaction.execute(
        queries.recommend,
        uuid7(),
        application.id,
        application.opened_by,
        assessed.id,
        deciding.outcome,
        transaction.actor_id,
        transaction.now,
        deciding.reason,
    )
    return moved


async def send_back(transaction: Transaction, application_id: UUID, *, version: int) -> Application:
    """Return a recommended application to review."""
    application = await applications.take(transaction, application_id, version=version)
    return await applications.move(transaction, application, "in_review", reason="sent_back")


async def decide(transaction: Transaction, application_id: UUID, deciding: Deciding, *, version: int) -> Application:
    """Decide a recommended application, as somebody who neither entered nor recommended it.

    Raises SameActor and whatever `recommend` raises: everything is looked at again.
    """
    application = await applications.take(transaction, application_id, version=version)
    moved = await applications.move(transaction, application, deciding.outcome, reason=deciding.reason)
    decision = await find(transaction, application.id)
    if decision is None or transaction.actor_id in {decision.recommended_by, application.opened_by}:
        raise SameActor("Somebody who has neither entered nor recommended this application has to decide it.")
    assessed = await ready(transaction, application, outcome=deciding.outcome)
    await transaction.execute(
        queries.decide, application.id, deciding.outcome, transaction.actor_id, transaction.now, deciding.reason
    )
    assessment = assessed.assessment()
    if deciding.outcome == "approved":
        term = applications.rules_of_case(transaction, application).term
        assessment = await renewals.dated(transaction, application, assessment, term)
        arrears = await renewals.owed(transaction, application, assessment)
        await memberships.activate(transaction, application, assessment, arrears=arrears)
    await publish(transaction, said(transaction, application, assessment, deciding.outcome))
    await tell(transaction, application, assessment, deciding)
    return moved


async def ready(transaction: Transaction, application: Application, *, outcome: DecisionOutcome) -> Assessed:
    """Return the assessment that a decision stands on; for an approval, everything must be on file."""
    assessed = await assessments.require(transaction, application.id)
    facts = await applications.facts_of(transaction, application)
    if msgspec.json.encode(facts).decode() != assessed.facts:
        raise FactsChanged("Assess the application again.")
    await suspicions.refuse(transaction, application.household_id)
    if outcome == "approved":
        rules = applications.rules_for(application.programme, facts.application_date)
        if not assessed.assessment().eligible:
            raise NotEligible("Reject it, or correct what is declared and assess again.")
        await evidence.require(transaction, application.id, rules)
        await residence_checks.require(transaction, application.id, rules)
        await consents.require(transaction, facts, rules)
    return assessed


def said(
    transaction: Transaction, application: Application, assessment: Assessment, outcome: DecisionOutcome
) -> ApplicationDecided:
    """Return what the other services hear of a decision."""
    return ApplicationDecided(
        application_id=application.id,
        household_id=application.household_id,
        programme=application.programme,
        outcome=outcome,
        failed=[line.code for line in assessment.lines if line.outcome == "failed"],
        rule_version=assessment.rule_version,
        applied_on=assessment.application_date,
        decided_on=transaction.today,
        currency=assessment.currency,
        monthly_amount_minor=assessment.monthly_amount_minor if outcome == "approved" else 0,
    )


async def tell(transaction: Transaction, application: Application, assessment: Assessment, deciding: Deciding) -> None:
    """Tell the applicant what was decided, of a rejection why and by which law, and until when it can be appealed."""
    applicant_id = await holder_of(transaction, application.household_id, assessment.application_date)
    told = notices.decision(applicant_id, assessment, outcome=deciding.outcome, reason=deciding.reason)
    unmet = dict.fromkeys(line.legal_source for line in assessment.lines if line.outcome == "failed")
    sources = tuple(sentence("Legal source: {source_code}", source_code=source) for source in unmet)
    until = until_sentence(transaction, application, transaction.now)
    shown = sources if deciding.outcome == "rejected" else ()
    await letters.tell(transaction, [msgspec.structs.replace(told, details=(*told.details, *shown, until))])


def until_sentence(transaction: Transaction, application: Application, decided_at: datetime) -> Sentence:
    """Say until when a decision can be appealed."""
    until_on = appealable_until(transaction, application, decided_at)
    return sentence("If you do not agree, you can appeal until {until_on}.", until_on=until_on.isoformat())


def appealable_until(transaction: Transaction, application: Application, decided_at: datetime) -> date:
    """Return the last day on which a decision can be appealed: calendar days after the day of the decision."""
    decided_on = decided_at.astimezone(transaction.municipality.zone).date()
    return decided_on + timedelta(days=procedure_of(applications.rules_of_case(transaction, application)).appeal_days)


async def find(transaction: Transaction, application_id: UUID) -> Decision | None:
    """Return an application's recommendation or decision, or None."""
    return await transaction.fetch_struct(Decision, queries.find_decision, application_id)


async def assessments_of(transaction: Transaction, application_id: UUID) -> list[Assessed]:
    """Return every assessment of an application, the last one last."""
    return await transaction.fetch_structs(Assessed, queries.list_assessments, application_id)
