"""The till page as a cashier uses it, on a phone: from the code that makes a device a till to the report of its day.

Every view is judged by axe-core and left as a picture. A connection that is cut loses no sale and doubles none.
"""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from infra import frontend
from tests.browser.conftest import PICTURES, launch
from tests.browser.counter import PIN, Counter, Wire, film
from tests.browser.desks import Desk
from tests.sizes import PROVE
from tests.stacks import Stack

pytestmark = pytest.mark.browser

CASHIER_PIN = "2580"
CUTS = 50 if PROVE else 3
PATIENCE_MS = 30_000
LONG = 150_000
"""A sale whose answer was lost is asked for again for some time, and then looked up."""
TillOf = Callable[..., Page]


@pytest.fixture(scope="module")
def counter(stack: Stack) -> Counter:
    """A shop with customers."""
    return Counter(stack)


@pytest.fixture(scope="module")
def wire(stack: Stack) -> Iterator[Wire]:
    """A way to the console that can be cut."""
    made = Wire(int(stack.url("console").rsplit(":", 1)[1]))
    yield made
    made.close()


@pytest.fixture
def till_of(browser: Browser, counter: Counter, stack: Stack) -> Iterator[TillOf]:
    """Give a phone that has become a till of the counter's outlet: `till_of("el")`."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def give(language: str, url: str = "", seeing: Browser | None = None) -> Page:
        context = (seeing or browser).new_context(
            base_url=url or stack.url("console"),
            viewport={"width": 360, "height": 740},
            locale=language,
            extra_http_headers={"Koinon-Time": counter.at.isoformat()},
            permissions=["camera"] if seeing else [],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto("/till")
        page.fill("#t-code", counter.till_code())
        page.click('[data-form="enrol"] button')
        expect(page.locator('[data-view="sale"], [data-view="sign-on"]').locator("visible=true")).to_be_visible(
            timeout=PATIENCE_MS
        )
        return page

    yield give
    for context in contexts:
        context.close()
    assert not faults, faults


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
    """Type an amount, and a card's printed number with its PIN, as where there is no camera."""
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


@pytest.mark.parametrize("language", ["el", "ar"])
def test_a_cashiers_day(till_of: TillOf, counter: Counter, axe: Path, language: str) -> None:
    number, code = counter.cashier_code()
    page = till_of(language)
    desk, barriers = Desk(page, PICTURES), []

    def look(view: str) -> None:
        shown(page, view)
        barriers.extend(desk.judge(axe))
        wide = page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
        assert wide == 0, f"{view} is {wide} px wider than the screen"
        desk.picture(f"till_{view}_{language}")

    page.reload()
    look("sign-on")
    choose_pin(page, code)
    look("choose-pin")
    page.click('[data-form="choose-pin"] button[type="submit"]')
    shown(page, "sign-on")
    sign_on(page, number)
    look("sale")
    card = counter.take_card()["number"]
    page.fill("#t-amount", "many")
    page.click('[data-form="sale"] button')
    expect(page.locator('[data-form="sale"] [data-unreadable]')).to_be_visible()
    ask_for(page, "12,50", card)
    look("answer")
    expect(page.locator("[data-verdict]")).to_have_class("verdict approved")
    page.click('[data-view="answer"] [data-go="sale"]')
    ask_for(page, "9000", card)
    shown(page, "answer")
    expect(page.locator("[data-verdict]")).to_have_class(re.compile("partly|declined"))
    desk.picture(f"till_partly_{language}")
    page.click('[data-view="answer"] [data-go="sale"]')
    page.click('[data-bar] [data-go="sales"]')
    look("sales")
    page.locator("[data-sales] button").last.click()
    look("refund")
    page.fill("#t-back", "2.50")
    page.click('[data-form="refund"] button[type="submit"]')
    shown(page, "sales")
    page.click('[data-bar] [data-go="day"]')
    look("day")
    page.click("[data-close-day]")
    look("report")
    page.click('[data-view="report"] [data-go="sale"]')
    assert not barriers, "\n".join(barriers)


def test_a_cut_connection_loses_no_sale_and_doubles_none(till_of: TillOf, counter: Counter, wire: Wire) -> None:
    page = till_of("el", f"http://127.0.0.1:{wire.port}")
    at_work(page, counter)
    card = counter.take_card()["number"]
    chance = random.Random(20260402)
    cuts = [(chance.uniform(0, 0.12), chance.uniform(0.1, 3)) for _ in range(CUTS)] + ([(0.02, 30.0)] if PROVE else [])
    for after_s, for_s in cuts:
        begin(page, "1.00", card)
        wire.cut(after_s, for_s)
        page.click('[data-form="type"] button')
        expect(page.locator('[data-view="answer"]')).to_be_visible(timeout=LONG)
        expect(page.locator("[data-verdict]")).to_have_class("verdict approved", timeout=LONG)
        page.click('[data-view="answer"] [data-go="sale"]')
    page.click('[data-bar] [data-go="sales"]')
    expect(page.locator("[data-sales] > li")).to_have_count(len(cuts))
    page.click('[data-bar] [data-go="day"]')
    shown(page, "day")
    lines = page.locator('[data-view="day"] [data-figures] li')
    expect(lines).to_have_count(1)
    assert lines.locator("bdi").first.inner_text() == str(len(cuts))


def test_the_camera_reads_a_card_with_our_own_decoder(
    till_of: TillOf, counter: Counter, browser: Browser, tmp_path: Path
) -> None:
    frontend.fetch(frontend.folder())
    video = film(tmp_path / "card.y4m", counter.take_card()["token"])
    camera = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    seeing = launch(browser.browser_type, *camera, f"--use-file-for-fake-video-capture={video}")
    page = till_of("el", seeing=seeing)
    at_work(page, counter)
    page.fill("#t-amount", "3,20")
    page.click('[data-form="sale"] button')
    shown(page, "answer")
    expect(page.locator("[data-verdict]")).to_have_class("verdict approved")
    page.context.close()
    seeing.close()


def test_an_amount_has_the_decimals_of_its_currency(till_of: TillOf) -> None:
    page = till_of("ar")
    address = page.locator('script[type="module"]').get_attribute("src") or ""
    read = "async ([module, text, currency]) => (await import(module)).read(text, currency)"
    module = address.replace("till.js", "amounts.js")
    tried = {"12,50 EUR": 1250, "12.5 EUR": 1250, "1.234 EUR": None, "1.234 JOD": 1234, "٣٫٥ JOD": 3500, "0 EUR": None}
    found = {each: page.evaluate(read, [module, *each.split()]) for each in tried}
    assert found == tried


def test_the_till_opens_without_a_network(till_of: TillOf, wire: Wire) -> None:
    page = till_of("el", f"http://127.0.0.1:{wire.port}")
    page.evaluate("navigator.serviceWorker.ready")
    wire.cut(0, 3)
    page.wait_for_timeout(100)
    page.reload()
    expect(page.locator('[data-view="sale"], [data-view="sign-on"]').locator("visible=true")).to_be_visible()
