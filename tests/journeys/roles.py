"""Who may use which address, as the guards say it: `python -m tests.journeys.roles` writes the table to be reviewed.

The table is read by people before it is kept: a role that is new in a line may do what it could not do before.
"""

import importlib
import inspect
import tomllib
from pathlib import Path
from typing import Any

from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from contracts.readers import SERVICES
from services.kit.application import build

TABLE = Path(__file__).with_name("roles.toml")
HEAD = """# Who may use which address of which service. A test compares it with the guards: nobody widens one unseen.
# Read the difference before you keep it. "everybody" asks for nothing, "till" for a till's signature, "signed in" for
# any session of the console; the role "reader" is for services and cannot be held by a person.
"""
WITHOUT_ROLES = {"public": "everybody", "anyone": "everybody", "from_own_page": "everybody", "signed_by_till": "till"}
"""What stands for a guard that names no roles, by the guard's name."""

Matrix = dict[str, list[str]]


def matrix_of(service: str) -> Matrix:
    """Return who may use each address of a service, pages too."""
    routes = importlib.import_module(f"services.{service}.__main__").service.routes
    return {
        f"{method} {route.path_format}": admitted(handler)
        for route in build(service, "", routes, {}).routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if is_ours(handler)
        for method in sorted(handler.http_methods)
    }


def is_ours(handler: HTTPRouteHandler) -> bool:
    """Return whether a handler is not the framework's own."""
    module = inspect.getmodule(handler.fn)
    return module is not None and module.__name__.startswith("services.")


def admitted(handler: HTTPRouteHandler) -> list[str]:
    """Return the roles that all guards of a handler let in."""
    named: set[str] | None = None
    for guard in handler.resolve_guards():
        function: Any = getattr(guard, "func", guard)
        roles = (
            set(function.roles) or {"signed in"} if hasattr(function, "roles") else {WITHOUT_ROLES[function.__name__]}
        )
        named = roles if named is None else named & roles
    return sorted(named or ())


def reviewed() -> dict[str, Matrix]:
    """Return the table as it was reviewed."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def write() -> None:
    """Write the table as the guards are now."""
    parts = [HEAD]
    for service in SERVICES:
        lines = [
            f'"{address}" = [{", ".join(f"{chr(34)}{role}{chr(34)}" for role in roles)}]'
            for address, roles in sorted(matrix_of(service).items(), key=lambda entry: entry[0].split()[::-1])
        ]
        parts.append("\n".join([f"[{service}]", *lines]) + "\n")
    TABLE.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    write()
