"""A day of training with nothing but the pages: room, trainer, hours, a clash that is refused, needs that are met."""

import secrets

from tests.browser.desks import Desk


def furnish(officer: Desk) -> str:
    """Enter a room with a way without steps and somebody who teaches; return the mark that stands in both names."""
    officer.open("/rooms")
    mark = secrets.token_hex(2)
    officer.send("/rooms", {"name": f"القاعة {mark}", "place": "دير أبي سعيد", "seats": "25", "features[]": "ramp"})
    phone = f"0795{secrets.randbelow(10**6):06d}"
    person = {"person/given_name": "رنا", "person/family_name": f"الخطيب {mark}", "person/phone": phone}
    officer.send("/trainers", person | {"subjects[]": "pricing"})
    assert officer.text.count(mark) > 1, officer.said()
    return mark


def plan(officer: Desk, cohort: str, mark: str) -> str:
    """Plan a day in the room with the trainer, see a second one at the same hours refused, and return its path."""
    day = {"held_on": "2026-04-13", "title": "كيف نبيع", "starts_at": "09:00", "ends_at": "12:00"}
    fill_plan(officer, cohort, mark, day)
    officer.send(f"{cohort}/sessions")
    fill_plan(officer, cohort, mark, day | {"title": "مرة أخرى"})
    with officer.page.expect_navigation():
        officer.page.locator(f'form[action="{cohort}/sessions"] button[type="submit"]').click()
    assert officer.page.locator(".summary").count(), "a cohort is in one session at a time"
    officer.complaints.clear()  # about the answer 409, which was wanted
    officer.open("/timetable?week=2026-04-13")
    assert mark in officer.text, officer.said()
    language = officer.language
    officer.picture(f"timetable_{language}")
    officer.follow(f'main li:has-text("{mark}") a[href^="/sessions/"]')
    return officer.path


def fill_plan(officer: Desk, cohort: str, mark: str, day: dict[str, str]) -> None:
    """Fill the form of a day of training, and choose the room and the trainer by their names."""
    officer.open(cohort)
    form = officer.page.locator(f'form[action="{cohort}/sessions"]')
    officer.fill(f"{cohort}/sessions", day)
    for field in ("room_id", "trainer_id"):
        value = form.locator(f'[name="{field}"] option:has-text("{mark}")').first.get_attribute("value") or ""
        officer.fill(f"{cohort}/sessions", {field: value})


def provide(officer: Desk, session: str) -> None:
    """Every need is met or done without; then the day is confirmed, and its code can be shown."""
    officer.open(session)
    for _ in range(officer.page.locator(".state-unmet").count()):
        officer.follow("li:has(.state-unmet) button")
    language = officer.language
    officer.picture(f"session_needs_{language}")
    officer.send(f"{session}/steps/confirm")
    assert officer.page.locator(f'a[href="{session}/code"]').count(), officer.said()


def find_open(officer: Desk, session: str) -> None:
    """The first page leads to the days that are over and whose attendance nobody has written down."""
    officer.open("/")
    officer.follow('main a[href="/cohorts#to-close"]')
    officer.picture(f"cohorts_to_close_{officer.language}")
    officer.follow(f'#to-close + ul a[href="{session}"]')
