"""What a cashier does at the till page, step by step."""

from playwright.sync_api import Page, expect

from tests.browser.counter import PIN, Counter

CASHIER_PIN = "2580"
PATIENCE_MS = 30_000


def shown(page: Page, view: str) -> None:
    """Wait until a view is shown."""
    expect(page.locator(f'[data-view="{view}"]')).to_be_visible(timeout=PATIENCE_MS)


def sign_on(page: Page, number: int) -> None:
    """Sign a cashier on who has chosen the PIN."""
    page.fill("#t-number", str(number))
    page.fill("#t-pin", CASHIER_PIN)
    page.click('[data-form="sign-on"] button[type="submit"]')
    shown(page, "sale")


def choose_pin(page: Page, code: str) -> None:
    """Choose a cashier's PIN by a code."""
    page.click('[data-view="sign-on"] [data-go="choose-pin"]')
    page.fill("#t-cashier-code", code)
    page.fill("#t-new-pin", CASHIER_PIN)


def at_work(page: Page, counter: Counter) -> None:
    """Sign somebody on, where the outlet has cashiers."""
    if page.locator('[data-view="sign-on"]').is_visible():
        number, code = counter.cashier_code()
        choose_pin(page, code)
        page.click('[data-form="choose-pin"] button[type="submit"]')
        shown(page, "sign-on")
        sign_on(page, number)


def begin(page: Page, amount: str, number: str) -> None:
    """Type an amount, unless it is there, and a card's printed number with its PIN, as where there is no camera."""
    if amount:
        page.fill("#t-amount", amount)
    page.click('[data-form="sale"] button')
    shown(page, "scan")
    expect(page.locator("[data-blind]")).to_be_visible(timeout=PATIENCE_MS)
    page.fill("#t-card", number)
    page.fill("#t-card-pin", PIN)


def ask_for(page: Page, amount: str, number: str) -> None:
    """Ask a card for an amount."""
    begin(page, amount, number)
    page.click('[data-form="type"] button')
