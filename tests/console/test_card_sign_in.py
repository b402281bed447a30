"""Signing in with a card: what cannot be one is not asked about, tries are counted first, every refusal reads alike."""

import httpx

from services.console import passwords
from tests.console.browsing import submit


async def test_a_card_that_cannot_be_one_is_refused_without_asking_cards(browser: httpx.AsyncClient) -> None:
    for number, pin in (("1234", "1357"), ("123456789012", "13"), ("", ""), ("x" * 12, "abcd")):
        shown = {"municipality": "paggaio", "number": number, "pin": pin}
        refused = await submit(browser, "/my-card/sign-in", "/my-card/sign-in", shown)
        assert refused.status_code == 401
        assert "The card number or the PIN is not right" in refused.text


async def test_tries_with_a_card_are_counted_before_cards_is_asked(browser: httpx.AsyncClient) -> None:
    shown = {"municipality": "paggaio", "number": "٤٩٩٤ 0420 8377", "pin": "1357"}
    answers = [
        (await submit(browser, "/my-card/sign-in", "/my-card/sign-in", shown)).status_code
        for _ in range(passwords.TRIES_PER_ACCOUNT + 1)
    ]
    assert answers == [503] * passwords.TRIES_PER_ACCOUNT + [429]
