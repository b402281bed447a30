"""Pages that are installed on a phone, such as the till: a manifest, a service worker, and files that are kept.

What such a page says is made here, in the reader's language, and is nobody's; what it does is in `static/apps`. It
opens without a network: its files are kept by its service worker, which asks for nothing but these.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from services.console import languages
from services.console.pages import assets, policy
from services.console.pages.view import View, page
from services.kit.auth import public
from services.kit.errors import NotFound

FOLDER: Final = assets.OWN / "apps"
POLICY: Final = policy.SCANNING_POLICY + "; manifest-src 'self'; worker-src 'self'"
CODES: Final = ("barcode-detector.js", "zxing-reader.wasm", "lean-qr.js")
"""What reads QR codes where a browser cannot, and what draws them."""
SHARED: Final = "shared"
ICON: Final = "shared/icon.svg"
WORKER: Final = "shared/worker.js"


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
    """Return the files of these pages by folder and name."""
    paths = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in paths}


@cache
def version() -> str:
    """Return a name that changes with any of the files: modules import each other by plain names."""
    return hashlib.sha256(b"".join(name.encode() + content for name, content in files().items())).hexdigest()[:12]


def address(name: str) -> str:
    """Return where a file is served."""
    return f"/apps/{version()}/{name}"


def kept(folder: str) -> list[str]:
    """Return the addresses of what a page needs to open and to read a code without a network."""
    fetched = [found for name in CODES if (found := assets.address(name)) is not None]
    own = [address(name) for name in files() if name.startswith((f"{folder}/", f"{SHARED}/")) and name != WORKER]
    return [*assets.stylesheets(), *fetched, *own]


def app_page(view: View, folder: str, **values: Any) -> Response[Any]:
    """Return such a page: nothing on it is anybody's, so that a browser may keep it."""
    shown = page(view, f"{folder}.html", file=address, folder=folder, **values)
    shown.headers["content-security-policy"] = POLICY
    return shown


def manifest(view: View, path: str, name: str) -> Manifest:
    """Return what an installed page is called, in its language."""
    said = languages.translations(view.language).gettext(name)
    return Manifest(
        id=path,
        name=f"Koinon – {said}",
        short_name=said,
        lang=view.language,
        dir=languages.direction(view.language),
        start_url=path,
        scope=path,
        icons=[Icon(src=address(ICON)), Icon(src=address(ICON), purpose="maskable")],
    )


def worker(path: str, folder: str) -> Response[bytes]:
    """Return the service worker of a page; another version of its files makes it another script."""
    named = {"SCOPE": path, "VERSION": version(), "FILES": kept(folder)}
    script = b"".join(b"const %s = %s;\n" % (name.encode(), msgspec.json.encode(each)) for name, each in named.items())
    return Response(
        script + files()[WORKER],
        media_type="text/javascript",
        headers={"Service-Worker-Allowed": path, "Cache-Control": "no-cache"},
    )


@get("/apps/{release:str}/{folder:str}/{name:str}", guards=[public], include_in_schema=False)
async def read_file(folder: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Return a file; browsers may keep it, since a changed one has another address."""
    content = files().get(f"{folder}/{name}")
    if content is None:
        raise NotFound("There is no such file.")
    media_type = assets.MEDIA_TYPES[Path(name).suffix]
    return Response(content, media_type=media_type, headers={"Cache-Control": assets.CACHED_FOR_EVER})


ROUTES = [read_file]
