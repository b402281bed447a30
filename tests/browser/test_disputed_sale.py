"""An objection from both sides, and rules tried before they begin.

A holder objects to a sale, the shop hands in a photograph and answers, who decides opens it; a programme manager
tries a lower limit on the month of the sale.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.cashier import ask_for, at_work
from tests.browser.conftest import LANGUAGES, TillOf
from tests.browser.counter import PIN, Counter
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

PAPER = b"%PDF-1.7\n1 0 obj <<>> endobj"
DeskOf = Callable[..., Desk]


def sell(till_of: TillOf, counter: Counter, language: str) -> str:
    """Sell something to a customer; return the number of the card."""
    till = till_of(language)
    at_work(till, counter)
    number = counter.take_card()["number"]
    ask_for(till, "4.00", number)
    expect(till.locator("[data-verdict]")).to_have_class("verdict approved")
    return number


def object_to_it(holder: Desk, number: str) -> None:
    """The holder says that the amount is wrong."""
    holder.open("/my-card/sign-in?municipality=paggaio")
    holder.send("/my-card/sign-in", {"municipality": "paggaio", "number": number, "pin": PIN})
    holder.open("/my-purchases")
    assert holder.send(holder.action("/objections"), {"reason": "wrong_amount"}) == "/my-complaints"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scripts", [True, False])
def test_both_sides_of_an_objection_are_heard_and_rules_are_tried(
    till_of: TillOf, desk_of: DeskOf, counter: Counter, axe: Path, language: str, *, scripts: bool
) -> None:
    barriers: list[str] = []

    def look(desk: Desk, name: str) -> None:
        if scripts:
            barriers.extend(desk.judge(axe))
            wide = desk.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
            assert wide == 0, f"{name} is {wide} px wider than the screen"
            desk.picture(f"{name}_{language}_phone")

    def desk(username: str | None) -> Desk:
        return desk_of(username, language, at=counter.at, judged=scripts)

    holder = desk(None)
    object_to_it(holder, sell(till_of, counter, language))
    look(holder, "my_complaints")

    shop, objections = desk("merchant_officer.paggaio"), f"/merchants/{counter.merchant_id}/disputes"
    shop.wait_for(objections, 'form[action$="/answers"]')
    shop.follow('main a[href$="/papers"]')
    papers = shop.path
    shop.attach(papers, {"kind": "receipt"}, PAPER)
    look(shop, "dispute_papers")
    shop.open(objections)
    shop.send(f"{objections}/{papers.split('/')[2]}/answers", {"answer": "amount_is_right"})
    look(shop, "dispute_answered")

    decider = desk("dispute_officer.paggaio")
    decider.wait_for("/disputes", f'a[href="{papers}"]')
    look(decider, "disputes_to_decide")
    decider.follow(f'a[href="{papers}"]')
    paper = decider.take('main a[href^="/dispute-papers/"]')
    assert Path(paper.path()).read_bytes() == PAPER

    manager = desk("programme_manager.paggaio")
    manager.open("/programmes/gmi")
    month = manager.page.locator("#f-month option").first.get_attribute("value") or ""
    trial = manager.send("/programmes/gmi/trials", {"month": month, "pin_above_minor": "1"})
    manager.wait_for(trial, "main:not(:has(progress))")
    assert not manager.page.locator("p.notice.wait").count(), manager.said()
    assert manager.page.locator("dl.facts dd").first.inner_text().strip() != "0", "the sale of this month was looked at"
    look(manager, "trial")
    assert not barriers, "\n".join(barriers)
