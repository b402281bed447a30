"""The card on a phone: put there by the desk's code, shown without a network, and paying what a till shows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from contracts import phone_code
from infra import frontend
from services.console.pages import assets
from tests.browser.cashier import at_work, shown
from tests.browser.conftest import ELSEWHERE, LANGUAGES, PICTURES, TillOf
from tests.browser.counter import PIN, Counter
from tests.browser.desks import Desk
from tests.stacks import Stack

pytestmark = pytest.mark.browser

TEN_MINUTES_LATE = "const right = Date.now; Date.now = () => right() - 600000;"
READ = """async ([decoder, module]) => {
  await new Promise((resolve) => document.head.append(
    Object.assign(document.createElement("script"), { src: decoder, onload: resolve })));
  BarcodeDetectionAPI.prepareZXingModule({ overrides: { locateFile: () => module } });
  const small = document.querySelector('[data-view="card"] canvas');
  const large = new OffscreenCanvas(small.width * 8, small.height * 8);
  const context = large.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, large.width, large.height);
  const detector = new BarcodeDetectionAPI.BarcodeDetector({ formats: ["qr_code"] });
  return (await detector.detect(await createImageBitmap(large))).map((found) => found.rawValue);
}"""


@pytest.fixture(scope="module", autouse=True)
def fetched() -> None:
    """What `make frontend` fetches; a stack that runs already has it too."""
    frontend.fetch(frontend.folder())


@pytest.fixture
def phone(browser: Browser, stack: Stack, counter: Counter, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Somebody's phone, the narrowest there is, whose clock is ten minutes late and set to another zone."""
    context = browser.new_context(
        base_url=stack.url("console"),
        viewport={"width": 320, "height": 640},
        locale=request.param,
        timezone_id=ELSEWHERE,
        extra_http_headers={"Koinon-Time": counter.at.isoformat()},
    )
    context.add_init_script(TEN_MINUTES_LATE)
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/phone")
    yield page
    context.close()
    assert not faults, faults


def become_card(phone: Page, counter: Counter) -> None:
    """Put a card with money on the phone, after a code that nobody has given."""
    phone.select_option("#p-municipality", "paggaio")
    phone.fill("#p-code", "0000-0000-0000")
    phone.click('[data-form="enrol"] button')
    expect(phone.locator("[data-refused]")).to_be_visible()
    phone.fill("#p-code", counter.phone_code(counter.take_card()))
    phone.click('[data-form="enrol"] button')
    shown(phone, "card")
    expect(phone.locator("[data-clock-wrong]")).to_be_visible()


def codes_of(phone: Page) -> list[str]:
    """Return what the phone shows, as a camera reads it, and what it shows when another code is asked for."""
    files = assets.read(frontend.folder())
    named = [files[name].address for name in ("barcode-detector.js", "zxing-reader.wasm")]
    first = phone.evaluate(READ, named)
    phone.click("[data-another]")
    return [*first, *phone.evaluate(READ, named)]


def offered(till: Page, counter: Counter) -> str:
    """Return the code that a till shows for a sale."""
    at_work(till, counter)
    till.fill("#t-amount", "7,20")
    till.click('[data-form="sale"] button')
    shown(till, "scan")
    till.click('[data-go="offer"]')
    shown(till, "offer")
    return till.locator("[data-code-text]").text_content() or ""


@pytest.mark.parametrize(("phone", "language"), [(each, each) for each in LANGUAGES], indirect=["phone"])
def test_a_phone_becomes_a_card_and_pays(
    phone: Page, counter: Counter, till_of: TillOf, axe: Path, language: str
) -> None:
    desk, barriers = Desk(phone, PICTURES), []

    def look(view: str) -> None:
        shown(phone, view)
        barriers.extend(desk.judge(axe))
        wide = phone.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
        assert wide == 0, f"{view} is {wide} px wider than the screen"
        desk.picture(f"phone_{view}_{language}")

    look("enrol")
    become_card(phone, counter)
    look("card")
    first, second = (phone_code.read(code) for code in codes_of(phone))
    assert (first.key_id, first.nonce == second.nonce) == (second.key_id, False), "each code is for one sale"

    till = till_of(language)
    code = offered(till, counter)
    Desk(till, PICTURES).picture(f"till_offer_{language}")
    phone.click('[data-go="look"]')
    phone.click('[data-view="look"] summary')
    phone.fill("#p-sale-code", code)
    phone.click('[data-form="typed"] button')
    look("agree")
    phone.fill("#p-pin", "9999")
    phone.click('[data-form="agree"] button')
    expect(phone.locator("[data-refused]")).to_be_visible()
    phone.fill("#p-pin", PIN)
    phone.click('[data-form="agree"] button')
    look("answer")
    for page in (phone, till):
        shown(page, "answer")
        expect(page.locator("[data-verdict]")).to_have_class("verdict approved")
        expect(page.locator("[data-facts]")).to_contain_text(f" {counter.clock} ")

    phone.evaluate("navigator.serviceWorker.ready")
    phone.context.set_offline(True)
    phone.reload()
    shown(phone, "card")
    expect(phone.locator("[data-offline]")).to_be_visible()
    assert not barriers, "\n".join(barriers)
