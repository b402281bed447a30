"""The start page: what each of a person's roles does here."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from services.console import staff
from services.console.pages.forms import go
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.db import Transaction


@get("/", guards=[page_for()])
async def show_start(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show the places that the person's roles lead to; who has shown a card is led to it."""
    assert view.session is not None
    return go("/my-card") if "holder" in view.session.roles else await start_of_staff(view, transaction)


async def start_of_staff(view: View, transaction: Transaction) -> Response[Any]:
    """Return the start page of somebody who works here."""
    return page(view, "start.html", name=await staff.own_name(transaction, transaction.actor_id))


ROUTES = [show_start]
