"""An applicant's own pages: open calls, one's applications and training: begin, send, follow, accept."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients.incubator import calls, courses, joining, own_ideas, participants
from services.console.clients.incubator.calls import Call, Idea
from services.console.pages.eligibility import conditions_of, given_of, refuse
from services.console.pages.forms import Form, go, nest, shown_again
from services.console.pages.guards import page_for
from services.console.pages.idea_courses import reason_for
from services.console.pages.own_drafts import ANSWER, read_draft
from services.console.pages.view import View, page
from services.kit.db import Transaction

FOUNDER: Final = page_for("founder")
ASKED: Final = "asked"


@get("/my-ideas", guards=[FOUNDER])
async def list_own_ideas(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show one's own applications with what comes next, calls that are open, and one's certificates."""
    ideas, known = await own_ideas.list_own(view.caller), await calls.list_calls(view.caller)
    today, applied = transaction.today, {each.call_id for each in ideas}
    return page(
        view,
        "my_ideas.html",
        ideas=[(each, await own_ideas.read_phase(view.caller, each.id)) for each in ideas],
        calls={each.id: each for each in known},
        open_calls=[each for each in known if each.opens_on <= today <= each.closes_on and each.id not in applied],
        certificates=await participants.list_certificates(view.caller),
    )


@get("/my-ideas/new/{call_id:uuid}", guards=[FOUNDER])
async def show_beginning(view: NamedDependency[View], call_id: FromPath[UUID]) -> Response[Any]:
    """Ask what the call asks before somebody writes."""
    call = await calls.read_call(view.caller, call_id)
    return page(view, "my_idea_new.html", call=call, conditions=conditions_of(view, call), verdict=None)


@post("/my-ideas/new/{call_id:uuid}", guards=[FOUNDER])
@shown_again
async def begin(form: NamedDependency[Form], call_id: FromPath[UUID]) -> Response[Any]:
    """Begin a draft."""
    call = await calls.read_call(form.view.caller, call_id)
    await refuse(form, call)
    begun = await own_ideas.begin(form.view.caller, beginning_of(form, call), form.key)
    return go(f"/my-ideas/{begun.id}/steps/{ANSWER}{call.terms.stages[0].questions[0].code}")


def beginning_of(form: Form, call: Call) -> dict[str, Any]:
    """Return what begins a draft: whose it is, its language, and the answers in the kinds that the call asks for."""
    assert form.view.session is not None
    return {
        "call_id": call.id,
        "applicant_id": form.view.session.person_id,
        "language": form.view.language,
        "eligibility": given_of(form, call),
    }


@get("/my-ideas/{idea_id:uuid}", guards=[FOUNDER])
async def show_own_idea(view: NamedDependency[View], idea_id: FromPath[UUID]) -> Response[Any]:
    """Show an application: the draft to go on writing, or where it stands, and what is asked of one."""
    draft = await read_draft(view, idea_id)
    return page(view, "my_idea.html", idea=draft.idea, call=draft.call, draft=draft, **await parts_of(view, draft.idea))


async def parts_of(view: View, idea: Idea) -> dict[str, Any]:
    """Return what was written in an application, where it stands, what was asked, and the place if there is one."""
    awarded, drafted = idea.status == "awarded", idea.status == "draft"
    return {
        "answers": await calls.read_answers(view.caller, idea.id),
        "phase": await own_ideas.read_phase(view.caller, idea.id),
        "questions": await own_ideas.list_questions(view.caller, idea.id),
        "acceptance": await own_ideas.read_acceptance(view.caller, idea.id) if awarded else None,
        "reason": reason_for(idea, await courses.list_taken(view.caller, f"/applications/{idea.id}")),
        "asked": ASKED,
        "papers": await joining.list_papers(view.caller, idea.id),
        "together": await joining.list_coapplicants(view.caller, idea.id),
        "text": await joining.read_text(view.caller, idea.id) if drafted else None,
        "names": {},
    }


@post("/my-ideas/{idea_id:uuid}/sent", guards=[FOUNDER])
@shown_again
async def send_in(form: NamedDependency[Form], idea_id: FromPath[UUID]) -> Response[Any]:
    """Send the draft as it was kept last."""
    await courses.take_step(form.view.caller, idea_id, "submit", "", (form.key, form.version))
    return go(f"/my-ideas/{idea_id}")


@post("/my-ideas/{idea_id:uuid}/questions/{request_id:uuid}", guards=[FOUNDER])
@shown_again
async def reply(form: NamedDependency[Form], idea_id: FromPath[UUID], request_id: FromPath[UUID]) -> Response[Any]:
    """Reply to what the office has asked, with the answers that may be written anew."""
    body = {"reply": form.text("reply"), "answers": nest(form.values, form.view).get("answers", {})}
    await own_ideas.reply(form.view.caller, request_id, body, (form.key, form.version))
    return go(f"/my-ideas/{idea_id}")


@post("/my-ideas/{idea_id:uuid}/acceptance", guards=[FOUNDER])
@shown_again
async def accept(form: NamedDependency[Form], idea_id: FromPath[UUID]) -> Response[Any]:
    """Accept the place."""
    await own_ideas.accept(form.view.caller, idea_id, form.key)
    return go(f"/my-ideas/{idea_id}")


@post("/my-check-ins", guards=[FOUNDER])
@shown_again
async def check_in(form: NamedDependency[Form]) -> Response[Any]:
    """Say that one is there, by the code that is shown in the room."""
    await own_ideas.check_in(form.view.caller, form.text("scanned"), form.key)
    return go("/my-ideas?here=1")


ROUTES = [
    list_own_ideas, show_beginning, begin, show_own_idea, send_in, reply, accept, check_in,
]  # fmt: skip
