"""The second step of signing in: a code of the telephone, or setting one up where it is needed."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery

from services.console import second_factors
from services.console.formats import LATIN_DIGITS
from services.console.pages.cookies import half_of, whole
from services.console.pages.forms import Form, go, local_path, shown_again
from services.console.pages.guards import anyone
from services.console.pages.tokens import address_of
from services.console.pages.view import View, page
from services.console.second_factors import CodeTry
from services.console.sessions import HalfSession
from services.kit.clock import wall_time
from services.kit.db import Context


@get("/sign-in/code", guards=[anyone])
async def ask_code(view: NamedDependency[View], state: State, then: FromQuery[str] = "/") -> Response[Any]:
    """Ask for a code of the telephone."""
    await half_of(view.request, state)
    return page(view, "second_step.html", then=local_path(then))


@post("/sign-in/code", guards=[anyone])
@shown_again
async def take_code(form: NamedDependency[Form], state: State) -> Response[Any]:
    """Take the code, and go where the person wanted to go."""
    half = await half_of(form.view.request, state)
    await second_factors.check(state.database, state.settings.keyring["forms"], attempt_of(form, half))
    return await whole(form.view.request, state, half, go(form.text("then") or "/"))


@get("/sign-in/second-step", guards=[anyone])
async def show_set_up(view: NamedDependency[View], state: State, then: FromQuery[str] = "/") -> Response[Any]:
    """Show what a telephone has to be told."""
    half = await half_of(view.request, state)
    context = Context(now=wall_time(), municipality_ids=(half.municipality_id,), actor_id=half.staff_id)
    async with state.database.transaction(context) as transaction:
        set_up = await second_factors.begin(transaction, half.staff_id, half.username)
    return page(view, "second_step_new.html", set_up=set_up, then=local_path(then), action="/sign-in/second-step")


@post("/sign-in/second-step", guards=[anyone])
@shown_again
async def confirm_set_up(form: NamedDependency[Form], state: State) -> Response[Any]:
    """Take the telephone's first code, and show the recovery codes once."""
    half = await half_of(form.view.request, state)
    attempt = attempt_of(form, half)
    codes = await second_factors.confirm(state.database, state.settings.keyring["forms"], attempt)
    shown = page(form.view, "recovery_codes.html", codes=codes, then=local_path(form.text("then") or "/"))
    return await whole(form.view.request, state, half, shown)


def attempt_of(form: Form, half: HalfSession) -> CodeTry:
    """Return the try that a form holds, in European or Arabic figures."""
    return CodeTry(
        staff_id=half.staff_id,
        municipality_id=half.municipality_id,
        code=form.text("code").translate(LATIN_DIGITS),
        address=address_of(form.view.request),
        now=wall_time(),
    )


ROUTES = [ask_code, take_code, show_set_up, confirm_set_up]
