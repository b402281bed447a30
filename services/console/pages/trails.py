"""Trails: how far a budget line's money has come, for auditors down to its entries; and whether all of it was heard."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.clients import reporting, services, trails
from services.console.clients.services import Comparisons
from services.console.clients.trails import TransferKind
from services.console.pages.figures import READERS, months_back
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.clock import wall_time

AUDITORS: Final = page_for("auditor")
MONTHS: Final = 24
STATIONS: Final = {
    "credited_minor": "credit",
    "account_minor": "account_share",
    "expired_minor": "expiry",
    "spent_minor": "payment",
    "refunded_minor": "refund",
    "bonus_minor": None,
    "settled_minor": None,
    "instructed_minor": None,
    "paid_minor": None,
    "returned_minor": None,
}
"""Where a line's money has come, in its order, and the kind of transfers whose entries are opened behind it."""


@get("/budget-lines/{line_id:uuid}/trail", guards=[READERS])
async def show_trail(view: NamedDependency[View], line_id: FromPath[UUID]) -> Response[Any]:
    """Show how far a line's money has come: runs, kinds of shops, and for auditors shops and suppliers."""
    return page(view, "trail.html", trail=await trails.read_trail(view.caller, line_id), stations=STATIONS)


@get("/budget-lines/{line_id:uuid}/entries/{kind:str}", guards=[AUDITORS])
async def show_entries(
    view: NamedDependency[View],
    line_id: FromPath[UUID],
    kind: FromPath[TransferKind],
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show the ledger's entries behind a figure, holders under salted ids."""
    entries = await trails.open_entries(view.caller, line_id, kind, cursor)
    return page(view, "entries.html", line_id=line_id, kind=kind, entries=entries)


@get("/completeness", guards=[READERS])
async def show_completeness(view: NamedDependency[View], month: FromQuery[date | None] = None) -> Response[Any]:
    """Show each closed day of a month as the ledger said it and as it was heard."""
    months = [wall_time().date().replace(day=1), *months_back(MONTHS)]
    found = await reporting.read_completeness(view.caller, month or months[0])
    return page(view, "completeness.html", found=found, months=months, compared=await compared_for(view))


async def compared_for(view: View) -> dict[str, Comparisons | None]:
    """Return what each service has heard of the others, for auditors."""
    assert view.session is not None
    return await services.list_comparisons(view.caller) if "auditor" in view.session.roles else {}


ROUTES = [show_trail, show_entries, show_completeness]
