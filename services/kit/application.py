"""A service's HTTP application: its routes and kit's, behind the same habits."""

import inspect
from collections.abc import Sequence
from typing import Any

from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.plugins import InitPlugin
from litestar.routes import HTTPRoute

from services.kit import openapi, problems, web
from services.kit.routes import ROUTES


class RouteWithoutGuard(Exception):
    """A route says neither who may use it nor that everybody may."""


class Watch(InitPlugin):
    """Puts the request log around the whole application, also around what no route answers."""

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the outermost middleware."""
        app_config.middleware.insert(0, web.watch_requests)
        return app_config


def build(name: str, description: str, routes: Sequence[Any], state: dict[str, Any], **options: Any) -> Litestar:
    """Return the application of a service. Raises RouteWithoutGuard: what is not allowed by name is not served."""
    application = Litestar(
        route_handlers=[*routes, *ROUTES],
        dependencies={
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
        state=State(state),
        plugins=[Watch(), *options.pop("plugins", [])],
        debug=False,
        # Kit configures all logs; the framework's own handlers would let any library write what it likes.
        logging_config=None,
        **options,
    )
    refuse_unguarded(application)
    openapi.declare(application)
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
