"""Without the PIN, or the telephone: the desk's letter shows the card once; a lost telephone is taken off it.

And who looked after them stands on the auditors' page.
"""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.browser.conftest import LANGUAGES
from tests.browser.counter import Counter
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser


def public_key() -> str:
    """Return what a telephone sends of the key that it has made."""
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    return base64.urlsafe_b64encode(public).decode().rstrip("=")


def letter(desk: Desk, card: str, language: str) -> str:
    """Let the card desk make the letter; return its code."""
    desk.open(f"/cards/{card}")
    desk.send(f"/cards/{card}/sign-in-code")
    desk.picture(f"letter_with_code_{language}")
    return desk.page.locator("dd.total").inner_text()


def put_on_telephone(holder: Desk, counter: Counter, card: dict[str, str]) -> None:
    """Let a telephone become the card, as its page asks for it."""
    keys = {"code": counter.phone_code(card), "public_key": public_key()}
    answer = holder.page.request.post("/phone/paggaio/keys", data=keys, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.ok, answer.text()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_letter_shows_the_card_and_a_lost_telephone_is_taken_off(
    desk_of: Callable[..., Desk], counter: Counter, axe: Path, language: str, *, scripts: bool
) -> None:
    barriers: list[str] = []

    def look(desk: Desk, name: str) -> None:
        if scripts:
            barriers.extend(desk.judge(axe))
            wide = desk.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
            assert wide == 0, f"{name} is {wide} px wider than the screen"
            desk.picture(f"{name}_{language}_phone")

    card = counter.take_card()
    code = letter(desk_of("card_desk.paggaio", language, at=counter.at), card["id"], language)
    holder = desk_of(None, language, at=counter.at, judged=scripts)
    put_on_telephone(holder, counter, card)
    holder.open("/my-card/sign-in?municipality=paggaio")
    look(holder, "card_sign_in")
    holder.follow('a[href$="letter=true"]')
    look(holder, "card_sign_in_letter")
    shown = {"number": card["number"], "code": code.lower()}
    assert holder.send("/my-card/sign-in", shown) == "/my-card"
    assert holder.page.locator("p.notice.wait").count() == 1, "that the code was used is said"
    look(holder, "my_card_telephone")
    holder.send(holder.action("/remove"))
    assert not holder.page.locator('form[action$="/remove"]').count()
    holder.send("/sign-out")
    holder.open("/my-card/sign-in?letter=true")
    holder.fill("/my-card/sign-in", {"municipality": "paggaio", **shown})
    with holder.page.expect_navigation():
        holder.page.locator('form[action="/my-card/sign-in"] button').click()
    assert holder.page.locator(".summary").count(), "the code works once"
    holder.complaints.clear()  # about the answer 401, which was wanted

    auditor = desk_of("auditor.paggaio", language, at=counter.at, judged=scripts)
    auditor.wait_for("/deeds", f'a[href^="/deeds?about={card["id"]}"]')
    look(auditor, "deeds")
    auditor.follow(f'a[href^="/deeds?about={card["id"]}"]')
    assert auditor.page.locator(".lines > li").count() >= 3, auditor.said()
    auditor.follow('.lines a[href^="/deeds?by="]')
    assert auditor.page.locator("#f-by").input_value(), "the list says whose deeds it shows"
    assert not barriers, "\n".join(barriers)
