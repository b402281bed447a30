"""The second step of signing in: a code counts once, tries are counted, who needs it is data, paper replaces it."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import msgspec
import pyotp
import pytest
from litestar import Litestar

from services.console import passwords, second_factors
from services.kit.clock import wall_time
from services.kit.settings import Municipality, Settings
from tests.console.browsing import sign_in, submit
from tests.console.conftest import PASSWORD

SET_UP, CODE = "/sign-in/second-step", "/sign-in/code"
WHO = "caseworker@paggaio"
ASKED = {"username": WHO, "password": PASSWORD}


@pytest.fixture
async def strict(app: Litestar) -> AsyncIterator[Litestar]:
    """The console of a tenant that asks caseworkers for a second step."""
    known: dict[object, Municipality] = app.state.database.tenants
    before = dict(known)
    for key, each in before.items():
        known[key] = msgspec.structs.replace(each, second_factor_for=("caseworker",))
    yield app
    known.update(before)


async def set_up(browser: httpx.AsyncClient) -> tuple[str, list[str], httpx.Response]:
    """Sign in for the first time; return the telephone's secret, the recovery codes and the page that shows them."""
    led = await sign_in(browser, WHO)
    assert led.headers["location"] == f"{SET_UP}?then=/"
    secret = re.findall(r'class="reference">([A-Z2-7]{32})<', (await browser.get(SET_UP)).text)[0]
    shown = await submit(browser, SET_UP, SET_UP, {"code": pyotp.TOTP(secret).now()})
    return secret, re.findall(r'class="reference">([0-9A-Z-]{14})<', shown.text), shown


def other_code(secret: str) -> str:
    """A code of the half-minute after this one, which is taken too and was not used yet."""
    return pyotp.TOTP(secret).at(wall_time() + timedelta(seconds=second_factors.STEP_S))


async def test_a_role_that_needs_it_sets_it_up_before_the_first_page(
    strict: Litestar, browser: httpx.AsyncClient
) -> None:
    assert (await sign_in(browser, "administrator@paggaio")).headers["location"] == "/"
    browser.cookies.clear()
    await sign_in(browser, WHO)
    assert (await browser.get("/")).headers["location"] == "/sign-in"
    first = re.findall(r"[A-Z2-7]{32}", (await browser.get(SET_UP)).text)[0]
    assert first in (await browser.get(SET_UP)).text, "loading the page again is no other secret"
    wrong = await submit(browser, SET_UP, SET_UP, {"code": "000000"})
    assert (wrong.status_code, "The code is not right" in wrong.text) == (401, True)
    _, codes, shown = await set_up(browser)
    assert shown.status_code == 200
    assert len(set(codes)) == second_factors.RECOVERY_CODES
    assert (await browser.get("/")).status_code == 200


async def test_afterwards_the_password_alone_opens_nothing(strict: Litestar, browser: httpx.AsyncClient) -> None:
    secret, _, _ = await set_up(browser)
    browser.cookies.clear()
    assert (await sign_in(browser, WHO)).headers["location"] == f"{CODE}?then=/"
    assert (await browser.get("/")).status_code == 303
    code = other_code(secret)
    passed = await submit(browser, CODE, CODE, {"code": " ".join([code[:3], code[3:]]), "then": "/applications"})
    assert passed.headers["location"] == "/applications"
    browser.cookies.clear()
    await sign_in(browser, WHO)
    again = await submit(browser, CODE, CODE, {"code": code})
    assert again.status_code == 401, "a code counts once"


async def test_a_recovery_code_replaces_the_telephone_once(strict: Litestar, browser: httpx.AsyncClient) -> None:
    _, codes, _ = await set_up(browser)
    for expected in (303, 401):
        browser.cookies.clear()
        await sign_in(browser, WHO)
        assert (await submit(browser, CODE, CODE, {"code": codes[0].lower()})).status_code == expected


async def test_guessing_ends_after_five_tries(strict: Litestar, browser: httpx.AsyncClient) -> None:
    secret, _, _ = await set_up(browser)
    browser.cookies.clear()
    await sign_in(browser, WHO)
    answers = [(await submit(browser, CODE, CODE, {"code": "000000"})).status_code for _ in range(6)]
    assert answers == [401] * passwords.TRIES_PER_ACCOUNT + [429]
    assert (await submit(browser, CODE, CODE, {"code": other_code(secret)})).status_code == 429


async def test_a_program_shows_the_code_too(strict: Litestar, browser: httpx.AsyncClient) -> None:
    missing = await browser.post("/tokens", json=ASKED)
    assert (missing.status_code, missing.json()["type"]) == (401, "/problems/second-step-missing")
    secret, _, _ = await set_up(browser)
    wrong = await browser.post("/tokens", json=ASKED)
    assert (wrong.status_code, wrong.json()["type"]) == (401, "/problems/code-wrong")
    good = await browser.post("/tokens", json=ASKED | {"code": other_code(secret)})
    assert good.status_code == 200


async def test_the_pages_between_need_the_password_first(browser: httpx.AsyncClient) -> None:
    for path in (SET_UP, CODE):
        assert (await browser.get(path)).status_code == 401


@pytest.mark.parametrize(
    ("needed", "roles", "expected"),
    [
        ([], ["administrator"], False),
        (["*"], [], True),
        (["administrator"], ["administrator", "auditor"], True),
        (["administrator"], ["auditor"], False),
    ],
)
def test_who_needs_it_is_data_of_the_tenant(
    console_settings: Settings, needed: list[str], roles: list[str], expected: bool
) -> None:
    tenant = msgspec.structs.replace(
        next(iter(console_settings.municipalities.values())), second_factor_for=tuple(needed)
    )
    assert second_factors.is_required(tenant, roles) is expected


def test_a_code_is_taken_from_a_clock_that_is_half_a_minute_off_and_no_more() -> None:
    now, secret = wall_time(), pyotp.random_base32()
    for seconds, taken in ((0, True), (-30, True), (30, True), (-90, False), (90, False)):
        code = pyotp.TOTP(secret).at(now + timedelta(seconds=seconds))
        assert (second_factors.step_of(secret, code, now) is not None) is taken
