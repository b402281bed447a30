"""Applications: what a household asks for, what it declares, and how far its case has come."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, check_version
from services.registry.assessing import assessments
from services.registry.assessing.facts import Amount, Code, Expense, HouseholdFacts, Income
from services.registry.assessing.rules import Rules, procedure_of, rules_on
from services.registry.cases import evidence, steps
from services.registry.cases.evidence import NewEvidence
from services.registry.cases.steps import NewStep
from services.registry.households import households, protections
from services.registry.memberships import reapplications
from services.registry.people import kinships, persons
from services.registry.privacy import consents
from services.registry.privacy.consents import NewConsent

queries = load_queries(__file__)

State = Literal[
    "draft", "submitted", "in_review", "info_requested", "recommended", "approved", "rejected",
    "appealed", "upheld", "overturned", "withdrawn",
]  # fmt: skip

TRANSITIONS: Mapping[State, tuple[State, ...]] = {
    "draft": ("submitted", "withdrawn"),
    "submitted": ("in_review", "withdrawn"),
    "in_review": ("in_review", "info_requested", "recommended", "withdrawn"),
    "info_requested": ("in_review", "withdrawn"),
    "recommended": ("in_review", "approved", "rejected", "withdrawn"),
    "approved": ("appealed",),
    "rejected": ("appealed",),
    "appealed": ("appealed", "upheld", "overturned"),
}
WORKED_ON: Mapping[State, State] = {"draft": "draft", "appealed": "appealed"}
"""Where a case stays while facts are corrected; from any other state it goes to review."""
LEFT_UNANSWERED = {"withdrawn": "withdrawn", "sent_back": "withdrawn", "not_answered": "not_answered"}
"""What becomes of a request for more, by the reason of the step that leaves `info_requested`; else it is answered."""
OPEN = frozenset({"draft", "submitted", "in_review", "info_requested", "recommended", "appealed"})
"""The states in which something may be added to a case."""


class Declared(Body, frozen=True, kw_only=True):
    """What the household declares, in minor units of the municipality's currency; incomes over the last six months."""

    incomes: Annotated[tuple[Income, ...], msgspec.Meta(max_length=30)] = ()
    expenses: Annotated[tuple[Expense, ...], msgspec.Meta(max_length=10)] = ()
    real_estate_minor: Amount = 0
    vehicles_minor: Amount = 0
    deposits_minor: Amount = 0
    interest_minor: Amount = 0
    tax_year: Annotated[int, msgspec.Meta(ge=2000, le=2100)] | None = None
    luxury_signs: Annotated[tuple[Code, ...], msgspec.Meta(max_length=10)] = ()
    resident: bool = True
    card_exemption: Code | None = None


class NewApplication(Body, frozen=True, kw_only=True):
    """An application as entered. With `submit` it is submitted and assessed at once."""

    household_id: UUID
    programme: Code
    declared: Declared = Declared()
    evidence: Annotated[tuple[NewEvidence, ...], msgspec.Meta(max_length=30)] = ()
    consents: Annotated[tuple[NewConsent, ...], msgspec.Meta(max_length=60)] = ()
    submit: bool = False


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """An application's own row."""

    id: UUID
    version: int
    household_id: UUID
    programme: str
    state: State
    declared: Declared
    applied_on: date | None
    decide_by: date | None
    """The last day for a decision by the programme's rules, from the day it was handed in."""
    assignee_id: UUID | None
    opened_at: datetime
    opened_by: UUID


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An application in a list, with the applicant's name for those who work on cases."""

    id: UUID
    version: int
    household_id: UUID
    applicant_id: UUID
    applicant_name: str | None = None
    programme: str
    state: State
    applied_on: date | None
    decide_by: date | None
    assignee_id: UUID | None
    opened_at: datetime


class CaseClosed(Problem):
    """Nothing is added to a case that is decided or withdrawn."""


class ApplicationOpen(Problem):
    """The household has an undecided application for this programme."""


class ProgrammeUnknown(Problem):
    """No rules are known for this programme on this day."""


async def open_new(transaction: Transaction, entered: NewApplication) -> Application:
    """Enter an application with its evidence and consents. Raises NotFound, ApplicationOpen, ProgrammeUnknown."""
    rules = rules_for(entered.programme, transaction.today)
    await households.require(transaction, entered.household_id)
    await kinships.refuse(transaction, [entered.household_id])
    application_id = await transaction.fetchval(
        queries.insert_application,
        uuid7(),
        entered.household_id,
        entered.programme,
        msgspec.to_builtins(entered.declared),
        transaction.now,
        transaction.actor_id,
    )
    if application_id is None:
        raise ApplicationOpen("Decide or withdraw it first.", household_id=entered.household_id)
    await steps.record(transaction, application_id, NewStep(after="draft"))
    papers = [(f"/evidence/{place}", paper) for place, paper in enumerate(entered.evidence)]
    await evidence.add_all(transaction, application_id, papers, rules)
    await consents.give_all(transaction, entered.consents)
    if not entered.submit:
        return await find(transaction, application_id)
    submitted = await submit(transaction, application_id, version=1)
    return await assess(transaction, application_id, version=submitted.version)


async def submit(transaction: Transaction, application_id: UUID, *, version: int) -> Application:
    """Hand the application in: its date, which selects the rules, is today.

    Raises ReapplicationTooEarly and UndueSumsOwed for a household whose right was revoked.
    """
    application = await take(transaction, application_id, version=version)
    transition(TRANSITIONS, application.state, "submitted")
    await reapplications.refuse_barred(transaction, application.household_id, application.programme)
    today = transaction.today
    days = procedure_of(rules_for(application.programme, today)).decide_within_days
    handed_in = msgspec.structs.replace(application, applied_on=today, decide_by=today + timedelta(days=days))
    return await save(transaction, handed_in, "submitted")


