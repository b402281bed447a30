"""The document of a service says how each operation refuses and which headers it wants."""

import re
from datetime import time
from typing import Annotated, Any
from uuid import UUID

import msgspec
import pytest
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.kit.application import build
from services.kit.auth import public, requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """Something with an id."""

    id: UUID
    opens: time = time(9)
    days: Annotated[tuple[int, ...], msgspec.Meta(min_length=1, max_length=7)] = (1,)


async def find(transaction: Transaction, thing_id: UUID) -> Thing:
    return Thing(id=thing_id)


@get("/things", guards=[public])
async def read_things() -> list[Thing]:
    return []


@post("/things/{thing_id:uuid}/change", guards=[requires("administrator")])
@idempotent(find)
async def change_thing(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], thing_id: FromPath[UUID]
) -> Thing:
    return Thing(id=thing_id)


@pytest.fixture(scope="module")
def document() -> Any:
    return build("things", "", [read_things, change_thing], {}).openapi_schema.to_schema()


@pytest.fixture(scope="module")
def paths(document: Any) -> Any:
    return document["paths"]


def test_a_time_of_day_is_no_duration_and_a_bounded_list_has_one_kind_of_item(document: Any) -> None:
    found = document["components"]["schemas"]["Thing"]["properties"]
    assert "format" not in found["opens"]
    assert re.fullmatch(found["opens"]["pattern"], msgspec.to_builtins(time(23)))
    assert not re.fullmatch(found["opens"]["pattern"], "24:00:00")
    described = {name: found["days"][name] for name in ("type", "items", "minItems", "maxItems")}
    assert described == {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 7}


def test_a_command_on_a_version_wants_both_headers_and_a_token(paths: Any) -> None:
    operation = paths["/things/{thing_id}/change"]["post"]
    wanted = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "header"}
    assert wanted == {"If-Match", "Idempotency-Key"}
    assert operation["security"] == [{"bearer": []}]
    assert {"400", "401", "403", "404", "409", "412", "422", "428"} <= operation["responses"].keys()


def test_what_is_open_to_all_says_nothing_of_tokens(paths: Any) -> None:
    operation = paths["/things"]["get"]
    assert "security" not in operation
    assert not {"401", "403", "412"} & operation["responses"].keys()


def test_every_refusal_is_a_problem_document(paths: Any) -> None:
    for path in paths.values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]
