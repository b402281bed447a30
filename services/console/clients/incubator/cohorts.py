"""Cohorts with their participants, days of training and attendance."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, fetch_names, send

SERVICE = "incubator"


class NewCohort(msgspec.Struct, frozen=True, kw_only=True):
    """A group of a call's participants."""

    call_id: UUID
    number: int
    starts_on: date
    ends_on: date


class Cohort(msgspec.Struct, frozen=True, kw_only=True):
    """A group that is trained together."""

    id: UUID
    call_id: UUID
    number: int
    seats: int
    enrolled: int
    currency: str
    allowance_minor: int
    starts_on: date
    ends_on: date


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """A participant of a cohort."""

    id: UUID
    version: int
    cohort_id: UUID
    application_id: UUID
    participant_id: UUID


class Plan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When and where a day of training is, and who teaches; without hours it takes the whole day."""

    held_on: date
    title: str
    mode: str = "on_site"
    module: str | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    room_id: UUID | None = None
    trainer_id: UUID | None = None


class NewSession(Plan, frozen=True, kw_only=True, omit_defaults=True):
    """A day of training to plan; `makes_up` is the earlier one that it is held again for."""

    makes_up: UUID | None = None


class Session(NewSession, frozen=True, kw_only=True):
    """A day of training."""

    id: UUID
    version: int
    cohort_id: UUID
    state: str
    needs_unmet: int


class SessionNeed(msgspec.Struct, frozen=True, kw_only=True):
    """What a participant needs at one day of training, and whether it is there."""

    id: UUID
    enrolment_id: UUID
    state: str
    need: str | None = None
    room_provides: bool = False


class CheckInCode(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown in the room at this moment."""

    scanned: str
    qr_svg: str
    shown_until: datetime


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """What participants thought of a day of training: means in hundredths, once enough have answered."""

    attended: int
    answers: int
    content: int | None = None
    teaching: int | None = None
    access: int | None = None
    comments: list[str] = []


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a participant was there."""

    enrolment_id: UUID
    attended: bool


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """Who was there."""

    items: list[Presence] = []


async def list_cohorts(caller: Caller) -> list[Cohort]:
    """Return cohorts, oldest first."""
    return (await fetch(caller, SERVICE, "/cohorts", Listed[Cohort])).items


async def read_cohort(caller: Caller, cohort_id: UUID) -> Cohort:
    """Return a cohort."""
    return await fetch(caller, SERVICE, f"/cohorts/{cohort_id}", Cohort)


async def form_cohort(caller: Caller, cohort: NewCohort, key: str) -> Named:
    """Form one of a call's groups."""
    return await send(caller, SERVICE, Command(path="/cohorts", body=cohort, key=key), Named)


async def enrol(caller: Caller, cohort_id: UUID, application_id: UUID, key: str) -> Named:
    """Let an awarded applicant join."""
    body = {"application_id": application_id}
    return await send(caller, SERVICE, Command(path=f"/cohorts/{cohort_id}/enrolments", body=body, key=key), Named)


async def list_enrolments(caller: Caller, cohort_id: UUID) -> list[Enrolment]:
    """Return a cohort's participants."""
    return (await fetch(caller, SERVICE, f"/cohorts/{cohort_id}/enrolments", Listed[Enrolment], limit=200)).items


async def read_enrolment(caller: Caller, enrolment_id: UUID) -> Enrolment:
    """Return an enrolment."""
    return await fetch(caller, SERVICE, f"/enrolments/{enrolment_id}", Enrolment)


async def list_sessions(caller: Caller, cohort_id: UUID) -> list[Session]:
    """Return a cohort's days of training."""
    return (await fetch(caller, SERVICE, f"/cohorts/{cohort_id}/sessions", Listed[Session], limit=200)).items


async def plan_session(caller: Caller, cohort_id: UUID, session: NewSession, key: str) -> Named:
    """Plan a day of training."""
    return await send(caller, SERVICE, Command(path=f"/cohorts/{cohort_id}/sessions", body=session, key=key), Named)


async def read_session(caller: Caller, session_id: UUID) -> Session:
    """Return a day of training."""
    return await fetch(caller, SERVICE, f"/sessions/{session_id}", Session)


async def move_session(caller: Caller, session_id: UUID, plan: Plan, version: int | None) -> Named:
    """Plan a day of training anew."""
    command = Command(path=f"/sessions/{session_id}", body=plan, version=version, method="PUT")
    return await send(caller, SERVICE, command, Named)


async def list_needs(caller: Caller, session_id: UUID) -> list[SessionNeed]:
    """Return what participants need at a day of training; the look is kept."""
    return await fetch(caller, SERVICE, f"/sessions/{session_id}/needs", list[SessionNeed])


async def provide(caller: Caller, session_id: UUID, need_id: UUID, state: str) -> list[SessionNeed]:
    """Say whether a need is met, or that its participant does without."""
    command = Command(path=f"/sessions/{session_id}/needs", body={"need_id": need_id, "state": state}, method="PUT")
    return await send(caller, SERVICE, command, list[SessionNeed])


async def show_code(caller: Caller, session_id: UUID) -> CheckInCode:
    """Return the code to show in the room now."""
    return await fetch(caller, SERVICE, f"/sessions/{session_id}/check-in-code", CheckInCode)


async def read_feedback(caller: Caller, session_id: UUID) -> Feedback:
    """Return what participants thought of a day of training."""
    return await fetch(caller, SERVICE, f"/sessions/{session_id}/feedbacks", Feedback)


async def take_session_step(caller: Caller, session_id: UUID, step: str, form: tuple[str, int | None]) -> Named:
    """Confirm a session or cancel it; `form` is its key and the version that was seen."""
    path = f"/sessions/{session_id}/steps"
    return await send(caller, SERVICE, Command(path=path, body={"step": step}, key=form[0], version=form[1]), Named)


async def read_attendance(caller: Caller, session_id: UUID) -> dict[UUID, bool]:
    """Return who was there, by enrolment."""
    attendance = await fetch(caller, SERVICE, f"/sessions/{session_id}/attendances", Attendance)
    return {each.enrolment_id: each.attended for each in attendance.items}


async def record_attendance(caller: Caller, session_id: UUID, presences: list[Presence], key: str) -> Any:
    """Write down who was there."""
    path = f"/sessions/{session_id}/attendances"
    return await send(caller, SERVICE, Command(path=path, body={"attendances": presences}, key=key), dict[str, Any])


async def read_names(caller: Caller, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return persons' names; each look is kept."""
    return await fetch_names(caller, SERVICE, person_ids)
