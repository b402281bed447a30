"""Cases: everything that is known about one application, put together and explained in a person's language."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.kit.db import Transaction
from services.registry.assessing import assessments
from services.registry.assessing.assessments import Assessed, Explained
from services.registry.cases import (
    appeals,
    applications,
    decisions,
    evidence,
    info_requests,
    papers,
    residence_checks,
    steps,
)
from services.registry.cases.appeals import Appeal
from services.registry.cases.applications import Declared, NewApplication, State
from services.registry.cases.decisions import Decision
from services.registry.cases.evidence import Evidence
from services.registry.cases.info_requests import InfoRequest
from services.registry.cases.papers import Paper
from services.registry.cases.residence_checks import ResidenceCheck
from services.registry.cases.steps import Step
from services.registry.households import households
from services.registry.households.households import Member
from services.registry.memberships import memberships
from services.registry.memberships.memberships import Membership
from services.registry.people import kinships
from services.registry.privacy import consents
from services.registry.privacy.consents import Consent


class AssessmentShown(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment with every line as a sentence; `replays`: whether the same facts give the same bytes today."""

    id: UUID
    rule_version: str
    assessed_at: datetime
    assessed_by: UUID
    replays: bool | None
    eligible: bool
    currency: str
    guaranteed_minor: int
    income_minor: int
    monthly_amount_minor: int
    card_share_minor: int
    account_share_minor: int
    starts_on: date
    ends_on: date
    explanation: list[Explained]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """An application with all that belongs to it. `allowed` are the states that it may go to next."""

    id: UUID
    version: int
    household_id: UUID
    members: list[Member]
    programme: str
    state: State
    allowed: list[State]
    declared: Declared
    applied_on: date | None
    decide_by: date | None
    assignee_id: UUID | None
    opened_at: datetime
    opened_by: UUID
    evidence: list[Evidence]
    missing_evidence: list[str]
    papers: list[Paper]
    info_requests: list[InfoRequest]
    residence_checks: list[ResidenceCheck]
    residence_check_due: bool
    """Whether nobody may approve before a check has found the household here."""
    consents: list[Consent]
    assessment: AssessmentShown | None
    decision: Decision | None
    appeal: Appeal | None
    membership: Membership | None
    history: list[Step]


async def find(
    transaction: Transaction, application_id: UUID, *, language: str | None = None, purpose: str = "case_work"
) -> Case:
    """Return a case, explained in that language or else in the municipality's. Raises NotFound, OwnCase."""
    application = await applications.find(transaction, application_id)
    await kinships.refuse(transaction, [application.household_id], application.applied_on)
    household = await households.find(transaction, application.household_id, purpose=purpose)
    assessed = await assessments.latest(transaction, application_id)
    rules = applications.rules_of_case(transaction, application)
    checks = await residence_checks.of_application(transaction, application_id)
    spoken = language or transaction.municipality.language
    return msgspec.convert(
        msgspec.structs.asdict(application)
        | {
            "members": household.members,
            "allowed": list(applications.TRANSITIONS.get(application.state, ())),
            "evidence": await evidence.of_application(transaction, application_id),
            "missing_evidence": await evidence.missing(transaction, application_id, rules),
            "papers": await papers.of_application(transaction, application_id),
            "info_requests": await info_requests.of_application(transaction, application_id),
            "residence_checks": checks,
            "residence_check_due": residence_checks.is_due(checks, rules),
            "consents": await consents.in_force(transaction, [member.person_id for member in household.members]),
            "assessment": None if assessed is None else shown(assessed, spoken),
            "decision": await decisions.find(transaction, application_id),
            "appeal": await appeals.of_application(transaction, application_id),
            "membership": await memberships.of_application(transaction, application_id),
            "history": await steps.of_application(transaction, application_id),
        },
        Case,
    )


async def open_new(transaction: Transaction, entered: NewApplication) -> Case:
    """Enter an application and return its case. Raises what `applications.open_new` raises."""
    application = await applications.open_new(transaction, entered)
    return await find(transaction, application.id)


async def assess(transaction: Transaction, application_id: UUID, *, version: int) -> Case:
    """Assess an application and return its case. Raises what `applications.assess` raises."""
    await applications.assess(transaction, application_id, version=version)
    return await find(transaction, application_id)


def shown(assessed: Assessed, language: str) -> AssessmentShown:
    """Return an assessment as it is shown."""
    assessment = assessed.assessment()
    return AssessmentShown(
        id=assessed.id,
        rule_version=assessed.rule_version,
        assessed_at=assessed.assessed_at,
        assessed_by=assessed.assessed_by,
        replays=assessments.replays(assessed),
        eligible=assessment.eligible,
        currency=assessment.currency,
        guaranteed_minor=assessment.guaranteed_minor,
        income_minor=assessment.income_minor,
        monthly_amount_minor=assessment.monthly_amount_minor,
        card_share_minor=assessment.card_share_minor,
        account_share_minor=assessment.account_share_minor,
        starts_on=assessment.starts_on,
        ends_on=assessment.ends_on,
        explanation=assessments.explain(assessment, language),
    )
