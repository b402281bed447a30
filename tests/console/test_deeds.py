"""Who did what: deeds of every service in one list, by a person, about something, on a day, page by page."""

import re
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from services.console import deeds
from services.kit import audit
from services.kit.audit import Deed
from services.kit.clock import wall_time
from services.kit.db import Context, uuid7
from tests.console.browsing import sign_in, submit
from tests.console.test_staff import id_of

WRITTEN = re.compile(r'\brecord\(\s*\w+,\s*"(\w+)",\s*object_type')


async def test_a_deed_names_who_did_it_and_on_whom(app: Litestar, browser: httpx.AsyncClient) -> None:
    who = await id_of(app, "caseworker@paggaio")
    await sign_in(browser, "caseworker@paggaio")
    browser.cookies.clear()
    await sign_in(browser, "administrator@paggaio")
    await submit(browser, "/people", f"/people/{who}/sessions", {})
    await submit(browser, "/people", f"/people/{who}/resets", {})
    shown = (await browser.get("/deeds")).text
    assert "ended sessions" in shown
    assert "opened a person" not in shown, "what was looked at is no deed"
    assert "al_koura" not in shown
    assert "The service <bdi>registry</bdi> does not answer just now" in shown
    about = (await browser.get("/deeds", params={"about": str(who), "by": "", "day": ""})).text
    assert "proposed a new sign-in" in about, "a proposal is about whom it is for"
    by = (await browser.get("/deeds", params={"by": str(who), "looks": "1"})).text
    assert by.count("– signed in") == 1, "another one's sign-in is not theirs"
    assert "– signed in" not in (await browser.get(f"/deeds?by={who}&day=2020-01-01")).text
    assert "opened a person" in (await browser.get("/deeds", params={"looks": "1"})).text


async def test_the_list_goes_on_where_a_page_ended(
    app: Litestar, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deeds, "PAGE", 2)
    me, database = await id_of(app, "administrator@paggaio"), app.state.database
    tenant = next(each for each in database.tenants.values() if each.slug == "paggaio")
    context = Context(now=wall_time(), municipality_ids=(tenant.id,), actor_id=me)
    await sign_in(browser, "administrator@paggaio")
    async with database.transaction(context) as transaction:
        for action in ("invited", "staff_added", "password_changed"):
            await audit.record(transaction, action, object_type="staff", object_ids=[me])
    first = (await browser.get("/deeds")).text
    assert first.index("chose a password") < first.index("let somebody in")
    assert "made an invitation" not in first
    following = first.rpartition('href="/deeds?')[2].split('"')[0].replace("&amp;", "&")
    assert "made an invitation" in (await browser.get(f"/deeds?{following}")).text


@pytest.mark.parametrize("query", ["by=somebody", "day=tomorrow", "about=1", f"by={'a' * 41}"])
async def test_what_is_no_person_and_no_day_is_refused(browser: httpx.AsyncClient, query: str) -> None:
    await sign_in(browser, "administrator@paggaio")
    assert (await browser.get(f"/deeds?{query}")).status_code == 400


async def test_a_caseworker_does_not_see_it(browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "caseworker@paggaio")
    assert (await browser.get("/deeds")).status_code == 403


def test_deeds_of_all_services_are_in_one_order() -> None:
    ids = sorted(uuid7() for _ in range(deeds.PAGE + 3))
    found = {"cards": [deed(each) for each in ids[::-2]], "registry": None, "console": [deed(i) for i in ids[-2::-2]]}
    assert [each.id for each in deeds.newest(found)] == ids[: -deeds.PAGE - 2 : -1]


def deed(id_: UUID) -> Deed:
    """A deed with this id."""
    return Deed(
        id=id_, at=wall_time(), actor_id=id_, actor_roles=[], action="invited", object_type="staff", object_id=id_
    )


def test_every_deed_that_a_service_writes_down_has_a_name() -> None:
    source = "\n".join(path.read_text() for path in Path("services").rglob("*.py"))
    written = set(WRITTEN.findall(source))
    assert len(written) > 50
    assert written <= set(deeds.NAMES), f"name them in services/console/deeds.py: {written - set(deeds.NAMES)}"
    kinds = set(re.findall(r'^[A-Z_]+(?:: Final)? = "(\w+)"$', source, re.M)) & set(deeds.KINDS)
    assert kinds | {"pin_unlock"} == set(deeds.KINDS), "what nobody proposes any more needs no name"


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("card_lost", ["noted a card as lost"]),
        ("dispute_decision_approved", ["A dispute to be decided", "agreed to"]),
        ("merge_persons_rejected", ["Two files of one person made one", "refused"]),
        ("something_new", ["something new"]),
    ],
)
def test_a_deed_is_called_what_was_done(action: str, name: list[str]) -> None:
    assert deeds.called(action) == name
