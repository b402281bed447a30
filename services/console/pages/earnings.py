"""What earning changes for a household that has a benefit: an estimate before somebody decides; nothing is kept."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency

from services.console.clients.incubator import earnings
from services.console.clients.incubator.earnings import Household, Simulation
from services.console.labels import of
from services.console.pages.forms import Form, keep_typed, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

PARTIES: Final = page_for("incubator_officer", "mentor", "founder")
PATH: Final = "/earnings"


@get(PATH, guards=[PARTIES])
async def ask_for_household(view: NamedDependency[View]) -> Response[Any]:
    """Ask how a household lives, and what somebody in it would earn."""
    return await shown(view, None)


@post(PATH, guards=[PARTIES], status_code=200)
@shown_again
async def estimate(form: NamedDependency[Form]) -> Response[Any]:
    """Show what earning changes, month by month."""
    found = await earnings.simulate(form.view.caller, form.read(Household))
    keep_typed(form)
    return await shown(form.view, found)


async def shown(view: View, found: Simulation | None) -> Response[Any]:
    """Return the page, with the estimate if there is one."""
    known = await earnings.known_programmes(view.caller)
    return page(view, "earnings.html", programmes=[(code, of(code)) for code in known], found=found)


ROUTES = [ask_for_household, estimate]
