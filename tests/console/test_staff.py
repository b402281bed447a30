"""Staff and roles: one administrator lets somebody in, two give the roles, tenants stay apart."""

from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from services.console import sessions, staff
from services.kit.clock import wall_time
from tests.console.browsing import hidden_fields, sign_in, submit
from tests.console.conftest import PASSWORD
from tests.console.test_tokens import ask

NEW = {
    "username": "maria.k",
    "password": "a long first password",
    "given_name": "Μαρία",
    "family_name": "Κωνσταντίνου",
}


async def bearer(client: httpx.AsyncClient, username: str) -> dict[str, str]:
    """Headers with somebody's token."""
    return {"authorization": f"Bearer {(await ask(client, username)).json()['access_token']}"}


async def id_of(app: Litestar, username: str) -> UUID:
    """The id of somebody who signs in."""
    database = app.state.database
    async with database.transaction(sessions.every_tenant(database, wall_time())) as transaction:
        found = await staff.find_credentials(transaction, username)
    assert found is not None
    return found.id


async def test_two_administrators_give_a_role(browser: httpx.AsyncClient) -> None:
    first, second = await bearer(browser, "administrator@paggaio"), await bearer(browser, "administrator2@paggaio")
    added = (await browser.post("/staff", json=NEW, headers=first | {"idempotency-key": "1"})).json()
    assert added["roles"] == []
    again = await browser.post("/staff", json=NEW, headers=first | {"idempotency-key": "1"})
    assert (again.json()["id"], again.headers["idempotent-replayed"]) == (added["id"], "true")
    proposed = await browser.post(
        f"/staff/{added['id']}/roles", json={"roles": ["caseworker"]}, headers=first | {"idempotency-key": "2"}
    )
    path, body = f"/role-proposals/{proposed.json()['id']}/approve", {"payload_hash": proposed.json()["payload_hash"]}
    own = await browser.post(path, json=body, headers=first | {"idempotency-key": "3"})
    assert (own.status_code, own.json()["type"]) == (409, "/problems/same-actor")
    agreed = await browser.post(path, json=body, headers=second | {"idempotency-key": "3"})
    assert agreed.json()["roles"] == ["caseworker"]
    assert (await ask(browser, "maria.k", NEW["password"])).status_code == 200


async def test_nobody_gives_roles_to_themselves(app: Litestar, browser: httpx.AsyncClient) -> None:
    first, second = await bearer(browser, "administrator@paggaio"), await bearer(browser, "administrator2@paggaio")
    me = await id_of(app, "administrator@paggaio")
    body = {"roles": ["finance_approver"]}
    own = await browser.post(f"/staff/{me}/roles", json=body, headers=first | {"idempotency-key": "1"})
    assert (own.status_code, own.json()["type"]) == (409, "/problems/same-actor")
    proposed = await browser.post(f"/staff/{me}/roles", json=body, headers=second | {"idempotency-key": "2"})
    path, quoted = f"/role-proposals/{proposed.json()['id']}/approve", {"payload_hash": proposed.json()["payload_hash"]}
    agreed = await browser.post(path, json=quoted, headers=first | {"idempotency-key": "3"})
    assert (agreed.status_code, agreed.json()["type"]) == (409, "/problems/same-actor")


@pytest.mark.parametrize("username", ["caseworker@paggaio"])
async def test_others_do_not_administer(browser: httpx.AsyncClient, username: str) -> None:
    refused = await browser.post("/staff", json=NEW, headers=await bearer(browser, username) | {"idempotency-key": "1"})
    assert refused.status_code == 403
    await sign_in(browser, username)
    assert (await browser.get("/people")).status_code == 403
    start = await browser.get("/")
    assert 'href="/people"' not in start.text


async def test_people_of_another_tenant_are_not_shown(browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "administrator@al_koura")
    shown = await browser.get("/people")
    assert "administrator2@al_koura" in shown.text
    assert "paggaio" not in shown.text


async def test_the_page_lets_somebody_in_and_says_what_is_wrong(browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "administrator@paggaio")
    refused = await submit(
        browser, "/people", "/people", NEW | {"language": "el", "username": "administrator2@paggaio"}
    )
    assert refused.status_code == 409
    assert "Another person signs in with this username" in refused.text
    assert 'value="Μαρία"' in refused.text
    assert NEW["password"] not in refused.text
    malformed = await submit(browser, "/people", "/people", NEW | {"language": "el", "username": "No Good"})
    assert malformed.status_code == 400
    assert 'id="f-username-fault"' in malformed.text
    new = {name: value for name, value in NEW.items() if name != "password"}
    done = await submit(browser, "/people", "/people", new | {"language": "el"})
    assert (done.status_code, "maria.k" in done.text) == (200, True)
    assert "Μαρία Κωνσταντίνου" in (await browser.get("/people")).text


async def test_a_suspended_person_is_out_at_once(app: Litestar, browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "caseworker@paggaio")
    secret = browser.cookies["session"]
    browser.cookies.delete("session")
    await sign_in(browser, "administrator@paggaio")
    shown = await browser.get("/people")
    action = f"/people/{await id_of(app, 'caseworker@paggaio')}/state"
    done = await browser.post(action, data=hidden_fields(shown.text, action))
    assert done.status_code == 303
    assert await sessions.find(app.state.database, secret, wall_time()) is None
    assert (await ask(browser, "caseworker@paggaio", PASSWORD)).status_code == 401


async def test_colleagues_are_known_by_their_usernames(app: Litestar) -> None:
    me, database = await id_of(app, "caseworker@paggaio"), app.state.database
    context = sessions.every_tenant(database, wall_time())
    async with database.transaction(context) as transaction:
        assert await staff.usernames(transaction, [me, None]) == {me: "caseworker@paggaio"}
