"""The incubator's calls and ideas: enter, screen, have them reviewed, rank and decide."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import languages
from services.console.choices import OUTCOMES, PRESETS
from services.console.clients.incubator import calls, cohorts, joining, own_ideas, reviews, translations
from services.console.clients.incubator.calls import Applying, Call, Determining, Idea, NewCall
from services.console.languages import mark
from services.console.pages.eligibility import conditions_of, given_of, refuse
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.idea_courses import course_of
from services.console.pages.own_drafts import countries_of
from services.console.pages.view import View, page
from services.kit.db import Transaction

GROUPS: Final = {
    "submitted": mark("To look through"),
    "review": mark("Being reviewed"),
    "determination": mark("To decide"),
    "asked": mark("Waiting for the applicant"),
    "draft": mark("Begun and not handed in"),
    "decided": mark("Decided"),
}
"""What applications wait for, in the order in which the office gets to them."""
GROUP_OF: Final = {
    "submitted": "submitted", "screening": "submitted", "review": "review", "determination": "determination",
    "screening_info": "asked", "review_info": "asked", "determination_info": "asked", "draft": "draft",
}  # fmt: skip
"""The group by the state of an application; every other state is decided."""
TO_DO: Final = ("submitted", "review", "determination")
OFFICE: Final = page_for("incubator_officer", "programme_manager")
OFFICER: Final = page_for("incubator_officer")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of an applicant, until when, and which answers may be written anew."""

    question: str
    due_on: date
    opened: list[str] = []


@get("/calls", guards=[OFFICE])
async def list_calls(view: NamedDependency[View]) -> Response[Any]:
    """Show calls with what waits in each, the newest first, and the form to open one."""
    known, ideas = await calls.list_calls(view.caller), await calls.list_all_ideas(view.caller)
    waiting = {each.id: waiting_in([idea for idea in ideas if idea.call_id == each.id]) for each in known}
    return page(view, "calls.html", calls=known[::-1], waiting=waiting, groups=GROUPS, presets=PRESETS)


def grouped(ideas: list[Idea]) -> dict[str, list[Idea]]:
    """Return applications by what they wait for."""
    found: dict[str, list[Idea]] = {group: [] for group in GROUPS}
    for each in ideas:
        found[GROUP_OF.get(each.status, "decided")].append(each)
    return {group: listed for group, listed in found.items() if listed}


def waiting_in(ideas: list[Idea]) -> dict[str, int]:
    """Return how many applications wait for the office, by what for."""
    return {group: len(listed) for group, listed in grouped(ideas).items() if group in TO_DO}


@post("/calls", guards=[OFFICE])
@shown_again
async def open_call(form: NamedDependency[Form]) -> Response[Any]:
    """Open a call by a preset."""
    opened = await calls.open_call(form.view.caller, form.read(NewCall), form.key)
    return go(f"/calls/{opened.id}")


@get("/calls/{call_id:uuid}", guards=[OFFICE])
async def show_call(view: NamedDependency[View], call_id: FromPath[UUID]) -> Response[Any]:
    """Show a call, its applications by what they wait for, and the form for a new one."""
    call, ideas = await calls.read_call(view.caller, call_id), await calls.list_ideas(view.caller, call_id)
    ranks = {each.application_id: each for each in (await calls.rank(view.caller, call_id)).items}
    found = {"groups": GROUPS, "grouped": grouped(ideas), "names": await names_for(view, ideas)}
    choices = {"countries": countries_of(view, call), "conditions": conditions_of(view, call)}
    return page(view, "call.html", call=call, ranks=ranks, **found, **choices)


async def names_for(view: View, ideas: list[Idea]) -> dict[UUID, str]:
    """Return who applies, for an officer; a programme manager decides without."""
    assert view.session is not None
    if "incubator_officer" not in view.session.roles:
        return {}
    return await cohorts.read_names(view.caller, [each.applicant_id for each in ideas])


@post("/calls/{call_id:uuid}/ideas", guards=[OFFICER])
@shown_again
async def enter_idea(form: NamedDependency[Form], call_id: FromPath[UUID]) -> Response[Any]:
    """Enter an applicant and their application."""
    call = await calls.read_call(form.view.caller, call_id)
    await refuse(form, call)
    applying, given = form.read(Applying), given_of(form, call)
    entered = await joining.enter_idea(form.view.caller, call_id, applying, given, form.key)
    return go(f"/ideas/{entered.id}")


@get("/ideas/{idea_id:uuid}", guards=[OFFICE])
async def show_idea(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], idea_id: FromPath[UUID]
) -> Response[Any]:
    """Show an application with its reviews and what it asks for, and what can be done next."""
    idea = await calls.read_idea(view.caller, idea_id)
    call = await calls.read_call(view.caller, idea.call_id)
    parts = await parts_of(view, idea, call)
    course = await course_of(view, transaction, idea, parts["reviews"])
    return page(view, "idea.html", idea=idea, call=call, outcomes=OUTCOMES, **parts, **course)


async def parts_of(view: View, idea: Idea, call: Call) -> dict[str, Any]:
    """Return what belongs to an application: reviews, answers, papers, who applies together, what was asked."""
    assert view.session is not None
    together = await joining.list_coapplicants(view.caller, idea.id)
    in_charge = "incubator_officer" in view.session.roles
    return {
        "reviews": await reviews.list_reviews(view.caller, idea.id),
        "answers": await answers_for(view, idea.id),
        "papers": await joining.list_papers(view.caller, idea.id),
        "together": together,
        "names": await cohorts.read_names(view.caller, [each.person_id for each in together]) if in_charge else {},
        "text": await joining.read_text(view.caller, idea.id) if idea.status == "draft" else None,
        "asked": await own_ideas.list_questions(view.caller, idea.id),
        "translations": await translations.list_translations(view.caller, idea.id) if in_charge else [],
        "spoken": languages.NAMES,
        "countries": dict(countries_of(view, call)),
    }


async def answers_for(view: View, idea_id: UUID) -> dict[str, str]:
    """Return what an applicant has written, for an officer; a programme manager decides without."""
    assert view.session is not None
    if "incubator_officer" not in view.session.roles:
        return {}
    return await calls.read_answers(view.caller, idea_id)


@post("/ideas/{idea_id:uuid}/questions", guards=[OFFICE])
@shown_again
async def ask_applicant(form: NamedDependency[Form], idea_id: FromPath[UUID]) -> Response[Any]:
    """Ask the applicant something; the application waits, and goes on where it was."""
    await own_ideas.ask(form.view.caller, idea_id, form.read(Question), (form.key, form.version))
    return go(f"/ideas/{idea_id}")


@post("/ideas/{idea_id:uuid}/questions/{request_id:uuid}/withdrawal", guards=[OFFICE])
@shown_again
async def take_question_back(
    form: NamedDependency[Form], idea_id: FromPath[UUID], request_id: FromPath[UUID]
) -> Response[Any]:
    """Go on without a reply."""
    await own_ideas.take_back(form.view.caller, request_id, (form.key, form.version))
    return go(f"/ideas/{idea_id}")


@post("/ideas/{idea_id:uuid}/determinations", guards=[page_for("programme_manager")])
@shown_again
async def determine(form: NamedDependency[Form], idea_id: FromPath[UUID]) -> Response[Any]:
    """Award, place on the reserve list or reject, as somebody who has not reviewed."""
    await calls.determine(form.view.caller, idea_id, form.read(Determining), (form.key, form.version))
    return go(f"/ideas/{idea_id}")


ROUTES = [
    list_calls, open_call, show_call, enter_idea, show_idea, ask_applicant, take_question_back, determine,
]  # fmt: skip
