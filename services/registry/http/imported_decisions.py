"""Rights that another body has decided, one by one, and what our own rules say of the same households."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from services.kit import jobs
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import as_attachment
from services.kit.idempotency import idempotent
from services.kit.jobs import Job
from services.kit.openapi import problem_responses
from services.kit.proposals import Quoted
from services.kit.tables import Format
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.http.imports import ANY_TABLE, WORKERS
from services.registry.imports import exports, imported_decisions, recalculations
from services.registry.imports.decisions_elsewhere import NewImportedDecision
from services.registry.imports.imported_decisions import ImportedDecision, ImportedState
from services.registry.imports.recalculations import Detail, Recalculation
from services.registry.people.persons import Language
from services.registry.privacy.purposes import Purpose


@post("/decisions-elsewhere", guards=[requires("caseworker")], tags=["decisions elsewhere"])
@idempotent(imported_decisions.find)
async def record_decision(
    data: JSONBody[NewImportedDecision], transaction: NamedDependency[Transaction]
) -> ImportedDecision:
    """Record a right that another body decided; another person confirms it."""
    return await imported_decisions.propose(transaction, data)


@get("/decisions-elsewhere", guards=[requires(*WORKERS)], tags=["decisions elsewhere"])
async def list_decisions(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    status: FromQuery[ImportedState | None] = None,
    household_id: FromQuery[UUID | None] = None,
) -> Page[ImportedDecision]:
    """Return recorded decisions, oldest first, without the other body's references."""
    after = decode_cursor(cursor)
    listed = await imported_decisions.list_page(
        transaction, after=after, limit=limit, state=status, household_id=household_id
    )
    return page(listed, limit)


@get("/decisions-elsewhere/{imported_decision_id:uuid}", guards=[requires(*WORKERS)], tags=["decisions elsewhere"])
async def read_decision(
    transaction: NamedDependency[Transaction], imported_decision_id: FromPath[UUID], purpose: FromQuery[Purpose]
) -> ImportedDecision:
    """Return a recorded decision with its reference. Who looked and why is kept."""
    return await imported_decisions.read(transaction, imported_decision_id, purpose=purpose)


@post(
    "/decisions-elsewhere/{imported_decision_id:uuid}/confirm",
    guards=[requires("supervisor")],
    tags=["decisions elsewhere"],
)
@idempotent(imported_decisions.find)
async def confirm_decision(
    data: JSONBody[Quoted],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    imported_decision_id: FromPath[UUID],
) -> ImportedDecision:
    """Agree to a recorded decision by the hash of its proposal; the household has the right."""
    return await imported_decisions.confirm(transaction, imported_decision_id, data, version=version)


@post(
    "/decisions-elsewhere/{imported_decision_id:uuid}/reject", guards=[requires(*WORKERS)], tags=["decisions elsewhere"]
)
@idempotent(imported_decisions.find)
async def reject_decision(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], imported_decision_id: FromPath[UUID]
) -> ImportedDecision:
    """Refuse a recorded decision, or withdraw an own one."""
    return await imported_decisions.reject(transaction, imported_decision_id, version=version)


@get("/recalculations", guards=[requires(*WORKERS)], tags=["decisions elsewhere"])
async def list_recalculations(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    differing: FromQuery[bool] = True,
    language: FromQuery[Language | None] = None,
) -> Page[Recalculation]:
    """Return where our rules give another result than the body that decided, with the lines that explain ours."""
    after = decode_cursor(cursor)
    listed = await recalculations.list_page(
        transaction, after=after, limit=limit, differing=differing, language=language
    )
    return page(listed, limit)


@get("/recalculations/{imported_decision_id:uuid}", guards=[requires(*WORKERS)], tags=["decisions elsewhere"])
async def read_recalculation(
    transaction: NamedDependency[Transaction],
    imported_decision_id: FromPath[UUID],
    language: FromQuery[Language | None] = None,
) -> Detail:
    """Return every line of what our rules say beside an imported decision."""
    return await recalculations.find(transaction, imported_decision_id, language=language)


@get(
    "/recalculations/export",
    guards=[requires(*WORKERS)],
    tags=["decisions elsewhere"],
    media_type=ANY_TABLE,
    responses=problem_responses(413),
)
async def export_recalculations(
    transaction: NamedDependency[Transaction],
    form: Annotated[Format, QueryParameter(name="format")] = "csv",
    language: FromQuery[Language | None] = None,
) -> Response[bytes]:
    """Return the same differences as a file. Who took it is kept."""
    return as_attachment(await exports.recalculations_file(transaction, form, language=language))


@post("/recalculations", status_code=202, guards=[requires("supervisor")], tags=["decisions elsewhere"])
@idempotent(jobs.get)
async def start_recalculation(transaction: NamedDependency[Transaction]) -> Job:
    """Ask our rules about every imported decision again; the imported amounts stay."""
    return await recalculations.start(transaction)


ROUTES = [
    record_decision,
    list_decisions,
    read_decision,
    confirm_decision,
    reject_decision,
    list_recalculations,
    read_recalculation,
    export_recalculations,
    start_recalculation,
]
