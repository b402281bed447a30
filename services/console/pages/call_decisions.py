"""A call's decisions side by side with the reviews that they rest on, so that a selection can be justified."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients.incubator import calls, decisions
from services.console.clients.incubator.decisions import Decision
from services.console.languages import mark
from services.console.pages.guards import page_for
from services.console.pages.papers import as_file
from services.console.pages.view import View, page

MANAGER: Final = page_for("programme_manager")
GROUPS: Final = {
    "awarded": mark("Awarded"),
    "reserve": mark("On the reserve list"),
    "rejected": mark("Rejected"),
    "invited": mark("Came into the next stage"),
    "": mark("Not decided"),
}
"""What was decided, in the order in which the page shows it."""


@get("/calls/{call_id:uuid}/decisions", guards=[MANAGER])
async def show_decisions(view: NamedDependency[View], call_id: FromPath[UUID]) -> Response[Any]:
    """Show what was decided about each application of a call, by what became of it, the best score first."""
    call, found = await calls.read_call(view.caller, call_id), await decisions.list_decisions(view.caller, call_id)
    criteria = {each.code: each.title for stage in call.terms.stages for each in stage.criteria}
    return page(view, "call_decisions.html", call=call, groups=GROUPS, grouped=grouped(found), criteria=criteria)


def grouped(found: list[Decision]) -> dict[str, list[Decision]]:
    """Return decisions by what was decided, the best score first."""
    listed = sorted(found, key=lambda each: each.score_basis_points or 0, reverse=True)
    groups = {group: [each for each in listed if (each.outcome or "") == group] for group in GROUPS}
    return {group: each for group, each in groups.items() if each}


@get("/calls/{call_id:uuid}/decisions/table", guards=[MANAGER])
async def take_decisions(view: NamedDependency[View], call_id: FromPath[UUID]) -> Response[Any]:
    """Hand the decisions out as a table, with a line for each review."""
    return as_file(await decisions.take_table(view.caller, call_id))


ROUTES = [show_decisions, take_decisions]
