"""The same HTTP habits everywhere: one transaction a request, ETags, cursors, request ids, the tenant's own time."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Database, Transaction, connect, uuid7
from services.kit.errors import Conflict, Malformed, NotFound
from services.kit.idempotency import idempotent
from services.kit.service import Service, application
from services.kit.settings import Municipality, Settings
from services.kit.web import (
    CODE,
    Body,
    Limit,
    Page,
    Version,
    check_version,
    decode_cursor,
    encode_cursor,
    page,
)
from tests.clients import Client, open_http, trust_issuer
from tests.databases import Urls
from tests.kit.things import ThingTicked, notes, write

CLERK = "eleni clerk"


class Thing(msgspec.Struct, frozen=True):
    """A resource."""

    id: UUID
    version: int
    number: int


class Tick(Body, frozen=True):
    """A command."""

    number: int
    pin: str = ""


async def find(transaction: Transaction, thing_id: UUID) -> Thing:
    """Return a thing with the last of its ticks, each of which is a version."""
    query = "SELECT number, count(*) OVER () AS version FROM notes WHERE thing_id = $1 ORDER BY place DESC LIMIT 1"
    row = await transaction.fetchrow(query, thing_id)
    if row is None:
        raise NotFound("There is no such thing.")
    return Thing(thing_id, row["version"], row["number"])


@post("/things", guards=[requires("clerk")])
@idempotent(find)
async def make(data: JSONBody[Tick], transaction: NamedDependency[Transaction]) -> Thing:
    """Make a thing, unless its number is unlucky, which is found out late."""
    thing_id = uuid7()
    await write(transaction, ThingTicked(thing_id=thing_id, number=data.number))
    if data.number == 13:
        raise Conflict("This number is unlucky.")
    return await find(transaction, thing_id)


@put("/things/{thing_id:uuid}", guards=[requires("clerk")])
async def change(
    thing_id: FromPath[UUID],
    data: JSONBody[Tick],
    version: NamedDependency[Version],
    transaction: NamedDependency[Transaction],
) -> Thing:
    """Change a thing that was seen."""
    check_version((await find(transaction, thing_id)).version, version)
    await write(transaction, ThingTicked(thing_id=thing_id, number=data.number))
    return await find(transaction, thing_id)


@get("/things", guards=[requires("clerk")])
async def list_things(
    transaction: NamedDependency[Transaction], limit: Limit = 2, cursor: FromQuery[str | None] = None
) -> Page[Thing]:
    """List things a page at a time."""
    query = """
    SELECT thing_id AS id, 1 AS version, min(number) AS number FROM notes
    WHERE $1::uuid IS NULL OR thing_id > $1 GROUP BY thing_id ORDER BY thing_id LIMIT $2
    """
    found = await transaction.fetch_structs(Thing, query, decode_cursor(cursor), limit + 1)
    return page(found, limit)


@get("/now", guards=[requires("clerk")])
async def tell_time(transaction: NamedDependency[Transaction]) -> dict[str, str]:
    """Tell the business time and date."""
    return {"now": transaction.now.isoformat(), "today": transaction.today.isoformat()}


@get("/cut", guards=[requires("clerk")])
async def lose_connection(transaction: NamedDependency[Transaction]) -> None:
    """Lose the connection in the middle of the transaction, so that it cannot even be rolled back."""
    await transaction.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.fixture
async def urls(new_database: Callable[[str], Awaitable[Urls]]) -> Urls:
    """A database of this test alone: its requests commit."""
    return await new_database("kit")


@pytest.fixture
async def database(urls: Urls, tenants: dict[UUID, Municipality]) -> AsyncIterator[Database]:
    """The api login's pool."""
    opened = await connect(urls.api, size=4, tenants=tenants)
    yield opened
    await opened.close()


@pytest.fixture
def settings(urls: Urls, settings_of: Callable[..., Settings]) -> Settings:
    """A service's settings."""
    return settings_of("cards", urls)


