"""What earning changes for a household, and whether a certificate is genuine, asked with nothing but the pages."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import pytest

from tests.browser.conftest import LANGUAGES
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

DeskOf = Callable[..., Desk]
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
PASSWORD = "three words of a mentor"
AT = datetime(2026, 3, 2, 7, tzinfo=UTC)


def let_in(desk_of: DeskOf, language: str) -> Desk:
    """Two administrators let a mentor in, who chooses a password on the narrowest phone."""
    username = f"mentor.{token_hex(4)}"
    office = desk_of("administrator.paggaio", language)
    office.open("/people")
    office.send("/people", {"given_name": "Δάφνη", "family_name": "Ρήγα", "username": username})
    (code,) = CODE.findall(office.text)
    office.open("/people")
    row = office.page.locator(f'main li:has-text("{username}") form[action$="/roles"]')
    office.send(row.first.get_attribute("action") or "", {"roles[]": "mentor"})
    other = desk_of("administrator2.paggaio", language)
    other.open("/people")
    agree = other.page.locator(f'main li:has-text("{username}") form[action$="/approve"]')
    other.send(agree.first.get_attribute("action") or "")
    mentor = desk_of(None, language, judged=True)
    mentor.open("/invitation")
    mentor.send("/invitation", {"username": username, "code": code, "password": PASSWORD})
    return mentor


@pytest.mark.timeout(180)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mentor_shows_what_earning_changes(desk_of: DeskOf, axe: Path, language: str) -> None:
    mentor = let_in(desk_of, language)
    mentor.open("/earnings")
    household = {"adults": "2", "children": "2", "earned_minor": "500"}
    mentor.send("/earnings", household)
    assert mentor.page.locator(".notice ol.sentences li").count() == 4, mentor.said()
    assert mentor.page.input_value('[name="children"]') == "2"
    mentor.picture(f"earnings_{language}_phone")
    assert not mentor.judge(axe)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_is_known_it_is_said(desk_of: DeskOf, axe: Path, language: str) -> None:
    mentor = desk_of("mentor.al_koura", language, at=AT, judged=True)
    mentor.open("/earnings")
    assert not mentor.page.locator('form[action="/earnings"]').count(), mentor.said()
    assert mentor.page.locator('main a[href="/mentorships"]').count(), mentor.said()
    assert not mentor.judge(axe)


@pytest.mark.parametrize("language", LANGUAGES)
def test_anybody_checks_a_certificate(desk_of: DeskOf, axe: Path, language: str) -> None:
    visitor = desk_of(None, language, judged=True)
    visitor.open("/sign-in")
    visitor.follow('main a[href="/certificate-check"]')
    visitor.fill("/certificate-check", {"text": "شهادة"})
    visitor.page.locator('form[action="/certificate-check"] button').click()
    visitor.page.wait_for_selector(".summary")
    visitor.complaints.clear()  # about the answer 400, which was wanted
    visitor.send("/certificate-check", {"text": "koinon/al_koura/certificates\ncertificate 1\nسلمى"})
    assert visitor.page.locator(".notice.wait").count() == 1, visitor.said()
    visitor.picture(f"certificate_not_ours_{language}_phone")
    assert not visitor.judge(axe)
