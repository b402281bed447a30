"""Households: a caseworker enters who lives together, and applies for them."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients import registry
from services.console.clients.registry import NewApplication, NewHousehold
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

RELATIONS: Final = {
    "applicant": mark("applicant"),
    "spouse": mark("spouse"),
    "partner": mark("partner"),
    "child": mark("child"),
    "parent": mark("parent"),
    "sibling": mark("brother or sister"),
    "other": mark("other relative"),
    "guest": mark("guest"),
}
WORK: Final = {
    "not_stated": mark("not stated"),
    "employed": mark("employed"),
    "registered_unemployed": mark("registered as unemployed"),
    "unregistered": mark("neither employed nor registered"),
    "unable": mark("not able to work"),
    "retired": mark("retired"),
}
IDENTIFIERS: Final = {
    "GR": (("amka", mark("AMKA")), ("afm", mark("AFM"))),
    "JO": (("national_number", mark("National number")),),
}
"""The numbers that are asked for, by country."""
INCOMES: Final = {
    "wages": mark("wages"),
    "pension": mark("pension"),
    "agriculture": mark("farming"),
    "rent": mark("rents"),
    "unemployment_benefit": mark("unemployment benefit"),
    "other": mark("other income"),
}
LUXURY: Final = {
    "luxury_tax": mark("luxury tax"),
    "yacht_crew": mark("crew of a yacht"),
    "private_school_fees": mark("private school fees"),
    "domestic_staff": mark("domestic staff"),
}
EVIDENCE: Final = {
    "identity": mark("identity card or passport"),
    "tax_return": mark("tax return"),
    "iban_ownership": mark("proof of the bank account"),
    "utility_bill": mark("utility bill"),
    "residence": mark("proof of residence"),
}
PROGRAMMES: Final = {"gmi": mark("Guaranteed minimum income")}
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
    household = await registry.enter_household(form.view.caller, form.read(NewHousehold), form.key)
    return go(f"/households/{household.id}")


@get("/households/{household_id:uuid}", guards=[page_for("caseworker", "supervisor", "card_desk")])
async def show_household(view: NamedDependency[View], household_id: FromPath[UUID]) -> Response[Any]:
    """Show a household, its applications, and the form for a new one."""
    household = await registry.read_household(view.caller, household_id)
    listed = await registry.list_applications(view.caller, household_id=household_id)
    choices = {"incomes": INCOMES, "luxury": LUXURY, "evidence": EVIDENCE, "programmes": PROGRAMMES, "consent": CONSENT}
    return page(view, "household.html", household=household, applications=listed.items, **choices)


@post("/households/{household_id:uuid}/applications", guards=[page_for("caseworker")])
@shown_again
async def open_application(form: NamedDependency[Form], household_id: FromPath[UUID]) -> Response[Any]:
    """Enter an application of a household as a draft."""
    opened = await registry.open_application(form.view.caller, form.read(NewApplication), form.key)
    return go(f"/applications/{opened.id}")


ROUTES = [show_household_form, enter_household, show_household, open_application]
