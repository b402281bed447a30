"""A service's HTTP application: its routes and kit's, behind the same habits."""

import inspect
from collections.abc import Sequence
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.routes import HTTPRoute

from services.kit import openapi, problems, web
from services.kit.routes import ROUTES


class RouteWithoutGuard(Exception):
    """A route says neither who may use it nor that everybody may."""


def build(name: str, description: str, routes: Sequence[Any], state: dict[str, Any], **options: Any) -> Litestar:
    """Return the application of a service. Raises RouteWithoutGuard: what is not allowed by name is not served."""
    application = Litestar(
        route_handlers=[*routes, *ROUTES],
        dependencies={
            "context": Provide(web.context_of),
            "transaction": Provide(web.provide_transaction),
            "version": Provide(web.expected_version, sync_to_thread=False),
        },
        exception_handlers=problems.HANDLERS,
        before_request=web.check_request,
        after_request=web.add_headers,
        request_max_body_size=web.BODY_BYTES_MAX,
        openapi_config=OpenAPIConfig(
            title=f"Koinon {name}",
            version="1",
            description=description,
            path="/schema",
            components=openapi.COMPONENTS,
        ),
        plugins=[openapi.Corrected(), *options.pop("plugins", [])],
        state=State(state),
        debug=False,
        # Kit configures all logs; the framework's own handlers would let any library write what it likes.
        logging_config=None,
        **options,
    )
    refuse_unguarded(application)
    openapi.declare(application)
    # Around everything: Litestar's own middleware does not see what no route answers.
    application.asgi_handler = web.watch_requests(application.asgi_handler)
    return application


def refuse_unguarded(application: Litestar) -> None:
    """Raise RouteWithoutGuard for a handler of ours that has no guard."""
    for route in application.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                ours = inspect.getmodule(handler.fn)
                if ours is not None and ours.__name__.startswith("services.") and not guards_of(handler):
                    raise RouteWithoutGuard(f"{route.path}: add guards=[requires(...)] or guards=[public]")


def guards_of(handler: HTTPRouteHandler) -> Sequence[Any]:
    """Return the guards of a handler, its own and its routers'."""
    return handler.resolve_guards()
