"""Whether a call is for somebody: asked before they write, by themselves or at the counter; nothing is kept."""

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import languages
from services.console.clients.incubator import calls, eligibility
from services.console.clients.incubator.calls import Call
from services.console.clients.incubator.eligibility import Given
from services.console.languages import mark
from services.console.pages.forms import Form, keep_typed, nest, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page, text_in
from services.kit.errors import Fault, Malformed

FOUNDER: Final = page_for("founder")
OFFICE: Final = page_for("incubator_officer", "programme_manager")
YES: Final = "true"
NOT_OPEN: Final = mark("By these answers the call is not open. Beside each answer stands why.")


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """A question before the form, in the page's language, with what can be chosen."""

    code: str
    kind: str
    title: str
    choices: list[tuple[str, str]]


def conditions_of(view: View, call: Call) -> list[Condition]:
    """Return what a call asks before somebody writes."""
    return [
        Condition(
            code=each.code,
            kind=each.kind,
            title=text_in(each.title, view.language),
            choices=[(code, text_in(title, view.language)) for code, title in each.choices.items()],
        )
        for each in call.terms.eligibility
    ]


def given_of(form: Form, call: Call) -> Given:
    """Return the answers in the kinds that the call asks for."""
    given = nest(form.values, form.view).get("eligibility", {})
    kinds = {each.code: each.kind for each in call.terms.eligibility}
    return {code: answer_of(kinds.get(code, ""), value) for code, value in given.items()}


def answer_of(kind: str, value: str) -> bool | int | str:
    """Return an answer in its kind; what is no number stays as it was typed, and is refused by name."""
    if kind == "yes_no":
        return value == YES
    return int(value) if kind == "number" and value.isdecimal() else value


async def refuse(form: Form, call: Call) -> None:
    """Say beside each answer why a call that asks before anybody writes is not open. Raises Malformed."""
    if not call.terms.eligibility_comes_first:
        return
    verdict = await eligibility.judge(form.view.caller, call.id, given_of(form, call))
    faults = [
        Fault(pointer=f"/eligibility/{each.code}", detail=text_in(each.refusal, form.view.language))
        for each in verdict.failing
    ]
    if faults:
        said = languages.translations(form.view.language).gettext(NOT_OPEN)
        raise Malformed(said, errors=faults, language=form.view.language)


@post("/my-ideas/new/{call_id:uuid}/eligibility", guards=[FOUNDER], status_code=200)
@shown_again
async def try_own(form: NamedDependency[Form], call_id: FromPath[UUID]) -> Response[Any]:
    """Show the applicant whether the call is for them."""
    return await judged(form, call_id, "my_idea_new.html")


@get("/calls/{call_id:uuid}/eligibility", guards=[OFFICE])
async def ask_at_counter(view: NamedDependency[View], call_id: FromPath[UUID]) -> Response[Any]:
    """Show what to ask somebody who comes to the counter or rings up."""
    call = await calls.read_call(view.caller, call_id)
    return page(view, "eligibility.html", call=call, conditions=conditions_of(view, call), verdict=None)


@post("/calls/{call_id:uuid}/eligibility", guards=[OFFICE], status_code=200)
@shown_again
async def judge_at_counter(form: NamedDependency[Form], call_id: FromPath[UUID]) -> Response[Any]:
    """Show whether the call is for who stands there."""
    return await judged(form, call_id, "eligibility.html")


async def judged(form: Form, call_id: UUID, template: str) -> Response[Any]:
    """Return the page with what the answers mean, and the answers still there."""
    call = await calls.read_call(form.view.caller, call_id)
    verdict = await eligibility.judge(form.view.caller, call_id, given_of(form, call))
    keep_typed(form)
    return page(form.view, template, call=call, conditions=conditions_of(form.view, call), verdict=verdict)


ROUTES = [try_own, ask_at_counter, judge_at_counter]
