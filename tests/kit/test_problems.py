"""Whatever goes wrong leaves as a problem document that tells what to do and gives nothing away."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from litestar import Litestar, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.application import build
from services.kit.auth import public
from services.kit.errors import Problem, Stale
from services.kit.problems import MEDIA_TYPE
from services.kit.web import BODY_BYTES_MAX, Body, ShortText
from tests.clients import open_http

SECRET = "Μαρία Παπαδοπούλου"


class OutOfBread(Problem):
    """There is no bread left."""


RAISED: dict[str, Exception] = {
    "ours": OutOfBread("Come back tomorrow.", loaves=0, baker=None),
    "stale": Stale("Read it again."),
    "unique": asyncpg.UniqueViolationError(f"Key (name)=({SECRET}) already exists."),
    "data": asyncpg.NumericValueOutOfRangeError(SECRET),
    "lock": asyncpg.LockNotAvailableError(SECRET),
    "deadlock": asyncpg.DeadlockDetectedError(SECRET),
    "shutdown": asyncpg.AdminShutdownError(SECRET),
    "recovery": asyncpg.CannotConnectNowError(SECRET),
    "lost": asyncpg.ConnectionDoesNotExistError(SECRET),
    "pool": asyncpg.InterfaceError(SECRET),
    "refused": ConnectionRefusedError(SECRET),
    "late": TimeoutError(SECRET),
    "fault": ZeroDivisionError(SECRET),
}


class Order(Body, frozen=True):
    """A body."""

    name: ShortText
    count: int


@get("/raise/{what:str}", guards=[public])
async def raise_it(what: FromPath[str]) -> None:
    """Raise something."""
    raise RAISED[what]


@post("/orders", guards=[public])
async def take_order(data: JSONBody[Order]) -> dict[str, int]:
    """Take an order."""
    return {"count": data.count}


@get("/orders/{order_id:uuid}", guards=[public])
async def find_order(order_id: FromPath[UUID], page: FromQuery[int] = 1) -> dict[str, int]:
    """Find an order."""
    return {"page": page}


@pytest.fixture
def app() -> Litestar:
    """An application whose routes fail."""
    return build("kit", "", [raise_it, take_order, find_order], {})


@pytest.fixture
async def http(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Requests to it."""
    async with open_http(app) as opened:
        yield opened


def document(answer: httpx.Response) -> Any:
    """Return the problem document of an answer."""
    assert answer.headers["content-type"].startswith(MEDIA_TYPE), answer.text
    found = answer.json()
    assert found["status"] == answer.status_code
    assert found["request_id"] == answer.headers["x-request-id"]
    return found


@pytest.mark.parametrize(
    ("what", "status", "slug"),
    [
        ("ours", 409, "out-of-bread"),
        ("stale", 412, "stale"),
        ("unique", 409, "conflict"),
        ("data", 400, "malformed"),
        *(
            (name, 503, "unavailable")
            for name in ("lock", "deadlock", "shutdown", "recovery", "lost", "pool", "refused", "late")
        ),
        ("fault", 500, "internal-error"),
    ],
)
async def test_every_failure_has_its_status_and_tells_no_secret(
    http: httpx.AsyncClient, what: str, status: int, slug: str
) -> None:
    answer = await http.get(f"/raise/{what}")
    found = document(answer)
    assert (answer.status_code, found["type"]) == (status, f"/problems/{slug}")
    assert SECRET not in answer.text
    assert ("retry-after" in answer.headers) == (status == 503)


async def test_a_refusal_tells_its_title_detail_and_members(http: httpx.AsyncClient) -> None:
    found = document(await http.get("/raise/ours"))
    del found["request_id"]
    assert found == {
        "type": "/problems/out-of-bread",
        "title": "There is no bread left",
        "status": 409,
        "detail": "Come back tomorrow.",
        "loaves": 0,
    }


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (b'{"name": "", "count": "1"}', ["/count", "/name"]),
        (b'{"price": 1}', ["/count", "/name", "/price"]),
        (b"{", [""]),
        (b"", [""]),
        (b"[]", [""]),
        (b'{"name": "a\\u0000b", "count": 1}', ["/name"]),
    ],
)
async def test_every_fault_of_a_body_is_named(http: httpx.AsyncClient, body: bytes, pointers: list[str]) -> None:
    answer = await http.post("/orders", content=body, headers={"Content-Type": "application/json"})
    found = document(answer)
    assert found["type"] == "/problems/malformed"
    assert sorted(fault["pointer"] for fault in found["errors"]) == pointers


async def test_a_body_that_is_nested_too_deeply_or_no_text_is_malformed(http: httpx.AsyncClient) -> None:
    for body in (b'{"name":' * 5_000, b"\xff\xfe"):
        answer = await http.post("/orders", content=body, headers={"Content-Type": "application/json"})
        assert document(answer)["status"] == 400


async def test_a_body_that_is_too_large_or_of_another_kind_is_refused(http: httpx.AsyncClient) -> None:
    large = b'{"name": "' + b"x" * BODY_BYTES_MAX + b'"}'
    assert (
        document(await http.post("/orders", content=large, headers={"Content-Type": "application/json"}))["status"]
        == 413
    )
    text = await http.post(
        "/orders", content=b"name=bread", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert document(text)["status"] == 415


async def test_a_malformed_address_is_refused_with_the_place(http: httpx.AsyncClient) -> None:
    assert document(await http.get("/orders/no-uuid"))["status"] in (400, 404)
    found = document(await http.get("/orders/0190a000-0000-7000-8000-0000000000a1?page=first"))
    assert (found["status"], found["errors"][0]["pointer"]) == (400, "#query/page")


async def test_where_a_problems_type_leads(http: httpx.AsyncClient) -> None:
    found = (await http.get("/problems/out-of-bread")).json()
    assert found == {"type": "/problems/out-of-bread", "title": "There is no bread left", "status": 409}
    listed = (await http.get("/problems")).json()
    assert found in listed
    assert document(await http.get("/problems/out-of-wine"))["status"] == 404
