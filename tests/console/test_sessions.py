"""Signing in: sessions, the limits on tries, the same answer for everybody who is refused, forms of our own only."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import msgspec
import pytest
from litestar import Litestar

from services.console import accounts, passwords, sessions
from services.console.__main__ import service
from services.kit import audit
from services.kit.audit import Asked
from services.kit.clock import wall_time
from services.kit.db import Context, connect, uuid7
from services.kit.service import application
from services.kit.settings import Settings
from tests.console.browsing import hidden_fields, sign_in, submit
from tests.console.conftest import ACCOUNTS, PASSWORD, SAME_ORIGIN
from tests.databases import Urls


async def test_a_page_leads_to_signing_in_and_back(browser: httpx.AsyncClient) -> None:
    refused = await browser.get("/people?page=2")
    assert (refused.status_code, refused.headers["location"]) == (303, "/sign-in?then=/people%3Fpage%3D2")
    shown = await browser.get(refused.headers["location"])
    assert hidden_fields(shown.text, "/sign-in")["then"] == "/people?page=2"


async def test_a_form_sent_after_the_session_ended_leads_to_signing_in_and_back_to_its_page(
    browser: httpx.AsyncClient,
) -> None:
    token = {"_csrf_token": hidden_fields((await browser.get("/sign-in")).text, "/sign-in")["_csrf_token"]}
    ended = await browser.post("/people", data=token)
    assert ended.status_code == 401
    assert 'href="/sign-in?then=/people"' in ended.text, "this form's page has its address"
    assert "/language/el?then=/people" in ended.text, "another language does not lead to a page that there is not"
    assert ended.text.count("a session ends after half an hour") == 1, "it is said once"
    no_page = await browser.post("/household-drafts", data=token)
    assert 'href="/sign-in"' in no_page.text, "nothing can be opened at this form's address"
    assert "household-drafts" not in no_page.text


async def test_staff_sign_in_and_see_their_work(browser: httpx.AsyncClient) -> None:
    signed = await sign_in(browser, "Administrator@paggaio")
    assert (signed.status_code, signed.headers["location"]) == (303, "/")
    cookie = signed.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    start = await browser.get("/")
    assert start.status_code == 200
    assert "Administrator Παππά" in start.text
    assert start.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("username", ["caseworker@paggaio", "nobody@paggaio"])
async def test_a_wrong_password_and_an_unknown_username_get_one_answer(
    browser: httpx.AsyncClient, username: str
) -> None:
    refused = await sign_in(browser, username, "wrong password here")
    assert refused.status_code == 401
    assert "The username or the password is wrong" in refused.text
    assert f'value="{username}"' in refused.text
    assert "wrong password here" not in refused.text


async def test_the_sixth_try_is_not_even_hashed(browser: httpx.AsyncClient) -> None:
    answers = [(await sign_in(browser, "caseworker@paggaio", "wrong password")).status_code for _ in range(6)]
    assert answers == [401] * passwords.TRIES_PER_ACCOUNT + [429]
    assert (await sign_in(browser, "caseworker@paggaio")).status_code == 429
    assert (await sign_in(browser, "caseworker@al_koura")).status_code == 303


async def test_a_good_sign_in_gives_the_tries_back(browser: httpx.AsyncClient) -> None:
    for _ in range(3):
        for _ in range(passwords.TRIES_PER_ACCOUNT - 1):
            assert (await sign_in(browser, "caseworker@paggaio", "wrong password")).status_code == 401
        assert (await sign_in(browser, "caseworker@paggaio")).status_code == 303
        browser.cookies.delete("session")


async def test_a_session_ends_by_idleness_by_age_and_by_signing_out(app: Litestar, browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "caseworker@paggaio")
    secret, database, now = browser.cookies["session"], app.state.database, wall_time()
    assert await sessions.find(database, secret, now) is not None
    assert await sessions.find(database, secret, now + sessions.IDLE + timedelta(seconds=5)) is None
    for hour in range(1, 25):
        found = await sessions.find(database, secret, now + timedelta(minutes=29 * hour))
        assert (found is not None) == (timedelta(minutes=29 * hour) < sessions.AGE_MAX)
    start = await browser.get("/")
    out = await browser.post("/sign-out", data=hidden_fields(start.text, "/sign-out"))
    assert out.headers["location"] == "/sign-in"
    assert (await browser.get("/")).status_code == 303


async def test_the_database_does_not_hold_the_cookie(app: Litestar, browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "caseworker@paggaio")
    async with app.state.database.transaction(sessions.every_tenant(app.state.database, wall_time())) as transaction:
        stored = await transaction.fetchval("SELECT id FROM sessions")
    assert stored == sessions.digest(browser.cookies["session"])


async def test_a_form_without_its_token_is_refused(browser: httpx.AsyncClient) -> None:
    shown = await browser.get("/sign-in")
    fields = hidden_fields(shown.text, "/sign-in") | {"username": "caseworker@paggaio", "password": "x" * 12}
    del fields["_csrf_token"]
    refused = await browser.post("/sign-in", data=fields, headers={"accept": "text/html"})
    assert refused.status_code == 403
    assert "<h1>" in refused.text


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}]
)
async def test_a_form_of_another_site_is_refused(app: Litestar, headers: dict[str, str]) -> None:
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://console", headers=headers) as foreign:
        assert (await sign_in(foreign, "caseworker@paggaio")).status_code == 403


async def test_an_old_browser_is_known_by_its_origin(app: Litestar) -> None:
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    origin = {"origin": "http://console"}
    async with httpx.AsyncClient(transport=transport, base_url="http://console", headers=origin) as own:
        assert (await sign_in(own, "caseworker@paggaio")).status_code == 303


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
async def test_signing_in_never_leads_to_another_site(browser: httpx.AsyncClient, then: str) -> None:
    shown = await browser.get("/sign-in", params={"then": then})
    fields = hidden_fields(shown.text, "/sign-in") | {"username": "caseworker@paggaio", "password": "x", "then": then}
    assert hidden_fields(shown.text, "/sign-in")["then"] == "/"
    signed = await browser.post("/sign-in", data=fields | {"password": PASSWORD})
    assert signed.headers["location"] == "/"


async def test_every_answer_tells_browsers_what_they_may_do(browser: httpx.AsyncClient) -> None:
    for path in ("/sign-in", "/nowhere", "/people"):
        answer = await browser.get(path, headers={"accept": "text/html"})
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in answer.headers
    assert "style=" not in (await browser.get("/sign-in")).text
    assert "<script" not in (await browser.get("/sign-in")).text


async def test_what_the_database_cannot_hold_is_a_page_that_says_so(browser: httpx.AsyncClient) -> None:
    refused = await sign_in(browser, "nul\x00@paggaio")
    assert refused.status_code == 400
    assert "<h1>The request is not well formed</h1>" in refused.text


async def test_without_the_other_services_a_page_says_that_they_are_away(browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "caseworker@paggaio")
    away = await browser.get("/applications")
    assert away.status_code == 503
    assert "<h1>The service cannot answer now; try again shortly</h1>" in away.text
    assert (await browser.get("/transparency/paggaio")).status_code == 200


async def test_in_production_cookies_need_https(
    console_settings: Settings, new_database: Callable[[str], Awaitable[Urls]]
) -> None:
    urls = await new_database("console")
    settings = msgspec.structs.replace(console_settings, environment="production")
    database = await connect(urls.worker, size=2, tenants=settings.municipalities)
    production = application(service, settings, database, database, None)
    await accounts.add_first(database, ACCOUNTS, repeatable=False)
    transport = httpx.ASGITransport(production)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="https://console", headers=SAME_ORIGIN) as client:
        shown = await client.get("/sign-in")
        assert "__Host-csrf=" in shown.headers["set-cookie"]
        signed = await sign_in(client, "caseworker@paggaio")
        assert signed.headers["strict-transport-security"]
        (cookie,) = [each for each in signed.headers.get_list("set-cookie") if each.startswith("__Host-session=")]
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert (await client.get("/", headers={"Koinon-Time": "2026-01-01T00:00:00Z"})).status_code == 403
    await database.close()


async def test_a_holders_session_ends_after_ten_minutes_and_opens_no_page_of_staff(
    app: Litestar, browser: httpx.AsyncClient
) -> None:
    database, now = app.state.database, wall_time()
    tenant = next(each for each in database.tenants.values() if each.slug == "paggaio")
    holder_id = uuid7()
    secret = await sessions.start_for_holder(database, tenant.id, holder_id, now)
    async with database.transaction(Context(now=now, municipality_ids=(tenant.id,))) as transaction:
        by_holder = Asked(actor_id=holder_id)
        assert not await audit.list_newest(transaction, by_holder, before=None, limit=9), "it is nobody's to watch"
        kept = await transaction.fetchval("SELECT action FROM audit_entries WHERE actor_id = $1", holder_id)
    assert kept == "signed_in", "the holder may ask who was in"
    found = await sessions.find(database, secret, now + timedelta(minutes=9))
    assert found is not None
    assert found.roles == ["holder"]
    browser.cookies.set("session", secret)
    assert (await browser.get("/people")).status_code == 403
    assert (await browser.get("/")).headers["location"] == "/my-card"
    assert await sessions.find(database, secret, now + timedelta(minutes=20)) is None
    assert (await submit(browser, "/transparency", "/sign-out", {})).headers["location"] == "/my-card/sign-in"
    assert await sessions.find(database, secret, now) is None
