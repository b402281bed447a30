"""Reviews with nothing but the pages: everybody who reviews is asked, each finds their sheet and scores it."""

import secrets
from collections.abc import Callable, Mapping

from tests.browser.desks import Desk

REVIEWERS = ("reviewer.al_koura", "reviewer2.al_koura", "reviewer3.al_koura")
APPLICANTS = ("ليلى", "سلمى")
PHONE = {"width": 360, "height": 740}


def ask_everybody(officer: Desk, idea: str) -> None:
    """The office asks each reviewer in turn."""
    officer.open(idea)
    choices = officer.page.locator('[name="reviewer_id"] option[value]:not([value=""])')
    for reviewer_id in [choice.get_attribute("value") or "" for choice in choices.all()]:
        phone = f"0780{secrets.randbelow(10**6):06d}"
        officer.send(f"{idea}/reviews", {"reviewer_id": reviewer_id, "phone": phone})


def score(reviewer: Desk, scores: Mapping[str, str]) -> None:
    """A reviewer opens what was asked last, on a telephone, and scores it."""
    reviewer.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    reviewer.open("/reviews")
    with reviewer.page.expect_navigation():
        reviewer.page.locator('main li:has(.state-assigned) a[href^="/reviews/"]').last.click()
    reviewer.look()
    assert not any(name in reviewer.text for name in APPLICANTS), "a reviewer is told whose idea it is"
    language = reviewer.language
    reviewer.picture(f"review_{language}_phone")
    reviewer.send(reviewer.path, {f"scores/{criterion}": given for criterion, given in scores.items()})


def review(officer: Desk, desk_of: Callable[[str], Desk], idea: str, scores: Mapping[str, str]) -> None:
    """Everybody who reviews is asked and scores, they meet; then the office closes the review."""
    ask_everybody(officer, idea)
    for username in REVIEWERS:
        score(desk_of(username), scores)
    meet(officer, idea)
    officer.send(f"{idea}/steps/close_review")


def meet(officer: Desk, idea: str) -> None:
    """The office writes down what the reviewers have agreed on; one of them was not there."""
    officer.open(idea)
    form = officer.page.locator(f'form[action="{idea}/meetings"]')
    officer.fill(f"{idea}/meetings", {"held_on": "2026-02-03", "recommendation": "yes", "minutes": "السوق قريب"})
    form.locator('[name="present[]"]').last.uncheck()
    officer.picture(f"meeting_{officer.language}")
    officer.send(f"{idea}/meetings")
    assert "السوق قريب" in officer.page.inner_text("#meetings li"), officer.said()
    assert officer.page.locator("#meetings li .hint bdi").count() == len(REVIEWERS) - 1, officer.said()


def describe_everybody(officer: Desk, *read: str) -> None:
    """The office says of each reviewer which languages they read and what they take on at once."""
    officer.open("/reviewers")
    pages = [link.get_attribute("href") or "" for link in officer.page.locator('main a[href^="/reviewers/"]').all()]
    assert len(pages) == len(REVIEWERS), officer.said()
    for path in pages:
        officer.open(path)
        for language in read:
            officer.fill(path, {"languages[]": language})
        known = officer.page.locator('[name="phone"]').count() == 0
        phone = {} if known else {"phone": f"0780{secrets.randbelow(10**6):06d}"}
        officer.send(path, {"load_max": "50", "skills[]": "feasibility"} | phone)


def sheet_about(reviewer: Desk, mark: str) -> str | None:
    """Return the path of the sheet that is about something, if this reviewer was asked about it."""
    reviewer.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    reviewer.open("/reviews")
    sheets = reviewer.page.locator('main li:has(.state-assigned) a[href^="/reviews/"]')
    for path in [link.get_attribute("href") or "" for link in sheets.all()]:
        reviewer.open(path)
        if mark in reviewer.text:
            return path
    return None
