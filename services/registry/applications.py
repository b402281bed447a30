"""Applications: what a household asks for, what it declares, and how far its case has come."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, check_version
from services.registry import assessments, consents, evidence, households, persons
from services.registry.consents import NewConsent
from services.registry.evidence import NewEvidence
from services.registry.facts import Amount, Code, HouseholdFacts, Income
from services.registry.rules import Rules, rules_on

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
    "appealed": ("upheld", "overturned"),
}


class Declared(Body, frozen=True, kw_only=True):
    """What the household declares, in minor units of the municipality's currency; incomes over the last six months."""

    incomes: Annotated[tuple[Income, ...], msgspec.Meta(max_length=30)] = ()
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
    opened_at: datetime


class ApplicationOpen(Problem):
    """The household has an undecided application for this programme."""


class ProgrammeUnknown(Problem):
    """No rules are known for this programme on this day."""


async def open_new(transaction: Transaction, entered: NewApplication) -> Application:
    """Enter an application with its evidence and consents. Raises NotFound, ApplicationOpen, ProgrammeUnknown."""
    rules_for(entered.programme, transaction.today)
    await households.require(transaction, entered.household_id)
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
    await evidence.add_all(transaction, application_id, entered.evidence)
    await consents.give_all(transaction, entered.consents)
    if not entered.submit:
        return await find(transaction, application_id)
    submitted = await submit(transaction, application_id, version=1)
    return await assess(transaction, application_id, version=submitted.version)


async def submit(transaction: Transaction, application_id: UUID, *, version: int) -> Application:
    """Hand the application in: its date, which selects the rules, is today."""
    application = await take(transaction, application_id, version=version)
    return await move(transaction, application, "submitted", applied_on=transaction.today)


async def withdraw(transaction: Transaction, application_id: UUID, *, version: int) -> Application:
    """Take an undecided application back, as the household asks for."""
    application = await take(transaction, application_id, version=version)
    return await move(transaction, application, "withdrawn")


async def declare(transaction: Transaction, application_id: UUID, declared: Declared, *, version: int) -> Application:
    """Correct what is declared, while the application is a draft or in review; an assessment has to follow."""
    application = await take(transaction, application_id, version=version)
    if application.state != "draft":
        transition(TRANSITIONS, application.state, "in_review")
    values = msgspec.to_builtins(declared)
    state = "draft" if application.state == "draft" else "in_review"
    await transaction.execute(queries.update_application, application.id, state, application.applied_on, values)
    return await find(transaction, application.id)


async def assess(transaction: Transaction, application_id: UUID, *, version: int) -> Application:
    """Assess the application by the rules of its own date, as often as facts change until it is recommended."""
    application = await take(transaction, application_id, version=version)
    transition(TRANSITIONS, application.state, "in_review")
    facts = await facts_of(transaction, application)
    rules = rules_for(application.programme, facts.application_date)
    await assessments.record(transaction, application.id, rules, facts)
    return await move(transaction, application, "in_review")


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


async def take(transaction: Transaction, application_id: UUID, *, version: int) -> Application:
    """Return an application locked until the end of the transaction. Raises NotFound, Stale."""
    application = await transaction.fetch_struct(Application, queries.lock_application, application_id)
    if application is None:
        raise NotFound(f"There is no application {application_id}.")
    check_version(application.version, version)
    return application


async def move(
    transaction: Transaction, application: Application, state: State, *, applied_on: date | None = None
) -> Application:
    """Bring a locked application into another state, by the table only. Raises TransitionForbidden."""
    wanted = transition(TRANSITIONS, application.state, state)
    declared = msgspec.to_builtins(application.declared)
    await transaction.execute(
        queries.update_application, application.id, wanted, applied_on or application.applied_on, declared
    )
    return await find(transaction, application.id)


async def find(transaction: Transaction, application_id: UUID) -> Application:
    """Return an application's own row. Raises NotFound."""
    application = await transaction.fetch_struct(Application, queries.find_application, application_id)
    if application is None:
        raise NotFound(f"There is no application {application_id}.")
    return application


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, state: State | None, household_id: UUID | None
) -> list[Listed]:
    """Return one application more than the limit, oldest first, with the applicants' names."""
    listed = await transaction.fetch_structs(Listed, queries.list_applications, after, state, household_id, limit + 1)
    names = await persons.names_of(transaction, [row.applicant_id for row in listed[:limit]])
    return [msgspec.structs.replace(row, applicant_name=names.get(row.applicant_id)) for row in listed]
