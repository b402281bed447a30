"""Applications: entered, corrected, handed in, assessed, and their whole file. Changes name the version they change."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import as_attachment
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.cases import applications, case_files, cases
from services.registry.cases.applications import Application, Declared, Listed, NewApplication, State
from services.registry.cases.cases import Case
from services.registry.people.persons import Language
from services.registry.privacy.purposes import Purpose


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
    purpose: FromQuery[Purpose],
    language: FromQuery[Language | None] = None,
) -> Case:
    """Return a case: papers, consents, assessment with every line explained, decision, membership."""
    return await cases.find(transaction, application_id, language=language, purpose=purpose)


@put("/applications/{application_id:uuid}/declared", guards=[requires("caseworker")], tags=["applications"])
async def correct_application(
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    application_id: FromPath[UUID],
    data: JSONBody[Declared],
) -> Application:
    """Correct what is declared, until the application is decided; it goes back to review."""
    return await applications.declare(transaction, application_id, data, version=version)


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


@get(
    "/applications/{application_id:uuid}/export",
    guards=[requires("caseworker", "supervisor", "auditor")],
    media_type=case_files.ZIP,
    tags=["applications"],
)
async def export_application(
    transaction: NamedDependency[Transaction],
    application_id: FromPath[UUID],
    purpose: FromQuery[Purpose],
    notes: FromQuery[bool] = False,
) -> Response[bytes]:
    """Return everything of a case as a ZIP archive; the notes too for a supervisor or auditor who asks for them."""
    return as_attachment(await case_files.export(transaction, application_id, purpose=purpose, with_notes=notes))


ROUTES = [
    open_application, list_applications, read_application, correct_application, submit_application,
    withdraw_application, assess_application, export_application,
]  # fmt: skip
