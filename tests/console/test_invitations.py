"""Invitations: a code that works once, for a password that nobody else knows; who may invite whom; a lost password."""

import re
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from services.console import accounts, passwords, sessions
from services.kit.clock import wall_time
from services.kit.db import uuid7
from tests.console.browsing import hidden_fields, sign_in, submit
from tests.console.conftest import PASSWORD, account
from tests.console.test_staff import bearer, id_of
from tests.console.test_tokens import ask

NEW = {"username": "nikos.k", "given_name": "Νίκος", "family_name": "Καρράς", "language": "el"}
CODE = re.compile(r"<bdi>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})</bdi>")
CHOSEN = "three words of mine"


async def accept(browser: httpx.AsyncClient, code: str, username: str = "nikos.k") -> httpx.Response:
    """Choose a password with a code, in a browser of one's own."""
    browser.cookies.clear()
    fields = {"username": username, "code": code, "password": CHOSEN}
    return await submit(browser, "/invitation", "/invitation", fields)


async def test_a_code_chooses_a_password_once(app: Litestar, browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "administrator@paggaio")
    (code,) = CODE.findall((await submit(browser, "/people", "/people", NEW)).text)
    assert (await accept(browser, code, "nobody.k")).status_code == 401
    done = await accept(browser, code.lower().replace("-", " "))
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert (await browser.get("/")).status_code == 200
    again = await accept(browser, code)
    assert (again.status_code, "is not right, or the code is too old" in again.text) == (401, True)
    assert (await ask(browser, "nikos.k", CHOSEN)).status_code == 200


async def test_the_paper_is_in_the_language_of_whoever_is_invited(browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "administrator@paggaio")
    browser.cookies.set("language", "en")
    invited = await submit(browser, "/people", "/people", NEW | {"username": "amal.k", "language": "ar"})
    assert '<div class="box" lang="ar" dir="rtl"><h2>اختر كلمة مرورك</h2>' in invited.text
    assert "Print this page and hand it over" in invited.text


async def test_guessing_a_code_ends_after_five_tries(browser: httpx.AsyncClient) -> None:
    answers = [(await accept(browser, "0000-0000-0000")).status_code for _ in range(6)]
    assert answers == [401] * passwords.TRIES_PER_ACCOUNT + [429]


@pytest.mark.parametrize(
    ("inviter", "kind", "granted"),
    [
        ("merchant_officer", "merchant_owner", ["merchant_owner"]),
        ("incubator_officer", "founder", ["founder", "merchant_owner"]),
    ],
)
async def test_an_office_invites_its_own_kind_of_guest_only(
    app: Litestar, browser: httpx.AsyncClient, inviter: str, kind: str, granted: list[str]
) -> None:
    await accounts.add_first(app.state.worker_database, [account(inviter, "paggaio", inviter)], repeatable=True)
    await sign_in(browser, f"{inviter}@paggaio")
    person = uuid7()
    other = {"merchant_owner": "founder", "founder": "merchant_owner"}[kind]
    page = f"/invitations?person={person}"
    assert (await submit(browser, page, "/invitations", NEW | {"kind": other})).status_code == 403
    made = await submit(browser, page, "/invitations", NEW | {"kind": kind})
    (code,) = CODE.findall(made.text)
    twice = await submit(browser, page, "/invitations", NEW | {"kind": kind, "username": "another.name"})
    assert (twice.status_code, "signs in already" in twice.text) == (409, True)
    await accept(browser, code)
    found = await sessions.find(app.state.database, browser.cookies["session"], wall_time())
    assert found is not None
    assert (found.person_id, found.roles) == (person, granted)
    assert (await browser.get("/invitations")).status_code == 403


async def test_two_administrators_let_somebody_choose_anew(app: Litestar, browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "caseworker@paggaio")
    lost, who = browser.cookies["session"], await id_of(app, "caseworker@paggaio")
    browser.cookies.clear()
    await sign_in(browser, "administrator@paggaio")
    assert (await submit(browser, "/people", f"/people/{who}/resets", {})).status_code == 303
    shown = (await browser.get("/people")).text
    (action,) = set(re.findall(r'action="(/people/resets/[0-9a-f-]+)"', shown))
    own = await browser.post(action, data=hidden_fields(shown, action))
    assert (own.status_code, "Somebody who has neither proposed nor approved" in own.text) == (409, True)
    browser.cookies.clear()
    await sign_in(browser, "administrator2@paggaio")
    (code,) = CODE.findall((await submit(browser, "/people", action, {})).text)
    assert await sessions.find(app.state.database, lost, wall_time()) is None
    assert (await ask(browser, "caseworker@paggaio", PASSWORD)).status_code == 401
    assert (await accept(browser, code, "caseworker@paggaio")).status_code == 303
    assert (await ask(browser, "caseworker@paggaio", CHOSEN)).status_code == 200


async def test_nobody_resets_themselves(app: Litestar, browser: httpx.AsyncClient) -> None:
    me: UUID = await id_of(app, "administrator@paggaio")
    headers = await bearer(browser, "administrator@paggaio") | {"idempotency-key": "1"}
    refused = await browser.post(f"/staff/{me}/resets", json={}, headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/same-actor")


async def test_an_administrator_ends_somebodys_sessions(app: Litestar, browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "caseworker@paggaio")
    theirs, who = browser.cookies["session"], await id_of(app, "caseworker@paggaio")
    browser.cookies.clear()
    await sign_in(browser, "administrator@paggaio")
    assert "signed in in 1 browser" in (await browser.get("/people")).text
    await submit(browser, "/people", f"/people/{who}/sessions", {})
    assert await sessions.find(app.state.database, theirs, wall_time()) is None
