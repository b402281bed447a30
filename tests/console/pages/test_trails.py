"""Figures with pictures, the way of a line's money and completeness, beside a reporting that has heard two months."""

from collections.abc import Callable

from contracts.cards import BudgetLineFunded
from services.kit.settings import Settings
from tests.conftest import Run
from tests.console.browsing import sign_in
from tests.console.pages.auditing import auditing
from tests.reporting.year import year


async def test_who_may_know_follows_the_money_and_an_auditor_opens_its_entries(
    run: Run, settings_of: Callable[..., Settings]
) -> None:
    log = year(households=30, shops=8, months=2)
    line_id = next(each.subject for each in log.envelopes if each.type == BudgetLineFunded.type)
    path = f"/budget-lines/{line_id}"
    async with auditing(run, settings_of, log.messages()) as (browser, _):
        assert (await sign_in(browser, "programme_manager@paggaio")).status_code == 303
        figures = (await browser.get("/figures?month=2025-12-01")).text
        assert figures.count("<svg ") == 5
        assert all(each in figures for each in ("Where the money went", "Spending by area", "€4,014.00"))
        assert "<svg " not in (await browser.get("/figures?month=")).text
        assert (await browser.get("/figures?month=never")).status_code == 400
        trail = (await browser.get(f"{path}/trail")).text
        assert "Still with households" in trail
        assert "Their suppliers" not in trail
        assert "/entries/" not in trail
        assert (await browser.get(f"{path}/entries/payment")).status_code == 403
        assert "Every closed day agrees." in (await browser.get("/completeness?month=2025-12-01")).text
        browser.cookies.clear()
        assert (await sign_in(browser, "auditor@paggaio")).status_code == 303
        opened = (await browser.get(f"{path}/trail")).text
        assert "Their suppliers" in opened
        assert f'href="{path}/entries/payment"' in opened
        assert "Nothing here." in (await browser.get(f"{path}/entries/payment")).text
