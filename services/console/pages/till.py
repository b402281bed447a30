"""The till page: a page for cashiers that is a till of its own, with a key that never leaves the browser."""

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from services.console.choices import CATEGORIES
from services.console.languages import mark
from services.console.pages import apps
from services.console.pages.apps import Manifest
from services.console.pages.guards import anyone
from services.console.pages.view import View
from services.kit.auth import public

PATH: Final = "/till"
FOLDER: Final = "till"
NAME: Final = mark("Till")


@get("/till", guards=[anyone])
async def show_till(view: NamedDependency[View]) -> Response[Any]:
    """Show the till."""
    return apps.app_page(view, FOLDER, kinds=CATEGORIES)


@get("/till/manifest.webmanifest", guards=[anyone], media_type="application/manifest+json")
async def read_manifest(view: NamedDependency[View]) -> Manifest:
    """Return what the installed till is called."""
    return apps.manifest(view, PATH, NAME)


@get("/till/worker.js", guards=[public], include_in_schema=False)
async def read_worker() -> Response[bytes]:
    """Return the till's service worker."""
    return apps.worker(PATH, FOLDER)


PAGES = [show_till, read_manifest]
ROUTES = [read_worker]
