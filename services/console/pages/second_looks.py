"""Second looks: decisions that rest on a household as it was, for somebody to look at again and say what came of it."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import staff
from services.console.clients.registry import second_looks
from services.console.clients.registry.second_looks import Looking
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.persons import OFFICERS
from services.console.pages.view import View, page
from services.kit.db import Transaction

CAUSES: Final = {
    "contradicted": mark("on the day of the application the household was another than was known"),
    "outdated": mark("the household has changed since, and the right goes on"),
}
"""Why somebody has to look at a decision."""
OUTCOMES: Final = {
    "stands": mark("The decision is still right"),
    "put_right": mark("It was not right any more, and I have put it right"),
}
"""What comes of a look."""


@get("/second-looks", guards=[OFFICERS])
async def list_second_looks(
    view: NamedDependency[View],
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    looked: FromQuery[bool] = False,
) -> Response[Any]:
    """Show decided cases whose household has changed, the oldest first, or those that somebody has looked at."""
    listed = await second_looks.list_page(view.caller, cursor, looked=looked)
    by = await staff.usernames(transaction, {each.looked_by for each in listed.items})
    words = {"causes": CAUSES, "outcomes": OUTCOMES}
    return page(view, "second_looks.html", looks=listed.items, next=listed.next, looked=looked, by=by, **words)


@post("/second-looks/{stale_assessment_id:uuid}", guards=[OFFICERS])
@shown_again
async def look(form: NamedDependency[Form], stale_assessment_id: FromPath[UUID]) -> Response[Any]:
    """Keep what came of a look; what was noted before of the same case is settled by it, too."""
    await second_looks.look(form.view.caller, stale_assessment_id, form.read(Looking), form.key)
    return go("/second-looks")


ROUTES = [list_second_looks, look]
