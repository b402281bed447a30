"""The files that pages refer to, under names that change with their content: our own, and those fetched at set-up.

Fonts and the QR decoder are others' work and no part of this repository (docs/decisions/0035). Where they were not
fetched pages are written in the machine's own fonts, and a number is typed instead of scanned.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from services.kit.auth import public
from services.kit.errors import NotFound
from services.kit.settings import Settings

OWN: Final = Path(__file__).parents[1] / "static"
IN_IMAGE: Final = Path(__file__).parents[3] / "frontend"
MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}
PACKED: Final = frozenset({".woff2"})
"""What is compressed already."""
REFERRED: Final = re.compile(r'url\("(?P<name>[^"]+)"\)')
CACHED_FOR_EVER: Final = "public, max-age=31536000, immutable"


class Reading:
    """Where the fetched files are read from; set once when the process starts."""

    fetched: Path = IN_IMAGE


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it is served."""

    address: str
    content: bytes
    packed: bytes | None
    """The same as gzip, where that is shorter."""
    media_type: str


def configure(settings: Settings) -> None:
    """Read the fetched files from where the settings say."""
    Reading.fetched = Path(settings.frontend_dir) if settings.frontend_dir else IN_IMAGE


def files() -> Mapping[str, Asset]:
    """Return each file by its plain name."""
    return read(Reading.fetched)


@cache
def read(fetched: Path) -> dict[str, Asset]:
    """Return our own files and the fetched ones; stylesheets come last, for they name others by their addresses."""
    paths = [path for folder in (OWN, fetched) if folder.is_dir() for path in folder.iterdir()]
    known = [path for path in paths if path.suffix in MEDIA_TYPES and not path.name.startswith(".")]
    found: dict[str, Asset] = {}
    for path in sorted(known, key=lambda each: (each.suffix == ".css", each.name)):
        content = path.read_bytes()
        if path.suffix == ".css":
            named = REFERRED.findall(content.decode())
            if not found.keys() >= set(named):
                continue
            content = REFERRED.sub(lambda match: f'url("{found[match["name"]].address}")', content.decode()).encode()
        found[path.name] = asset(path, content)
    return found


def asset(path: Path, content: bytes) -> Asset:
    """Return a file as it is served."""
    packed = None if path.suffix in PACKED else gzip.compress(content, mtime=0)
    return Asset(
        address=f"/assets/{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}",
        content=content,
        packed=packed if packed is not None and len(packed) < len(content) else None,
        media_type=MEDIA_TYPES[path.suffix],
    )


def address(name: str) -> str | None:
    """Return the address of a file by its plain name, or None for one that was not fetched."""
    found = files().get(name)
    return None if found is None else found.address


def stylesheets() -> list[str]:
    """Return the addresses of the stylesheets of every page; that of the fonts only where there are fonts."""
    return [found for name in ("fonts.css", "console.css") if (found := address(name)) is not None]


@get("/assets/{name:str}", guards=[public], include_in_schema=False)
async def read_asset(name: FromPath[str], request: Request[object, object, State]) -> Response[bytes]:
    """Return a file; browsers may keep it, since a changed one has another name."""
    found = next((each for each in files().values() if each.address == f"/assets/{name}"), None)
    if found is None:
        raise NotFound("There is no such file.")
    return answer(found, packs="gzip" in request.headers.get("accept-encoding", ""))


def answer(found: Asset, *, packs: bool) -> Response[bytes]:
    """Return a file, packed for who takes it so."""
    headers = {"Cache-Control": CACHED_FOR_EVER, "Vary": "Accept-Encoding"}
    packed = found.packed if packs else None
    if packed is not None:
        headers["Content-Encoding"] = "gzip"
    return Response(packed or found.content, media_type=found.media_type, headers=headers)


ROUTES = [read_asset]
