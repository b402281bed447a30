"""Cohorts: who is trained together, and on which days."""

import asyncio
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.choices import MODES
from services.console.clients.incubator import calls, cohorts, follow_ups, timetable
from services.console.clients.incubator.cohorts import Enrolment, NewCohort, NewSession, Session
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.timetable import means_of
from services.console.pages.view import View, page
from services.kit.db import Transaction

TRAINERS: Final = page_for("incubator_officer", "mentor")
READERS: Final = page_for("incubator_officer", "mentor", "programme_manager")
OFFICER: Final = page_for("incubator_officer")
BEHIND: Final = timedelta(days=90)
"""So far back the page looks for days whose attendance nobody has closed."""
AHEAD: Final = timedelta(days=14)
"""So far ahead days are to be confirmed, with what each needs."""


class Joining(msgspec.Struct, frozen=True, kw_only=True):
    """The awarded application by which somebody joins."""

    application_id: UUID


async def names_for(view: View, enrolments: list[Enrolment]) -> dict[UUID, str]:
    """Return participants' names for an officer; others see the ends of their ids."""
    assert view.session is not None
    if "incubator_officer" not in view.session.roles:
        return {}
    return await cohorts.read_names(view.caller, [each.participant_id for each in enrolments])


@get("/cohorts", guards=[READERS])
async def list_cohorts(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show the days that wait for somebody, cohorts, and the form to form one."""
    listed, known = await asyncio.gather(cohorts.list_cohorts(view.caller), calls.list_calls(view.caller))
    days = await waiting_days(view, transaction.today)
    titles = {each.id: each.terms.title for each in known}
    return page(view, "cohorts.html", cohorts=listed[::-1], calls=known, titles=titles, **days)


async def waiting_days(view: View, today: date) -> dict[str, list[Session]]:
    """Return the days whose attendance is to be closed and those to be confirmed; trainers see their own."""
    assert view.session is not None
    days = await timetable.read_timetable(view.caller, today - BEHIND, today + AHEAD)
    if "incubator_officer" not in view.session.roles:
        days = [each for each in days if each.trainer_id == view.session.person_id]
    return {
        "to_close": [each for each in days if each.state == "confirmed" and each.held_on < today],
        "to_confirm": [each for each in days if each.state == "planned"],
    }


@post("/cohorts", guards=[OFFICER])
@shown_again
async def form_cohort(form: NamedDependency[Form]) -> Response[Any]:
    """Form one of a call's groups."""
    formed = await cohorts.form_cohort(form.view.caller, form.read(NewCohort), form.key)
    return go(f"/cohorts/{formed.id}")


@get("/cohorts/{cohort_id:uuid}", guards=[READERS])
async def show_cohort(
    view: NamedDependency[View], cohort_id: FromPath[UUID], planned: FromQuery[int | None] = None
) -> Response[Any]:
    """Show a cohort with its participants and days, whom it could still take, and how many follow-ups were planned."""
    cohort, enrolments, sessions, means = await asyncio.gather(
        cohorts.read_cohort(view.caller, cohort_id),
        cohorts.list_enrolments(view.caller, cohort_id),
        cohorts.list_sessions(view.caller, cohort_id),
        means_of(view),
    )
    names, awarded, call = await asyncio.gather(
        names_for(view, enrolments),
        awarded_for(view, cohort.call_id, enrolments),
        calls.read_call(view.caller, cohort.call_id),
    )
    people = {"enrolments": enrolments, "names": names, "awarded": awarded, "planned": planned}
    return page(view, "cohort.html", cohort=cohort, call=call, sessions=sessions, modes=MODES, **people, **means)


async def awarded_for(view: View, call_id: UUID, enrolments: list[Enrolment]) -> dict[UUID, str]:
    """Return the awarded applicants of a call who are in no cohort shown here, by application, for an officer."""
    assert view.session is not None
    if "incubator_officer" not in view.session.roles:
        return {}
    joined = {each.application_id for each in enrolments}
    ideas = [
        idea
        for idea in await calls.list_ideas(view.caller, call_id)
        if idea.status == "awarded" and idea.id not in joined
    ]
    names = await cohorts.read_names(view.caller, [idea.applicant_id for idea in ideas])
    return {idea.id: names[idea.applicant_id] for idea in ideas}


@post("/cohorts/{cohort_id:uuid}/enrolments", guards=[OFFICER])
@shown_again
async def enrol(form: NamedDependency[Form], cohort_id: FromPath[UUID]) -> Response[Any]:
    """Let an awarded applicant join."""
    await cohorts.enrol(form.view.caller, cohort_id, form.read(Joining).application_id, form.key)
    return go(f"/cohorts/{cohort_id}")


@post("/cohorts/{cohort_id:uuid}/sessions", guards=[TRAINERS])
@shown_again
async def plan_session(form: NamedDependency[Form], cohort_id: FromPath[UUID]) -> Response[Any]:
    """Plan a day of training."""
    await cohorts.plan_session(form.view.caller, cohort_id, form.read(NewSession), form.key)
    return go(f"/cohorts/{cohort_id}")


@post("/cohorts/{cohort_id:uuid}/follow-ups", guards=[OFFICER])
@shown_again
async def plan_follow_ups(form: NamedDependency[Form], cohort_id: FromPath[UUID]) -> Response[Any]:
    """Plan when everybody in a cohort is asked what became of them."""
    planned = await follow_ups.plan(form.view.caller, cohort_id, form.key)
    return go(f"/cohorts/{cohort_id}?planned={planned}")


ROUTES = [list_cohorts, form_cohort, show_cohort, enrol, plan_session, plan_follow_ups]
