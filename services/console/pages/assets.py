"""The stylesheet and the other files that pages refer to, under names that change with their content."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from services.kit.auth import public
from services.kit.errors import NotFound

FOLDER: Final = Path(__file__).parents[1] / "static"
MEDIA_TYPES: Final = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript"}
CACHED_FOR_EVER: Final = "public, max-age=31536000, immutable"


@cache
def files() -> dict[str, tuple[bytes, str]]:
    """Return each file's content and media type by the name that it is served under."""
    found: dict[str, tuple[bytes, str]] = {}
    for path in FOLDER.iterdir():
        content = path.read_bytes()
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
        found[name] = (content, MEDIA_TYPES[path.suffix])
    return found


def address(name: str) -> str:
    """Return the address of a file by its plain name."""
    stem, _, suffix = name.rpartition(".")
    return next(f"/assets/{each}" for each in files() if each.startswith(f"{stem}.") and each.endswith(f".{suffix}"))


@get("/assets/{name:str}", guards=[public], include_in_schema=False)
async def read_asset(name: FromPath[str]) -> Response[bytes]:
    """Return a file; browsers may keep it, since a changed one has another name."""
    if name not in files():
        raise NotFound("There is no such file.")
    content, media_type = files()[name]
    return Response(content, media_type=media_type, headers={"Cache-Control": CACHED_FOR_EVER})


ROUTES = [read_asset]
