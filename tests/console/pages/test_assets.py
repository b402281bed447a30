"""The files of the pages: named by content, kept for ever by browsers, complete or left out."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from infra import frontend
from services.console.pages import assets
from services.kit.settings import Settings


@pytest.fixture
def fetched(console_settings: Settings) -> Iterator[Path]:
    """The files of others, as `make frontend` has fetched them."""
    folder = frontend.folder()
    frontend.fetch(folder)
    assets.read.cache_clear()  # another test may have looked before they were fetched
    assets.configure(msgspec.structs.replace(console_settings, frontend_dir=str(folder)))
    yield folder
    assets.configure(console_settings)


async def test_a_page_brings_fonts_of_our_own_origin_under_lasting_names(
    fetched: Path, browser: httpx.AsyncClient
) -> None:
    page = (await browser.get("/sign-in")).text
    fonts, own = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page)
    answer = await browser.get(fonts)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    named = re.findall(r'url\("([^"]+)"\)', answer.text)
    assert len(named) == 5
    for address in [*named, own]:
        served = await browser.get(address)
        assert served.status_code == 200
        assert served.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await browser.get(named[0])).headers["content-type"] == "font/woff2"
    assert (await browser.get("/assets/console.0123456789ab.css")).status_code == 404


async def test_what_was_not_fetched_is_not_named(
    console_settings: Settings, tmp_path: Path, browser: httpx.AsyncClient
) -> None:
    assets.configure(msgspec.structs.replace(console_settings, frontend_dir=str(tmp_path)))
    assert assets.address("barcode-detector.js") is None
    assert [re.sub(r"\.\w{12}\.", ".", each) for each in assets.stylesheets()] == ["/assets/console.css"]
    assert "fonts" not in (await browser.get("/sign-in")).text
    assets.configure(console_settings)


async def test_what_can_be_packed_is_sent_packed_to_who_takes_it(fetched: Path, browser: httpx.AsyncClient) -> None:
    decoder = assets.address("zxing-reader.wasm")
    assert decoder is not None
    plain = await browser.get(decoder, headers={"accept-encoding": "identity"})
    assert plain.content == (fetched / "zxing-reader.wasm").read_bytes()
    async with browser.stream("GET", decoder, headers={"accept-encoding": "gzip"}) as answer:
        packed = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(packed) == plain.content
    assert len(packed) < len(plain.content) / 2
