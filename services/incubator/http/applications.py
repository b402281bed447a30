"""Applications, the steps they take, and the determination."""

from collections.abc import Sequence
from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.applying import applications, courses, info_requests
from services.incubator.applying.applications import Application, ApplicationAnswers, Draft, NewApplication, Phase
from services.incubator.applying.courses import TakeStep
from services.incubator.applying.info_requests import InfoRequest, NewInfoRequest, Reply
from services.incubator.applying.phases import State
from services.incubator.http.roles import FOUNDER, MANAGER, OFFICE, OFFICER
from services.incubator.judging import determinations
from services.incubator.judging.determinations import Determination, NewDetermination
from services.incubator.people.steps import Taken
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page


@post("/applications", guards=[requires(OFFICER, FOUNDER)], tags=["applications"])
@idempotent(applications.find)
async def draft_application(data: JSONBody[NewApplication], transaction: NamedDependency[Transaction]) -> Application:
    """Begin a draft; a founder for themselves, the office for anybody."""
    return await applications.draft(transaction, data)


@get("/applications", guards=[requires(*OFFICE, FOUNDER)], tags=["applications"])
async def list_applications(
    transaction: NamedDependency[Transaction],
    call_id: FromQuery[UUID | None] = None,
    status: FromQuery[State | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Application]:
    """Return applications, oldest first; a founder's list holds their own."""
    after = decode_cursor(cursor)
    found = await applications.list_of(transaction, call_id=call_id, state=status, after=after, limit=limit + 1)
    return page(found, limit)


@get("/applications/{application_id:uuid}", guards=[requires(*OFFICE, FOUNDER)], tags=["applications"])
async def read_application(application_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Application:
    """Return how far an application has come."""
    return await applications.find(transaction, application_id)


@get("/applications/{application_id:uuid}/answers", guards=[requires(OFFICER, FOUNDER)], tags=["applications"])
async def read_answers(application_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> ApplicationAnswers:
    """Return what an applicant has written; reviewers read their review instead."""
    return await applications.read_answers(transaction, application_id)


@put("/applications/{application_id:uuid}/answers", guards=[requires(OFFICER, FOUNDER)], tags=["applications"])
async def write_answers(
    application_id: FromPath[UUID],
    data: JSONBody[Draft],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Application:
    """Replace a draft's answers."""
    return await applications.write(transaction, application_id, version, data)


@post("/applications/{application_id:uuid}/steps", guards=[requires(*OFFICE, FOUNDER)], tags=["applications"])
@idempotent(applications.find)
async def take_application_step(
    application_id: FromPath[UUID],
    data: JSONBody[TakeStep],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Application:
    """Take a named step or revert; a founder submits, the office does the rest."""
    return await courses.take_step(transaction, application_id, version, data)


@get("/applications/{application_id:uuid}/steps", guards=[requires(*OFFICE, FOUNDER)], tags=["applications"])
async def list_application_steps(
    application_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> Sequence[Taken]:
    """Return the steps taken, oldest first, with their reasons."""
    return await applications.history(transaction, application_id)


@post("/applications/{application_id:uuid}/determinations", guards=[requires(MANAGER)], tags=["applications"])
@idempotent(determinations.find)
async def determine_application(
    application_id: FromPath[UUID],
    data: JSONBody[NewDetermination],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Determination:
    """Award, place on the reserve list, or reject: by a third person who has not reviewed."""
    return await determinations.determine(transaction, application_id, version, data)


@get("/applications/{application_id:uuid}/determinations", guards=[requires(*OFFICE)], tags=["applications"])
async def list_determinations(
    application_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> Sequence[Determination]:
    """Return every decision about an application, the last one last."""
    return await determinations.list_of(transaction, application_id)


@get("/applications/{application_id:uuid}/phase", guards=[requires(*OFFICE, FOUNDER)], tags=["applications"])
async def read_phase(application_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Phase:
    """Return in words where an application stands and what comes next; the office's own name for the office only."""
    return await applications.phase(transaction, application_id)


@post("/applications/{application_id:uuid}/questions", guards=[requires(*OFFICE)], tags=["applications"])
@idempotent(info_requests.find)
async def ask_for_information(
    application_id: FromPath[UUID],
    data: JSONBody[NewInfoRequest],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> InfoRequest:
    """Ask the applicant something; the application waits for the reply, and goes on where it was."""
    return await info_requests.ask(transaction, application_id, version, data)


@get("/applications/{application_id:uuid}/questions", guards=[requires(*OFFICE, FOUNDER)], tags=["applications"])
async def list_info_requests(
    application_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> list[InfoRequest]:
    """Return what was asked of an application and what was replied, oldest first."""
    return await info_requests.list_of(transaction, application_id)


@get("/questions/{request_id:uuid}", guards=[requires(*OFFICE, FOUNDER)], tags=["applications"])
async def read_info_request(request_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> InfoRequest:
    """Return a question with its reply."""
    return await info_requests.find(transaction, request_id)


@post("/questions/{request_id:uuid}/reply", guards=[requires(OFFICER, FOUNDER)], tags=["applications"])
@idempotent(info_requests.find)
async def reply_to_info_request(
    request_id: FromPath[UUID],
    data: JSONBody[Reply],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> InfoRequest:
    """Reply, with the opened answers as they are now."""
    return await info_requests.reply(transaction, request_id, version, data)


@post("/questions/{request_id:uuid}/withdraw", guards=[requires(*OFFICE)], tags=["applications"])
@idempotent(info_requests.find)
async def take_back_info_request(
    request_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> InfoRequest:
    """Go on without a reply."""
    return await info_requests.take_back(transaction, request_id, version)


ROUTES = [
    draft_application, list_applications, read_application, read_answers, write_answers, take_application_step,
    list_application_steps, determine_application, list_determinations, read_phase, ask_for_information,
    list_info_requests, read_info_request, reply_to_info_request, take_back_info_request,
]  # fmt: skip
