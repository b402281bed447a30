"""The till page: a page for cashiers that is a till of its own, with a key that never leaves the browser.

What it says is made here, in the reader's language; what it does is in `static/till`. It can be installed, and opens
without a network: its files are kept by its service worker, which asks for nothing but these.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import languages
from services.console.languages import mark
from services.console.pages import assets, policy
from services.console.pages.guards import anyone
from services.console.pages.view import View, page
from services.kit.auth import public
from services.kit.errors import NotFound

FOLDER: Final = assets.OWN / "till"
POLICY: Final = policy.SCANNING_POLICY + "; manifest-src 'self'; worker-src 'self'"
DECODER: Final = ("barcode-detector.js", "zxing-reader.wasm")
WORKER: Final = "worker.js"
PROBLEMS: Final = {
    "cashier-code-expired": mark("The code for choosing a PIN is too old; ask for a new one"),
    "cashier-code-unknown": mark("No cashier of this outlet can choose a PIN by this code"),
    "cashier-code-used": mark("A PIN was chosen by this code already"),
    "cashier-missing": mark("A cashier has to sign on at this till first"),
    "cashier-not-allowed": mark("The cashier who is signed on may not do this"),
    "clawed-back": mark("The shop has paid this back to the public purse already"),
    "code-expired": mark("The enrolment code is too old; ask for a new one"),
    "code-unknown": mark("No till can enrol by this code"),
    "code-used": mark("The enrolment code was used by another till"),
    "key-replaced": mark("The till's key was replaced by another"),
    "key-unknown": mark("No till is known under this key"),
    "merchant-takes-no-cards": mark("Tills enrol at merchants that were accepted"),
    "not-found": mark("There is nobody with this number, or no PIN was chosen yet"),
    "pin-blocked": mark("The PIN was wrong too often and has to be set anew or unlocked"),
    "pin-too-easy": mark("This PIN is among the first that anybody would guess"),
    "pin-wrong": mark("The PIN is not right"),
    "refund-too-large": mark("More would be given back than was paid"),
    "refund-too-late": mark("The time is over in which the shop's tills give money back"),
    "sold-elsewhere": mark("Another shop has sold this"),
    "till-stopped": mark("The till was stopped"),
}
"""The refusals that a cashier meets; another one shows as what it is called in English."""


NAME: Final = mark("Till")


class Icon(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of the installed page."""

    src: str
    sizes: str = "any"
    type: str = "image/svg+xml"
    purpose: str = "any"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser wants to know of a page that is installed (W3C application manifest)."""

    id: str
    name: str
    short_name: str
    lang: str
    dir: str
    start_url: str
    scope: str
    icons: list[Icon]
    display: str = "standalone"
    background_color: str = "#ffffff"
    theme_color: str = "#003375"


@cache
def files() -> dict[str, bytes]:
    """Return the till's own files by name."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir())}


@cache
def version() -> str:
    """Return a name that changes with any of the files: modules import each other by plain names."""
    return hashlib.sha256(b"".join(name.encode() + content for name, content in files().items())).hexdigest()[:12]


def kept() -> list[str]:
    """Return the addresses of what the page needs to open and to read a card without a network."""
    fetched = [found for name in DECODER if (found := assets.address(name)) is not None]
    return [*assets.stylesheets(), *fetched, *(address(name) for name in files() if name != WORKER)]


def address(name: str) -> str:
    """Return where one of the till's files is served."""
    return f"/till/files/{version()}/{name}"


@get("/till", guards=[anyone])
async def show_till(view: NamedDependency[View]) -> Response[Any]:
    """Show the till: nothing on it is anybody's, so that a browser may keep it."""
    shown = page(view, "till.html", refusals=PROBLEMS, file=address)
    shown.headers["content-security-policy"] = POLICY
    return shown


@get("/till/manifest.webmanifest", guards=[anyone], media_type="application/manifest+json")
async def read_manifest(view: NamedDependency[View]) -> Manifest:
    """Return what the installed till is called, in the language of the page."""
    name = languages.translations(view.language).gettext(NAME)
    return Manifest(
        id="/till",
        name=f"Koinon – {name}",
        short_name=name,
        lang=view.language,
        dir=languages.direction(view.language),
        start_url="/till",
        scope="/till",
        icons=[Icon(src=address("icon.svg")), Icon(src=address("icon.svg"), purpose="maskable")],
    )


@get("/till/worker.js", guards=[public], include_in_schema=False)
async def read_worker() -> Response[bytes]:
    """Return the service worker, which keeps the page's files; another version of them makes it another script."""
    named = (msgspec.json.encode(each) for each in (version(), kept()))
    script = b"const VERSION = %s;\nconst FILES = %s;\n" % tuple(named)
    return Response(
        script + files()[WORKER],
        media_type="text/javascript",
        headers={"Service-Worker-Allowed": "/till", "Cache-Control": "no-cache"},
    )


@get("/till/files/{release:str}/{name:str}", guards=[public], include_in_schema=False)
async def read_file(name: FromPath[str]) -> Response[bytes]:
    """Return one of the till's files; browsers may keep it, since a changed one has another address."""
    if name not in files():
        raise NotFound("There is no such file.")
    media_type = assets.MEDIA_TYPES[Path(name).suffix]
    return Response(files()[name], media_type=media_type, headers={"Cache-Control": assets.CACHED_FOR_EVER})


PAGES = [show_till, read_manifest]
ROUTES = [read_worker, read_file]
