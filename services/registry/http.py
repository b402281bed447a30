"""Registry's door for people: enrolment, applications, decisions. Changes of a case name the version they change."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Body, Limit, Page, ShortText, decode_cursor, page
from services.registry import (
    applications,
    cases,
    consents,
    decisions,
    evidence,
    households,
    letters,
    memberships,
    persons,
)
from services.registry.applications import Application, Declared, Listed, NewApplication, State
from services.registry.cases import Case
from services.registry.consents import Consent, NewConsent
from services.registry.decisions import Deciding
from services.registry.evidence import Evidence, NewEvidence
from services.registry.households import Household, NewHousehold
from services.registry.identifiers import Kind
from services.registry.letters import LetterPrint
from services.registry.memberships import Membership
from services.registry.persons import Language, NewPerson, Person

STAFF = ("caseworker", "supervisor", "card_desk")
OFFICERS = ("caseworker", "supervisor", "card_desk", "merchant_officer", "incubator_officer")
"""Everybody who deals with people: registry mints the id of each person that any service knows."""

Purpose = Annotated[str, QueryParameter(pattern="^[a-z][a-z0-9_]{0,63}$")]
"""Why somebody opens a person's file, as a code."""


class LookUp(Body, frozen=True, kw_only=True):
    """A number that somebody shows at a desk; in a body, so that it stands in no address and no log."""

    kind: Kind
    number: ShortText


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Whose number it is."""

    person_id: UUID


@post("/persons", guards=[requires(*OFFICERS)], tags=["persons"])
@idempotent(persons.find)
async def register_person(data: JSONBody[NewPerson], transaction: NamedDependency[Transaction]) -> Person:
    """Enter one person."""
    return await persons.register(transaction, data)


@get("/persons/{person_id:uuid}", guards=[requires(*OFFICERS)], tags=["persons"])
async def read_person(
    transaction: NamedDependency[Transaction], person_id: FromPath[UUID], purpose: Purpose = "case_work"
) -> Person:
    """Return a person with names and numbers. Who looked and for what purpose is kept."""
    return await persons.find(transaction, person_id, purpose=purpose)


@post("/persons/{person_id:uuid}/erase", guards=[requires("supervisor")], tags=["persons"])
@idempotent(persons.find)
async def erase_person(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], person_id: FromPath[UUID]
) -> Person:
    """Make a person's data unreadable for ever, here and in every other service."""
    return await persons.erase(transaction, person_id, version=version)


@post("/person-lookups", status_code=200, guards=[requires(*OFFICERS)], tags=["persons"])
async def look_up_person(data: JSONBody[LookUp], transaction: NamedDependency[Transaction]) -> Found:
    """Return the id of the person who has a number."""
    return Found(person_id=await persons.look_up(transaction, data.kind, data.number))


@post("/households", guards=[requires("caseworker")], tags=["households"])
@idempotent(households.find)
async def form_household(data: JSONBody[NewHousehold], transaction: NamedDependency[Transaction]) -> Household:
    """Enter a household, with members who are registered already or registered with it."""
    return await households.form(transaction, data)


@get("/households/{household_id:uuid}", guards=[requires(*STAFF)], tags=["households"])
async def read_household(transaction: NamedDependency[Transaction], household_id: FromPath[UUID]) -> Household:
    """Return a household as it is today, with names."""
    return await households.find(transaction, household_id)


@post("/applications", guards=[requires("caseworker")], tags=["applications"])
@idempotent(cases.find)
async def open_application(data: JSONBody[NewApplication], transaction: NamedDependency[Transaction]) -> Case:
    """Enter an application; with `submit` it is submitted and assessed at once."""
    return await cases.open_new(transaction, data)


@get("/applications", guards=[requires("caseworker", "supervisor")], tags=["applications"])
async def list_applications(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    status: FromQuery[State | None] = None,
    household_id: FromQuery[UUID | None] = None,
) -> Page[Listed]:
    """Return applications, oldest first, of one state or one household or all."""
    after = decode_cursor(cursor)
    listed = await applications.list_page(
        transaction, after=after, limit=limit, state=status, household_id=household_id
    )
    return page(listed, limit)


@get("/applications/{application_id:uuid}", guards=[requires("caseworker", "supervisor")], tags=["applications"])
async def read_application(
    transaction: NamedDependency[Transaction],
    application_id: FromPath[UUID],
    language: FromQuery[Language | None] = None,
) -> Case:
    """Return a case: papers, consents, assessment with every line explained, decision, membership."""
    return await cases.find(transaction, application_id, language=language)


@put("/applications/{application_id:uuid}/declared", guards=[requires("caseworker")], tags=["applications"])
async def correct_application(
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    application_id: FromPath[UUID],
    data: JSONBody[Declared],
) -> Application:
    """Correct what is declared, until the application is decided; it goes back to review."""
    return await applications.declare(transaction, application_id, data, version=version)


