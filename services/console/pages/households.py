"""Households: a caseworker enters who lives together, and applies for them."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.choices import EVIDENCE, IDENTIFIERS, INCOMES, LUXURY, PROGRAMMES, RELATIONS, WORK
from services.console.clients.registry import applications, households
from services.console.clients.registry.applications import NewApplication
from services.console.clients.registry.households import NewHousehold
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

BENEFITS: Final = {"gmi": PROGRAMMES["EUR"]["gmi"]}
"""The programmes that households apply for here."""
CONSENT: Final = "cross_checks"
ROWS: Final = 8
"""Members that one form takes."""


@get("/households/new", guards=[page_for("caseworker")])
async def show_household_form(view: NamedDependency[View]) -> Response[Any]:
    """Show an empty form for a household."""
    assert view.municipality is not None
    identifiers = IDENTIFIERS[view.municipality.country]
    return page(
        view, "household_new.html", relations=RELATIONS, work=WORK, identifiers=identifiers, rows=range(1, ROWS)
    )


@post("/households", guards=[page_for("caseworker")])
@shown_again
async def enter_household(form: NamedDependency[Form]) -> Response[Any]:
    """Enter a household."""
    household = await households.enter_household(form.view.caller, form.read(NewHousehold), form.key)
    return go(f"/households/{household.id}")


@get("/households/{household_id:uuid}", guards=[page_for("caseworker", "supervisor", "card_desk")])
async def show_household(view: NamedDependency[View], household_id: FromPath[UUID]) -> Response[Any]:
    """Show a household, its applications, and the form for a new one."""
    household = await households.read_household(view.caller, household_id)
    listed = await applications.list_applications(view.caller, household_id=household_id)
    choices = {"incomes": INCOMES, "luxury": LUXURY, "evidence": EVIDENCE, "programmes": BENEFITS, "consent": CONSENT}
    return page(view, "household.html", household=household, applications=listed.items, **choices)


@post("/households/{household_id:uuid}/applications", guards=[page_for("caseworker")])
@shown_again
async def open_application(form: NamedDependency[Form], household_id: FromPath[UUID]) -> Response[Any]:
    """Enter an application of a household as a draft."""
    opened = await applications.open_application(form.view.caller, form.read(NewApplication), form.key)
    return go(f"/applications/{opened.id}")


ROUTES = [show_household_form, enter_household, show_household, open_application]
