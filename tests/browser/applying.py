"""An applicant with nothing but the pages: writes a draft, sends it, replies, accepts and says that they are there."""

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


def apply(applicant: Desk, call: str) -> str:
    """Begin, answer one question at a time, go back once, see it whole, send; return the application's path."""
    applicant.open("/my-ideas")
    applicant.follow(f'main a[href="{call.replace("/calls/", "/my-ideas/new/")}"]')
    look_first(applicant)
    applicant.send(applicant.path, {"eligibility/district": "al_koura", "eligibility/age": "34"})
    path, _, first = applicant.path.partition("/steps/")
    assert first == "answer-idea"
    language = applicant.language
    applicant.picture(f"idea_question_{language}_phone")
    applicant.send(applicant.path, {"answers/idea": "خبز الطابون"})
    applicant.follow('a[rel="prev"]')
    assert applicant.page.input_value('[name="answers/idea"]') == "خبز الطابون"
    applicant.send(applicant.path, {"answers/idea": "خبز الطابون للمدارس"})
    assert applicant.path.endswith("/answer-customers")
    refused(applicant, path)
    applicant.follow(f'main a[href="{path}/steps/answer-customers"]')
    applicant.send(applicant.path, {"answers/customers": "مدارس اللواء"})
    return path


def look_first(applicant: Desk) -> None:
    """Look whether the call is open to somebody of sixteen, before anything is begun."""
    applicant.fill(applicant.path, {"eligibility/district": "al_koura", "eligibility/age": "16"})
    begin = applicant.path
    with applicant.page.expect_navigation():
        applicant.page.locator("button[formaction]").click()
    assert applicant.page.locator(".notice.wait li").count() == 1, applicant.said()
    assert applicant.page.input_value('[name="eligibility/age"]') == "16"
    language = applicant.language
    applicant.picture(f"eligibility_{language}_phone")
    applicant.open(begin)


def refused(applicant: Desk, path: str) -> None:
    """Sent too early, the application says beside the question what is missing."""
    applicant.open(path)
    applicant.page.locator(f'form[action="{path}/sent"] button').click()
    applicant.page.wait_for_selector(".summary")
    assert applicant.page.locator("#f-answers-customers + dd .fault").count(), applicant.said()
    applicant.complaints.clear()  # about the answer 400, which was wanted
    applicant.open(path)


def send_in(applicant: Desk, path: str) -> None:
    """See the application whole, and send it."""
    applicant.open(path)
    language = applicant.language
    applicant.picture(f"idea_whole_{language}_phone")
    applicant.send(f"{path}/sent")
    assert not applicant.page.locator(f'form[action="{path}/sent"]').count(), applicant.said()
    language = applicant.language
    applicant.picture(f"my_idea_sent_{language}_phone")


def join(officer: Desk, applicant: Desk, path: str) -> None:
    """A paper is handed in; the office enters who applies too, and writes their signature on paper down."""
    idea = path.replace("/my-ideas", "/ideas")
    applicant.open(f"{path}/steps/papers")
    applicant.attach(f"{idea}/papers", {}, b"%PDF-1.7 a picture")
    assert applicant.page.locator('a[href^="/idea-papers/"]').count(), applicant.said()
    officer.open(idea)
    serial = secrets.randbelow(10**6)
    person = {"person/given_name": "هدى", "person/family_name": "الزعبي", "person/phone": f"0793{serial:06d}"}
    officer.send(f"{idea}/co-applicants", person | {"person/national_number": f"9912{serial:06d}"})
    officer.send(officer.action("/sign"))
    assert officer.page.locator(".state-signed").count(), officer.said()


def answer(officer: Desk, applicant: Desk, path: str) -> None:
    """The office asks for more in its screening; the applicant replies on the own page."""
    idea = path.replace("/my-ideas", "/ideas")
    officer.open(idea)
    officer.send(f"{idea}/steps/start_screening")
    officer.send(f"{idea}/questions", {"question": "كم رغيفًا في اليوم؟", "due_on": "2026-03-10", "opened[]": "idea"})
    language = officer.language
    officer.picture(f"idea_asked_{language}")
    applicant.open("/my-ideas")
    language = applicant.language
    applicant.picture(f"my_ideas_{language}_phone")
    applicant.follow(f'main a.button[href="{path}"]')
    applicant.picture(f"idea_reply_{language}_phone")
    reply = applicant.page.locator('form[action*="/questions/"]').first.get_attribute("action") or ""
    applicant.send(reply, {"reply": "مئتا رغيف"})
    officer.open(idea)
    assert "مئتا رغيف" in officer.text, officer.said()


def accept(founder: Desk, path: str) -> None:
    """The founder accepts the place."""
    founder.open(path)
    founder.send(f"{path}/acceptance")
    assert not founder.page.locator(f'form[action="{path}/acceptance"]').count(), founder.said()


def check_in(officer: Desk, founder: Desk, session: str) -> None:
    """The office shows the code of this minute; the founder types it and is there."""
    officer.open(f"{session}/code")
    code = officer.page.inner_text("main code")
    founder.open("/my-ideas")
    founder.send("/my-check-ins", {"scanned": code})
    assert founder.page.url.endswith("?here=1"), founder.said()


def turn_away(officer: Desk, applicant: Desk, path: str) -> None:
    """The office says that the call is not for it and looks again; the applicant reads why, and goes back and forth."""
    idea = path.replace("/my-ideas", "/ideas")
    officer.open(idea)
    officer.send(f"{idea}/steps/dismiss", {"reason": "المشروع خارج اللواء"})
    assert officer.page.locator(".state-ineligible").count(), officer.said()
    officer.picture(f"idea_dismissed_{officer.language}")
    applicant.open(path)
    assert "المشروع خارج اللواء" in applicant.text, applicant.said()
    applicant.picture(f"my_idea_dismissed_{applicant.language}_phone")
    officer.send(f"{idea}/steps/reopen_screening", {"reason": "الفرن في اللواء"})
    applicant.open(path)
    applicant.send(f"{path}/course/withdraw", {"reason": "وجدت عملًا"})
    assert "وجدت عملًا" not in applicant.text, "what the applicant said is not said by the office"
    applicant.picture(f"my_idea_withdrawn_{applicant.language}_phone")
    applicant.send(f"{path}/course/resume")
    assert applicant.page.locator(f'form[action="{path}/sent"]').count(), applicant.said()
