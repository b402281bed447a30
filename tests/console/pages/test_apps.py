"""Pages that are installed are whole without a network: their worker keeps every file that they name."""

import re
from pathlib import PurePosixPath

import httpx
import pytest

from services.console.pages import apps

FOLDERS = ("till", "phone")


@pytest.mark.parametrize("folder", FOLDERS)
async def test_the_worker_keeps_every_file_that_the_page_names(browser: httpx.AsyncClient, folder: str) -> None:
    page = (await browser.get(f"/{folder}")).text
    worker = await browser.get(f"/{folder}/worker.js")
    assert worker.headers["service-worker-allowed"] == f"/{folder}"
    named = set(re.findall(r'(?:src|href|data-[a-z-]+)="(/(?:apps|assets)/[^"]+)"', page))
    assert len(named) >= 4
    for address in named:
        assert address in worker.text
        assert (await browser.get(address)).headers["cache-control"].endswith("immutable")


def test_modules_import_each_other_by_names_that_there_are() -> None:
    for name, content in apps.files().items():
        for imported in re.findall(r' from "([^"]+)"', content.decode()):
            folder, file = PurePosixPath(name).parent, PurePosixPath(imported)
            found = file.relative_to("..") if ".." in file.parts else folder / file.name
            assert str(found) in apps.files(), f"{name} imports {imported}"


@pytest.mark.parametrize("folder", FOLDERS)
async def test_the_page_may_compile_the_decoder_and_be_installed(browser: httpx.AsyncClient, folder: str) -> None:
    policy = (await browser.get(f"/{folder}")).headers["content-security-policy"]
    for allowed in ("'wasm-unsafe-eval'", "worker-src 'self'", "manifest-src 'self'"):
        assert allowed in policy
    manifest = (await browser.get(f"/{folder}/manifest.webmanifest", headers={"accept-language": "ar"})).json()
    assert (manifest["start_url"], manifest["scope"], manifest["dir"]) == (f"/{folder}", f"/{folder}", "rtl")
    assert (await browser.get(manifest["icons"][0]["src"])).headers["content-type"].startswith("image/svg+xml")
    assert (await browser.get("/apps/x/till/nothing.js")).status_code == 404
