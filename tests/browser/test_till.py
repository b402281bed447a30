"""The till page as a cashier uses it, on a phone: from the code that makes a device a till to the report of its day.

Every view is judged by axe-core and left as a picture. A connection that is cut loses no sale and doubles none.
"""

import base64
import random
import re
import time
from pathlib import Path
from statistics import median
from uuid import UUID

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, expect

from contracts import phone_code
from infra import frontend
from tests.browser.cashier import ask_for, at_work, begin, choose_pin, shown, sign_on
from tests.browser.conftest import LANGUAGES, PICTURES, TillOf, launch
from tests.browser.counter import PHARMACY, TENANT, Counter, Wire, film
from tests.browser.desks import Desk
from tests.sizes import PROVE, report
from tests.stacks import Stack

pytestmark = pytest.mark.browser

CUTS = 50 if PROVE else 3
SEEN = 20 if PROVE else 2
"""Sales whose cards the camera sees; how long each took until its answer is reported."""
CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
LONG = 150_000
"""A sale whose answer was lost is asked for again for some time, and then looked up."""


@pytest.mark.parametrize("language", LANGUAGES)
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
    page.click("[data-kinds] summary")
    page.locator("[data-kinds-list] input").first.fill("10")
    page.fill(f"#t-kind-{PHARMACY}", "2,50")
    look("sale")
    ask_for(page, "", card)
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
    seeing = launch(browser.browser_type, *CAMERA, f"--use-file-for-fake-video-capture={video}")
    page = till_of("el", seeing=seeing)
    at_work(page, counter)
    for _ in range(SEEN):
        page.fill("#t-amount", "0,50")
        page.click('[data-form="sale"] button')
        shown(page, "answer")
        expect(page.locator("[data-verdict]")).to_have_class("verdict approved")
        page.click('[data-view="answer"] [data-go="sale"]')
    waited = page.evaluate("performance.getEntriesByName('sale').map((each) => each.duration)")
    assert len(waited) == SEEN
    report("till_scan_to_answer", sales=SEEN, median_ms=round(median(waited)), longest_ms=round(max(waited)))
    page.context.close()
    seeing.close()


def test_a_camera_reads_a_phones_code_as_it_reads_a_cards(
    till_of: TillOf, counter: Counter, browser: Browser, stack: Stack, tmp_path: Path
) -> None:
    frontend.fetch(frontend.folder())
    key = Ed25519PrivateKey.generate()
    public = base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).decode().rstrip("=")
    added = httpx.post(
        f"{stack.url('console')}/phone/{TENANT}/keys",
        json={"code": counter.phone_code(counter.take_card()), "public_key": public},
        headers={"Koinon-Time": counter.at.isoformat(), "Sec-Fetch-Site": "same-origin"},
    ).raise_for_status()
    video = tmp_path / "phone.y4m"
    seeing = launch(browser.browser_type, *CAMERA, f"--use-file-for-fake-video-capture={video}")
    page = till_of("el", seeing=seeing)
    at_work(page, counter)
    page.fill("#t-amount", "0,50")
    # The camera opens the film when the sale begins; a step ahead, the code is good for the longest time.
    soon = int(time.time()) + phone_code.STEP_SECONDS
    film(video, phone_code.make(UUID(added.json()["id"]), key, now=soon))
    page.click('[data-form="sale"] button')
    shown(page, "answer")
    expect(page.locator("[data-verdict]")).to_have_class("verdict approved")
    page.context.close()
    seeing.close()


def test_an_old_key_is_replaced_by_the_till_itself_while_it_sells_on(till_of: TillOf, counter: Counter) -> None:
    page = till_of("el")
    at_work(page, counter)
    address = page.locator('script[type="module"]').get_attribute("src") or ""
    store = f"import('{address.replace('till/till.js', 'till/store.js')}')"
    first = page.evaluate(f"{store}.then((kept) => kept.readTill()).then((till) => till.keyId)")
    page.evaluate(f"{store}.then(async (kept) => kept.keepTill({{ ...(await kept.readTill()), madeAt: 0 }}))")
    page.reload()
    card = counter.take_card()["number"]
    ask_for(page, "0.50", card)
    expect(page.locator("[data-verdict]")).to_have_class("verdict approved")
    page.click('[data-view="answer"] [data-go="sale"]')
    page.wait_for_function(f"async (first) => (await (await {store}).readTill()).keyId !== first", arg=first)
    ask_for(page, "0.50", card)
    expect(page.locator("[data-verdict]")).to_have_class("verdict approved")


def test_an_amount_has_the_decimals_of_its_currency(till_of: TillOf) -> None:
    page = till_of("ar")
    address = page.locator('script[type="module"]').get_attribute("src") or ""
    read = "async ([module, text, currency]) => (await import(module)).read(text, currency)"
    module = address.replace("till/till.js", "shared/amounts.js")
    tried = {"12,50 EUR": 1250, "12.5 EUR": 1250, "1.234 EUR": None, "1.234 JOD": 1234, "٣٫٥ JOD": 3500, "0 EUR": None}
    found = {each: page.evaluate(read, [module, *each.split()]) for each in tried}
    assert found == tried


@pytest.mark.parametrize("language", LANGUAGES)
def test_moments_are_told_by_the_clock_of_the_municipality(till_of: TillOf, counter: Counter, language: str) -> None:
    page = till_of(language)
    at_work(page, counter)
    ask_for(page, "0.50", counter.take_card()["number"])
    shown(page, "answer")
    expect(page.locator("[data-facts]")).to_contain_text(f" {counter.clock} ")
    page.click('[data-bar] [data-go="sales"]')
    expect(page.locator("[data-sales] li")).to_contain_text(f" {counter.clock} ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_camera_the_till_says_what_to_do_instead(
    till_of: TillOf, counter: Counter, axe: Path, language: str
) -> None:
    page = till_of(language)
    at_work(page, counter)
    begin(page, "5", counter.take_card()["number"])
    expect(page.locator("[data-hold], [data-finder]").locator("visible=true")).to_have_count(0)
    expect(page.locator("[data-by-phone]").locator("visible=true")).to_have_count(2)
    desk = Desk(page, PICTURES)
    assert not desk.judge(axe)
    desk.picture(f"till_blind_{language}")
    page.click('[data-view="scan"] [data-go="sale"]')
    page.click("[data-kinds] summary")
    page.fill(f"#t-kind-{PHARMACY}", "2,50")
    page.click('[data-form="sale"] button')
    shown(page, "scan")
    expect(page.locator("[data-blind]")).to_be_visible()
    expect(page.locator("[data-by-phone]").locator("visible=true")).to_have_count(0)


def test_the_till_opens_without_a_network(till_of: TillOf, wire: Wire) -> None:
    page = till_of("el", f"http://127.0.0.1:{wire.port}")
    page.evaluate("navigator.serviceWorker.ready")
    wire.cut(0, 3)
    page.wait_for_timeout(100)
    page.reload()
    expect(page.locator('[data-view="sale"], [data-view="sign-on"]').locator("visible=true")).to_be_visible()
