"""Reviews with nothing but the pages: who may apply, a translation, who reviews what, who does not after all."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.browser import judging
from tests.browser.conftest import LANGUAGES
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

DeskOf = Callable[..., Desk]
OPENED = datetime(2026, 2, 3, 7, tzinfo=UTC)


def enter(officer: Desk, mark: str) -> tuple[str, str]:
    """Ask at the counter whether the call is open to somebody, then enter what they bring; return call and idea."""
    officer.open("/calls")
    dates = {"opens_on": "2026-02-01", "closes_on": "2026-02-15"}
    call = officer.send("/calls", {"preset": "johud_intake"} | dates)
    asked = f"{call}/eligibility"
    officer.follow(f'main a[href="{asked}"]')
    officer.send(asked, {"eligibility/district": "elsewhere", "eligibility/age": "17"})
    assert officer.page.locator(".notice.wait li").count() == 2, officer.said()
    officer.picture(f"eligibility_{officer.language}")
    officer.send(asked, {"eligibility/district": "al_koura", "eligibility/age": "35"})
    assert not officer.page.locator(".notice.wait").count(), officer.said()
    officer.open(call)
    person = {"person/given_name": "رنا", "person/family_name": "الخطيب"}
    answers = {"answers/idea": f"مشغل صابون {mark}", "answers/customers": "محلات الهدايا في إربد"}
    phone = {"person/phone": f"0797{secrets.randbelow(10**6):06d}"}
    return call, officer.send(f"{call}/ideas", person | answers | phone)


def translate(officer: Desk, idea: str, mark: str) -> None:
    """The office puts what was written into Greek, for those who read no Arabic."""
    language = "en" if officer.page.locator(f'main a[href="{idea}/translations/ar"]').count() else "el"
    officer.follow(f'main a[href="{idea}/translations/{language}"]')
    officer.picture(f"translation_{officer.language}")
    officer.send(officer.path, {"answers/idea": f"A soap workshop {mark}", "note": "صابون الغار", "made_by": "machine"})


def find_sheet(desk_of: DeskOf, language: str, mark: str, *, besides: set[str]) -> tuple[Desk, str, str]:
    """Return the desk of a reviewer who was asked, with their name and the sheet."""
    for username in judging.REVIEWERS:
        if username not in besides:
            reviewer = desk_of(username, language, at=OPENED)
            if (sheet := judging.sheet_about(reviewer, mark)) is not None:
                return reviewer, username, sheet
    raise AssertionError("nobody was asked")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", LANGUAGES)
def test_reviews_are_spread_and_somebody_who_cannot_judge_is_replaced(desk_of: DeskOf, language: str) -> None:
    officer, mark = desk_of("incubator_officer.al_koura", language, at=OPENED), secrets.token_hex(3)
    call, idea = enter(officer, mark)
    judging.describe_everybody(officer, "ar", "el", "en")
    officer.open("/reviewers")
    officer.picture(f"reviewers_{language}")
    officer.open(idea)
    for step in ("submit", "start_screening", "start_review"):
        officer.send(f"{idea}/steps/{step}")
    translate(officer, idea, mark)
    officer.open(call)
    officer.picture(f"call_{language}")
    officer.send(f"{call}/assignments")
    assert officer.page.locator(f'main a[href="{idea}"]').count() == 1, officer.said()
    officer.picture(f"assignments_{language}")
    reviewer, name, sheet = find_sheet(desk_of, language, mark, besides=set())
    assert "A soap workshop" in reviewer.page.content(), reviewer.said()
    reviewer.picture(f"review_sheet_{language}_phone")
    reviewer.send(f"{sheet}/abstentions", {"reason": "أعرف من كتبها"})
    reviewer.picture(f"reviews_{language}_phone")
    officer.open(idea)
    assert officer.page.locator("main .state-abstained").count() == 1, officer.said()
    officer.send(officer.action("/recusal"), {"reason": "قريب"})
    assert officer.page.locator("main .state-recused").count() == 1, officer.said()
    officer.picture(f"idea_reviewed_{language}")
    officer.open(call)
    officer.send(f"{call}/assignments")
    assert officer.page.locator(f'main .notice.wait a[href="{idea}"]').count() == 1, officer.said()
    officer.picture(f"assignments_wanting_{language}")
    _, other, _ = find_sheet(desk_of, language, mark, besides={name})
    assert other != name
