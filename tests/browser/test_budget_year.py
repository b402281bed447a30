"""A budget's year with nothing but the pages: lines for two years, money moved, carried over and closed; and what a
shop is charged and given back. Everything is proposed by one person and agreed to by another."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.browser.budgeting import fund
from tests.browser.casework import DeskOf, serials
from tests.browser.desks import PATIENCE_S, Desk
from tests.browser.test_greek_path import open_shop
from tests.sizes import PROVE

pytestmark = pytest.mark.browser

NOW = datetime(2026, 3, 12, 8, tzinfo=UTC)


def named_line(officer: Desk, language: str, year: int) -> str:
    """A line for a year; return its path."""
    officer.open("/budget-lines")
    days = {"valid_from": f"{year}-01-01", "valid_until": f"{year}-12-31"}
    name = f"ΚΑΕ {year}.{next(serials)} {language}"
    return officer.send("/budget-lines", {"name": name, "programme": "gmi", "purpose": "benefits", **days})


def agree(approver: Desk) -> None:
    """The second person agrees to what is on the page."""
    approver.send(approver.action("/approve"))


def amount(language: str, whole: int) -> str:
    """An amount as it is written in a language."""
    return f"{whole},00" if language == "el" else f"{whole}.00"


def id_of(path: str) -> str:
    """Return the id at a path's end."""
    return path.rsplit("/", 1)[1]


def end_year(officer: Desk, approver: Desk, axe: Path, language: str) -> list[str]:
    """Money is moved to next year's line, the rest is carried over, and that line is closed too."""
    this, following = named_line(officer, language, 2026), named_line(officer, language, 2027)
    officer.open(this)
    officer.send(f"{this}/fundings", {"amount_minor": amount(language, 900), "decision_number": "ΑΔΣ 21/2026"})
    approver.open(this)
    agree(approver)
    officer.open(this)
    barriers = officer.judge(axe)
    officer.picture(f"budget_year_{language}_phone")
    moved = {"to_line_id": id_of(following), "amount_minor": amount(language, 100), "decision_number": "ΑΔΣ 22/2026"}
    officer.send(f"{this}/moves", moved)
    approver.open("/agreements")
    approver.picture(f"agreements_move_{language}")
    approver.send(f"/finance/proposals/{proposal_about(approver, this)}/approve")
    officer.open(this)
    officer.send(f"{this}/carry-over", {"to_line_id": id_of(following)})
    barriers += officer.judge(axe)
    officer.picture(f"carry_over_{language}_phone")
    officer.send(f"{this}/carry-over", {"decision_number": "ΑΔΣ 23/2026"})
    approver.open(this)
    agree(approver)
    approver.picture(f"budget_line_carried_over_{language}")
    assert approver.page.locator(f'.notice a[href="{following}"]').count(), approver.said()
    officer.open(following)
    officer.send(f"{following}/closing", {"decision_number": "ΑΔΣ 24/2026"})
    approver.open(following)
    agree(approver)
    officer.open(following)
    assert officer.page.locator(".state-closed").count(), officer.said()
    officer.picture(f"budget_line_closed_{language}_phone")
    return barriers


def proposal_about(approver: Desk, subject: str) -> str:
    """Return the proposal that waits about something, from the page of what is to be agreed to."""
    box = approver.page.locator("section.box", has=approver.page.locator(f'a[href="{subject}"]')).first
    return (box.locator('form[action$="/approve"]').get_attribute("action") or "").split("/")[3]


def charge(officer: Desk, approver: Desk, axe: Path, language: str, shop: str, line: str) -> list[str]:
    """A shop pays something back; it was wrong, and is given back."""
    officer.open("/settlements")
    officer.follow('main a[href="/charges"]')
    officer.send("/charges/fees", {"programme": "gmi", "month": "2026-02"})
    barriers = officer.judge(axe)
    officer.open("/charges")
    officer.follow('main a[href^="/charges/claw-backs"]')
    barriers += officer.judge(axe)
    officer.picture(f"claw_back_{language}_phone")
    asked = {
        "merchant_id": id_of(shop), "amount_minor": amount(language, 40), "reason": "goods_not_given",
        "budget_line_id": id_of(line), "decision_number": "ΑΔΣ 25/2026",
    }  # fmt: skip
    propose_until_heard(officer, "/charges/claw-backs", asked)
    barriers += officer.judge(axe)
    officer.picture(f"charges_waiting_{language}_phone")
    approver.open("/agreements")
    approver.picture(f"agreements_claw_back_{language}")
    approver.send(f"/finance/proposals/{proposal_about(approver, f'/charges?merchant_id={id_of(shop)}')}/approve")
    officer.open(f"/charges?merchant_id={id_of(shop)}")
    officer.follow('main a[href^="/charges/0"]')
    charged = officer.path
    officer.send(f"{charged}/reversal", {"decision_number": "ΑΔΣ 26/2026"})
    barriers += officer.judge(axe)
    officer.picture(f"charge_{language}_phone")
    approver.open(charged)
    agree(approver)
    officer.open(f"/charges?merchant_id={id_of(shop)}")
    assert officer.page.locator(".state-taken_back").count() == 1, officer.said()
    officer.picture(f"charges_{language}_phone")
    return barriers


def propose_until_heard(officer: Desk, action: str, fields: dict[str, str]) -> None:
    """Send a form until cards has heard of the shop that it is about."""
    deadline = time.monotonic() + PATIENCE_S
    while officer.path == action:
        assert time.monotonic() < deadline, officer.said()
        officer.fill(action, fields)
        with officer.page.expect_navigation():
            officer.page.locator(f'form[action="{action}"] button').click()
    officer.complaints[:] = [each for each in officer.complaints if "404" not in each]
    officer.look()


@pytest.mark.timeout(360)
@pytest.mark.parametrize("language", ["el", "ar", *(["en"] if PROVE else [])])
def test_a_budgets_year_and_what_shops_are_charged(desk_of: DeskOf, axe: Path, language: str) -> None:
    line = fund(desk_of, language)
    shop = open_shop(desk_of, language)
    officer = desk_of("finance_officer.paggaio", language, at=NOW, judged=True)
    approver = desk_of("finance_approver.paggaio", language, at=NOW)
    barriers = end_year(officer, approver, axe, language)
    barriers += charge(officer, approver, axe, language, shop, line)
    assert not barriers, "\n".join(barriers)
