"""Households: who lives together, and an application for them. They are entered in `household_entry`."""

import asyncio
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import household_choices
from services.console.choices import EVIDENCE, INCOMES, LUXURY, PROGRAMMES
from services.console.clients.registry import applications, duplicates, households, memberships, payouts
from services.console.clients.registry.applications import NewApplication
from services.console.clients.registry.memberships import Membership
from services.console.clients.registry.payouts import Share
from services.console.clients.services import optional
from services.console.pages.account_payments import BANK_REASONS
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

BENEFITS: Final = {"gmi": PROGRAMMES["EUR"]["gmi"]}
"""The programmes that households apply for here."""
CONSENT: Final = "cross_checks"
STATES: Final = {
    "arrangements": household_choices.ARRANGEMENTS,
    "closed": household_choices.CLOSED,
    "risks": household_choices.RISKS,
    "risks_over": household_choices.RISKS_OVER,
    "bank_reasons": BANK_REASONS,
}
"""How a household lives, what it may be besides, closed or protected, and why a bank took no payment."""


@get("/households/{household_id:uuid}", guards=[page_for("caseworker", "supervisor", "card_desk")])
async def show_household(view: NamedDependency[View], household_id: FromPath[UUID]) -> Response[Any]:
    """Show a household, its memberships and applications, and the form for a new one."""
    household = await households.read_household(view.caller, household_id)
    listed, pairs, came_back, rights, minors = await asyncio.gather(
        applications.list_applications(view.caller, household_id=household_id),
        duplicates.list_of_people(view.caller, [each.person_id for each in household.members]),
        came_back_of(view, household_id),
        memberships_of(view, household_id),
        minors_of(view, household_id),
    )
    choices = {"incomes": INCOMES, "luxury": LUXURY, "evidence": EVIDENCE, "programmes": BENEFITS, "consent": CONSENT}
    found = {"applications": listed.items, "pairs": pairs, "came_back": came_back, "rights": rights, "minors": minors}
    return page(view, "household.html", household=household, **found, **choices, **STATES)


async def memberships_of(view: View, household_id: UUID) -> list[Membership]:
    """Return what the household is and was entitled to, for those who decide about it."""
    assert view.session is not None
    looks = not {"caseworker", "supervisor"}.isdisjoint(view.session.roles)
    return await memberships.list_memberships(view.caller, household_id) if looks else []


async def minors_of(view: View, household_id: UUID) -> set[UUID]:
    """Return who is not of age, and is not asked to agree to anything."""
    asked = households.read_composition(view.caller, household_id, next(iter(BENEFITS)))
    counted = await optional(asked)
    return {each.person_id for each in counted.members if not each.adult} if counted else set()


async def came_back_of(view: View, household_id: UUID) -> list[Share]:
    """Return what the bank did not take; the card desk, which mends no account, is not told."""
    assert view.session is not None
    looks = not {"caseworker", "supervisor"}.isdisjoint(view.session.roles)
    return await payouts.list_came_back(view.caller, household_id) if looks else []


@post("/households/{household_id:uuid}/account-shares/{share_id:uuid}", guards=[page_for("caseworker")])
@shown_again
async def verify_account(
    form: NamedDependency[Form], household_id: FromPath[UUID], share_id: FromPath[UUID]
) -> Response[Any]:
    """Note that the account was seen on the bank's paper, so that finance can pay it again."""
    await payouts.verify_account(form.view.caller, share_id, form=(form.key, form.version))
    return go(f"/households/{household_id}")


@post("/households/{household_id:uuid}/applications", guards=[page_for("caseworker")])
@shown_again
async def open_application(form: NamedDependency[Form], household_id: FromPath[UUID]) -> Response[Any]:
    """Enter an application of a household as a draft."""
    opened = await applications.open_application(form.view.caller, form.read(NewApplication), form.key)
    return go(f"/applications/{opened.id}")


ROUTES = [show_household, verify_account, open_application]
