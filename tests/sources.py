"""The project's own source, parsed once: what the tidy tests look at."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from litestar.handlers import HTTPRouteHandler

from contracts.readers import SERVICES

ROOT = Path(__file__).parents[1]
ROUTE_DECORATORS = {"get", "post", "put", "patch", "delete"}
DOORS = {"http", "consumers", "pages", "__main__"}
FOLDERS = {"migrations", "templates", "locale", "rules", "programmes", "municipalities", "calls", "static", "paper",
           "http", "consumers", "pages", "clients", "__pycache__"}  # fmt: skip


class Module(msgspec.Struct, frozen=True):
    """One Python file, with all its nodes."""

    path: Path
    text: str
    tree: ast.Module
    nodes: tuple[Any, ...]

    @property
    def place(self) -> str:
        """Return the path from the root of the project."""
        return str(self.path.relative_to(ROOT))

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the path's folders and name, without the suffix."""
        return self.path.relative_to(ROOT).with_suffix("").parts

    @property
    def is_door(self) -> bool:
        """Return whether this is one of a service's doors, or its page."""
        return self.parts[0] == "services" and len(self.parts) > 2 and self.parts[2] in DOORS

    def imports(self) -> Iterator[tuple[str, int]]:
        """Yield every module imported, with the line; `from a import b` yields a and a.b."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, node.lineno
            elif isinstance(node, ast.ImportFrom):
                yield node.module or "", node.lineno
                for alias in node.names:
                    yield f"{node.module}.{alias.name}", node.lineno

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Yield every function and method."""
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def handlers(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Yield the functions that answer a request."""
        for function in self.functions():
            names = {each.func.id for each in function.decorator_list
                     if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)}  # fmt: skip
            if names & ROUTE_DECORATORS:
                yield function


def areas_of(service: str) -> list[Path]:
    """Return the folders in which a service with many nouns keeps those of one area together."""
    folders = [path for path in sorted((ROOT / "services" / service).iterdir()) if path.is_dir()]
    return [path for path in folders if path.name not in FOLDERS and (path / "__init__.py").exists()]


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Return the Python files under these folders."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(read(path) for path in found)


@cache
def read(path: Path) -> Module:
    """Return a Python file, parsed."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    return Module(path, text, tree, tuple(ast.walk(tree)))


def sql_files(*, of_kit: bool = False) -> list[Path]:
    """Return the SQL files of the services: queries and migrations; kit's only when asked for."""
    found = sorted((ROOT / "services").rglob("*.sql"))
    return [path for path in found if of_kit or path.relative_to(ROOT).parts[1] != "kit"]


def import_everything() -> None:
    """Import every module of every service, so that all its classes are known."""
    for module in modules("services"):
        if module.parts[-1] not in {"__init__", "__main__"}:
            importlib.import_module(".".join(module.parts))


def routes_of(service: str) -> list[HTTPRouteHandler]:
    """Return the handlers of a service's own addresses."""
    module = importlib.import_module(f"services.{service}.__main__")
    found: list[HTTPRouteHandler] = []
    waiting = list(module.service.routes)
    while waiting:
        route = waiting.pop(0)
        if isinstance(route, HTTPRouteHandler):
            found.append(route)
        else:
            waiting += getattr(route, "route_handlers", [])
    return found


def services_with_routes() -> list[str]:
    """Return the services that answer requests."""
    return [service for service in SERVICES if (ROOT / "services" / service / "__main__.py").exists()]
