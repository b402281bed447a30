"""Signing in with nothing but the pages, on the narrowest phone: an invitation, a password, a second step, back in."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

import pyotp
import pytest

from infra.embedded.home import local_folder
from tests.browser import demanding
from tests.browser.desks import Desk
from tests.stacks import Stack, started_stack

pytestmark = pytest.mark.browser

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
PASSWORD = "three words of mine"


@pytest.mark.parametrize(("tenant", "language"), [("paggaio", "el"), ("al_koura", "ar")])
def test_somebody_new_chooses_a_password_and_a_second_step(
    desk_of: Callable[..., Desk], axe: Path, tenant: str, language: str
) -> None:
    username, barriers = f"new.{token_hex(4)}", list[str]()

    def look(desk: Desk, name: str) -> None:
        barriers.extend(desk.judge(axe))
        wide = desk.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
        assert wide == 0, f"{name} is {wide} px wider than the screen"
        desk.picture(f"signing_in_{name}_{language}_phone")

    office = desk_of(f"administrator.{tenant}", language, judged=True)
    office.open("/people")
    office.send("/people", {"given_name": "Μαρία", "family_name": "Παππά", "username": username})
    (code,) = CODE.findall(office.text)
    look(office, "invited")
    person = desk_of(None, language, judged=True)
    person.open("/invitation")
    look(person, "invitation")
    person.send("/invitation", {"username": username, "code": code, "password": PASSWORD})
    person.open("/my-sign-in/second-step")
    look(person, "set_up")
    (secret,) = re.findall(r"[A-Z2-7]{32}", person.text)
    person.send("/my-sign-in/second-step", {"code": pyotp.TOTP(secret).now()})
    look(person, "recovery_codes")
    recovery = CODE.findall(person.text)[0]
    person.open("/my-sign-in")
    look(person, "own")
    person.page.locator('form[action="/sign-out"] button').click()
    person.open("/sign-in")
    person.send("/sign-in", {"username": username, "password": PASSWORD})
    look(person, "code")
    assert person.send("/sign-in/code", {"code": recovery}) == "/"
    assert not barriers, "\n".join(barriers)


@pytest.fixture(scope="module")
def strict() -> Iterator[Stack]:
    """A console where everybody signs in by two steps."""
    with started_stack(local_folder() / "tests", demanding.SERVICES, program=demanding.__name__) as started:
        started.wait_ready(demanding.SERVICES)
        yield started


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("tenant", "language"), [("paggaio", "el"), ("al_koura", "ar")])
def test_where_everybody_needs_a_second_step_the_password_leads_to_setting_it_up(
    desk_of: Callable[..., Desk], strict: Stack, axe: Path, tenant: str, language: str
) -> None:
    known = strict.sign_in(f"supervisor.{tenant}")
    person = desk_of(None, language, judged=True, url=strict.url("console"))
    password = {"username": known.username, "password": known.password}
    assert person.send("/sign-in", password) == "/sign-in/second-step"
    barriers = person.judge(axe)
    person.picture(f"signing_in_asked_to_set_up_{language}_phone")
    (secret,) = re.findall(r"[A-Z2-7]{32}", person.text)
    person.send("/sign-in/second-step", {"code": pyotp.TOTP(secret).now()})
    assert CODE.findall(person.text), person.said()
    person.open("/my-sign-in")
    assert person.path == "/my-sign-in"
    assert not barriers + person.judge(axe)
