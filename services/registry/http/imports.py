"""Files of households and of decisions: brought, looked through, entered. The body of an upload is the file itself."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, RawBody

from services.kit import files
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import as_attachment
from services.kit.idempotency import idempotent
from services.kit.proposals import Quoted
from services.kit.tables import Format
from services.kit.web import CodeParameter, Limit, OptionalCode, Page, decode_cursor, page
from services.registry.imports import import_entries, import_refusals, imports
from services.registry.imports.import_columns import Columns, ImportKind
from services.registry.imports.import_entries import EntryShown, Outcome
from services.registry.imports.imports import Import, NewImport, NewMapping
from services.registry.people.persons import Language

WORKERS = ("caseworker", "supervisor")
ENTRIES_SHOWN = 100
ANY_TABLE = "*/*"
"""What a download is documented as: a CSV or a workbook, as it is asked for."""


@post("/imports", guards=[requires("caseworker")], request_max_body_size=files.BYTES_MAX, tags=["imports"])
async def upload_import(
    body: RawBody,
    transaction: NamedDependency[Transaction],
    kind: FromQuery[ImportKind],
    source: FromQuery[CodeParameter],
    programme: FromQuery[OptionalCode] = None,
) -> Import:
    """Take a CSV or a workbook; the same bytes are the same import until it has ended."""
    return await imports.upload(transaction, NewImport(kind=kind, source=source, programme=programme), body)


@get("/imports", guards=[requires(*WORKERS)], tags=["imports"])
async def list_imports(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    kind: FromQuery[ImportKind | None] = None,
) -> Page[Import]:
    """Return imports, oldest first."""
    return page(await imports.list_page(transaction, after=decode_cursor(cursor), limit=limit, kind=kind), limit)


@get("/imports/{import_id:uuid}", guards=[requires(*WORKERS)], tags=["imports"])
async def read_import(transaction: NamedDependency[Transaction], import_id: FromPath[UUID]) -> Import:
    """Return how far an import has come."""
    return await imports.find(transaction, import_id)


@get("/imports/{import_id:uuid}/columns", guards=[requires(*WORKERS)], tags=["imports"])
async def read_columns(transaction: NamedDependency[Transaction], import_id: FromPath[UUID]) -> Columns:
    """Return how the file's columns are read, with its first rows. Who looked is kept."""
    return await imports.columns(transaction, import_id)


@put("/imports/{import_id:uuid}/mapping", guards=[requires("caseworker")], tags=["imports"])
async def correct_mapping(
    data: JSONBody[NewMapping],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    import_id: FromPath[UUID],
) -> Import:
    """Say which heading stands for which field."""
    return await imports.remap(transaction, import_id, data, version=version)


@post("/imports/{import_id:uuid}/check", status_code=202, guards=[requires("caseworker")], tags=["imports"])
@idempotent(imports.find)
async def check_import(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], import_id: FromPath[UUID]
) -> Import:
    """Look the file through; nothing enters. `job_id` names the job that says how far it is."""
    return await imports.check(transaction, import_id, version=version)


@get("/imports/{import_id:uuid}/entries", guards=[requires(*WORKERS)], tags=["imports"])
async def list_entries(
    transaction: NamedDependency[Transaction],
    import_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    outcome: FromQuery[Outcome | None] = None,
    language: FromQuery[Language | None] = None,
) -> Page[EntryShown]:
    """Return what becomes of each household or decision, with what is wrong in which cell and what to do."""
    listing = import_entries.Listing(after=decode_cursor(cursor), limit=ENTRIES_SHOWN, outcome=outcome)
    return page(await imports.entries(transaction, import_id, listing, language=language), ENTRIES_SHOWN)


@get("/imports/{import_id:uuid}/refused", guards=[requires(*WORKERS)], tags=["imports"], media_type=ANY_TABLE)
async def download_refused(
    transaction: NamedDependency[Transaction],
    import_id: FromPath[UUID],
    form: Annotated[Format, QueryParameter(name="format")] = "csv",
    language: FromQuery[Language | None] = None,
) -> Response[bytes]:
    """Return the rows that did not enter, with the reasons; mended, they can be brought again."""
    return as_attachment(await import_refusals.refused_rows(transaction, import_id, form, language=language))


@post("/imports/{import_id:uuid}/confirm", status_code=202, guards=[requires("caseworker")], tags=["imports"])
@idempotent(imports.find)
async def confirm_import(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], import_id: FromPath[UUID]
) -> Import:
    """Enter the households that the dry run found to be new, each whole or not at all."""
    return await imports.confirm(transaction, import_id, version=version)


@post("/imports/{import_id:uuid}/propose", guards=[requires("caseworker")], tags=["imports"])
@idempotent(imports.find)
async def propose_import(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], import_id: FromPath[UUID]
) -> Import:
    """Propose the decisions of a file that was looked through."""
    return await imports.propose(transaction, import_id, version=version)


@post("/imports/{import_id:uuid}/approve", status_code=202, guards=[requires("supervisor")], tags=["imports"])
@idempotent(imports.find)
async def approve_import(
    data: JSONBody[Quoted],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    import_id: FromPath[UUID],
) -> Import:
    """Agree to a file's decisions by the hash of the proposal, as another person; they enter."""
    return await imports.approve(transaction, import_id, data, version=version)


@post("/imports/{import_id:uuid}/resume", status_code=202, guards=[requires("caseworker")], tags=["imports"])
@idempotent(imports.find)
async def resume_import(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], import_id: FromPath[UUID]
) -> Import:
    """Go on with an import whose job was given up."""
    return await imports.resume(transaction, import_id, version=version)


@post("/imports/{import_id:uuid}/cancel", guards=[requires(*WORKERS)], tags=["imports"])
@idempotent(imports.find)
async def cancel_import(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], import_id: FromPath[UUID]
) -> Import:
    """Give up an import that was not confirmed; its file is destroyed."""
    return await imports.cancel(transaction, import_id, version=version)


ROUTES = [
    upload_import,
    list_imports,
    read_import,
    read_columns,
    correct_mapping,
    check_import,
    list_entries,
    download_refused,
    confirm_import,
    propose_import,
    approve_import,
    resume_import,
    cancel_import,
]
