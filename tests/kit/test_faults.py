"""Every fault of a body is found at once, each with the JSON pointer at which it lies."""

from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta

from services.kit.faults import body_faults
from services.kit.web import Body, ShortText


class Item(Body, frozen=True):
    """A part of a body."""

    name: ShortText
    amount_minor: Annotated[int, Meta(ge=1)]


class Order(Body, frozen=True):
    """A body with parts."""

    items: Annotated[list[Item], Meta(min_length=1, max_length=3)]
    note: ShortText | None = None
    first: Item | None = None


def pointers(body: Any) -> list[str]:
    """Return where the faults of a body lie."""
    return sorted(fault.pointer for fault in body_faults(msgspec.json.encode(body), Order))


ITEM = {"name": "bread", "amount_minor": 100}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"items": [ITEM]}, []),
        ({"items": [ITEM], "note": None, "first": ITEM}, []),
        ({}, ["/items"]),
        ({"items": []}, ["/items"]),
        ({"items": [ITEM] * 4}, ["/items"]),
        ({"items": {}}, ["/items"]),
        ({"items": [{"name": "", "amount_minor": 0}]}, ["/items/0/amount_minor", "/items/0/name"]),
        ({"items": [ITEM, {}]}, ["/items/1/amount_minor", "/items/1/name"]),
        ({"items": [ITEM], "first": {"name": 1}, "note": ""}, ["/first/amount_minor", "/first/name", "/note"]),
        ({"items": [ITEM], "a/b~c": 1}, ["/a~1b~0c"]),
        ({"items": [ITEM | {"price": 1.5}]}, ["/items/0/price"]),
        ([], [""]),
        ("text", [""]),
        (None, [""]),
    ],
)
def test_every_fault_is_found_where_it_lies(body: Any, found: list[str]) -> None:
    assert pointers(body) == found


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"items": NaN}', b'{"a":' * 5000])
def test_what_is_no_json_is_one_fault(body: bytes) -> None:
    (fault,) = body_faults(body, Order)
    assert fault.pointer == ""
    assert fault.detail.startswith("The body is not JSON")


def test_a_fault_says_how_to_mend_it() -> None:
    details = {fault.pointer: fault.detail for fault in body_faults(b'{"items": [{"amount_minor": "1"}]}', Order)}
    assert details == {
        "/items/0/name": "This field is required.",
        "/items/0/amount_minor": "Expected `int`, got `str`.",
    }
