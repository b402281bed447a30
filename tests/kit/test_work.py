"""The background of a service: its health, its daily count, and that the process ends when a part of it has failed."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from contracts.envelope import decode
from infra.embedded.nats import NatsServer
from services.kit import work as working
from services.kit.clock import wall_time
from services.kit.db import Database, uuid7
from services.kit.events.consume import STALLED_S
from services.kit.events.inbox import apply
from services.kit.service import Service, application
from services.kit.settings import Settings
from services.kit.work import Work
from tests.clients import open_http
from tests.databases import Urls
from tests.kit.events.owner import Owner
from tests.kit.things import Moods, notes


@asynccontextmanager
async def at_work(settings: Settings, database: Database, moods: Moods, *parts: str) -> AsyncIterator[Work]:
    """Do parts of a service's work while the context lasts."""
    work = Work(settings, database, moods.reader, None, asyncio.Event())
    await work.start(frozenset(parts))
    try:
        yield work
    finally:
        await work.stop()


async def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        await asyncio.sleep(0.05)


@pytest.fixture
def settings(own_urls: Urls, nats_server: NatsServer, settings_of: Callable[..., Settings]) -> Settings:
    """Reporting, which reads cards and others."""
    return settings_of("reporting", own_urls, nats_url=nats_server.url)


async def test_a_service_hears_when_every_partition_is_heard(settings: Settings, own_database: Database) -> None:
    async with at_work(settings, own_database, Moods(), "relay", "consume") as work:
        assert not work.healthy()
        await until(work.healthy)
        assert work.silence() < STALLED_S
        work.pulse.lose(2)
        assert not work.healthy()
        work.pulse.beat(2)
        work.pulse.heard[2] -= STALLED_S
        assert not work.healthy(), "a partition that was heard long ago is as good as lost"
        assert work.silence() >= STALLED_S


async def test_a_process_without_a_consumer_answers_for_its_connection_only(
    settings: Settings, own_database: Database
) -> None:
    async with at_work(settings, own_database, Moods(), "relay") as work:
        await until(work.healthy)


async def test_a_refused_permission_is_seen_in_the_services_health(settings: Settings, own_database: Database) -> None:
    async with at_work(settings, own_database, Moods(), "consume") as work:
        app = application(Service(name="kit"), settings, own_database, own_database, work)
        await until(work.healthy)
        async with open_http(app) as http:
            assert await consuming(http) == 200
            await work.broker.client.publish("evt.0.cards.card_issued.v1", b"{}")
            await until(lambda: work.broker.failure is not None)
            assert await consuming(http) == 503
            assert (await http.get("/health/live")).status_code == 200


async def consuming(http: httpx.AsyncClient) -> int:
    """Ask whether events are consumed."""
    return (await http.get("/health/consuming")).status_code


async def test_a_stop_takes_no_longer_than_what_is_in_hand(settings: Settings, own_database: Database) -> None:
    async with at_work(settings, own_database, Moods(), "relay", "consume") as work:
        await until(work.healthy)
        started = time.monotonic()
    assert time.monotonic() - started < 5
    assert all(task.done() for task in work.tasks)


async def test_when_the_client_gives_up_the_process_ends(settings: Settings, own_database: Database) -> None:
    async with at_work(settings, own_database, Moods(), "relay") as work:
        await until(work.healthy)
        await work.broker.client.close()
        await asyncio.wait_for(work.stopping.wait(), 5)


async def test_when_a_part_fails_the_process_ends(settings: Settings, own_database: Database) -> None:
    class Failing:
        async def work(self, database: Database, settings: Settings, stopping: asyncio.Event) -> None:
            raise ZeroDivisionError

    work = Work(settings, own_database, Moods().reader, Failing(), asyncio.Event())
    await work.start(frozenset({"jobs"}))
    await asyncio.wait_for(work.stopping.wait(), 5)
    await work.stop()


async def test_yesterdays_count_is_taken_by_the_clock_and_what_was_missed_is_read(
    owner: Owner, own_database: Database, nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cards has said two events; reporting has heard one, and nothing will ever follow that would show the gap."""
    monkeypatch.setattr(working, "CHECK_EVERY_S", 0.2)
    moods, thing = Moods(), uuid7()
    await owner.say(thing, range(1, 3), now=wall_time() - timedelta(days=1))
    (log, *_) = [messages async for messages in owner.pages()]
    await apply(own_database, moods.reader, log[0])
    async with at_work(owner.reading(nats_server.url), own_database, moods, "consume"):
        deadline = time.monotonic() + 20
        while await notes(own_database, thing) != [1, 2]:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)


async def test_what_is_missing_before_an_event_is_asked_of_its_owner(
    owner: Owner, own_database: Database, nats_server: NatsServer
) -> None:
    moods, thing = Moods(), uuid7()
    await owner.say(thing, range(1, 5))
    (log, *_) = [messages async for messages in owner.pages()]
    await apply(own_database, moods.reader, log[0])
    work = Work(owner.reading(nats_server.url), own_database, moods.reader, None, asyncio.Event())

    assert await work.fill(decode(log[3])) == log[1:3]
