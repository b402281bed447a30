"""The menu: the places that a person's roles lead to, in the order of the euro's path."""

from collections.abc import Collection
from typing import Final

import msgspec

from services.console.languages import mark
from services.console.roles import Role


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A page that a role's work begins on."""

    path: str
    name: str
    purpose: str
    roles: tuple[Role, ...]


PLACES: Final = (
    Place(
        path="/households",
        name=mark("Households"),
        purpose=mark("Enter a household, collect consents and evidence, apply and assess."),
        roles=("caseworker", "supervisor"),
    ),
    Place(
        path="/applications",
        name=mark("Applications"),
        purpose=mark("See what waits for a recommendation or a decision."),
        roles=("caseworker", "supervisor"),
    ),
    Place(
        path="/cards",
        name=mark("Cards"),
        purpose=mark("Print a card, hand it over, block or replace it."),
        roles=("card_desk",),
    ),
    Place(
        path="/budget-lines",
        name=mark("Budget lines"),
        purpose=mark("Open a budget line and fund it, with a second person."),
        roles=("finance_officer", "finance_approver", "auditor"),
    ),
    Place(
        path="/runs",
        name=mark("Benefit runs"),
        purpose=mark("Calculate, lock and approve a month's benefits."),
        roles=("finance_officer", "finance_approver", "auditor"),
    ),
    Place(
        path="/settlements",
        name=mark("Settlements"),
        purpose=mark("Close a day and take the bank file."),
        roles=("finance_officer", "finance_approver", "auditor"),
    ),
    Place(
        path="/merchants",
        name=mark("Merchants"),
        purpose=mark("Verify and accept merchants, their tills and offers."),
        roles=("merchant_officer", "merchant_owner"),
    ),
    Place(
        path="/calls",
        name=mark("Calls"),
        purpose=mark("See calls and their applications; review and decide."),
        roles=("incubator_officer", "reviewer", "programme_manager"),
    ),
    Place(
        path="/cohorts",
        name=mark("Cohorts"),
        purpose=mark("Keep sessions and attendance."),
        roles=("incubator_officer", "mentor"),
    ),
    Place(
        path="/enterprises",
        name=mark("Enterprises"),
        purpose=mark("Pass an enterprise through its gates, with a second person."),
        roles=("incubator_officer", "programme_manager"),
    ),
    Place(
        path="/figures",
        name=mark("Figures"),
        purpose=mark("See what was paid, spent and settled."),
        roles=("programme_manager", "auditor", "supervisor", "finance_officer", "finance_approver"),
    ),
    Place(
        path="/people",
        name=mark("People and roles"),
        purpose=mark("Let staff in; two administrators grant roles."),
        roles=("administrator",),
    ),
    Place(
        path="/undelivered",
        name=mark("Undelivered events"),
        purpose=mark("See what a service could not apply, and apply it again."),
        roles=("administrator",),
    ),
)


def menu_for(roles: Collection[Role]) -> list[Place]:
    """Return the places of these roles."""
    return [place for place in PLACES if not set(roles).isdisjoint(place.roles)]
