"""A day of training: what it takes, what participants need there, who was there, and what they thought of it."""

import asyncio
import base64
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.choices import MODES, PROVISIONS
from services.console.clients.incubator import calls, cohorts
from services.console.clients.incubator.cohorts import CheckInCode, Feedback, Plan, Presence, Session
from services.console.pages.cohorts import READERS, TRAINERS, names_for
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.timetable import OFFICER, means_of
from services.console.pages.view import View, page
from services.kit.clock import wall_time


class Provision(msgspec.Struct, frozen=True, kw_only=True):
    """Which need, and how it stands."""

    need_id: UUID
    state: str


BEFORE: Final = ("planned", "confirmed")


@get("/sessions/{session_id:uuid}", guards=[READERS])
async def show_session(view: NamedDependency[View], session_id: FromPath[UUID]) -> Response[Any]:
    """Show a day of training and who was there, or the list to fill."""
    session = await cohorts.read_session(view.caller, session_id)
    enrolments = await cohorts.list_enrolments(view.caller, session.cohort_id)
    shown = {"names": await names_for(view, enrolments), "modes": MODES, "provisions": PROVISIONS}
    return page(view, "session.html", training=session, enrolments=enrolments, **shown, **await parts_of(view, session))


async def parts_of(view: View, session: Session) -> dict[str, Any]:
    """Return what belongs to a day of training: attendance, needs for an officer, feedback once it was held."""
    assert view.session is not None
    sees_needs = OFFICER in view.session.roles and session.state in BEFORE
    feedback: Feedback | None = None
    if session.state == "held":
        feedback = await cohorts.read_feedback(view.caller, session.id)
    cohort, present, means = await asyncio.gather(
        cohorts.read_cohort(view.caller, session.cohort_id),
        cohorts.read_attendance(view.caller, session.id),
        means_of(view),
    )
    return {
        "present": present,
        "needs": await cohorts.list_needs(view.caller, session.id) if sees_needs else [],
        "feedback": feedback,
        "call": await calls.read_call(view.caller, cohort.call_id),
        **means,
    }


@post("/sessions/{session_id:uuid}", guards=[TRAINERS])
@shown_again
async def move_session(form: NamedDependency[Form], session_id: FromPath[UUID]) -> Response[Any]:
    """Plan a day of training anew."""
    await cohorts.move_session(form.view.caller, session_id, form.read(Plan), form.version)
    return go(f"/sessions/{session_id}")


@post("/sessions/{session_id:uuid}/needs", guards=[page_for(OFFICER)])
@shown_again
async def provide(form: NamedDependency[Form], session_id: FromPath[UUID]) -> Response[Any]:
    """Say that a need is met, or that its participant does without."""
    provision = form.read(Provision)
    await cohorts.provide(form.view.caller, session_id, provision.need_id, provision.state)
    return go(f"/sessions/{session_id}")


@post("/sessions/{session_id:uuid}/steps/{step:str}", guards=[TRAINERS])
@shown_again
async def take_session_step(
    form: NamedDependency[Form], session_id: FromPath[UUID], step: FromPath[str]
) -> Response[Any]:
    """Confirm a day of training or cancel it."""
    await cohorts.take_session_step(form.view.caller, session_id, step, (form.key, form.version))
    return go(f"/sessions/{session_id}")


@post("/sessions/{session_id:uuid}/attendances", guards=[TRAINERS])
@shown_again
async def record_attendance(form: NamedDependency[Form], session_id: FromPath[UUID]) -> Response[Any]:
    """Write down who was there: who is ticked; the others of the list were not."""
    listed = [UUID(each) for each in form.values.get("listed[]", [])]
    present = set(form.values.get("present[]", []))
    presences = [Presence(enrolment_id=each, attended=str(each) in present) for each in listed]
    await cohorts.record_attendance(form.view.caller, session_id, presences, form.key)
    return go(f"/sessions/{session_id}")


@get("/sessions/{session_id:uuid}/code", guards=[TRAINERS])
async def show_code(view: NamedDependency[View], session_id: FromPath[UUID]) -> Response[Any]:
    """Show the code of this minute in the room; the browser asks for the next one itself, without a script."""
    session = await cohorts.read_session(view.caller, session_id)
    code = await cohorts.show_code(view.caller, session_id)
    shown = page(view, "check_in_code.html", training=session, code=code, picture=picture_of(code))
    shown.headers["refresh"] = str(seconds_until(code))
    return shown


def seconds_until(code: CheckInCode) -> int:
    """Return how long a code is shown: it ends with its minute, whatever the clock of a demo says."""
    return int((code.shown_until.timestamp() - wall_time().timestamp()) % 60) + 1


def picture_of(code: CheckInCode) -> str:
    """Return a code's QR as the address of a picture."""
    return "data:image/svg+xml;base64," + base64.b64encode(code.qr_svg.encode()).decode()


ROUTES = [
    show_session, move_session, provide, take_session_step, record_attendance, show_code,
]  # fmt: skip
