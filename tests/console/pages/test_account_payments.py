"""Payments to accounts and work on a case, beside a registry: what one proposes another agrees to, and all is shown."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
from joserfc.jwk import KeySet

from services.console import accounts
from services.kit.events.inbox import Outcome, apply
from services.kit.settings import Settings
from tests import databases
from tests.clients import Client
from tests.conftest import Run
from tests.console.browsing import sign_in, submit
from tests.console.conftest import SAME_ORIGIN, account
from tests.journeys.serving import serve, served_alone
from tests.registry import account_factories as make
from tests.registry import factories

PAGE = "/account-payments"
ROLES = ("caseworker", "supervisor", "finance_officer", "finance_approver")
BrowserOf = Callable[[str], httpx.AsyncClient]


@asynccontextmanager
async def beside_registry(
    run: Run, settings_of: Callable[..., Settings], enter: Callable[[Client, Any], Any]
) -> AsyncIterator[tuple[BrowserOf, Any]]:
    """Yield browsers of people who have signed in, and what was entered in registry before they came."""
    urls = await databases.clone(run.admin_url, run.keys, "console")
    settings = msgspec.structs.replace(settings_of("console", urls), peers={"registry": "http://registry"})
    admin_url = run.admin_url.rpartition("/")[0] + f"/{urls.name}"
    async with (
        served_alone("registry", run, settings_of) as registry,
        serve("console", urls, settings, admin_url=admin_url) as console,
        httpx.AsyncClient(mounts={"http://registry": httpx.ASGITransport(registry.app)}) as between,  # type: ignore[arg-type]
    ):

        async def deliver(message: bytes) -> Outcome:
            return await apply(registry.app.state.worker_database, registry.service.reader, message)

        entered = await enter(registry.client("paggaio", by="maria caseworker"), deliver)
        registry.app.state.authenticator.people.keys = KeySet([console.app.state.token_key])
        console.app.state.http = between
        await accounts.add_first(
            console.app.state.worker_database, [account(role, "paggaio", role) for role in ROLES], repeatable=True
        )
        transport = httpx.ASGITransport(console.app)  # type: ignore[arg-type]
        browsers = {
            role: httpx.AsyncClient(transport=transport, base_url="http://console", headers=SAME_ORIGIN)
            for role in ROLES
        }
        for role, browser in browsers.items():
            assert (await sign_in(browser, f"{role}@paggaio")).status_code == 303
        yield browsers.__getitem__, entered
        for browser in browsers.values():
            await browser.aclose()
    await databases.drop(run.admin_url, urls)


async def sent(browser: httpx.AsyncClient, page: str, action: str, **fields: str) -> str:
    """Send a form of a page that is carried out, and return the page as it is then."""
    answer = await submit(browser, page, action, fields)
    assert answer.status_code == 303, answer.text
    return (await browser.get(page)).text


async def test_two_people_withdraw_payments_and_a_supervisor_gives_a_case_to_a_colleague(
    run: Run, settings_of: Callable[..., Settings]
) -> None:
    async def enter(client: Client, deliver: Any) -> tuple[Any, Any, Any]:
        share = await make.returned(client, deliver)
        approved = await make.approved(
            client, await make.reserved(client, deliver, make.share_of(await make.member(client)))
        )
        return share, approved, await factories.assessed(client)

    async with beside_registry(run, settings_of, enter) as (browser_of, (share, file, case)):
        officer, approver, caseworker = map(browser_of, ("finance_officer", "finance_approver", "caseworker"))
        assert "It is proposed to withdraw this file" in await sent(
            officer, PAGE, f"{PAGE}/files/{file['id']}/withdraw"
        )
        assert f"{PAGE}/withdrawals/" not in (await officer.get(PAGE)).text, "nobody agrees to what they proposed"
        assert "state-cancelled" in await sent(approver, PAGE, f"{PAGE}/withdrawals/{file['id']}")
        assert (await submit(officer, PAGE, f"{PAGE}/shares/{share['id']}/reopen", {})).status_code == 409
        household = f"/households/{share['household_id']}"
        seen = await sent(caseworker, household, f"{household}/account-shares/{share['id']}")
        assert "The account was seen anew." in seen
        assert "It is proposed never to pay this." in await sent(officer, PAGE, f"{PAGE}/shares/{share['id']}/cancel")
        assert "came-back" not in await sent(approver, PAGE, f"{PAGE}/cancellations/{share['id']}")
        await work_on_case(caseworker, browser_of("supervisor"), f"/applications/{case['id']}")


async def work_on_case(caseworker: httpx.AsyncClient, supervisor: httpx.AsyncClient, case: str) -> None:
    """A case is taken, given back, given by a supervisor, and waits while nobody has found the household."""
    assert "Nobody works on it yet." in (await caseworker.get(case)).text
    assert "Give it back" in await sent(caseworker, case, f"{case}/assignment")
    assert "Nobody works on it yet." in await sent(caseworker, case, f"{case}/assignment")
    shown = (await supervisor.get(case)).text
    (colleague,) = re.findall(r'<option value="([^"]+)"[^>]*>caseworker@paggaio', shown)
    given = await sent(supervisor, case, f"{case}/assignment", assignee_id=colleague)
    assert "<bdi>caseworker@paggaio</bdi>" in given
    found = {"method": "visit", "checked_on": "2026-01-12"}
    due = "Nobody can approve it until a check has found the household here."
    assert due in await sent(caseworker, case, f"{case}/residence-checks", outcome="not_found", **found)
    assert due not in await sent(caseworker, case, f"{case}/residence-checks", outcome="lives_here", **found)
    future = found | {"outcome": "lives_here", "checked_on": "2999-01-01"}
    refused = await submit(caseworker, case, f"{case}/residence-checks", future)
    assert refused.status_code == 400
    assert "This day is in the future." in refused.text
