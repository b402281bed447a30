"""Lists are taken along beside a registry: narrowed down, for a purpose, in the form that was chosen."""

from collections.abc import Callable
from typing import Any

from services.console.pages import lists
from services.kit.settings import Settings
from services.kit.tables import XLSX
from services.registry.cases.applications import State
from services.registry.privacy.purposes import PURPOSES
from tests.clients import Client
from tests.conftest import Run
from tests.console.browsing import submit
from tests.console.pages.test_account_payments import beside_registry
from tests.registry import factories

NOW = "2026-03-10T10:00:00+02:00"


def test_every_state_can_be_chosen_and_every_purpose_is_registrys() -> None:
    assert set(lists.STATES) == set(State.__args__)  # type: ignore[attr-defined]
    assert set(lists.FOR_LISTS) <= set(PURPOSES)


async def test_each_list_is_narrowed_down_and_handed_out(run: Run, settings_of: Callable[..., Settings]) -> None:
    async def enter(client: Client, _: Any) -> Any:
        await factories.decided(client)
        return await factories.assessed(client)

    async with beside_registry(run, settings_of, enter) as (browser_of, case):
        for browser in (browser_of("caseworker"), browser_of("supervisor")):
            browser.headers["Koinon-Time"] = NOW
            page, asked = "/lists?name=applications&status=in_review", {"purpose": "case_work", "format": "csv"}
            shown = (await browser.get(page)).text
            assert '<option value="in_review" selected>' in shown
            assert "To handle an application or a benefit." in shown
            assert "To check who owns or works in a shop." not in shown
            taken = await submit(browser, page, "/lists/applications", asked | {"status": "in_review"})
            assert (taken.status_code, taken.headers["content-type"]) == (200, "text/csv; charset=utf-8")
            (row,) = taken.text.splitlines()[1:]
            assert row.startswith(case["id"])
            page = "/lists?name=memberships"
            for day, rows in (("2026-03-01", 1), ("2020-03-01", 0), ("", 1)):
                taken = await submit(browser, page, "/lists/memberships", asked | {"on": day})
                assert len(taken.text.splitlines()[1:]) == rows, day
            page = "/lists?name=households"
            taken = await submit(browser, page, "/lists/households", asked | {"format": "xlsx"})
            assert (taken.headers["content-type"], taken.content[:2]) == (XLSX, b"PK")
            assert taken.headers["content-disposition"] == 'attachment; filename="households.xlsx"'


async def test_without_a_purpose_no_list_is_handed_out(run: Run, settings_of: Callable[..., Settings]) -> None:
    async def enter(client: Client, _: Any) -> Any:
        return await factories.assessed(client)

    async with beside_registry(run, settings_of, enter) as (browser_of, _):
        caseworker = browser_of("caseworker")
        refused = await submit(caseworker, "/lists", "/lists/applications", {"purpose": "", "format": "csv"})
        assert (refused.status_code, 'class="fault" id="f-purpose-fault"' in refused.text) == (400, True)
        assert (await caseworker.get("/lists?name=people")).status_code == 400
        assert (await browser_of("finance_officer").get("/lists")).status_code == 403
