"""An applicant's own draft, one question at a time: back and forth, kept at each step, seen whole before it is sent."""

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients.incubator import calls, joining, own_ideas
from services.console.clients.incubator.calls import Call, Idea, Requested
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.errors import NotFound
from services.kit.sentences import locale

FOUNDER: Final = page_for("founder")
ANSWER: Final = "answer-"
REQUEST: Final = "request"
PAPERS: Final = "papers"
TOGETHER: Final = "together"
ALL: Final = "all"
"""What the button says that leads to the whole application instead of the next question."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft with its call."""

    idea: Idea
    call: Call

    @property
    def steps(self) -> list[str]:
        """Return what is asked, in its order: the stage's questions, the money, papers, who applies together."""
        stage = self.call.terms.stages[self.idea.stage - 1]
        more = {
            REQUEST: self.call.terms.fund is not None,
            PAPERS: bool(stage.papers),
            TOGETHER: self.call.terms.joint_applicants_max > 1,
        }
        return [
            *(ANSWER + each.code for each in stage.questions),
            *(step for step, is_asked in more.items() if is_asked),
        ]

    def place(self, step: str) -> int:
        """Return the place of a step. Raises NotFound."""
        if step not in self.steps:
            raise NotFound("The call asks no such question.")
        return self.steps.index(step)

    def path(self, place: int) -> str:
        """Return where a step's page is; before the first and after the last one is the whole application."""
        inside = 0 <= place < len(self.steps)
        return f"/my-ideas/{self.idea.id}" + (f"/steps/{self.steps[place]}" if inside else "")

    @property
    def request(self) -> Requested | None:
        """Return what is asked for so far."""
        if self.idea.requested_minor is None or self.idea.total_minor is None or self.idea.country is None:
            return None
        return Requested(
            amount_minor=self.idea.requested_minor, total_minor=self.idea.total_minor, country=self.idea.country
        )


async def read_draft(view: View, idea_id: UUID) -> Draft:
    """Return a draft with its call."""
    idea = await calls.read_idea(view.caller, idea_id)
    return Draft(idea=idea, call=await calls.read_call(view.caller, idea.call_id))


@get("/my-ideas/{idea_id:uuid}/steps/{step:str}", guards=[FOUNDER])
async def show_step(view: NamedDependency[View], idea_id: FromPath[UUID], step: FromPath[str]) -> Response[Any]:
    """Ask one question, with the way back and what was written so far."""
    draft = await read_draft(view, idea_id)
    place = draft.place(step)
    return page(view, "my_idea_step.html", draft=draft, step=step, place=place, **await parts_of(view, draft, step))


async def parts_of(view: View, draft: Draft, step: str) -> dict[str, Any]:
    """Return what a step's page shows besides."""
    assert view.session is not None
    idea, stage = draft.idea, draft.call.terms.stages[draft.idea.stage - 1]
    return {
        "idea": idea,
        "call": draft.call,
        "question": next((each for each in stage.questions if ANSWER + each.code == step), None),
        "answers": await calls.read_answers(view.caller, idea.id),
        "papers": await joining.list_papers(view.caller, idea.id) if step == PAPERS else [],
        "together": await joining.list_coapplicants(view.caller, idea.id) if step == TOGETHER else [],
        "names": {},
        "countries": countries_of(view, draft.call) if step == REQUEST else [],
        "text": None,
    }


def countries_of(view: View, call: Call) -> list[tuple[str, str]]:
    """Return the countries that a call's money is for, by name; one without parts is for the tenant's own."""
    assert view.municipality is not None
    envelopes = call.terms.fund.envelopes if call.terms.fund else []
    codes = sorted({code for each in envelopes for code in each.countries}) or [view.municipality.country]
    names = locale(view.language).territories
    return [(code, str(names.get(code, code))) for code in codes]


@post("/my-ideas/{idea_id:uuid}/steps/{step:str}", guards=[FOUNDER])
@shown_again
async def keep_step(form: NamedDependency[Form], idea_id: FromPath[UUID], step: FromPath[str]) -> Response[Any]:
    """Keep one answer, and ask the next question."""
    draft = await read_draft(form.view, idea_id)
    following = draft.path(-1 if form.text("then") == ALL else draft.place(step) + 1)
    await own_ideas.write(form.view.caller, idea_id, await body_of(form, draft, step), form.version)
    return go(following)


async def body_of(form: Form, draft: Draft, step: str) -> dict[str, Any]:
    """Return the whole draft with what this step has changed; the service replaces a draft as one."""
    asked = {each.code for each in draft.call.terms.stages[draft.idea.stage - 1].questions}
    kept = await calls.read_answers(form.view.caller, draft.idea.id)
    answers = {code: text for code, text in kept.items() if code in asked}
    request = form.read(Request).request if step == REQUEST else draft.request
    if step.startswith(ANSWER):
        code = step.removeprefix(ANSWER)
        answers[code] = form.text(f"answers/{code}")
    written = {code: text for code, text in answers.items() if text}
    return {"answers": written} | ({"request": request} if request else {})


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """The form of a request."""

    request: Requested


ROUTES = [show_step, keep_step]
