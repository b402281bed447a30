"""Proxies: who may shop or collect for a household, appointed with its holder's consent and ended at once."""

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.choices import IDENTIFIERS
from services.console.clients.registry import households, proxies
from services.console.clients.registry.proxies import Appointment
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

PROXY_RIGHTS: Final = {"shop": mark("may shop"), "collect": mark("may collect papers and cards")}
"""What somebody may do for a household."""

PROXY_ENDS: Final = {
    "holder_wishes": mark("the holder wishes it"),
    "proxy_wishes": mark("the person wishes it"),
    "suspected_abuse": mark("it may have been abused"),
}
"""Why somebody acts for a household no more."""

STAFF: Final = page_for("caseworker", "supervisor", "card_desk")


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """Why it ends."""

    reason: str


@get("/households/{household_id:uuid}/proxies", guards=[STAFF])
async def list_proxies(view: NamedDependency[View], household_id: FromPath[UUID]) -> Response[Any]:
    """Show who acts for a household, and the form to appoint somebody."""
    assert view.municipality is not None
    acting = await proxies.list_acting(view.caller, household_id)
    choices = {"rights": PROXY_RIGHTS, "ends": PROXY_ENDS, "numbers": IDENTIFIERS[view.municipality.country]}
    return page(view, "proxies.html", household_id=household_id, acting=acting, **choices)


@post("/households/{household_id:uuid}/proxies", guards=[page_for("caseworker")])
@shown_again
async def appoint(form: NamedDependency[Form], household_id: FromPath[UUID]) -> Response[Any]:
    """Let somebody act for a household, as its holder, who is here, agrees."""
    household = await households.read_household(form.view.caller, household_id)
    await proxies.appoint(form.view.caller, household, form.read(Appointment), form.key)
    return go(f"/households/{household_id}/proxies")


@post("/households/{household_id:uuid}/proxies/{proxy_id:uuid}/end", guards=[STAFF])
@shown_again
async def end(form: NamedDependency[Form], household_id: FromPath[UUID], proxy_id: FromPath[UUID]) -> Response[Any]:
    """Let somebody act no more, from today on."""
    await proxies.end(form.view.caller, proxy_id, form.read(Ending).reason, form=(form.key, form.version))
    return go(f"/households/{household_id}/proxies")


ROUTES = [list_proxies, appoint, end]
