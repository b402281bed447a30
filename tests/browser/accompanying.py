"""What is done for a participant with nothing but the pages: a mentor is found, accepts, meets them and notes it."""

import secrets

from tests.browser.desks import Desk


def describe_mentor(officer: Desk) -> None:
    """Say what the mentor gives: prices, in Arabic, on every day of the week."""
    officer.open("/mentors")
    mentor = officer.page.locator('[name="mentor_id"] option[value]:not([value=""])').first.get_attribute("value") or ""
    for day in ("sunday", "monday", "wednesday"):
        officer.fill("/mentors", {"weekdays[]": day})
    sheet = {"skills[]": "pricing", "languages[]": "ar", "places[]": "al_koura", "minutes_monthly_max": "600"}
    officer.send("/mentors", {"mentor_id": mentor, "phone": f"0782{secrets.randbelow(10**6):06d}", **sheet})
    assert "600" in officer.text or "٦٠٠" in officer.text, officer.said()


def find_mentor(officer: Desk, participant: str) -> None:
    """Look for somebody who knows about prices, read why, and propose the first."""
    officer.open(participant)
    officer.follow(f'a[href="{participant}/mentors"]')
    search = f"{participant}/mentors"
    for field, value in (("skill", "pricing"), ("skill", "law"), ("weekday", "monday")):
        officer.fill(search, {field: value})
    officer.send(search, {"language": "ar", "place": "al_koura"})
    language = officer.language
    officer.picture(f"mentor_search_{language}")
    officer.send(f"{participant}/mentorships")


def meet(mentor: Desk) -> str:
    """The mentor accepts, writes a meeting down with what was agreed, and notes that it is done; return its path."""
    mentor.open("/mentorships")
    mentor.follow("main li:has(.state-proposed) a")
    path = mentor.path
    mentor.send(f"{path}/steps/accept")
    agreed = {
        "actions/0/owner!": "participant",
        "actions/0/what": "قائمة بأسعار الطحين",
        "actions/0/due_on": "2026-04-20",
        "actions/1/owner!": "mentor",
        "actions/1/what": "عنوان مطحنة",
        "actions/1/due_on": "2026-04-10",
    }
    notes = {"held_on": "2026-04-06", "minutes": "45", "notes": "تحدثنا عن كلفة الرغيف وسعره"}
    mentor.send(f"{path}/meetings", notes | agreed)
    assert "قائمة بأسعار الطحين" in mentor.text, mentor.said()
    language = mentor.language
    mentor.picture(f"mentorship_{language}_phone")
    keep_promise(mentor)
    mentor.open(path)
    done = mentor.page.locator('form[action*="/actions/"]').first.get_attribute("action") or ""
    mentor.send(done)
    assert not mentor.page.locator('form[action*="/actions/"]').count(), mentor.said()
    return path


def keep_promise(mentor: Desk) -> None:
    """The first page leads to what the mentor has promised, where it is ticked off."""
    mentor.open("/")
    mentor.follow('main a[href="/mentorships#promised"]')
    assert "عنوان مطحنة" in mentor.page.inner_text("#promised + ul"), mentor.said()
    mentor.picture(f"mentorships_promised_{mentor.language}_phone")
    mentor.send(mentor.page.locator("#promised + ul form").first.get_attribute("action") or "")
    assert not mentor.page.locator("#promised").count(), mentor.said()
