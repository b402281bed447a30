"""One's own sign-in: another password, and a second step for whoever wants one."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency

from services.console import passwords, second_factors, sessions, staff
from services.console.formats import LATIN_DIGITS
from services.console.pages.cookies import with_cookie
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.tokens import address_of
from services.console.pages.view import View, page
from services.console.second_factors import CodeTry
from services.console.sessions import Attempt
from services.kit.clock import wall_time
from services.kit.db import Transaction

PLACE: Final = "/my-sign-in"


@get(PLACE, guards=[page_for()])
async def show_own_sign_in(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show how somebody signs in."""
    member = await staff.get(transaction, transaction.actor_id)
    is_set_up = await second_factors.is_set_up(transaction, member.id)
    left = await second_factors.recovery_codes_left(transaction, member.id)
    return page(view, "my_sign_in.html", member=member, is_set_up=is_set_up, codes_left=left)


@post(f"{PLACE}/password", guards=[page_for()])
@shown_again
async def change_password(
    form: NamedDependency[Form], state: State, transaction: NamedDependency[Transaction]
) -> Response[Any]:
    """Choose another password, which ends the sessions in other browsers."""
    attempt = await attempt_of(form, transaction)
    found = await sessions.check_password(state.database, state.settings.keyring["forms"], attempt)
    await staff.set_password(transaction, found.id, await passwords.hash_password(secret(form, "new_password")))
    await sessions.end_all(transaction, found.id)
    return with_cookie(
        go(PLACE),
        state.settings,
        await sessions.start(state.database, found.id, found.municipality_id, wall_time()),
    )


@get(f"{PLACE}/second-step", guards=[page_for()])
async def show_own_set_up(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show what a telephone has to be told."""
    member = await staff.get(transaction, transaction.actor_id)
    set_up = await second_factors.begin(transaction, member.id, member.username)
    return page(view, "second_step_new.html", set_up=set_up, then=PLACE, action=f"{PLACE}/second-step")


@post(f"{PLACE}/second-step", guards=[page_for()])
@shown_again
async def confirm_own_set_up(form: NamedDependency[Form], state: State) -> Response[Any]:
    """Take the telephone's first code, and show the recovery codes once."""
    codes = await second_factors.confirm(state.database, state.settings.keyring["forms"], code_try_of(form))
    return page(form.view, "recovery_codes.html", codes=codes, then=PLACE)


async def attempt_of(form: Form, transaction: Transaction) -> Attempt:
    """Return the try with the password that somebody has now."""
    member = await staff.get(transaction, transaction.actor_id)
    address = address_of(form.view.request)
    return Attempt(username=member.username, password=secret(form, "password"), address=address, now=wall_time())


def code_try_of(form: Form) -> CodeTry:
    """Return the try of the one who is signed in."""
    session = form.view.session
    assert session is not None
    return CodeTry(
        staff_id=session.person_id,
        municipality_id=session.municipality_id,
        code=form.text("code").translate(LATIN_DIGITS),
        address=address_of(form.view.request),
        now=wall_time(),
    )


def secret(form: Form, field: str) -> str:
    """Return a password as it was typed: its spaces are part of it."""
    return next(iter(form.values.get(field, [])), "")


ROUTES = [show_own_sign_in, change_password, show_own_set_up, confirm_own_set_up]
