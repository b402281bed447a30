"""The addresses that every service has: health that tells the truth, measurements, and dead letters to replay."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from contracts.envelope import decode
from services.kit.db import Database, connect, uuid7
from services.kit.events import publish
from services.kit.events.inbox import ATTEMPTS, apply
from services.kit.service import Service, application
from services.kit.settings import Municipality, Settings
from tests.clients import Client, open_http, trust_issuer
from tests.databases import Urls
from tests.kit.things import Moods, ThingTicked, context, notes, tenant, ticks

ADMINISTRATOR = "root administrator"


@pytest.fixture
def moods() -> Moods:
    """What the handler does."""
    return Moods()


@pytest.fixture
async def app(
    own_urls: Urls,
    own_database: Database,
    moods: Moods,
    settings_of: Callable[..., Settings],
    tenants: dict[UUID, Municipality],
) -> AsyncIterator[Litestar]:
    """A service that listens to things."""
    service = Service(name="kit", handlers=moods.reader.handlers)
    api = await connect(own_urls.api, size=2, tenants=tenants)
    built = application(service, settings_of("cards", own_urls), api, own_database, None)
    trust_issuer(built)
    yield built
    await api.close()


@pytest.fixture
async def http(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Requests to it."""
    async with open_http(app) as opened:
        yield opened


@pytest.fixture
def client(http: httpx.AsyncClient, app: Litestar, tenants: dict[UUID, Municipality]) -> Client:
    """Staff of Paggaio."""
    return Client(http, app.state.settings, next(iter(tenants.values())))


async def test_it_lives_and_is_ready_with_its_database(http: httpx.AsyncClient, app: Litestar) -> None:
    assert (await http.get("/health/live")).json() == {"status": "ok"}
    assert (await http.get("/health/ready")).status_code == 200


async def test_it_is_not_ready_while_the_database_lacks_a_migration(http: httpx.AsyncClient, app: Litestar) -> None:
    app.state.migrations = [*app.state.migrations, "kit/9999_next.sql"]
    refused = await http.get("/health/ready")
    assert refused.status_code == 503
    assert "1 migrations" in refused.json()["detail"]


async def test_it_is_not_ready_and_lives_when_the_database_is_gone(http: httpx.AsyncClient, app: Litestar) -> None:
    await app.state.database.close()
    assert (await http.get("/health/ready")).status_code == 503
    assert (await http.get("/health/live")).status_code == 200


async def test_a_process_that_consumes_nothing_says_so(http: httpx.AsyncClient) -> None:
    assert (await http.get("/health/consuming")).status_code == 503


async def test_waiting_events_and_dead_letters_are_measured(
    http: httpx.AsyncClient, own_database: Database, moods: Moods
) -> None:
    await poison(own_database, moods)
    async with own_database.transaction(context(own_database)) as transaction:
        await publish(transaction, ThingTicked(thing_id=uuid7(), number=1))
    text = (await http.get("/metrics")).text
    for line in ("outbox_waiting 1.0", "dead_letters 3.0", "quarantined_aggregates 1.0"):
        assert f"\n{line}\n" in text


async def poison(database: Database, moods: Moods) -> UUID:
    """Let an aggregate be quarantined with two events behind the poison one."""
    thing = uuid7()
    messages = ticks(thing, 3, municipality=tenant(database))
    moods.broken = {(thing, 1)}
    for message in [messages[0]] * ATTEMPTS + messages[1:]:
        await apply(database, moods.reader, message)
    return thing


async def test_an_administrator_replays_what_waits_once_its_cause_is_mended(
    client: Client, own_database: Database, moods: Moods
) -> None:
    thing = await poison(own_database, moods)
    found: Any = await client.get("/dead-letters", by=ADMINISTRATOR)
    assert [(each["sequence"], each["reason"], each["problem"]) for each in found] == [
        (1, "failed", "ThingBroken"),
        (2, "quarantined", ""),
        (3, "quarantined", ""),
    ]
    path = f"/dead-letters/{found[0]['id']}/replay"
    assert (await client.send("POST", path, by=ADMINISTRATOR)).status_code == 500
    moods.broken = set()
    assert await client.post(path, by=ADMINISTRATOR) == {"count": 3}
    assert await notes(own_database, thing) == [1, 2, 3]
    assert await client.get("/dead-letters", by=ADMINISTRATOR) == []
    assert len(await client.get("/dead-letters?replayed=true", by=ADMINISTRATOR)) == 3
    assert (await client.send("POST", path, by=ADMINISTRATOR)).status_code == 404


async def test_whoever_traces_an_event_is_told_whether_it_was_heard(
    client: Client, own_database: Database, moods: Moods
) -> None:
    thing = uuid7()
    first, second = ticks(thing, 2, municipality=tenant(own_database))
    moods.refused = {(thing, 2)}
    for message in (first, second):
        await apply(own_database, moods.reader, message)
    told = [
        await client.get(f"/inbox?event_id={each}", by="irini auditor")
        for each in (decode(first).id, decode(second).id, uuid7())
    ]
    assert [(each["outcome"], each["reason"]) for each in told] == [
        ("applied", None),
        ("dead", "refused"),
        (None, None),
    ]
    assert (await client.send("GET", f"/inbox?event_id={uuid7()}", by="maria caseworker")).status_code == 403


async def test_nobody_else_sees_or_replays_dead_letters(client: Client) -> None:
    for role in ("caseworker", "auditor", "finance_officer"):
        assert (await client.send("GET", "/dead-letters", by=f"eleni {role}")).status_code == 403
        assert (await client.send("POST", f"/dead-letters/{uuid7()}/replay", by=f"eleni {role}")).status_code == 403


async def test_another_tenants_administrator_neither_sees_nor_replays_them(
    client: Client, al_koura: Client, own_database: Database, moods: Moods
) -> None:
    await poison(own_database, moods)
    await apply(own_database, moods.reader, b"no event")
    letter, *_ = await client.get("/dead-letters", by=ADMINISTRATOR)
    assert [each["reason"] for each in await al_koura.get("/dead-letters", by=ADMINISTRATOR)] == ["undecodable"]
    path = f"/dead-letters/{letter['id']}/replay"
    assert (await al_koura.refused("POST", path, by=ADMINISTRATOR))[:2] == (404, "not-found")