@post("/applications/{application_id:uuid}/evidence", guards=[requires("caseworker")], tags=["applications"])
async def add_evidence(
    data: JSONBody[NewEvidence], transaction: NamedDependency[Transaction], application_id: FromPath[UUID]
) -> list[Evidence]:
    """Note a paper as seen; noting it again changes nothing."""
    return await evidence.add(transaction, application_id, data)


@post("/consents", guards=[requires("caseworker")], tags=["consents"])
async def give_consent(data: JSONBody[NewConsent], transaction: NamedDependency[Transaction]) -> Consent:
    """Record what a person allows; recording it again changes nothing."""
    return await consents.give(transaction, data)


@post("/consents/{consent_id:uuid}/withdraw", guards=[requires("caseworker")], tags=["consents"])
async def withdraw_consent(transaction: NamedDependency[Transaction], consent_id: FromPath[UUID]) -> Consent:
    """End a consent, as the person asks for."""
    return await consents.withdraw(transaction, consent_id)


@post("/applications/{application_id:uuid}/submit", guards=[requires("caseworker")], tags=["applications"])
@idempotent(applications.find)
async def submit_application(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], application_id: FromPath[UUID]
) -> Application:
    """Hand an application in; today's date selects the rules."""
    return await applications.submit(transaction, application_id, version=version)


@post("/applications/{application_id:uuid}/withdraw", guards=[requires("caseworker")], tags=["applications"])
@idempotent(applications.find)
async def withdraw_application(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], application_id: FromPath[UUID]
) -> Application:
    """Take an undecided application back, as the household asks for."""
    return await applications.withdraw(transaction, application_id, version=version)


@post("/applications/{application_id:uuid}/assess", guards=[requires("caseworker")], tags=["applications"])
@idempotent(cases.find)
async def assess_application(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], application_id: FromPath[UUID]
) -> Case:
    """Assess an application by the rules of its own date."""
    return await cases.assess(transaction, application_id, version=version)


@post("/applications/{application_id:uuid}/recommend", guards=[requires("caseworker")], tags=["applications"])
@idempotent(applications.find)
async def recommend_application(
    data: JSONBody[Deciding],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    application_id: FromPath[UUID],
) -> Application:
    """Recommend approval or rejection."""
    return await decisions.recommend(transaction, application_id, data, version=version)


@post("/applications/{application_id:uuid}/return", guards=[requires("supervisor")], tags=["applications"])
@idempotent(applications.find)
async def return_application(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], application_id: FromPath[UUID]
) -> Application:
    """Send a recommended application back to review."""
    return await decisions.send_back(transaction, application_id, version=version)


@post("/applications/{application_id:uuid}/decide", guards=[requires("supervisor")], tags=["applications"])
@idempotent(applications.find)
async def decide_application(
    data: JSONBody[Deciding],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    application_id: FromPath[UUID],
) -> Application:
    """Decide, as somebody who neither entered nor recommended the application."""
    return await decisions.decide(transaction, application_id, data, version=version)


@get("/memberships", guards=[requires(*STAFF)], tags=["memberships"])
async def list_memberships(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    household_id: FromQuery[UUID | None] = None,
    on: FromQuery[date | None] = None,
) -> Page[Membership]:
    """Return memberships, oldest first: of one household, in force on a day, or all."""
    after = decode_cursor(cursor)
    listed = await memberships.list_page(transaction, after=after, limit=limit, household_id=household_id, on=on)
    return page(listed, limit)


@get("/memberships/{membership_id:uuid}", guards=[requires(*STAFF)], tags=["memberships"])
async def read_membership(transaction: NamedDependency[Transaction], membership_id: FromPath[UUID]) -> Membership:
    """Return a membership."""
    return await memberships.find(transaction, membership_id)


@post("/letter-prints", guards=[requires("card_desk", "caseworker")], tags=["letters"])
@idempotent(letters.find)
async def take_letters(transaction: NamedDependency[Transaction]) -> LetterPrint:
    """Take the letters that wait for a printer; 404 when none waits."""
    return await letters.take(transaction)


@get(
    "/letter-prints/{print_id:uuid}/content",
    guards=[requires("card_desk", "caseworker")],
    media_type="application/pdf",
    tags=["letters"],
)
async def print_letters(transaction: NamedDependency[Transaction], print_id: FromPath[UUID]) -> Response[bytes]:
    """Return letters that were taken together as a PDF, as often as it is needed; who printed them is kept."""
    return Response(await letters.paper_of(transaction, print_id), media_type="application/pdf")


ROUTES = [
    register_person, read_person, erase_person, look_up_person, form_household, read_household,
    open_application, list_applications, read_application, correct_application, add_evidence, submit_application,
    withdraw_application, assess_application, recommend_application, return_application, decide_application,
    give_consent, withdraw_consent, list_memberships, read_membership, take_letters, print_letters,
]  # fmt: skip
