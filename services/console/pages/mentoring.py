"""Mentoring: who mentors and what they give, who accompanies whom, and their meetings with what was agreed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import languages, staff
from services.console.choices import MODES, OWNERS, SKILLS, WEEKDAYS
from services.console.clients.incubator import calls, cohorts, mentoring
from services.console.clients.incubator.calls import Call, NewPerson
from services.console.clients.incubator.mentoring import MentorSheet, Mentorship, NewMeeting, OpenAction
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page, text_in
from services.kit.db import Transaction

OFFICER: Final = "incubator_officer"
MANAGER: Final = "programme_manager"
MENTOR: Final = "mentor"
FOUNDER: Final = "founder"
PARTIES: Final = page_for(OFFICER, MANAGER, MENTOR, FOUNDER)
STEPS: Final = {
    "proposed": {"accept": mark("Accept"), "decline": mark("Decline")},
    "active": {"end": mark("End it")},
}
"""What a mentor, or the office for them, does with a mentorship."""
OWNERS_BY_ROLE: Final = {"mentor": MENTOR, "participant": FOUNDER}
"""Which side of a mentorship somebody is on, by role."""
ACTIONS: Final = 3
"""So many things that were agreed can be written at once."""


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the form is about, and where they can be reached."""

    mentor_id: UUID
    phone: str


def skills_of(view: View, known: Sequence[Call]) -> dict[str, str]:
    """Return what a mentor may know: the pages' own words and the modules of calls, in the page's language."""
    say = languages.translations(view.language).gettext
    modules = {each.code: text_in(each.title, view.language) for call in known for each in call.terms.modules}
    return {code: say(name) for code, name in SKILLS.items()} | modules


def districts_of(view: View, known: Sequence[Call]) -> dict[str, str]:
    """Return the places that calls ask about, in the page's language: there mentors and participants meet."""
    conditions = [each for call in known for each in call.terms.eligibility if each.code == "district"]
    return {code: text_in(title, view.language) for each in conditions for code, title in each.choices.items()}


@get("/mentors", guards=[page_for(OFFICER, MANAGER)])
async def list_mentors(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show mentors with what this month has taken, and the form to say what one gives."""
    known = await calls.list_calls(view.caller)
    return page(
        view,
        "mentors.html",
        mentors=await mentoring.list_mentors(view.caller),
        names=await staff.names_with_role(transaction, MENTOR),
        skills=skills_of(view, known),
        districts=districts_of(view, known),
        weekdays=WEEKDAYS,
        spoken=languages.NAMES,
    )


@post("/mentors", guards=[page_for(OFFICER)])
@shown_again
async def describe_mentor(form: NamedDependency[Form], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Say what a mentor gives; their name is told to the incubator, which sees who is close to whom."""
    described = form.read(Described)
    names = await staff.names_of(transaction, described.mentor_id)
    mentor = NewPerson(person_id=described.mentor_id, phone=described.phone, **names)
    await mentoring.describe_mentor(form.view.caller, mentor, form.read(MentorSheet), form.key)
    return go("/mentors")


@get("/mentorships", guards=[PARTIES])
async def list_mentorships(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show who accompanies whom, what waits first; mentors and participants see their own."""
    listed = await mentoring.list_mentorships(view.caller)
    listed.sort(key=lambda each: ["proposed", "active"].index(each.state) if each.state in STEPS else 2)
    known = {"mentors": await staff.names_with_role(transaction, MENTOR), "participants": await names_for(view, listed)}
    promised = await promises_for(view)
    return page(view, "mentorships.html", mentorships=listed, today=transaction.today, **known, **promised)


async def promises_for(view: View) -> dict[str, list[OpenAction]]:
    """Return what a mentor or a participant has promised and still has to do, and what the other one has."""
    assert view.session is not None
    own = next((owner for owner, role in OWNERS_BY_ROLE.items() if role in view.session.roles), None)
    found = [] if own is None else await mentoring.list_open(view.caller)
    return {
        "own": [each for each in found if each.owner == own],
        "theirs": [each for each in found if each.owner != own],
    }


async def names_for(view: View, listed: Sequence[Mentorship]) -> Mapping[UUID, str]:
    """Return participants' names for an officer; others see the ends of their ids."""
    assert view.session is not None
    if OFFICER not in view.session.roles:
        return {}
    return await cohorts.read_names(view.caller, [each.participant_id for each in listed])


@get("/mentorships/{mentorship_id:uuid}", guards=[PARTIES])
async def show_mentorship(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], mentorship_id: FromPath[UUID]
) -> Response[Any]:
    """Show a mentorship with its meetings, and what was agreed and is still to be done."""
    assert view.session is not None
    mentorship = await mentoring.read_mentorship(view.caller, mentorship_id)
    reads = not {OFFICER, MENTOR, FOUNDER}.isdisjoint(view.session.roles)
    return page(
        view,
        "mentorship.html",
        mentorship=mentorship,
        mentors=await staff.names_with_role(transaction, MENTOR),
        participants=await names_for(view, [mentorship]),
        idea_id=await idea_of(view, mentorship),
        meetings=await mentoring.list_meetings(view.caller, mentorship_id) if reads else [],
        steps=STEPS.get(mentorship.state, {}),
        modes=MODES,
        owners=OWNERS,
        rows=range(ACTIONS),
    )


async def idea_of(view: View, mentorship: Mentorship) -> UUID | None:
    """Return the application whose business plan mentor and office read; participants open theirs from their idea."""
    assert view.session is not None
    if {OFFICER, MENTOR}.isdisjoint(view.session.roles):
        return None
    return (await cohorts.read_enrolment(view.caller, mentorship.enrolment_id)).application_id


@post("/mentorships/{mentorship_id:uuid}/steps/{step:str}", guards=[page_for(OFFICER, MENTOR)])
@shown_again
async def take_mentorship_step(
    form: NamedDependency[Form], mentorship_id: FromPath[UUID], step: FromPath[str]
) -> Response[Any]:
    """Accept a mentorship, decline it or end it."""
    body = {"step": step} | ({"reason": form.text("reason")} if form.text("reason") else {})
    await mentoring.take_step(form.view.caller, mentorship_id, body, (form.key, form.version))
    return go(f"/mentorships/{mentorship_id}")


@post("/mentorships/{mentorship_id:uuid}/meetings", guards=[page_for(OFFICER, MENTOR)])
@shown_again
async def record_meeting(form: NamedDependency[Form], mentorship_id: FromPath[UUID]) -> Response[Any]:
    """Keep a meeting with its notes and what was agreed."""
    await mentoring.record_meeting(form.view.caller, mentorship_id, form.read(NewMeeting), form.key)
    return go(f"/mentorships/{mentorship_id}")


@post("/mentorships/{mentorship_id:uuid}/actions/{action_id:uuid}", guards=[page_for(OFFICER, MENTOR, FOUNDER)])
@shown_again
async def finish_action(
    form: NamedDependency[Form], mentorship_id: FromPath[UUID], action_id: FromPath[UUID]
) -> Response[Any]:
    """Note that what was agreed is done."""
    await mentoring.finish_action(form.view.caller, action_id, form.key)
    return go("/mentorships#promised" if form.text("then") == "all" else f"/mentorships/{mentorship_id}")


ROUTES = [
    list_mentors, describe_mentor, list_mentorships, show_mentorship, take_mentorship_step, record_meeting,
    finish_action,
]  # fmt: skip
