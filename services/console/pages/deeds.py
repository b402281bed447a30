"""Who did what with sign-ins and roles, for administrators and auditors."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from services.console import deeds, staff
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.db import Transaction


@get("/deeds", guards=[page_for("administrator", "auditor")])
async def list_deeds(
    view: NamedDependency[View],
    transaction: NamedDependency[Transaction],
    person: FromQuery[UUID | None] = None,
    before: FromQuery[UUID | None] = None,
) -> Response[Any]:
    """Show deeds, newest first: of everybody, or by one person and on them."""
    found = await deeds.list_newest(transaction, person, before)
    names = await staff.usernames(transaction, {each for deed in found for each in (deed.actor_id, deed.object_id)})
    following = found[-1].id if len(found) == deeds.PAGE else None
    return page(view, "deeds.html", deeds=found, names=names, called=deeds.NAMES, person=person, following=following)


ROUTES = [list_deeds]
