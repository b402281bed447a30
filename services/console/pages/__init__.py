"""The pages, one file for each kind of work, and what they all stand on."""

from typing import Any, Final

from litestar import Router
from litestar.di import Provide

from services.console.pages import assets, failures, people, sign_in, start, tokens
from services.console.pages.forms import provide_form
from services.console.pages.installation import OPTIONS
from services.console.pages.view import provide_view

PAGES: Final[list[Any]] = [*sign_in.ROUTES, *start.ROUTES, *people.PAGES]

ROUTES: Final[list[Any]] = [
    *assets.ROUTES,
    *tokens.ROUTES,
    *people.ROUTES,
    Router(
        path="/",
        route_handlers=PAGES,
        dependencies={"view": Provide(provide_view), "form": Provide(provide_form)},
        exception_handlers=failures.HANDLERS,
        include_in_schema=False,
    ),
]

__all__ = ["OPTIONS", "ROUTES"]
