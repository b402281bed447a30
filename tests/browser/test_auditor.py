"""An auditor on the narrowest phone: figures with their pictures, a line's money down to its entries, the ledger's days
beside what was heard, tables to take along, and a question that a pattern asks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import LANGUAGES
from tests.browser.counter import Counter
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

SMALL_MINOR = 1_600
"""Three times that is more than a sale without a PIN may cost."""


@pytest.fixture(scope="module")
def cut_up(counter: Counter) -> None:
    """Somebody has cut a purchase into three."""
    token = counter.take_card()["token"]
    for _ in range(3):
        counter.sell(token, SMALL_MINOR)


@pytest.mark.usefixtures("cut_up")
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_auditor_follows_the_money_on_a_phone(
    desk_of: Callable[..., Desk], counter: Counter, axe: Path, language: str
) -> None:
    auditor = desk_of("auditor.paggaio", language, judged=True)
    month = {"month": counter.months.month.isoformat()}
    barriers: list[str] = []

    def look(name: str) -> None:
        barriers.extend(auditor.judge(axe))
        auditor.picture(f"{name}_{language}_phone")
        wide = auditor.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
        assert wide == 0, f"{auditor.path} is {wide} px wider than the screen"

    auditor.open("/figures")
    auditor.send("/figures", month)
    assert auditor.page.locator("figure.picture svg").count() == 5, auditor.said()
    look("figures_of_a_month")
    auditor.follow('main a[href="/completeness"]')
    auditor.send("/completeness", month)
    look("completeness")
    auditor.wait_for(f"/budget-lines/{counter.line_id}", 'main a[href$="/trail"]')
    auditor.follow('main a[href$="/trail"]')
    look("trail")
    auditor.follow('main a[href$="/entries/payment"]')
    assert auditor.page.locator("main tbody tr").count(), auditor.said()
    look("entries")
    auditor.open("/reports")
    wanted = {"table": "spending", "format": "csv", "from_month": month["month"], "until_month": month["month"]}
    auditor.fill("/reports/tables", wanted)
    table = auditor.take('form[action="/reports/tables"] button[type="submit"]')
    assert Path(table.path()).read_text("utf-8-sig").startswith("month,")
    assert Path(auditor.take('main a[href="/reports/monitoring-sheet"]').path()).read_bytes().startswith(b"PK")
    look("reports")
    assert not barriers, "\n".join(barriers)


@pytest.mark.usefixtures("cut_up")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pattern_is_a_question_that_an_auditor_answers(
    desk_of: Callable[..., Desk], counter: Counter, axe: Path, language: str
) -> None:
    auditor = desk_of("auditor.paggaio", language, at=counter.at, judged=True)
    auditor.open("/alerts")
    auditor.send("/alert-searches")
    auditor.wait_for("/alerts", 'main a[href^="/alerts/"]')
    barriers = auditor.judge(axe)
    auditor.picture(f"alerts_{language}_phone")
    auditor.follow('main a[href^="/alerts/"]')
    alert = auditor.path
    auditor.send(f"{alert}/assign")
    barriers += auditor.judge(axe)
    auditor.picture(f"alert_{language}_phone")
    auditor.send(f"{alert}/close", {"conclusion": "explained", "reason": "πανηγύρι"})
    auditor.open("/alerts?chosen=closed")
    assert auditor.page.locator(f'main a[href="{alert}"]').count(), auditor.said()
    auditor.open(alert)
    auditor.send(f"{alert}/reopen", {"why": "ξανά"})
    assert auditor.page.locator(f'form[action="{alert}/assign"]').count(), auditor.said()
    assert not barriers, "\n".join(barriers)
