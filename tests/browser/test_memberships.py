"""What becomes of a benefit after it was granted: work offered, money claimed back, suspended, ended, by two people.

The caseworker works in one language, those who decide in the other; a phone's width, without a script but axe-core's.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.browser.casework import ENROLMENT, enter_household
from tests.browser.conftest import LANGUAGES
from tests.browser.counter import Counter
from tests.browser.desks import Desk
from tests.browser.test_household_life import happen

pytestmark = pytest.mark.browser

DeskOf = Callable[..., Desk]
PAIRS = [(each, "ar" if each == "el" else "el") for each in LANGUAGES]


class Looking:
    """Judges pages on a phone, and leaves pictures of them."""

    def __init__(self, axe: Path) -> None:
        self.axe = axe
        self.barriers: list[str] = []

    def at(self, desk: Desk, name: str) -> None:
        self.barriers += desk.judge(self.axe)
        wide = desk.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
        assert wide == 0, f"{name} is {wide} px wider than the screen"
        desk.picture(f"{name}_{desk.language}_phone")


@pytest.fixture
def looking(axe: Path) -> Looking:
    return Looking(axe)


def membership_of(caseworker: Desk, holder_id: str) -> str:
    """Go from a person over the household to what it is entitled to; return the path."""
    caseworker.open(f"/persons/{holder_id}")
    caseworker.follow('main .cards a[href^="/households/"]')
    caseworker.follow('main a[href^="/memberships/"]')
    return caseworker.path


def offer_work(caseworker: Desk, membership: str) -> None:
    """Note two offers of work to somebody of the household: one is declined, one taken."""
    person_id = caseworker.page.locator("#offer-person option").nth(1).get_attribute("value") or ""
    offered = {"person_id": person_id, "offered_on": "2020-01-02"}
    caseworker.send(f"{membership}/job-offers", offered | {"reference": f"D-{membership[-6:]}"})
    caseworker.send(caseworker.action("/refused"), {"reason": "too_far", "justified": "true"})
    caseworker.send(f"{membership}/job-offers", offered | {"reference": f"A-{membership[-6:]}"})
    caseworker.send(caseworker.action("/accepted"))


def agree(decider: Desk, page: str) -> None:
    """Agree as the second person to what waits on a page."""
    decider.open(page)
    decider.send(decider.action("/agree"))


@pytest.mark.parametrize(("language", "other"), PAIRS)
def test_money_without_a_right_is_claimed_back_and_seen_by_two_people_of_finance(
    desk_of: DeskOf, counter: Counter, looking: Looking, language: str, other: str
) -> None:
    at = counter.at
    caseworker = desk_of("caseworker.paggaio", language, at=at, judged=True)
    membership = membership_of(caseworker, counter.take_card()["holder_id"])
    offer_work(caseworker, membership)
    month = caseworker.page.locator('[name="months[]"]').first.get_attribute("value") or ""
    caseworker.send(f"{membership}/set-offs", {"months[]": month})
    assert not caseworker.page.locator('main form[action$="/agree"]').count(), "nobody agrees to what they proposed"
    looking.at(caseworker, "membership_claimed")
    decider = desk_of("supervisor.paggaio", other, at=at, judged=True)
    decider.open("/memberships")
    looking.at(decider, "memberships")
    agree(decider, membership)
    debt = decider.page.locator('main a[href^="/set-offs/"]').first.get_attribute("href") or ""
    officer = desk_of("finance_officer.paggaio", language, at=at, judged=True)
    officer.open("/set-offs")
    officer.open(debt)
    amount = {"amount_minor": "1,00" if language == "el" else "1.00", "received_on": at.date().isoformat()}
    officer.send(f"{debt}/repayments", amount | {"receipt": f"R-{debt[-8:]}"})
    assert not officer.page.locator('main form[action$="/confirm"]').count()
    looking.at(officer, "debt")
    approver = desk_of("finance_approver.paggaio", other, at=at, judged=True)
    approver.open("/set-offs")
    looking.at(approver, "debts")
    approver.open(debt)
    approver.send(approver.action("/confirm"))
    assert not approver.page.locator('main form[action$="/confirm"]').count()
    caseworker.open(debt)
    caseworker.send(f"{debt}/lift", {"reason": "hardship"})
    agree(decider, debt)
    looking.at(decider, "debt_lifted")
    assert not looking.barriers, "\n".join(looking.barriers)


@pytest.mark.parametrize(("language", "other"), PAIRS)
def test_a_decision_is_looked_at_again_after_the_household_has_changed(
    desk_of: DeskOf, counter: Counter, looking: Looking, language: str, other: str
) -> None:
    caseworker = desk_of("caseworker.paggaio", language, at=counter.at, judged=True)
    caseworker.open(f"/persons/{counter.take_card()['holder_id']}")
    caseworker.follow('main .cards a[href^="/households/"]')
    household, today = caseworker.path, counter.at.date().isoformat()
    name = f"Νέο{''.join('αβγδεζηικλμ'[int(each, 16) % 11] for each in household[-6:])}"
    child = {"given_name": name, "family_name": "Δοκιμαστικός", "born_on": today}
    happen(caseworker, household, "birth", {f"member/person/{field}": value for field, value in child.items()})
    supervisor = desk_of("supervisor.paggaio", other, at=counter.at, judged=True)
    caseworker.open("/second-looks")
    looking.at(caseworker, "second_looks")
    supervisor.follow('main a[href="/second-looks"]')
    waiting = supervisor.page.locator(f'main li:has(a[href="{household}/changes"]) form')
    supervisor.send(waiting.get_attribute("action") or "", {"outcome": "stands"})
    assert not waiting.count()
    supervisor.open("/second-looks?looked=true")
    assert supervisor.page.locator(f'main a[href="{household}/changes"]').count()
    looking.at(supervisor, "second_looks_done")
    assert not looking.barriers, "\n".join(looking.barriers)


@pytest.mark.parametrize(("language", "other"), PAIRS)
def test_a_membership_is_suspended_goes_on_and_is_revoked(
    desk_of: DeskOf, counter: Counter, looking: Looking, language: str, other: str
) -> None:
    caseworker = desk_of("caseworker.paggaio", language, at=counter.at, judged=True)
    membership = membership_of(caseworker, counter.take_card()["holder_id"])
    decider = desk_of("supervisor.paggaio", other, at=counter.at, judged=True)
    decider.open(membership)
    decider.send(f"{membership}/steps/suspend", {"reason": "tax_discrepancy"})
    caseworker.open(membership)
    looking.at(caseworker, "membership_suspended")
    caseworker.send(f"{membership}/steps/lift", {"reason": "tax_clarified"})
    agree(decider, membership)
    caseworker.open(membership)
    caseworker.send(f"{membership}/steps/exit", {"reason": "own_request"})
    decider.open(membership)
    decider.send(decider.action("/refuse"))
    caseworker.open(membership)
    month = caseworker.page.locator("#revoke-from option").last.get_attribute("value") or ""
    revoked = {"reason": "false_statement", "still_eligible": "false", "undue_from": month}
    caseworker.send(f"{membership}/steps/revoke", revoked)
    decider.open(membership)
    looking.at(decider, "membership_to_revoke")
    decider.send(decider.action("/agree"))
    looking.at(decider, "membership_revoked")
    assert decider.page.locator(".state-exited").count()
    assert not looking.barriers, "\n".join(looking.barriers)


@pytest.mark.parametrize(("language", "other"), PAIRS)
def test_a_public_decision_lets_memberships_last_longer(
    desk_of: DeskOf, counter: Counter, looking: Looking, language: str, other: str
) -> None:
    assert counter.line_id
    first = desk_of("supervisor.paggaio", language, at=counter.at, judged=True)
    first.open("/memberships")
    first.follow('main a[href="/extensions"]')
    day = counter.at.date()
    period = {"ending_from": day.isoformat(), "ending_until": (day + timedelta(days=400)).isoformat()}
    said = {"programme": "gmi", "decision_number": f"Δ13/οικ.47-{language}", "months": "1"}
    extension = first.send("/extensions", period | said)
    looking.at(first, "extension")
    assert not first.page.locator('main form[action$="/confirm"]').count()
    second = desk_of("supervisor2.paggaio", other, at=counter.at, judged=True)
    second.open(extension)
    second.send(f"{extension}/confirm")
    second.open("/extensions")
    looking.at(second, "extensions")
    assert not looking.barriers, "\n".join(looking.barriers)


@pytest.mark.parametrize(("language", "other"), PAIRS)
def test_what_another_body_decided_is_entered_confirmed_and_compared(
    desk_of: DeskOf, looking: Looking, language: str, other: str
) -> None:
    caseworker = desk_of("caseworker.paggaio", language, at=ENROLMENT, judged=True)
    _, amka = enter_household(caseworker, language)
    caseworker.open("/decisions-elsewhere")
    looking.at(caseworker, "decisions_elsewhere")
    paper = {
        "programme": "gmi", "reference": f"OPEKA-{amka}", "holder/kind": "amka", "holder/number": amka,
        "applied_on": "2026-03-02", "monthly_amount_minor": "250", "starts_on": "2026-04-01", "ends_on": "2026-08-31",
    }  # fmt: skip
    income = {"declared/incomes/0/kind": "wages", "declared/incomes/0/amount_minor": "600"}
    decision = caseworker.send("/decisions-elsewhere", paper | income)
    assert not caseworker.page.locator('main form[action$="/confirm"]').count()
    decider = desk_of("supervisor.paggaio", other, at=ENROLMENT, judged=True)
    decider.open("/decisions-elsewhere")
    decider.open(decision)
    decider.send(f"{decision}/confirm")
    looking.at(decider, "decision_elsewhere")
    decider.follow('main a[href^="/memberships/"]')
    assert decider.page.locator(f'main a[href="{decision}"]').count(), (
        "a membership names the decision that it came from"
    )
    decider.open("/recalculations")
    looking.at(decider, "recalculations")
    decider.send("/recalculations")
    assert not looking.barriers, "\n".join(looking.barriers)
