"""Which events there are, who says them and who hears them: read from the classes and the services' own handlers."""

import ast
import importlib
import importlib.util
import inspect
from collections.abc import Iterator
from functools import cache

from contracts.envelope import Event
from contracts.readers import READERS, SERVICES


def is_module(*path: str) -> bool:
    """Return whether there is such a module; its packages must exist."""
    return importlib.util.find_spec(".".join(path)) is not None


def publishers() -> list[str]:
    """Return the services that have a module of messages."""
    return [service for service in SERVICES if is_module("contracts", service)]


def events_of(publisher: str) -> list[type[Event]]:
    """Return the events of a service in the order in which its module or folder names them."""
    module = importlib.import_module(f"contracts.{publisher}")
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Event)]
    return [event for event in found if publisher_of(event) == publisher]


def publisher_of(event: type[Event]) -> str:
    """Return the service in whose module, or folder of modules, an event is."""
    return event.__module__.split(".")[1]


@cache
def all_events() -> tuple[type[Event], ...]:
    """Return every event of every service."""
    return tuple(event for publisher in publishers() for event in events_of(publisher))


def classes() -> dict[str, type[Event]]:
    """Return every event class by its wire name."""
    return {event.type: event for event in all_events()}


@cache
def handled_by(service: str) -> frozenset[type[Event]]:
    """Return the events for which a service has a handler; none while it has no consumers."""
    if not is_module("services", service) or not is_module("services", service, "consumers"):
        return frozenset()
    module = importlib.import_module(f"services.{service}.consumers")
    return frozenset((*getattr(module, "HANDLERS", {}), *getattr(module, "BATCH_HANDLERS", {})))


def hearers(event: type[Event]) -> list[str]:
    """Return the services that do something when they hear this event."""
    return [service for service in READERS if event in handled_by(service)]


def field_docstrings(struct: type) -> Iterator[tuple[str, str]]:
    """Yield (field, docstring) of the fields that have a docstring under them in the source."""
    definition = ast.parse(inspect.getsource(struct)).body[0]
    assert isinstance(definition, ast.ClassDef)
    for field, text in zip(definition.body, definition.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            assert isinstance(text.value, ast.Constant)
            yield field.target.id, inspect.cleandoc(str(text.value.value))
