"""Figures: what was paid, spent and settled, for those who may know; and the public page, open to all."""

import asyncio
from datetime import date, timedelta
from typing import Any, Final

from litestar import Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.clients import alerts, reporting
from services.console.clients.services import optional
from services.console.pages.guards import anyone, page_for
from services.console.pages.view import View, page
from services.kit.clock import wall_time
from services.kit.errors import Malformed, NotFound
from services.kit.settings import Municipality

READERS: Final = page_for("programme_manager", "auditor", "finance_officer")
MONTHS: Final = 12
"""How far back the public page leads."""
MONTHS_INSIDE: Final = 24


@get("/figures", guards=[READERS])
async def show_figures(view: NamedDependency[View], month: FromQuery[str] = "") -> Response[Any]:
    """Show the totals, the multiplier and the indicators: those of all time, or a month's with its pictures."""
    chosen = chosen_month(month)
    totals, multipliers, more = await asyncio.gather(
        reporting.read_totals(view.caller, chosen),
        reporting.read_multiplier(view.caller, chosen),
        indicators_or_pictures(view, chosen),
    )
    sums = {"totals": totals, "multipliers": multipliers}
    return page(view, "figures.html", months=months_back(MONTHS_INSIDE), **sums, **more)


async def indicators_or_pictures(view: View, month: date | None) -> dict[str, Any]:
    """Return the indicators of all time, or a month's pictures, areas, and how its money went round."""
    if month is None:
        indicators = await reporting.list_indicators(view.caller)
        return {"indicators": indicators, "pictures": [], "areas": [], "rounds": []}
    pictures, areas, rounds = await asyncio.gather(
        reporting.list_pictures(view.caller, month, view.language),
        reporting.list_areas(view.caller, month),
        reporting.list_circulation(view.caller, month),
    )
    return {"indicators": [], "pictures": pictures, "areas": areas, "rounds": rounds}


def chosen_month(text: str) -> date | None:
    """Return the month that a form names, or None for all time. Raises Malformed for what is no day."""
    try:
        return date.fromisoformat(text).replace(day=1) if text else None
    except ValueError:
        raise Malformed("Choose a month that is over.") from None


@get("/transparency", guards=[anyone])
async def list_public_pages(view: NamedDependency[View], state: State) -> Response[Any]:
    """Show the municipalities whose figures are public."""
    return page(view, "transparency_list.html", tenants=list(state.settings.municipalities.values()))


@get("/transparency/{slug:str}", guards=[anyone])
async def show_latest_public_page(view: NamedDependency[View], state: State, slug: FromPath[str]) -> Response[Any]:
    """Show what anybody may know of the last whole month."""
    return await public_page(view, tenant_of(state, slug), months_back(1)[0])


@get("/transparency/{slug:str}/{month:date}", guards=[anyone])
async def show_public_page(
    view: NamedDependency[View], state: State, slug: FromPath[str], month: FromPath[date]
) -> Response[Any]:
    """Show what anybody may know of a month."""
    return await public_page(view, tenant_of(state, slug), month.replace(day=1))


async def public_page(view: View, tenant: Municipality, month: date) -> Response[Any]:
    """Return the public page of a tenant's month."""
    totals = await optional(reporting.read_public_totals(view.caller, tenant.id, month))
    published = await optional(alerts.list_published(view.caller, tenant.id)) or []
    report = next((each for each in published if each.month == month), None)
    proof = await optional(reporting.read_transparency(view.caller, tenant.id))
    shown = {"months": months_back(MONTHS), "totals": totals, "report": report, "proof": proof}
    return page(view, "transparency.html", tenant=tenant, month=month, **shown)


def months_back(count: int) -> list[date]:
    """Return the first days of the whole months before this one, newest first."""
    months = [(wall_time().date().replace(day=1) - timedelta(days=1)).replace(day=1)]
    while len(months) < count:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def tenant_of(state: State, slug: str) -> Municipality:
    """Return the tenant of an address."""
    for municipality in state.settings.municipalities.values():
        if municipality.slug == slug:
            found: Municipality = municipality
            return found
    raise NotFound("This installation serves no such municipality.")


ROUTES = [show_figures, list_public_pages, show_latest_public_page, show_public_page]
