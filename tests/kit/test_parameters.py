"""The bounds of a query parameter are enforced by the framework, or they are not written."""

import inspect
from typing import Any, get_type_hints

import msgspec
import pytest
from litestar.params import QueryParameter

from tests.sources import routes_of, services_with_routes


def bounds_in(hint: Any) -> bool:
    """Return whether msgspec's bounds stand anywhere in a type."""
    if any(isinstance(each, msgspec.Meta) for each in getattr(hint, "__metadata__", ())):
        return True
    return any(bounds_in(part) for part in getattr(hint, "__args__", ()))


def unenforced(handler: Any) -> list[str]:
    """Return the query parameters whose bounds are msgspec's: outside bodies Litestar does not look at them."""
    hints = get_type_hints(inspect.unwrap(handler), include_extras=True)
    found = []
    for name, hint in hints.items():
        named = [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, QueryParameter)]
        enforced = any(each.pattern or each.ge is not None or each.max_length for each in named)
        if named and bounds_in(hint) and not enforced:
            found.append(name)
    return found


@pytest.mark.parametrize("service", services_with_routes())
def test_the_bounds_of_query_parameters_are_enforced(service: str) -> None:
    wrong = [f"{route.fn.__name__}({name})" for route in routes_of(service) for name in unenforced(route.fn)]
    assert not wrong, f"Write Annotated[..., QueryParameter(pattern=…, ge=…, max_length=…)] instead of Meta: {wrong}"
