"""What has changed: a household's life after it was entered, one small form for each thing that may happen."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import household_choices, staff
from services.console.choices import IDENTIFIERS, RELATIONS, WORK
from services.console.clients.registry import household_changes, household_proposals, households
from services.console.clients.registry.household_changes import Change
from services.console.clients.registry.households import Household, Member
from services.console.deeds import KINDS
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.happenings import GROUPS, HAPPENINGS, Step
from services.console.pages.persons import PURPOSE
from services.console.pages.view import View, page
from services.kit.db import Transaction

CASEWORKER: Final = page_for("caseworker")
OTHERS: Final = {code: text for code, text in RELATIONS.items() if code != "applicant"}
"""What somebody may be to a holder."""


class Protecting(msgspec.Struct, frozen=True, kw_only=True):
    """Why people are protected, or are not any more."""

    reason: str


@get("/households/{household_id:uuid}/changes", guards=[page_for("caseworker", "supervisor")])
async def show_changes(
    view: NamedDependency[View],
    transaction: NamedDependency[Transaction],
    household_id: FromPath[UUID],
    entered: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show what may have happened, to be chosen from, what waits for a second person, and what became of it so far."""
    household, changes, waiting = await asyncio.gather(
        households.read_household(view.caller, household_id),
        household_changes.read_history(view.caller, household_id),
        household_proposals.list_waiting(view.caller, household_id),
    )
    told = await tell(view, transaction, changes)
    choices = {"groups": GROUPS, "happenings": HAPPENINGS, "kinds": KINDS, "entered": entered}
    return page(view, "household_changes.html", household=household, waiting=waiting, **told, **choices)


async def tell(view: View, transaction: Transaction, changes: list[Change]) -> dict[str, Any]:
    """Return what became of a household, with the names of whom it is about and of who entered it."""
    people = {each.person_id for each in changes if each.person_id is not None}
    return {
        "changes": changes,
        "names": await households.read_names(view.caller, people, PURPOSE),
        "makers": await staff.usernames(transaction, {each.recorded_by for each in changes}),
        "called": household_choices.CHANGES,
        "reasons": {code: text for code, text in household_choices.REASONS.items() if code != "other"},
        "closed": household_choices.CLOSED,
    }


@get("/households/{household_id:uuid}/changes/{step:str}", guards=[CASEWORKER])
async def show_step(
    view: NamedDependency[View],
    household_id: FromPath[UUID],
    step: FromPath[Step],
    of: FromQuery[UUID | None] = None,
) -> Response[Any]:
    """Ask for what happened, and say what follows; about one member, this one is chosen first."""
    household = await households.read_household(view.caller, household_id)
    member = next((each for each in household.members if each.person_id == of), None)
    version = await version_of(view, household, step, member)
    shown = {"step": step, "happenings": HAPPENINGS, "member": member, "version": version}
    return page(view, "household_change.html", household=household, named=named, **shown, **choices_of(view))


def named(members: Iterable[Member]) -> list[tuple[str, str]]:
    """Return members to choose from, by their names."""
    return [(str(each.person_id), each.name or str(each.person_id)) for each in members]


async def version_of(view: View, household: Household, step: Step, member: Member | None) -> int:
    """Return the version that a form hands on: of the household or, where somebody has died, of the person."""
    if step == "death" and member is not None:
        return (await households.read_person(view.caller, member.person_id, PURPOSE)).version
    return household.version


def choices_of(view: View) -> dict[str, Any]:
    """Return what the forms offer."""
    assert view.municipality is not None
    country = view.municipality.country
    return {
        "numbers": IDENTIFIERS[country],
        "relations": OTHERS,
        "work": WORK,
        "arrangements": household_choices.ARRANGEMENTS,
        "departures": household_choices.DEPARTURES,
        "uncounted": household_choices.UNCOUNTED if country == "GR" else {},
    }


@post("/households/{household_id:uuid}/changes/{step:str}", guards=[CASEWORKER])
@shown_again
async def enter_change(
    form: NamedDependency[Form], household_id: FromPath[UUID], step: FromPath[Step]
) -> Response[Any]:
    """Enter what happened, or propose it where two people decide."""
    happening = HAPPENINGS[step]
    sent = (form.key, form.version)
    await happening.carry_out(form.view.caller, household_id, form.read(happening.wanted), sent)
    return go(f"/households/{household_id}/changes?entered={step}")


@post("/households/{household_id:uuid}/protection/{step:str}", guards=[page_for("supervisor")])
@shown_again
async def set_protection(
    form: NamedDependency[Form], household_id: FromPath[UUID], step: FromPath[households.Protection]
) -> Response[Any]:
    """Protect a household whose people are at risk, or lift the protection."""
    reason = form.read(Protecting).reason
    await households.set_protection(form.view.caller, household_id, step, reason, form=(form.key, form.version))
    return go(f"/households/{household_id}")


ROUTES = [show_changes, show_step, enter_change, set_protection]
