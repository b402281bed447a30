"""Signing in and out, and choosing the language."""

from typing import Any, Final
from urllib.parse import quote

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import languages, sessions
from services.console.pages.cookies import with_cookie, with_half
from services.console.pages.forms import Form, go, local_path, shown_again
from services.console.pages.guards import anyone, page_for, session_cookie
from services.console.pages.tokens import address_of
from services.console.pages.view import LANGUAGE_COOKIE, View, page
from services.console.sessions import Attempt
from services.console.staff import Credentials
from services.kit.clock import wall_time
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.settings import Settings

YEAR_S: Final = 365 * 24 * 3600


@get("/sign-in", guards=[anyone])
async def show_sign_in(view: NamedDependency[View], then: FromQuery[str] = "/") -> Response[Any]:
    """Show the form, or the start page to who is signed in."""
    door = view.request.app.state.provider
    name = None if door is None else door.provider.name
    return go(then) if view.session else page(view, "sign_in.html", then=local_path(then), provider=name)


@post("/sign-in", guards=[anyone])
@shown_again
async def sign_in(form: NamedDependency[Form], state: State) -> Response[Any]:
    """Go where the person wanted to go, in a new session, or to the second step."""
    found = await sessions.check_password(state.database, state.settings.keyring["forms"], attempt_of(form))
    return await go_on(state, found, local_path(form.text("then") or "/"))


async def go_on(state: State, found: Credentials, then: str, *, passed: bool = False) -> Response[Any]:
    """Begin the session of somebody whose first step was right, or lead to the second where it is not `passed` yet."""
    if passed or not sessions.has_second_step(state.database, found):
        secret = await sessions.start(state.database, found.id, found.municipality_id, wall_time())
        return with_cookie(go(then), state.settings, secret)
    secret = await sessions.start_half(state.database, found, wall_time())
    step = "/sign-in/code" if found.has_second_step else "/sign-in/second-step"
    return with_half(go(f"{step}?then={quote(then)}"), state.settings, secret)


@post("/sign-out", guards=[page_for()])
async def sign_out(
    form: NamedDependency[Form], state: State, transaction: NamedDependency[Transaction]
) -> Response[Any]:
    """End the session here and in the browser."""
    name = session_cookie(state.settings)
    await sessions.end(transaction, form.view.request.cookies.get(name, ""))
    answer = go(way_in(form.view))
    answer.delete_cookie(name)
    return answer


def way_in(view: View) -> str:
    """Return where somebody who is signed in came in: with a card, or with a username."""
    return "/my-card/sign-in" if view.session and "holder" in view.session.roles else "/sign-in"


@get("/language/{language:str}", guards=[anyone])
async def choose_language(state: State, language: FromPath[str], then: FromQuery[str] = "/") -> Response[Any]:
    """Remember the language in a cookie, and show the page in it."""
    return with_language(go(then), state.settings, language)


def with_language(answer: Response[Any], settings: Settings, language: str) -> Response[Any]:
    """Add the cookie that remembers the language. Raises NotFound for one that the pages are not in."""
    if language not in languages.NAMES:
        raise NotFound("The pages are not in this language.")
    secure = settings.environment == "production"
    answer.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_S, secure=secure, httponly=True, samesite="lax")
    return answer


def attempt_of(form: Form) -> Attempt:
    """Return the try to sign in that a form holds; a password keeps its spaces."""
    password = next(iter(form.values.get("password", [])), "")
    address = address_of(form.view.request)
    return Attempt(username=form.text("username").lower(), password=password, address=address, now=wall_time())


ROUTES = [show_sign_in, sign_in, sign_out, choose_language]
