"""Work on cases: queues, who has which, what households are asked for, residence checks and notes."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.cases import applications, assignments, info_requests, notes, queues, residence_checks
from services.registry.cases.applications import Application, Listed
from services.registry.cases.assignments import Assigning, TakingNext
from services.registry.cases.info_requests import Answer, InfoRequest, NewInfoRequest
from services.registry.cases.notes import NewNote, Note
from services.registry.cases.queues import QueueCount, Search
from services.registry.cases.residence_checks import NewResidenceCheck, ResidenceCheck
from services.registry.privacy.purposes import Purpose

STAFF = ("caseworker", "supervisor")


@post("/application-searches", status_code=200, guards=[requires(*STAFF)], tags=["queues"])
async def search_applications(data: JSONBody[Search], transaction: NamedDependency[Transaction]) -> Page[Listed]:
    """Return the cases that are wanted, oldest first."""
    return await queues.search(transaction, data)


@get("/application-counts", guards=[requires(*STAFF)], tags=["queues"])
async def count_applications(transaction: NamedDependency[Transaction]) -> list[QueueCount]:
    """Return how many open cases there are by programme and state, and of them one's own, the free and the overdue."""
    return await queues.count(transaction)


@post("/applications/next", guards=[requires(*STAFF)], tags=["queues"])
@idempotent(applications.find)
async def take_next_application(data: JSONBody[TakingNext], transaction: NamedDependency[Transaction]) -> Application:
    """Take the free case that has waited longest; 404 when none waits."""
    return await assignments.take_next(transaction, data)


@post("/applications/{application_id:uuid}/assign", guards=[requires(*STAFF)], tags=["queues"])
@idempotent(applications.find)
async def assign_application(
    data: JSONBody[Assigning],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    application_id: FromPath[UUID],
) -> Application:
    """Give a case to somebody, or back to the queue."""
    return await assignments.assign(transaction, application_id, data, version=version)


@post("/applications/{application_id:uuid}/info-requests", guards=[requires(*STAFF)], tags=["info requests"])
@idempotent(applications.find)
async def ask_for_more(
    data: JSONBody[NewInfoRequest],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    application_id: FromPath[UUID],
) -> Application:
    """Ask a household for papers or an answer; the applicant is told until when."""
    return await info_requests.ask(transaction, application_id, data, version=version)


@post("/applications/{application_id:uuid}/answer", guards=[requires("caseworker")], tags=["info requests"])
@idempotent(applications.find)
async def answer_request(
    data: JSONBody[Answer],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    application_id: FromPath[UUID],
) -> Application:
    """Note that a household has answered; its case goes back to review."""
    return await info_requests.answer(transaction, application_id, data, version=version)


@get("/info-requests", guards=[requires(*STAFF)], tags=["info requests"])
async def list_info_requests(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    overdue: FromQuery[bool] = False,
) -> Page[InfoRequest]:
    """Return what households are asked for and have not answered, oldest first; or what is overdue alone."""
    after = decode_cursor(cursor)
    return page(await info_requests.list_open(transaction, after=after, limit=limit, overdue=overdue), limit)


@get("/info-requests/{request_id:uuid}", guards=[requires(*STAFF)], tags=["info requests"])
async def read_info_request(
    transaction: NamedDependency[Transaction], request_id: FromPath[UUID], purpose: FromQuery[Purpose]
) -> InfoRequest:
    """Return what was asked and answered, in words; who read it is kept."""
    return await info_requests.read(transaction, request_id, purpose=purpose)


@post("/applications/{application_id:uuid}/residence-checks", guards=[requires("caseworker")], tags=["cases"])
@idempotent(residence_checks.find)
async def record_residence_check(
    data: JSONBody[NewResidenceCheck], transaction: NamedDependency[Transaction], application_id: FromPath[UUID]
) -> ResidenceCheck:
    """Record whether a household was found to live here."""
    return await residence_checks.record(transaction, application_id, data)


@post("/applications/{application_id:uuid}/notes", guards=[requires(*STAFF)], tags=["cases"])
@idempotent(notes.find)
async def write_note(
    data: JSONBody[NewNote], transaction: NamedDependency[Transaction], application_id: FromPath[UUID]
) -> Note:
    """Add a note for colleagues; the applicant is not shown it."""
    return await notes.write(transaction, application_id, data)


@get("/applications/{application_id:uuid}/notes", guards=[requires(*STAFF)], tags=["cases"])
async def read_notes(
    transaction: NamedDependency[Transaction], application_id: FromPath[UUID], purpose: FromQuery[Purpose]
) -> list[Note]:
    """Return a case's notes; who read them is kept."""
    return await notes.read(transaction, application_id, purpose=purpose)


ROUTES = [
    search_applications, count_applications, take_next_application, assign_application, ask_for_more, answer_request,
    list_info_requests, read_info_request, record_residence_check, write_note, read_notes,
]  # fmt: skip
