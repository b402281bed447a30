"""Second looks: decisions that rest on a household as it was, for somebody to look at again."""

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from services.console.clients.registry import second_looks
from services.console.languages import mark
from services.console.pages.persons import OFFICERS
from services.console.pages.view import View, page

CAUSES: Final = {
    "contradicted": mark("on the day of the application the household was another than was known"),
    "outdated": mark("the household has changed since, and the right goes on"),
}
"""Why somebody has to look at a decision."""


@get("/second-looks", guards=[OFFICERS])
async def list_second_looks(view: NamedDependency[View], cursor: FromQuery[str | None] = None) -> Response[Any]:
    """Show decided cases whose household has changed, the oldest first."""
    listed = await second_looks.list_page(view.caller, cursor)
    return page(view, "second_looks.html", looks=listed.items, next=listed.next, causes=CAUSES)


ROUTES = [list_second_looks]
