"""A paper that cannot be read is replaced by a better picture beside a registry: that one counts instead."""

import re
from collections.abc import Callable
from typing import Any

import httpx

from services.kit.settings import Settings
from tests.clients import Client
from tests.conftest import Run
from tests.console.browsing import hidden_fields
from tests.console.pages.test_account_payments import beside_registry
from tests.kit.test_files import JPEG, PDF, PNG
from tests.registry import factories


async def chosen(browser: httpx.AsyncClient, case: str, action: str, content: bytes, **fields: str) -> httpx.Response:
    """Choose a file in a form of a case and send it."""
    own = hidden_fields((await browser.get(case)).text, action)
    return await browser.post(action, data={**own, **fields}, files={"file": ("paper", content)})


def missing(html: str) -> set[str]:
    """Return the papers that a case is said to lack."""
    form = next(part for part in html.split("<form ") if '/evidence"' in part.split(">", 1)[0])
    return set(re.findall(r'name="kinds\[\]" value="(\w+)"', form.split("</form>")[0]))


async def test_a_better_picture_takes_the_place_of_a_paper(run: Run, settings_of: Callable[..., Settings]) -> None:
    async def enter(client: Client, _: Any) -> Any:
        return await factories.assessed(client, evidence=[])

    async with beside_registry(run, settings_of, enter) as (browser_of, entered):
        caseworker, case = browser_of("caseworker"), f"/applications/{entered['id']}"
        assert (await chosen(caseworker, case, f"{case}/papers", PNG, kind="identity")).status_code == 303
        shown = (await caseworker.get(case)).text
        action = "/papers/" + shown.split('action="/papers/', 1)[1].split('"', 1)[0]
        assert action.endswith("/replacement")
        nothing = await chosen(caseworker, case, action, b"")
        assert (nothing.status_code, "Choose a file first." in nothing.text) == (400, True)
        same = await chosen(caseworker, case, action, PNG)
        assert (same.status_code, same.text.count('class="fault"')) == (400, 1), "said at this paper only"
        assert "This is the file that is there already" in same.text
        assert (await chosen(caseworker, case, action, JPEG)).headers["location"] == case
        replaced = (await caseworker.get(case)).text
        assert replaced.index("Replaced by a better one") < replaced.index("In the place of a former one")
        assert f'action="{action}"' not in replaced
        assert missing(replaced) == {*factories.EVIDENCE} - {"identity"}, "the better one counts as seen"
        supervisor = (await browser_of("supervisor").get(case)).text
        assert "Replaced by a better one" in supervisor
        assert "/replacement" not in supervisor


async def test_a_refused_paper_is_replaced_too(run: Run, settings_of: Callable[..., Settings]) -> None:
    async def enter(client: Client, _: Any) -> Any:
        return await factories.assessed(client, evidence=[])

    async with beside_registry(run, settings_of, enter) as (browser_of, entered):
        caseworker, case = browser_of("caseworker"), f"/applications/{entered['id']}"
        await chosen(caseworker, case, f"{case}/papers", PNG, kind="identity")
        paper = "/papers/" + (await caseworker.get(case)).text.split('href="/papers/', 1)[1].split('"', 1)[0]
        refusing = hidden_fields((await caseworker.get(case)).text, f"{paper}/reject")
        await caseworker.post(f"{paper}/reject", data={**refusing, "reason": "unreadable"})
        assert "identity" in missing((await caseworker.get(case)).text)
        assert (await chosen(caseworker, case, f"{paper}/replacement", PDF)).status_code == 303
        shown = (await caseworker.get(case)).text
        assert "Refused:" in shown
        assert "identity" not in missing(shown)
