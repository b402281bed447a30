"""An applicant with nothing but the pages: let in by the office, writes a draft, sends it, and follows it."""

import secrets

from tests.browser.desks import Desk

PASSWORD = "a long enough password of an applicant"


def invite(officer: Desk, idea: str) -> tuple[str, str]:
    """The office lets an applicant in; return the username and the code on the paper."""
    officer.open(idea)
    officer.follow('main a[href^="/invitations"]')
    guest = {"kind": "founder", "username": f"applicant-{secrets.token_hex(4)}"}
    officer.send("/invitations", guest | {"given_name": "ليلى", "family_name": "العمري"})
    paper = officer.page.locator("main dl.facts dd")
    return paper.nth(1).inner_text().strip(), paper.nth(2).inner_text().strip()


def come_in(visitor: Desk, username: str, code: str) -> None:
    """The applicant chooses a password by the code."""
    visitor.open("/invitation")
    visitor.send("/invitation", {"username": username, "code": code, "password": PASSWORD})


def apply(applicant: Desk) -> str:
    """Begin, write, keep, write again, send; return the application's path."""
    applicant.open("/my-ideas")
    applicant.follow('main a[href^="/my-ideas/new/"]')
    beginning = applicant.path
    path = applicant.send(beginning, {"eligibility/district": "al_koura", "eligibility/age": "34"})
    applicant.send(path, {"answers/idea": "خبز الطابون للمدارس"})
    applicant.picture("my_idea_draft_ar_phone")
    applicant.send(path, {"answers/customers": "مدارس اللواء"})
    assert "خبز الطابون للمدارس" in applicant.page.input_value('[name="answers/idea"]')
    applicant.send(f"{path}/sent")
    assert not applicant.page.locator(f'form[action="{path}/sent"]').count(), applicant.said()
    applicant.picture("my_idea_sent_ar_phone")
    return path
