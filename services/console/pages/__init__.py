"""The pages, one file for each kind of work, and what they all stand on."""

from typing import Any, Final

from litestar import Router
from litestar.di import Provide

from services.console.pages import (
    agreements,
    alerts,
    applications,
    assets,
    awards,
    books,
    cards,
    cohorts,
    deeds,
    desk,
    duplicates,
    enterprises,
    failures,
    figures,
    finance,
    follow_ups,
    holders,
    household_entry,
    households,
    imports,
    incubator,
    invitations,
    merchants,
    my_sign_in,
    operations,
    orders,
    papers,
    people,
    persons,
    provider,
    relay,
    reports,
    second_step,
    settlements,
    shopkeeping,
    shops,
    sign_in,
    start,
    till,
    tokens,
)
from services.console.pages.forms import provide_form
from services.console.pages.installation import OPTIONS
from services.console.pages.view import provide_view

PAGES: Final[list[Any]] = [
    *sign_in.ROUTES,
    *second_step.ROUTES,
    *provider.ROUTES,
    *my_sign_in.ROUTES,
    *start.ROUTES,
    *household_entry.ROUTES,
    *persons.ROUTES,
    *duplicates.ROUTES,
    *households.ROUTES,
    *applications.ROUTES,
    *papers.ROUTES,
    *imports.ROUTES,
    *desk.ROUTES,
    *cards.ROUTES,
    *agreements.ROUTES,
    *finance.ROUTES,
    *books.ROUTES,
    *settlements.ROUTES,
    *merchants.ROUTES,
    *shopkeeping.ROUTES,
    *incubator.ROUTES,
    *cohorts.ROUTES,
    *enterprises.ROUTES,
    *awards.ROUTES,
    *orders.ROUTES,
    *follow_ups.ROUTES,
    *figures.ROUTES,
    *reports.ROUTES,
    *alerts.ROUTES,
    *people.PAGES,
    *deeds.ROUTES,
    *invitations.PAGES,
    *holders.ROUTES,
    *shops.ROUTES,
    *till.PAGES,
    *operations.ROUTES,
]

ROUTES: Final[list[Any]] = [
    *assets.ROUTES,
    *tokens.ROUTES,
    *till.ROUTES,
    *relay.ROUTES,
    *people.ROUTES,
    *invitations.ROUTES,
    Router(
        path="/",
        route_handlers=PAGES,
        dependencies={"view": Provide(provide_view), "form": Provide(provide_form)},
        exception_handlers=failures.HANDLERS,
        include_in_schema=False,
    ),
]

__all__ = ["OPTIONS", "ROUTES"]
