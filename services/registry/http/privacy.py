"""What a person may ask about the own data, and what is kept, held and erased."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.people.persons import Language
from services.registry.privacy import accesses, legal_holds, retention, subject_access
from services.registry.privacy.accesses import Access
from services.registry.privacy.legal_holds import LegalHold, NewLegalHold
from services.registry.privacy.retention import NewRun, RetentionItem, RetentionRun

STAFF = ("caseworker", "supervisor")
SUPERVISORS = ("supervisor",)


@get("/persons/{person_id:uuid}/accesses", guards=[requires(*STAFF)], tags=["privacy"])
async def list_accesses(
    transaction: NamedDependency[Transaction],
    person_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Access]:
    """Return who looked at a person's file and why, newest first; who of the staff it was only to supervisors."""
    listed = await accesses.list_page(transaction, person_id, before=decode_cursor(cursor), limit=limit)
    return page(listed, limit)


@get(
    "/persons/{person_id:uuid}/accesses/paper",
    guards=[requires(*STAFF)],
    media_type="application/pdf",
    tags=["privacy"],
)
async def print_accesses(
    transaction: NamedDependency[Transaction], person_id: FromPath[UUID], language: FromQuery[Language | None] = None
) -> Response[bytes]:
    """Return who looked at a person's file and why as a PDF for the person, in their language."""
    return Response(await accesses.paper(transaction, person_id, language=language), media_type="application/pdf")


@get(
    "/persons/{person_id:uuid}/export",
    guards=[requires(*STAFF)],
    media_type="application/zip",
    tags=["privacy"],
)
async def export_person(
    transaction: NamedDependency[Transaction], person_id: FromPath[UUID], language: FromQuery[Language | None] = None
) -> Response[bytes]:
    """Return everything that is kept about a person, for the person: data, a readable summary, papers."""
    content = await subject_access.export(transaction, person_id, language=language)
    return Response(content, media_type="application/zip")


@post("/persons/{person_id:uuid}/legal-holds", guards=[requires(*SUPERVISORS)], tags=["privacy"])
@idempotent(legal_holds.find)
async def place_hold(
    data: JSONBody[NewLegalHold], transaction: NamedDependency[Transaction], person_id: FromPath[UUID]
) -> LegalHold:
    """Keep everything of a person, for a court or an audit."""
    return await legal_holds.place(transaction, person_id, data)


@get("/legal-holds", guards=[requires(*SUPERVISORS, "auditor")], tags=["privacy"])
async def list_holds(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    person_id: FromQuery[UUID | None] = None,
) -> Page[LegalHold]:
    """Return holds, oldest first: of one person, or all."""
    after = decode_cursor(cursor)
    return page(await legal_holds.list_page(transaction, after=after, limit=limit, person_id=person_id), limit)


@get("/legal-holds/{hold_id:uuid}", guards=[requires(*SUPERVISORS, "auditor")], tags=["privacy"])
async def read_hold(transaction: NamedDependency[Transaction], hold_id: FromPath[UUID]) -> LegalHold:
    """Return a hold."""
    return await legal_holds.find(transaction, hold_id)


@post("/legal-holds/{hold_id:uuid}/propose-lift", guards=[requires(*SUPERVISORS)], tags=["privacy"])
@idempotent(legal_holds.find)
async def propose_lift(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], hold_id: FromPath[UUID]
) -> LegalHold:
    """Propose to lift a hold."""
    return await legal_holds.propose_lift(transaction, hold_id, version=version)


@post("/legal-holds/{hold_id:uuid}/keep", guards=[requires(*SUPERVISORS)], tags=["privacy"])
@idempotent(legal_holds.find)
async def keep_hold(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], hold_id: FromPath[UUID]
) -> LegalHold:
    """Leave a hold in place that somebody proposed to lift."""
    return await legal_holds.keep(transaction, hold_id, version=version)


@post("/legal-holds/{hold_id:uuid}/lift", guards=[requires(*SUPERVISORS)], tags=["privacy"])
@idempotent(legal_holds.find)
async def lift_hold(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], hold_id: FromPath[UUID]
) -> LegalHold:
    """Lift a hold, as another person than who proposed it."""
    return await legal_holds.lift(transaction, hold_id, version=version)


@post("/retention-runs", guards=[requires(*SUPERVISORS)], tags=["privacy"])
@idempotent(retention.find)
async def list_due(data: JSONBody[NewRun], transaction: NamedDependency[Transaction]) -> RetentionRun:
    """List what is due to be erased of one kind now; 404 when nothing is. Every night does it by itself."""
    return await retention.make(transaction, data)


@get("/retention-runs", guards=[requires(*SUPERVISORS, "auditor")], tags=["privacy"])
async def list_runs(
    transaction: NamedDependency[Transaction], cursor: FromQuery[str | None] = None, limit: FromQuery[Limit] = 50
) -> Page[RetentionRun]:
    """Return the lists of what was due, newest first, and what became of them."""
    return page(await retention.list_page(transaction, before=decode_cursor(cursor), limit=limit), limit)


@get("/retention-runs/{run_id:uuid}", guards=[requires(*SUPERVISORS, "auditor")], tags=["privacy"])
async def read_run(transaction: NamedDependency[Transaction], run_id: FromPath[UUID]) -> RetentionRun:
    """Return a list and how far it is."""
    return await retention.find(transaction, run_id)


@get("/retention-runs/{run_id:uuid}/items", guards=[requires(*SUPERVISORS, "auditor")], tags=["privacy"])
async def list_items(
    transaction: NamedDependency[Transaction],
    run_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[RetentionItem]:
    """Return the records of a list, by id."""
    listed = await retention.items_page(transaction, run_id, after=decode_cursor(cursor), limit=limit)
    return page(listed, limit)


@post("/retention-runs/{run_id:uuid}/approve", guards=[requires(*SUPERVISORS)], tags=["privacy"])
@idempotent(retention.find)
async def approve_run(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], run_id: FromPath[UUID]
) -> RetentionRun:
    """Let a list be erased; `job_id` says how far it is."""
    return await retention.approve(transaction, run_id, version=version)


@post("/retention-runs/{run_id:uuid}/drop", guards=[requires(*SUPERVISORS)], tags=["privacy"])
@idempotent(retention.find)
async def drop_run(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], run_id: FromPath[UUID]
) -> RetentionRun:
    """Leave everything on a list as it is."""
    return await retention.drop(transaction, run_id, version=version)


ROUTES = [
    list_accesses,
    print_accesses,
    export_person,
    place_hold,
    list_holds,
    read_hold,
    propose_lift,
    keep_hold,
    lift_hold,
    list_due,
    list_runs,
    read_run,
    list_items,
    approve_run,
    drop_run,
]
