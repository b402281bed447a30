"""Follow-ups: who is to be asked what became of them, and what they say."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.choices import CHASES, LIVELIHOODS
from services.console.clients.incubator import follow_ups
from services.console.clients.incubator.follow_ups import Answer, FollowUp, Participant
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

OFFICER: Final = "incubator_officer"
MANAGER: Final = "programme_manager"
FOUNDER: Final = "founder"
READERS: Final = page_for(OFFICER, MANAGER, FOUNDER)


@get("/follow-ups", guards=[READERS])
async def list_follow_ups(view: NamedDependency[View]) -> Response[Any]:
    """Show who is to be asked now, and a participant their own."""
    assert view.session is not None
    own = {OFFICER, MANAGER}.isdisjoint(view.session.roles)
    found = await follow_ups.list_follow_ups(view.caller, missing=not own)
    return page(view, "follow_ups.html", follow_ups=sorted(found, key=lambda each: each.due_on), own=own)


@get("/follow-ups/{follow_up_id:uuid}", guards=[READERS])
async def show_follow_up(view: NamedDependency[View], follow_up_id: FromPath[UUID]) -> Response[Any]:
    """Show what is asked of a participant."""
    asked = await follow_ups.read_follow_up(view.caller, follow_up_id)
    participant = await participant_for(view, asked)
    choices = {"livelihoods": LIVELIHOODS, "chases": CHASES}
    return page(view, "follow_up.html", asked=asked, participant=participant, **choices)


async def participant_for(view: View, asked: FollowUp) -> Participant | None:
    """Return who is to be asked, for the officer who asks."""
    assert view.session is not None
    if OFFICER not in view.session.roles or asked.state == "answered":
        return None
    return await follow_ups.read_participant(view.caller, asked.participant_id)


@post("/follow-ups/{follow_up_id:uuid}/answer", guards=[page_for(OFFICER, FOUNDER)])
@shown_again
async def answer_follow_up(form: NamedDependency[Form], follow_up_id: FromPath[UUID]) -> Response[Any]:
    """Write down what a participant says."""
    body = form.read(Answer)
    await follow_ups.advance_follow_up(form.view.caller, follow_up_id, "answer", body, (form.key, form.version))
    return go(f"/follow-ups/{follow_up_id}")


@post("/follow-ups/{follow_up_id:uuid}/chases", guards=[page_for(OFFICER)])
@shown_again
async def ask_again(form: NamedDependency[Form], follow_up_id: FromPath[UUID]) -> Response[Any]:
    """Write down that a participant was asked again."""
    body = {"channel": form.text("channel")}
    await follow_ups.advance_follow_up(form.view.caller, follow_up_id, "chases", body, (form.key, None))
    return go(f"/follow-ups/{follow_up_id}")


@post("/follow-ups/{follow_up_id:uuid}/give-up", guards=[page_for(OFFICER)])
@shown_again
async def give_up(form: NamedDependency[Form], follow_up_id: FromPath[UUID]) -> Response[Any]:
    """Note that a participant cannot be reached."""
    await follow_ups.advance_follow_up(form.view.caller, follow_up_id, "give-up", None, (form.key, form.version))
    return go(f"/follow-ups/{follow_up_id}")


ROUTES = [list_follow_ups, show_follow_up, answer_follow_up, ask_again, give_up]
