"""Persons: found by name in any spelling and script, or by number; and where each of them lives."""

import asyncio
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import household_choices
from services.console.choices import IDENTIFIERS
from services.console.clients.registry import account_changes, household_proposals, households, people
from services.console.clients.registry.households import Identifier
from services.console.pages.corrections import CORRECTIONS
from services.console.pages.forms import Form, go, keep_typed, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

OFFICERS: Final = page_for("caseworker", "supervisor")
PURPOSE: Final = "case_work"


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A name as somebody spells it, and the year of birth if it is known."""

    name: str
    birth_year: int | None = None


@get("/persons", guards=[OFFICERS])
async def show_search(view: NamedDependency[View]) -> Response[Any]:
    """Show the forms to find somebody."""
    return found(view, None)


def found(view: View, matches: people.Matches | None) -> Response[Any]:
    """Return the page with whoever was found."""
    assert view.municipality is not None
    return page(view, "persons.html", matches=matches, numbers=IDENTIFIERS[view.municipality.country])


@post("/persons/by-name", guards=[OFFICERS], status_code=200)
@shown_again
async def find_by_name(form: NamedDependency[Form]) -> Response[Any]:
    """Show who bears a name; names stand in no address."""
    wanted = form.read(Named)
    keep_typed(form)
    return found(form.view, await people.search(form.view.caller, wanted.name, wanted.birth_year, PURPOSE))


@post("/persons/by-number", guards=[OFFICERS])
@shown_again
async def find_by_number(form: NamedDependency[Form]) -> Response[Any]:
    """Open the file of the person who has a number."""
    return go(f"/persons/{await households.look_up(form.view.caller, form.read(Identifier))}")


@get("/persons/{person_id:uuid}", guards=[OFFICERS])
async def show_person(view: NamedDependency[View], person_id: FromPath[UUID]) -> Response[Any]:
    """Show who somebody is, where they live and have lived, and whether the account that is paid changes."""
    person, homes, changes, revocations = await asyncio.gather(
        households.read_person(view.caller, person_id, PURPOSE),
        people.list_homes(view.caller, person_id),
        account_changes.list_open(view.caller, person_id=person_id),
        household_proposals.list_waiting(view.caller, person_id),
    )
    found = {"homes": homes[::-1], "changes": changes, "revocations": revocations}
    return page(view, "person.html", person=person, **found, **words_of(view))


def words_of(view: View) -> dict[str, Any]:
    """Return what a person's page calls numbers, and what may have changed."""
    assert view.municipality is not None
    return {"numbers": household_choices.NUMBERS[view.municipality.country], "corrections": CORRECTIONS}


ROUTES = [show_search, find_by_name, find_by_number, show_person]
