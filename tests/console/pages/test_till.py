"""The till page is whole without a network: its worker keeps every file that the page names."""

import re

import httpx

from services.console.pages import till


async def test_the_worker_keeps_every_file_that_the_page_names(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/till")).text
    worker = await browser.get("/till/worker.js")
    assert worker.headers["service-worker-allowed"] == "/till"
    named = set(re.findall(r'(?:src|href)="(/(?:till/files|assets)/[^"]+)"', page))
    assert named
    for address in named:
        assert address in worker.text
        assert (await browser.get(address)).headers["cache-control"].endswith("immutable")
    assert set(re.findall(r'from "\./(\w+\.js)"', "".join(each.decode() for each in till.files().values()))) < set(
        till.files()
    )


async def test_the_page_may_compile_the_decoder_and_be_installed(browser: httpx.AsyncClient) -> None:
    policy = (await browser.get("/till")).headers["content-security-policy"]
    for allowed in ("'wasm-unsafe-eval'", "worker-src 'self'", "manifest-src 'self'"):
        assert allowed in policy
    manifest = (await browser.get("/till/manifest.webmanifest", headers={"accept-language": "ar"})).json()
    assert (manifest["start_url"], manifest["scope"], manifest["dir"]) == ("/till", "/till", "rtl")
    assert (await browser.get(manifest["icons"][0]["src"])).headers["content-type"].startswith("image/svg+xml")
    assert (await browser.get("/till/files/x/nothing.js")).status_code == 404
