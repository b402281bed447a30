"""Sessions: planned, provided for, confirmed, held, and who was there."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.http.roles import FOUNDER, MENTOR, OFFICE, OFFICER
from services.incubator.training import accommodations, attendances, check_ins, feedbacks, sessions
from services.incubator.training.accommodations import Provide, SessionNeed
from services.incubator.training.attendances import AttendanceList, SessionAttendance
from services.incubator.training.check_ins import CheckedIn, CheckIn, CheckInCode
from services.incubator.training.feedbacks import Feedback, Given, NewFeedback
from services.incubator.training.sessions import NewSession, Session, TakeStep
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page


@post("/cohorts/{cohort_id:uuid}/sessions", guards=[requires(OFFICER, MENTOR)], tags=["sessions"])
@idempotent(sessions.find)
async def plan_session(
    cohort_id: FromPath[UUID], data: JSONBody[NewSession], transaction: NamedDependency[Transaction]
) -> Session:
    """Plan a day of training."""
    return await sessions.plan(transaction, cohort_id, data)


@get("/cohorts/{cohort_id:uuid}/sessions", guards=[requires(*OFFICE, MENTOR)], tags=["sessions"])
async def list_sessions(
    cohort_id: FromPath[UUID],
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Session]:
    """Return a cohort's sessions."""
    found = await sessions.list_of(transaction, cohort_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/sessions/{session_id:uuid}", guards=[requires(*OFFICE, MENTOR)], tags=["sessions"])
async def read_session(session_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Session:
    """Return a session, with the number of needs that stand in its way."""
    return await sessions.find(transaction, session_id)


@post("/sessions/{session_id:uuid}/steps", guards=[requires(OFFICER, MENTOR)], tags=["sessions"])
@idempotent(sessions.find)
async def take_session_step(
    session_id: FromPath[UUID],
    data: JSONBody[TakeStep],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Session:
    """Confirm a session once every need is met or waived; hold it, cancel it, or plan it anew."""
    return await sessions.take_step(transaction, session_id, version, data)


@get("/sessions/{session_id:uuid}/needs", guards=[requires(OFFICER)], tags=["sessions"])
async def list_session_needs(
    session_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> list[SessionNeed]:
    """Return what the participants of a session need and how it stands; the look is kept."""
    return await accommodations.list_of(transaction, session_id)


@put("/sessions/{session_id:uuid}/needs", guards=[requires(OFFICER)], tags=["sessions"])
async def provide_for_need(
    session_id: FromPath[UUID], data: JSONBody[Provide], transaction: NamedDependency[Transaction]
) -> list[SessionNeed]:
    """Say whether a need is met, or that its participant waives it; said twice it is the same."""
    return await accommodations.provide(transaction, session_id, data)


@post("/sessions/{session_id:uuid}/attendances", guards=[requires(OFFICER, MENTOR)], tags=["sessions"])
@idempotent(attendances.find)
async def record_attendance(
    session_id: FromPath[UUID], data: JSONBody[AttendanceList], transaction: NamedDependency[Transaction]
) -> SessionAttendance:
    """Write down who was there; the first list turns a confirmed session into a held one."""
    return await attendances.record(transaction, session_id, data)


@get("/sessions/{session_id:uuid}/attendances", guards=[requires(*OFFICE, MENTOR)], tags=["sessions"])
async def read_attendance(session_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> SessionAttendance:
    """Return who was there, and whose absence counts."""
    return await attendances.find(transaction, session_id)


@get("/sessions/{session_id:uuid}/check-in-code", guards=[requires(OFFICER, MENTOR)], tags=["sessions"])
async def show_check_in_code(session_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> CheckInCode:
    """Return the code to show in the room for this minute, as text and as a QR."""
    return await check_ins.show(transaction, session_id)


@post("/check-ins", guards=[requires(FOUNDER)], tags=["sessions"])
@idempotent(check_ins.find)
async def check_in(data: JSONBody[CheckIn], transaction: NamedDependency[Transaction]) -> CheckedIn:
    """Say that one is there, by the code that is shown in the room."""
    return await check_ins.check_in(transaction, data)


@post("/sessions/{session_id:uuid}/feedbacks", guards=[requires(FOUNDER)], tags=["sessions"])
@idempotent(feedbacks.find)
async def give_feedback(
    session_id: FromPath[UUID], data: JSONBody[NewFeedback], transaction: NamedDependency[Transaction]
) -> Given:
    """Say what one thought of a session; it is kept without who said it."""
    return await feedbacks.give(transaction, session_id, data)


@get("/sessions/{session_id:uuid}/feedbacks", guards=[requires(*OFFICE, MENTOR)], tags=["sessions"])
async def read_feedback(session_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Feedback:
    """Return what participants thought of a session, once five have answered."""
    return await feedbacks.read(transaction, session_id)


ROUTES = [
    plan_session, list_sessions, read_session, take_session_step, list_session_needs, provide_for_need,
    record_attendance, read_attendance, show_check_in_code, check_in, give_feedback,
    read_feedback,
]  # fmt: skip
