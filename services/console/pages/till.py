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


@get("/till", guards=[anyone])
async def show_till(view: NamedDependency[View]) -> Response[Any]:
    """Show the till."""
    return apps.app_page(view, FOLDER, refusals=PROBLEMS, kinds=CATEGORIES)


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
