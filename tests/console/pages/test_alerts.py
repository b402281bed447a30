"""An auditor's pages beside a reporting that answers: an alert is taken, closed with a reason, and put back."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from services.kit.settings import Settings
from tests.conftest import Run
from tests.console.browsing import sign_in, submit
from tests.console.pages.auditing import auditing
from tests.reporting.alerting import cut_up, look_for_all


@pytest.fixture
async def browser(run: Run, settings_of: Callable[..., Settings]) -> AsyncIterator[httpx.AsyncClient]:
    """An auditor of Paggaio, where a purchase was cut up; nobody has looked yet."""
    async with auditing(run, settings_of, cut_up().messages()) as (client, worker):
        assert await look_for_all(worker) == {"split_sales": 1}
        assert (await sign_in(client, "auditor@paggaio")).status_code == 303
        yield client


async def test_an_auditor_takes_an_alert_closes_it_and_puts_it_back(browser: httpx.AsyncClient) -> None:
    assert "Alerts that nobody looks into yet" in (await browser.get("/")).text
    queue = (await browser.get("/alerts")).text
    assert "One card paid 3 times at this shop within 30 minutes" in queue
    path = next(part.split('"')[0] for part in queue.split('href="')[1:] if part.startswith("/alerts/"))
    taken = await submit(browser, path, f"{path}/assign", {})
    assert (taken.status_code, taken.headers["location"]) == (303, path)
    refused = await submit(browser, path, f"{path}/close", {"conclusion": "explained", "reason": ""})
    assert refused.status_code == 400
    assert "What was it?" in refused.text
    closed = await submit(browser, path, f"{path}/close", {"conclusion": "explained", "reason": "Three children."})
    assert closed.status_code == 303
    assert "there was a good reason" in (await browser.get("/alerts?chosen=closed")).text
    back = await submit(browser, path, f"{path}/reopen", {"why": "They have none."})
    assert back.status_code == 303
    shown = (await browser.get(path)).text
    assert all(each in shown for each in ("Three children.", "They have none.", "Look into it"))
    assert (await submit(browser, "/alerts", "/alert-searches", {})).status_code == 303


async def test_tables_and_published_reports_are_handed_out(browser: httpx.AsyncClient) -> None:
    assert "Take the table" in (await browser.get("/reports")).text
    months = {"from_month": "2026-02-01", "until_month": "2026-02-01"}
    table = await submit(browser, "/reports", "/reports/tables", {"table": "declines", "format": "csv", **months})
    assert (table.status_code, table.headers["content-disposition"]) == (
        200,
        'attachment; filename="declines-2026-02.csv"',
    )
    assert (await browser.get("/reports/monitoring-sheet")).content.startswith(b"PK")
    none = await browser.get("/transparency/paggaio/reports/2026-02-01?language=el")
    assert none.status_code == 404
    assert "How this can be checked" not in (await browser.get("/transparency/paggaio/2026-02-01")).text
