"""The card desk stops a till at once: a shop calls, its telephone was stolen, and nobody else is in the office."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.clients import directory, till_stops
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

DESK: Final = page_for("card_desk")


@get("/tills", guards=[DESK])
async def show_tills(view: NamedDependency[View], merchant_id: FromQuery[UUID | None] = None) -> Response[Any]:
    """Ask which shop it is, and show its tills."""
    assert view.municipality is not None
    shops = await directory.list_shops(view.caller, view.municipality.slug)
    tills = None if merchant_id is None else await till_stops.list_tills(view.caller, merchant_id)
    return page(view, "till_stops.html", shops=shops, merchant_id=merchant_id, tills=tills)


@post("/tills/{till_id:uuid}/stop", guards=[DESK])
@shown_again
async def stop_till(form: NamedDependency[Form], till_id: FromPath[UUID]) -> Response[Any]:
    """Stop a till: its next sale is refused."""
    till = await till_stops.stop_till(form.view.caller, till_id, form.key)
    return go(f"/tills?merchant_id={till.merchant_id}")


ROUTES = [show_tills, stop_till]
