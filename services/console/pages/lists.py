"""Lists to take along: applications, households or memberships as a file, for a purpose that is kept."""

from datetime import date
from typing import Any, Final, Literal

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.clients.registry import lists
from services.console.languages import mark
from services.console.pages.forms import Form, shown_again
from services.console.pages.guards import page_for
from services.console.pages.papers import as_file
from services.console.pages.view import View, page

WORKERS: Final = page_for("caseworker", "supervisor")

Name = Literal["applications", "households", "memberships"]
NAMES: Final[dict[Name, str]] = {
    "applications": mark("Applications"),
    "households": mark("Households"),
    "memberships": mark("Memberships"),
}
SAID: Final[dict[Name, str]] = {
    "applications": mark("Each application with the applicant's name, programme, state and days."),
    "households": mark("Each household with the applicant's name, how many live there, and since when."),
    "memberships": mark("Each membership with its programme, state, monthly amounts and days, without names."),
}
"""What stands in a list."""
STATES: Final = (
    "draft", "submitted", "in_review", "info_requested", "recommended", "approved", "rejected", "appealed", "upheld",
    "overturned", "withdrawn",
)  # fmt: skip
FOR_LISTS: Final = frozenset(
    {"case_work", "home_visit", "decision", "grievance", "payment", "correction", "duplicate_check", "supervision"}
)
"""Purposes for which a whole list may be needed; the others are about one person."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What for, of which state or day, in which form."""

    purpose: str
    format: Literal["csv", "xlsx"]
    status: str | None = None
    on: date | None = None


@get("/lists", guards=[WORKERS])
async def show_lists(
    view: NamedDependency[View], name: FromQuery[Name] = "applications", status: FromQuery[str] = ""
) -> Response[Any]:
    """Show what a list can be narrowed down to, and ask what it is for."""
    known = await lists.list_purposes(view.caller, view.language)
    purposes = [(each.code, each.text) for each in known if each.code in FOR_LISTS]
    chosen = {"name": name, "status": status, "states": STATES, "purposes": purposes}
    return page(view, "lists.html", names=NAMES, said=SAID[name], **chosen)


@post("/lists/{name:str}", guards=[WORKERS], status_code=200)
@shown_again
async def take_list(form: NamedDependency[Form], name: FromPath[Name]) -> Response[Any]:
    """Hand out a list as a file."""
    wanted = msgspec.to_builtins(form.read(Wanted))
    return as_file(await lists.take(form.view.caller, name, wanted))


ROUTES = [show_lists, take_list]
