"""The document of a service says how each operation refuses and which headers it wants."""

from typing import Any
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
def paths() -> Any:
    return build("things", "", [read_things, change_thing], {}).openapi_schema.to_schema()["paths"]


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
