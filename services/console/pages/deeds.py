"""Who did what in every service, for administrators and auditors: by a person, about something, on a day."""

from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter

from services.console import deeds, staff
from services.console.clients import services
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.console.roles import ROLE_NAMES
from services.kit import audit
from services.kit.audit import Asked, Deed
from services.kit.db import Transaction
from services.kit.errors import Malformed

FilledIn = Annotated[str, QueryParameter(max_length=40)]


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What the form on the page asks for; an empty field asks for everything."""

    by: UUID | None = None
    about: UUID | None = None
    day: date | None = None
    looks: bool = False
    """Whether looks are shown besides deeds."""

    @property
    def asked(self) -> Asked:
        """Return what is asked of each service."""
        without = [] if self.looks else list(deeds.LOOKS)
        return Asked(actor_id=self.by, object_id=self.about, day=self.day, without=without)


def provide_filled(
    by: FromQuery[FilledIn] = "",
    about: FromQuery[FilledIn] = "",
    day: FromQuery[FilledIn] = "",
    looks: FromQuery[FilledIn] = "",
) -> dict[str, str]:
    """Return what the form was filled in with."""
    filled = {"by": by, "about": about, "day": day, "looks": looks}
    return {name: text for name, text in filled.items() if text}


FILLING: Final = {"filled": Provide(provide_filled, sync_to_thread=False)}


@get("/deeds", guards=[page_for("administrator", "auditor")], dependencies=FILLING)
async def list_deeds(
    view: NamedDependency[View],
    transaction: NamedDependency[Transaction],
    filled: NamedDependency[dict[str, str]],
    before: FromQuery[UUID | None] = None,
) -> Response[Any]:
    """Show deeds of all services, newest first: everybody's, by one person, about something, of a day."""
    chosen = chosen_of(filled)
    found = await services.list_deeds(view.caller, chosen.asked, before, deeds.PAGE + 1)
    found["console"] = await audit.list_newest(transaction, chosen.asked, before=before, limit=deeds.PAGE + 1)
    usernames = await staff.all_usernames(transaction)
    return page(view, "deeds.html", chosen=chosen, usernames=usernames, **shown(found))


def chosen_of(filled: dict[str, str]) -> Chosen:
    """Return what the form asks for. Raises Malformed for what is no id and no day."""
    try:
        return msgspec.convert(filled, Chosen, strict=False)
    except msgspec.ValidationError:
        raise Malformed("Choose a person of the list, and a day.") from None


def shown(found: dict[str, list[Deed] | None]) -> dict[str, Any]:
    """Return a page of deeds with what they are called, where the next one begins, and which services are missing."""
    newest = deeds.newest(found)
    return {
        "deeds": [(deed, deeds.called(deed.action)) for deed in newest[: deeds.PAGE]],
        "following": newest[deeds.PAGE - 1].id if len(newest) > deeds.PAGE else None,
        "role_names": ROLE_NAMES,
        "silent": [service for service, listed in found.items() if listed is None],
    }


ROUTES = [list_deeds]
