"""A participant's page for the office: what lets them take part, who could accompany them and why, the certificate."""

import asyncio
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import languages, staff
from services.console.choices import DIFFICULTIES, DOMAINS, NEEDS, WEEKDAYS
from services.console.clients.incubator import calls, cohorts, mentoring, participants
from services.console.clients.incubator.mentoring import Matches, Wanted
from services.console.clients.incubator.participants import Answers
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.mentoring import districts_of, skills_of
from services.console.pages.papers import as_file
from services.console.pages.view import View, page
from services.kit.db import Transaction

OFFICER: Final = page_for("incubator_officer")
FOUNDER: Final = "founder"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for in a mentor; without a language nothing was asked yet."""

    language: str | None = None
    place: str | None = None
    online: bool = False
    skill: list[str] = []
    weekday: list[str] = []


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """Who is proposed."""

    mentor_id: UUID


@get("/participants/{enrolment_id:uuid}", guards=[OFFICER])
async def show_participant(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], enrolment_id: FromPath[UUID]
) -> Response[Any]:
    """Show a participant: needs, mentors, business plan, certificate."""
    enrolment = await cohorts.read_enrolment(view.caller, enrolment_id)
    names, mentorships, certificates, needs = await asyncio.gather(
        cohorts.read_names(view.caller, [enrolment.participant_id]),
        mentoring.list_mentorships(view.caller),
        participants.list_certificates(view.caller),
        participants.read_needs(view.caller, enrolment_id),
    )
    return page(
        view,
        "participant.html",
        enrolment=enrolment,
        name=names[enrolment.participant_id],
        needs=needs,
        mentorships=[each for each in mentorships if each.enrolment_id == enrolment_id],
        mentors=await staff.names_with_role(transaction, "mentor"),
        certificates=[each for each in certificates if each.enrolment_id == enrolment_id],
        domains=DOMAINS,
        difficulties=DIFFICULTIES,
        kinds=NEEDS,
    )


@post("/participants/{enrolment_id:uuid}/needs", guards=[OFFICER])
@shown_again
async def state_needs(form: NamedDependency[Form], enrolment_id: FromPath[UUID]) -> Response[Any]:
    """Write down what a participant answers; it is not shown again."""
    await participants.state_needs(form.view.caller, enrolment_id, form.read(Answers), form.version)
    return go(f"/participants/{enrolment_id}")


@get("/participants/{enrolment_id:uuid}/mentors", guards=[OFFICER])
async def look_for_mentor(
    view: NamedDependency[View],
    transaction: NamedDependency[Transaction],
    enrolment_id: FromPath[UUID],
    language: FromQuery[str | None] = None,
    place: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show who could accompany a participant, best first and why, and who could not and why not."""
    enrolment = await cohorts.read_enrolment(view.caller, enrolment_id)
    known = await calls.list_calls(view.caller)
    asked = asked_of(view, language, place)
    return page(
        view,
        "mentor_search.html",
        enrolment=enrolment,
        names=await cohorts.read_names(view.caller, [enrolment.participant_id]),
        mentors=await staff.names_with_role(transaction, "mentor"),
        asked=asked,
        found=await matches_for(view, enrolment_id, asked),
        skills=skills_of(view, known),
        districts=districts_of(view, known),
        weekdays=WEEKDAYS,
        spoken=languages.NAMES,
    )


def asked_of(view: View, language: str | None, place: str | None) -> Asked:
    """Return what is looked for, out of the page's address."""
    query = view.request.query_params
    return Asked(
        language=language,
        place=place or None,
        online="online" in query,
        skill=query.getall("skill", []),
        weekday=query.getall("weekday", []),
    )


async def matches_for(view: View, enrolment_id: UUID, asked: Asked) -> Matches | None:
    """Return who could and who could not, once it was said what is looked for."""
    if asked.language is None:
        return None
    wanted = Wanted(
        skills=asked.skill,
        language=asked.language,
        place=asked.place,
        online=asked.online,
        weekdays=asked.weekday or list(WEEKDAYS),
    )
    return await mentoring.match(view.caller, enrolment_id, wanted)


@post("/participants/{enrolment_id:uuid}/mentorships", guards=[OFFICER])
@shown_again
async def propose_mentor(form: NamedDependency[Form], enrolment_id: FromPath[UUID]) -> Response[Any]:
    """Propose a mentor, who then accepts or declines."""
    mentor_id = form.read(Proposed).mentor_id
    await mentoring.propose(form.view.caller, enrolment_id, mentor_id, form.key)
    return go(f"/participants/{enrolment_id}")


@post("/participants/{enrolment_id:uuid}/certificates", guards=[OFFICER])
@shown_again
async def issue_certificate(form: NamedDependency[Form], enrolment_id: FromPath[UUID]) -> Response[Any]:
    """Give a participant their certificate."""
    await participants.issue_certificate(form.view.caller, enrolment_id, form.text("language"), form.key)
    return go(f"/participants/{enrolment_id}")


@post("/certificates/{certificate_id:uuid}/revocations", guards=[OFFICER])
@shown_again
async def revoke_certificate(form: NamedDependency[Form], certificate_id: FromPath[UUID]) -> Response[Any]:
    """Take a certificate back, and show the participant again."""
    seen = (form.key, form.version)
    await participants.revoke_certificate(form.view.caller, certificate_id, form.text("reason"), seen)
    return go(form.text("_page"))


@get("/certificates/{certificate_id:uuid}/paper", guards=[page_for("incubator_officer", FOUNDER)])
async def open_certificate(view: NamedDependency[View], certificate_id: FromPath[UUID]) -> Response[Any]:
    """Hand out a certificate's paper."""
    return as_file(await participants.open_certificate(view.caller, certificate_id))


ROUTES = [
    show_participant, state_needs, look_for_mentor, propose_mentor, issue_certificate, revoke_certificate,
    open_certificate,
]  # fmt: skip