@pytest.fixture
async def http(database: Database, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """Requests to a service of things."""
    app = application(
        Service(name="kit", routes=[make, change, list_things, tell_time, lose_connection]),
        settings,
        database,
        database,
        None,
    )
    trust_issuer(app)
    async with open_http(app) as opened:
        yield opened


@pytest.fixture
def client(http: httpx.AsyncClient, settings: Settings, tenants: dict[UUID, Municipality]) -> Client:
    """A clerk of Paggaio."""
    return Client(http, settings, next(iter(tenants.values())))


@pytest.mark.parametrize("cursor", ["", "!", "AAAA", "a" * 22 + "b", "\x00"])
def test_what_is_no_cursor_of_ours_is_malformed(cursor: str) -> None:
    with pytest.raises(Malformed):
        decode_cursor(cursor)


def test_a_cursor_leads_back_to_its_id() -> None:
    made = uuid7()
    assert decode_cursor(encode_cursor(made)) == made
    assert decode_cursor(None) is None


async def test_a_list_goes_on_by_its_link_until_the_last_page(client: Client) -> None:
    made = [(await client.post("/things", {"number": number}, by=CLERK))["id"] for number in range(5)]
    found: list[str] = []
    path: str | None = "/things"
    while path is not None:
        answer = await client.send("GET", path, by=CLERK)
        body = answer.json()
        found += [each["id"] for each in body["items"]]
        link = answer.headers.get("link")
        assert (link is None) == (body.get("next") is None)
        path = "/things" + link.split(">")[0].removeprefix("<") if link else None
    assert found == made


async def test_a_page_has_at_most_what_was_asked_for_within_bounds(client: Client) -> None:
    for limit in (0, 201, -1, "x"):
        assert (await client.send("GET", f"/things?limit={limit}", by=CLERK)).status_code == 400


async def test_a_resource_is_changed_only_in_the_version_that_was_seen(client: Client) -> None:
    made = await client.send("POST", "/things", {"number": 1}, by=CLERK)
    path = f"/things/{made.json()['id']}"
    assert made.headers["etag"] == '"1"'
    changed = await client.send("PUT", path, {"number": 2}, by=CLERK, If_Match='"1"')
    assert (changed.status_code, changed.headers["etag"], changed.headers["cache-control"]) == (200, '"2"', "no-store")
    for tag, status in (('"1"', 412), (None, 428), ("2", 400), ('W/"2"', 400), ("*", 400), ('"99999999999"', 400)):
        headers = {} if tag is None else {"If_Match": tag}
        assert (await client.send("PUT", path, {"number": 3}, by=CLERK, **headers)).status_code == status


async def test_a_request_that_is_refused_late_has_done_nothing(client: Client, database: Database) -> None:
    answer = await client.send("POST", "/things", {"number": 13}, by=CLERK, Idempotency_Key="unlucky")
    assert answer.status_code == 409
    assert (await client.get("/things", by=CLERK))["items"] == []
    again = await client.send("POST", "/things", {"number": 13}, by=CLERK, Idempotency_Key="unlucky")
    assert (again.status_code, "idempotent-replayed" in again.headers) == (409, False)


async def test_a_repeated_command_gets_the_first_answer_as_it_is_now(client: Client, database: Database) -> None:
    headers = {"Idempotency_Key": "a key"}
    first = await client.send("POST", "/things", {"number": 1, "pin": "1234"}, by=CLERK, **headers)
    again = await client.send("POST", "/things", {"pin": "", "number": 1}, by=CLERK, **headers)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert (again.headers["idempotent-replayed"], again.headers["etag"]) == ("true", '"1"')
    assert await notes(database, UUID(first.json()["id"])) == [1]
    other = await client.send("POST", "/things", {"number": 2}, by=CLERK, **headers)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")


async def test_one_tenant_sees_nothing_of_another(
    client: Client, http: httpx.AsyncClient, settings: Settings, tenants: dict[UUID, Municipality]
) -> None:
    made = await client.post("/things", {"number": 1}, by=CLERK)
    other = Client(http, settings, list(tenants.values())[1])
    assert (await other.get("/things", by=CLERK))["items"] == []
    refused = await other.send("PUT", f"/things/{made['id']}", {"number": 2}, by=CLERK, If_Match='"1"')
    assert refused.status_code == 404


async def test_business_time_is_the_requests_own(client: Client) -> None:
    found = await client.send("GET", "/now", by=CLERK, Koinon_Time="2026-01-31T23:30:00Z")
    assert found.json() == {"now": "2026-01-31T23:30:00+00:00", "today": "2026-02-01"}
    assert (await client.send("GET", "/now", by=CLERK, Koinon_Time="tomorrow")).status_code == 400


REQUEST = "0190c0de-0000-7000-8000-00000000c0de"


@pytest.mark.parametrize(
    ("given", "kept"), [(REQUEST, True), ("29028412345", False), ("papadopoulou-eleni", False), (f"{REQUEST}\n", False)]
)
async def test_a_request_id_is_kept_when_no_name_and_no_number_can_stand_in_it(
    client: Client, given: str, kept: bool
) -> None:
    answer: Any = await client.send("GET", "/now", by=CLERK, X_Request_Id=given)
    assert (answer.headers["x-request-id"] == given) is kept
    assert str(UUID(answer.headers["x-request-id"])) == answer.headers["x-request-id"]


async def test_what_no_route_answers_has_a_request_id_too(http: httpx.AsyncClient) -> None:
    answer = await http.get("/nowhere", headers={"X-Request-Id": REQUEST})
    assert (answer.status_code, answer.headers["x-request-id"]) == (404, REQUEST)


@pytest.mark.parametrize("code", ["x'--", "paggaio\n", "Paggaio", "", "1st"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert re.search(CODE, code) is None


async def test_a_connection_lost_within_a_request_is_unavailable_and_no_fault_of_ours(client: Client) -> None:
    answer = await client.send("GET", "/cut", by=CLERK)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert (await client.send("GET", "/now", by=CLERK)).status_code == 200
