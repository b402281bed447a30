"""One's own sign-in: another password needs the one before and ends other sessions; a second step for who wants one."""

import re

import httpx
import pyotp
from litestar import Litestar

from services.console import sessions
from services.kit.clock import wall_time
from tests.console.browsing import sign_in, submit
from tests.console.conftest import PASSWORD
from tests.console.test_tokens import ask

PLACE, WHO, CHOSEN = "/my-sign-in", "caseworker@paggaio", "three words of mine"


async def test_another_password_needs_the_one_before_and_ends_other_sessions(
    app: Litestar, browser: httpx.AsyncClient
) -> None:
    await sign_in(browser, WHO)
    other = browser.cookies["session"]
    browser.cookies.clear()
    await sign_in(browser, WHO)
    action = f"{PLACE}/password"
    wrong = await submit(browser, PLACE, action, {"password": "not this one", "new_password": CHOSEN})
    assert wrong.status_code == 401
    short = await submit(browser, PLACE, action, {"password": PASSWORD, "new_password": "short"})
    assert short.status_code == 400
    done = await submit(browser, PLACE, action, {"password": PASSWORD, "new_password": CHOSEN})
    assert (done.status_code, done.headers["location"]) == (303, PLACE)
    assert (await browser.get(PLACE)).status_code == 200
    assert await sessions.find(app.state.database, other, wall_time()) is None
    assert (await ask(browser, WHO, PASSWORD)).status_code == 401
    assert (await ask(browser, WHO, CHOSEN)).status_code == 200


async def test_whoever_wants_a_second_step_sets_one_up(browser: httpx.AsyncClient) -> None:
    await sign_in(browser, WHO)
    place = f"{PLACE}/second-step"
    (secret,) = re.findall(r'class="reference">([A-Z2-7]{32})<', (await browser.get(place)).text)
    shown = await submit(browser, place, place, {"code": pyotp.TOTP(secret).now()})
    assert len(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", shown.text)) == 10
    assert "10 recovery codes are left" in (await browser.get(PLACE)).text
    assert (await browser.get(place)).status_code == 409
    browser.cookies.clear()
    assert (await sign_in(browser, WHO)).headers["location"] == "/sign-in/code?then=/"
