"""Reviews: who reviews and what they read, asking them, taking one out; and the reviewers' own pages."""

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import languages, staff
from services.console.clients.incubator import calls, reviews
from services.console.clients.incubator.calls import NewPerson
from services.console.clients.incubator.reviews import Profile, Reviewer, Scoring
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.papers import as_file
from services.console.pages.view import View, page, text_in
from services.kit.db import Transaction
from services.kit.errors import NotFound

OFFICE: Final = page_for("incubator_officer", "programme_manager")
OFFICER: Final = page_for("incubator_officer")
REVIEWER: Final = page_for("reviewer")
LOAD: Final = 10
"""So many applications a reviewer takes on at once, where nobody has said another number."""


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask for a review, and where they can be reached."""

    reviewer_id: UUID
    phone: str


@get("/reviewers", guards=[OFFICE])
async def list_reviewers(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show who reviews, what they read, and what waits for them; those of whom nothing was said come last."""
    return page(
        view,
        "reviewers.html",
        reviewers=await reviews.list_reviewers(view.caller),
        names=await staff.names_with_role(transaction, "reviewer"),
        skills=await criteria_for(view),
        spoken=languages.NAMES,
    )


async def criteria_for(view: View) -> dict[str, str]:
    """Return what calls have judged, in the page's language: of that a reviewer may know something."""
    known = await calls.list_calls(view.caller)
    judged = [each for call in known for stage in call.terms.stages for each in stage.criteria]
    return {each.code: text_in(each.title, view.language) for each in judged}


@get("/reviewers/{reviewer_id:uuid}", guards=[OFFICER])
async def show_reviewer(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], reviewer_id: FromPath[UUID]
) -> Response[Any]:
    """Show the form to say what a reviewer reads, knows and takes on."""
    name = await name_of(transaction, reviewer_id)
    known = {each.id: each for each in await reviews.list_reviewers(view.caller)}
    shown = {
        "skills": await criteria_for(view),
        "spoken": languages.NAMES,
        "profile": profile_of(known.get(reviewer_id)),
    }
    return page(view, "reviewer.html", reviewer_id=reviewer_id, name=name, **shown)


async def name_of(transaction: Transaction, reviewer_id: UUID) -> str:
    """Return what a reviewer is called. Raises NotFound for who is none."""
    names = await staff.names_with_role(transaction, "reviewer")
    if reviewer_id not in names:
        raise NotFound("Nobody who reviews signs in so.")
    return names[reviewer_id]


def profile_of(said: Reviewer | None) -> dict[str, Any]:
    """Return what the form begins with: what was said of a reviewer, or nothing yet."""
    known = said or Profile(load_max=LOAD)
    return {"known": said is not None, "skills": known.skills, "languages": known.languages, "load_max": known.load_max}


@post("/reviewers/{reviewer_id:uuid}", guards=[OFFICER])
@shown_again
async def describe_reviewer(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], reviewer_id: FromPath[UUID]
) -> Response[Any]:
    """Say what a reviewer reads, knows and takes on."""
    reviewer = await person_of(transaction, reviewer_id, form.text("phone"))
    await reviews.describe_reviewer(form.view.caller, reviewer, form.read(Profile), form.key)
    return go("/reviewers")


async def person_of(transaction: Transaction, reviewer_id: UUID, phone: str) -> NewPerson:
    """Return a reviewer as the incubator is told of them: it computes conflicts of interest."""
    names = await staff.names_of(transaction, reviewer_id)
    return NewPerson(person_id=reviewer_id, phone=phone, **names)


@post("/calls/{call_id:uuid}/assignments", guards=[OFFICER], status_code=200)
@shown_again
async def spread_reviews(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], call_id: FromPath[UUID]
) -> Response[Any]:
    """Ask reviewers for every application that wants some, and show who was asked and where nobody was left."""
    call = await calls.read_call(form.view.caller, call_id)
    found = await reviews.assign(form.view.caller, call_id)
    names = await staff.names_with_role(transaction, "reviewer")
    shown = {"asked": by_application(found.assignments), "wanting": found.wanting}
    return page(form.view, "assignments.html", call=call, names=names, skills=await criteria_for(form.view), **shown)


def by_application(assignments: list[reviews.Assignment]) -> dict[UUID, list[reviews.Assignment]]:
    """Return who was asked, by application."""
    found: dict[UUID, list[reviews.Assignment]] = {}
    for each in assignments:
        found.setdefault(each.application_id, []).append(each)
    return found


@post("/ideas/{idea_id:uuid}/reviews", guards=[OFFICER])
@shown_again
async def ask_reviewer(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], idea_id: FromPath[UUID]
) -> Response[Any]:
    """Ask a reviewer; their name is told to the incubator, which computes conflicts of interest."""
    asking = form.read(Asking)
    reviewer = await person_of(transaction, asking.reviewer_id, asking.phone)
    await reviews.ask_reviewer(form.view.caller, idea_id, reviewer, form.key)
    return go(f"/ideas/{idea_id}")


@post("/ideas/{idea_id:uuid}/reviews/{review_id:uuid}/recusal", guards=[OFFICE])
@shown_again
async def recuse(form: NamedDependency[Form], idea_id: FromPath[UUID], review_id: FromPath[UUID]) -> Response[Any]:
    """Take a review out, given or not."""
    await reviews.recuse(form.view.caller, review_id, form.text("reason"), (form.key, form.version))
    return go(f"/ideas/{idea_id}")


@get("/reviews", guards=[REVIEWER])
async def list_own_reviews(view: NamedDependency[View]) -> Response[Any]:
    """Show the reviewer's own reviews, those that wait first."""
    listed = await reviews.list_own_reviews(view.caller)
    waiting = [each for each in listed if each.state == "assigned"]
    return page(view, "reviews.html", waiting=waiting, others=[each for each in listed if each not in waiting][::-1])


@get("/reviews/{review_id:uuid}", guards=[REVIEWER])
async def show_review(view: NamedDependency[View], review_id: FromPath[UUID]) -> Response[Any]:
    """Show what to judge and by what rubric."""
    sheet = await reviews.read_review(view.caller, review_id)
    scores = [(score, score) for score in range(sheet.score_max + 1)]
    return page(view, "review.html", sheet=sheet, scores=scores, spoken=languages.NAMES)


@post("/reviews/{review_id:uuid}", guards=[REVIEWER])
@shown_again
async def submit_review(form: NamedDependency[Form], review_id: FromPath[UUID]) -> Response[Any]:
    """Score an application."""
    await reviews.submit_review(form.view.caller, review_id, form.read(Scoring), form.version)
    return go("/reviews")


@post("/reviews/{review_id:uuid}/abstentions", guards=[REVIEWER])
@shown_again
async def abstain(form: NamedDependency[Form], review_id: FromPath[UUID]) -> Response[Any]:
    """Judge an application not at all, and say why."""
    await reviews.abstain(form.view.caller, review_id, form.text("reason"), (form.key, form.version))
    return go("/reviews")


@get("/reviews/{review_id:uuid}/papers/{paper_id:uuid}", guards=[REVIEWER])
async def open_reviewed_paper(
    view: NamedDependency[View], review_id: FromPath[UUID], paper_id: FromPath[UUID]
) -> Response[Any]:
    """Hand out a paper that the reviewer may see."""
    return as_file(await reviews.open_paper(view.caller, review_id, paper_id))


ROUTES = [
    list_reviewers, show_reviewer, describe_reviewer, spread_reviews, ask_reviewer, recuse, list_own_reviews,
    show_review, submit_review, abstain, open_reviewed_paper,
]  # fmt: skip
