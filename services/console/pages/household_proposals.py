"""What two people decide about a household: divided, joined to another, closed; and a death that was an error."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import household_choices, staff
from services.console.clients.registry import household_proposals, households
from services.console.clients.registry.household_proposals import Quoted, Waiting
from services.console.deeds import KINDS
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.persons import OFFICERS, PURPOSE
from services.console.pages.view import View, page
from services.kit.db import Transaction

PATH: Final = "/household-proposals"

THEN: Final = {
    "household_split": mark(
        "Those who go become a household of their own at once, with their share of the card's money. It is joined again"
        " only by proposing so."
    ),
    "household_merge": mark(
        "This household is no more: its right ends, its card stops, and its money moves. It cannot be taken back."
    ),
    "household_closure": mark(
        "The household is closed: its right ends, its card stops, and what is left on it returns to the budget line. It"
        " cannot be taken back."
    ),
    "death_revocation": mark(
        "The person lives in the household again and is paid as before where nothing else changed; a new card is"
        " ordered, the old one stays stopped."
    ),
}
"""What happens as soon as the second person agrees."""


@get(PATH, guards=[OFFICERS])
async def list_proposals(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show what waits for a second person, with what happens then."""
    waiting = await household_proposals.list_waiting(view.caller)
    told = await tell(view, transaction, waiting)
    return page(view, "household_proposals.html", waiting=waiting, **told)


async def tell(view: View, transaction: Transaction, waiting: list[Waiting]) -> dict[str, Any]:
    """Return the names of whom proposals are about and of who made them, and what happens when they are agreed to."""
    found = await households.read_names(view.caller, set[UUID]().union(*(each.person_ids for each in waiting)), PURPOSE)
    return {
        "names": {str(person_id): name for person_id, name in found.items()},
        "makers": await staff.usernames(transaction, {each.maker_id for each in waiting}),
        "kinds": KINDS,
        "then": THEN,
        "mistakes": household_choices.DEATH_MISTAKES,
    }


@post(PATH + "/{proposal_id:uuid}/confirm", guards=[page_for("supervisor")])
@shown_again
async def confirm(form: NamedDependency[Form], proposal_id: FromPath[UUID]) -> Response[Any]:
    """Agree as the second person: it is carried out at once."""
    await household_proposals.confirm(form.view.caller, proposal_id, form.read(Quoted), form.key)
    return go(PATH)


@post(PATH + "/{proposal_id:uuid}/reject", guards=[OFFICERS])
@shown_again
async def reject(form: NamedDependency[Form], proposal_id: FromPath[UUID]) -> Response[Any]:
    """Refuse it, or withdraw an own proposal."""
    await household_proposals.reject(form.view.caller, proposal_id, form.key)
    return go(PATH)


ROUTES = [list_proposals, confirm, reject]
