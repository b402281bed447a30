"""Who did what: a deed names who did it and on whom, for administrators and auditors of the tenant, page by page."""

import httpx
import pytest
from litestar import Litestar

from services.console import deeds
from services.kit import audit
from services.kit.clock import wall_time
from services.kit.db import Context
from tests.console.browsing import sign_in, submit
from tests.console.test_staff import id_of


async def test_a_deed_names_who_did_it_and_on_whom(app: Litestar, browser: httpx.AsyncClient) -> None:
    who = await id_of(app, "caseworker@paggaio")
    await sign_in(browser, "caseworker@paggaio")
    browser.cookies.clear()
    await sign_in(browser, "administrator@paggaio")
    await submit(browser, "/people", f"/people/{who}/sessions", {})
    await submit(browser, "/people", f"/people/{who}/resets", {})
    shown = (await browser.get("/deeds")).text
    assert "ended sessions" in shown
    assert "person read" not in shown, "what was looked at is no deed"
    assert "al_koura" not in shown
    about = (await browser.get("/deeds", params={"person": str(who)})).text
    assert "proposed a new sign-in" in about
    assert about.count("signed in<") == 1, "the administrator's own sign-in is not about them"


async def test_the_list_goes_on_where_a_page_ended(app: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deeds, "PAGE", 2)
    me, database, now = await id_of(app, "administrator@paggaio"), app.state.database, wall_time()
    tenant = next(each for each in database.tenants.values() if each.slug == "paggaio")
    context = Context(now=now, municipality_ids=(tenant.id,), actor_id=me)
    async with database.transaction(context) as transaction:
        for action in ("invited", "signed_out", "invited"):
            await audit.record(transaction, action, object_type="staff", object_ids=[me])
        first = await deeds.list_newest(transaction, me, None)
        rest = await deeds.list_newest(transaction, me, first[-1].id)
    assert [each.action for each in first] == ["invited", "signed_out"]
    assert rest[0].action == "invited"


async def test_a_caseworker_does_not_see_it(browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "caseworker@paggaio")
    assert (await browser.get("/deeds")).status_code == 403
