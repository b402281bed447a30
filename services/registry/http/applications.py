"""Applications and their decisions. Changes of a case name the version they change."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry import applications, cases, decisions, evidence
from services.registry.applications import Application, Declared, Listed, NewApplication, State
from services.registry.cases import Case
from services.registry.decisions import Deciding
from services.registry.evidence import Evidence, NewEvidence
from services.registry.persons import Language


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


ROUTES = [
    open_application,
    list_applications,
    read_application,
    correct_application,
    add_evidence,
    submit_application,
    withdraw_application,
    assess_application,
    recommend_application,
    return_application,
    decide_application,
]
