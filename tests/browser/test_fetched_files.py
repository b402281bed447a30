"""The fonts and the QR decoder that were fetched at set-up, in a browser: they fit, and nothing else is asked."""

import pytest
import segno
from playwright.sync_api import Browser

from infra import frontend
from services.console.pages import assets
from tests.stacks import Stack

pytestmark = pytest.mark.browser

DECODE = """async ([module, picture]) => {
  BarcodeDetectionAPI.prepareZXingModule({overrides: {locateFile: () => module}});
  const image = new Image();
  image.src = picture;
  await image.decode();
  const found = await new BarcodeDetectionAPI.BarcodeDetector({formats: ["qr_code"]}).detect(image);
  return found.map((code) => code.rawValue);
}"""


@pytest.fixture(scope="module", autouse=True)
def fetched() -> None:
    """What `make frontend` fetches; a stack that runs already has it too."""
    frontend.fetch(frontend.folder())


def test_the_decoder_reads_a_card_with_nothing_but_our_own_files(stack: Stack, browser: Browser) -> None:
    files = assets.read(frontend.folder())
    context = browser.new_context(base_url=stack.url("console"), bypass_csp=True, locale="el")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/sign-in")
    page.add_script_tag(url=files["barcode-detector.js"].address)
    picture = segno.make("KOINON:417820631295", error="m").png_data_uri(scale=6)
    assert page.evaluate(DECODE, [files["zxing-reader.wasm"].address, picture]) == ["KOINON:417820631295"]
    foreign = [url for url in asked if not url.startswith((stack.url("console"), "data:"))]
    assert foreign == []
    context.close()


def test_greek_and_arabic_are_written_in_the_fonts_that_we_serve(stack: Stack, browser: Browser) -> None:
    context = browser.new_context(base_url=stack.url("console"), locale="el")
    page = context.new_page()
    page.goto("/sign-in")
    loaded = page.evaluate(
        "async () => { await document.fonts.ready;"
        " return [...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.unicodeRange); }"
    )
    assert len(loaded) == 3, "Greek, Latin and, for the name of the language, Arabic"
    context.close()
