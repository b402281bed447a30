"""Complaints: taken in at any desk, looked into by somebody who had no part in it, answered in time."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import HOLDER, requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Body, Limit, Page, ShortText, decode_cursor, page
from services.registry.grievances import grievances, handling, own_grievances
from services.registry.grievances.grievances import Grievance, GrievanceState, NewGrievance, Receipt, Wanted
from services.registry.grievances.handling import Answering, Assigning
from services.registry.grievances.own_grievances import OwnComplaint, OwnGrievance

DESKS = ("caseworker", "supervisor", "card_desk")
HANDLERS = ("caseworker", "supervisor")


class Reference(Body, frozen=True, kw_only=True):
    """What stands on the acknowledgement; in a body, so that it stands in no address and no log."""

    reference: ShortText


@post("/grievances", guards=[requires(*DESKS)], tags=["grievances"])
@idempotent(grievances.find_receipt)
async def receive_grievance(data: JSONBody[NewGrievance], transaction: NamedDependency[Transaction]) -> Receipt:
    """Enter a complaint, with or without a name, and return the reference under which it can be asked about."""
    return await grievances.receive(transaction, data)


@post("/grievance-lookups", status_code=200, guards=[requires(*DESKS)], tags=["grievances"])
async def look_up_grievance(data: JSONBody[Reference], transaction: NamedDependency[Transaction]) -> Receipt:
    """Return how far the complaint with a reference is, not what it says."""
    return await grievances.look_up(transaction, data.reference)


@post("/holders/me/grievances", guards=[requires(HOLDER)], tags=["grievances"])
@idempotent(grievances.find_receipt)
async def complain(data: JSONBody[OwnComplaint], transaction: NamedDependency[Transaction]) -> Receipt:
    """Enter a complaint of one's own."""
    return await own_grievances.complain(transaction, data)


@get("/holders/me/grievances", guards=[requires(HOLDER)], tags=["grievances"])
async def list_own_grievances(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[OwnGrievance]:
    """Return one's own complaints and what was answered, newest first."""
    return page(await own_grievances.list_own(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/grievances", guards=[requires(*HANDLERS)], tags=["grievances"])
async def list_grievances(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    status: FromQuery[GrievanceState | None] = None,
    overdue: FromQuery[bool] = False,
) -> Page[Grievance]:
    """Return complaints that the caller may read, oldest first but closed ones: of one state, or late ones."""
    after, wanted = decode_cursor(cursor), Wanted(state=status, overdue=overdue)
    listed = await grievances.list_page(transaction, wanted, after=after, limit=limit)
    return page(listed, limit)


@get("/grievances/{grievance_id:uuid}", guards=[requires(*HANDLERS)], tags=["grievances"])
async def read_grievance(transaction: NamedDependency[Transaction], grievance_id: FromPath[UUID]) -> Grievance:
    """Return a complaint with its texts. A confidential one only to who has it and to supervisors."""
    return await grievances.find(transaction, grievance_id)


@post("/grievances/{grievance_id:uuid}/assign", guards=[requires("supervisor")], tags=["grievances"])
@idempotent(handling.find)
async def assign_grievance(
    data: JSONBody[Assigning],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    grievance_id: FromPath[UUID],
) -> Grievance:
    """Give a complaint to somebody who had no part in it."""
    return await handling.assign(transaction, grievance_id, data, version=version)


@post("/grievances/{grievance_id:uuid}/review", guards=[requires(*HANDLERS)], tags=["grievances"])
@idempotent(handling.find)
async def review_grievance(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], grievance_id: FromPath[UUID]
) -> Grievance:
    """Begin to look into a complaint."""
    return await handling.review(transaction, grievance_id, version=version)


@post("/grievances/{grievance_id:uuid}/answer", guards=[requires(*HANDLERS)], tags=["grievances"])
@idempotent(handling.find)
async def answer_grievance(
    data: JSONBody[Answering],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    grievance_id: FromPath[UUID],
) -> Grievance:
    """Answer a complaint; the person is told by their own channel."""
    return await handling.answer(transaction, grievance_id, data, version=version)


@post("/grievances/{grievance_id:uuid}/escalate", guards=[requires(*HANDLERS)], tags=["grievances"])
@idempotent(handling.find)
async def escalate_grievance(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], grievance_id: FromPath[UUID]
) -> Grievance:
    """Hand a complaint on to the supervisors."""
    return await handling.escalate(transaction, grievance_id, version=version)


@post("/grievances/{grievance_id:uuid}/close", guards=[requires(*HANDLERS)], tags=["grievances"])
@idempotent(handling.find)
async def close_grievance(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], grievance_id: FromPath[UUID]
) -> Grievance:
    """Close an answered complaint for ever."""
    return await handling.close(transaction, grievance_id, version=version)


ROUTES = [
    complain,
    list_own_grievances,
    receive_grievance,
    look_up_grievance,
    list_grievances,
    read_grievance,
    assign_grievance,
    review_grievance,
    answer_grievance,
    escalate_grievance,
    close_grievance,
]