async def withdraw(transaction: Transaction, application_id: UUID, *, version: int) -> Application:
    """Take an undecided application back, as the household asks for."""
    application = await take(transaction, application_id, version=version)
    return await move(transaction, application, "withdrawn", reason="withdrawn")


async def declare(transaction: Transaction, application_id: UUID, declared: Declared, *, version: int) -> Application:
    """Correct what is declared, until the case is decided and again under appeal; an assessment has to follow."""
    application = await take(transaction, application_id, version=version)
    state = WORKED_ON.get(application.state, "in_review")
    if state != "draft":
        transition(TRANSITIONS, application.state, state)
    corrected = msgspec.structs.replace(application, declared=declared)
    return await save(transaction, corrected, state, reason="corrected")


async def assess(transaction: Transaction, application_id: UUID, *, version: int) -> Application:
    """Assess the application by the rules of its own date, as often as facts change until it is recommended.

    Under appeal it is assessed again, so that a ruling stands on the facts as they were found to be.
    """
    application = await take(transaction, application_id, version=version)
    state: State = "appealed" if application.state == "appealed" else "in_review"
    transition(TRANSITIONS, application.state, state)
    facts = await facts_of(transaction, application)
    rules = rules_for(application.programme, facts.application_date)
    await assessments.record(transaction, application.id, rules, facts)
    return await move(transaction, application, state, reason="assessed")


async def facts_of(transaction: Transaction, application: Application) -> HouseholdFacts:
    """Return all that the rules look at: the household on the application date and what it declared."""
    assert application.applied_on is not None
    members = await households.facts_of(transaction, application.household_id, application.applied_on)
    declared: dict[str, Any] = msgspec.structs.asdict(application.declared)
    return HouseholdFacts(application_date=application.applied_on, members=members, **declared)


def rules_for(programme: str, day: date) -> Rules:
    """Return the rules of a programme for an application on that day. Raises ProgrammeUnknown."""
    rules = rules_on(day, programme)
    if rules is None:
        raise ProgrammeUnknown(f"{programme} has no rules for an application on {day}.")
    return rules


def rules_of_case(transaction: Transaction, application: Application) -> Rules:
    """Return the rules that a case is handled by: of its own date, of a draft today's. Raises ProgrammeUnknown."""
    return rules_for(application.programme, application.applied_on or transaction.today)


async def lock(transaction: Transaction, application_id: UUID) -> Application:
    """Return an application locked until the end of the transaction. Raises NotFound, OwnCase, PersonsProtected."""
    application = await transaction.fetch_struct(Application, queries.lock_application, application_id)
    if application is None:
        raise NotFound(f"There is no application {application_id}.")
    await refuse_barred(transaction, application)
    return application


async def take(transaction: Transaction, application_id: UUID, *, version: int) -> Application:
    """Return an application locked, in the version that the sender has seen. Raises NotFound, Stale."""
    application = await lock(transaction, application_id)
    check_version(application.version, version)
    return application


async def lock_open(transaction: Transaction, application_id: UUID) -> Application:
    """Return a locked application that is worked on, to add something to its case. Raises NotFound, CaseClosed."""
    application = await lock(transaction, application_id)
    if application.state not in OPEN:
        raise CaseClosed(f"The application is {application.state}.", state=application.state)
    return application


async def move(
    transaction: Transaction, application: Application, state: State, *, reason: str | None = None
) -> Application:
    """Bring a locked application into another state, by the table only. Raises TransitionForbidden."""
    return await save(transaction, application, transition(TRANSITIONS, application.state, state), reason=reason)


async def save(
    transaction: Transaction, application: Application, state: State, *, reason: str | None = None
) -> Application:
    """Keep a locked application in a state and the step to it; `application` is as it was, but for its own values."""
    await transaction.execute(
        queries.update_application,
        application.id,
        state,
        application.applied_on,
        application.decide_by,
        application.assignee_id,
        msgspec.to_builtins(application.declared),
    )
    await steps.record(transaction, application.id, NewStep(before=application.state, after=state, reason=reason))
    if application.state == "info_requested" != state:
        outcome = LEFT_UNANSWERED.get(reason or "", "answered")
        await transaction.execute(
            queries.close_info_request, application.id, outcome, transaction.now, transaction.actor_id
        )
    return await find(transaction, application.id)


async def find(transaction: Transaction, application_id: UUID) -> Application:
    """Return an application's own row. Raises NotFound."""
    application = await transaction.fetch_struct(Application, queries.find_application, application_id)
    if application is None:
        raise NotFound(f"There is no application {application_id}.")
    return application


async def look_into(transaction: Transaction, application_id: UUID) -> Application:
    """Return an application whose papers or words are to be read. Raises NotFound, OwnCase, PersonsProtected."""
    application = await find(transaction, application_id)
    await refuse_barred(transaction, application)
    return application


async def refuse_barred(transaction: Transaction, application: Application) -> None:
    """Raise OwnCase on the own case or a relative's, PersonsProtected on that of people whom one may not see."""
    await kinships.refuse(transaction, [application.household_id], application.applied_on)
    await protections.refuse_hidden_household(transaction, application.household_id)


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, state: State | None, household_id: UUID | None
) -> list[Listed]:
    """Return one application more than the limit, oldest first, with the applicants' names."""
    listed = await transaction.fetch_structs(Listed, queries.list_applications, after, state, household_id, limit + 1)
    names = await persons.names_of(transaction, [row.applicant_id for row in listed[:limit]])
    return [msgspec.structs.replace(row, applicant_name=names.get(row.applicant_id)) for row in listed]
