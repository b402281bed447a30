"""A service as a process: what it says when it cannot start, what it does without NATS, and how it stops."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from contracts.readers import SERVICES
from infra.embedded.nats import NatsServer
from infra.embedded.processes import ROOT, clean_environment, free_port, guarded
from infra.embedded.services import Surroundings, settings
from services.kit.db import connect, uuid7
from services.kit.service import configuration
from services.kit.settings import Municipality
from tests.conftest import Run
from tests.databases import Urls, address
from tests.faults.line import Line
from tests.kit.things import ask

Start = Callable[..., Awaitable["Running"]]
NOWHERE = "nats://127.0.0.1:1"


class Running:
    """A service's process."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}"

    async def status(self, path: str) -> int:
        """Ask, and return the status; 0 when nobody answers."""
        try:
            async with httpx.AsyncClient(timeout=5) as client:
                return (await client.get(self.url + path)).status_code
        except httpx.TransportError:
            return 0

    async def until(self, path: str, status: int, seconds: float = 30) -> None:
        """Wait until an address answers so."""
        deadline = time.monotonic() + seconds
        while (found := await self.status(path)) != status:
            assert time.monotonic() < deadline, f"{path} answers {found}, not {status}"
            assert self.process.returncode is None, "the process has ended"
            await asyncio.sleep(0.05)

    async def until_said(self, word: str) -> None:
        """Read what the process logs until a word is among it."""
        assert self.process.stdout is not None
        while word.encode() not in (line := await asyncio.wait_for(self.process.stdout.readline(), 30)):
            assert line, "the process has ended"

    async def end(self) -> tuple[int, float]:
        """Ask the process to stop; return its exit code and how long it took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(self.process.wait(), 30)
        return code, time.monotonic() - started


def environment(run: Run, urls: Urls, nats_url: str) -> dict[str, str]:
    """Return the settings of the slow service."""
    surroundings = Surroundings(
        keys=run.keys,
        postgres_address=address(run.admin_url),
        nats_url=nats_url,
        service_urls=dict.fromkeys(SERVICES, "http://127.0.0.1:1"),
        environment="test",
    )
    return settings(surroundings, "cards", database=urls.name) | {"OWNER_DATABASE_URL": urls.owner}


@pytest.fixture
async def urls(new_database: Callable[[str], Awaitable[Urls]]) -> Urls:
    """A database of this test alone."""
    return await new_database("cards")


@pytest.fixture
async def start(run: Run, urls: Urls) -> AsyncIterator[Start]:
    """Start the slow service; what still runs afterwards is killed."""
    started: list[asyncio.subprocess.Process] = []

    async def begin(command: str, nats_url: str = NOWHERE, **others: str) -> Running:
        port = free_port()
        given = clean_environment() | environment(run, urls, nats_url) | {"PORT": str(port)} | others
        guard = guarded([sys.executable, "-m", "tests.kit.slow", command], death_signal=signal.SIGKILL, identity=None)
        started.append(
            await asyncio.create_subprocess_exec(
                *guard, cwd=ROOT, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
        )
        return Running(started[-1], port)

    yield begin
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_a_process_that_is_told_to_stop_while_it_begins_ends(run: Run, urls: Urls, tmp_path: Path) -> None:
    """It reads its settings from a pipe, into which nobody ever writes."""
    os.mkfifo(pipe := tmp_path / "municipalities.toml")
    given = clean_environment() | environment(run, urls, NOWHERE) | {"MUNICIPALITIES_FILE": str(pipe)}
    command = [sys.executable, "infra/bin/koinon", "consume", "cards"]
    guard = guarded(command, death_signal=signal.SIGKILL, identity=None)
    process = await asyncio.create_subprocess_exec(*guard, cwd=ROOT, env=given)
    while (reading := opened_by_reader(pipe)) is None:
        assert process.returncode is None
        await asyncio.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    handled = 128 + signal.SIGTERM  # Without a handler it would be -SIGTERM, and in a container nothing at all.
    assert await asyncio.wait_for(process.wait(), 30) == handled
    os.close(reading)


def opened_by_reader(pipe: Path) -> int | None:
    """Open a pipe for writing if somebody reads it."""
    with suppress(OSError):
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    return None


async def test_a_request_in_hand_is_finished_before_the_process_ends(
    start: Start, urls: Urls, tenants: dict[UUID, Municipality]
) -> None:
    running, thing = await start("serve"), uuid7()
    await running.until("/health/ready", 200)
    async with httpx.AsyncClient(timeout=10) as client:
        asking = asyncio.create_task(client.post(f"{running.url}/things/{thing}"))
        await asyncio.sleep(0.4)
        code, _ = await running.end()
        answer = await asking
    assert (answer.status_code, code) == (201, 0)
    database = await connect(urls.worker, size=1, tenants=tenants)
    assert await ask(database, "SELECT aggregate_id FROM outbox") == [thing]
    await database.close()


def test_whoever_calls_closes_an_idle_connection_first() -> None:
    ours = httpx.Limits().keepalive_expiry or 0
    nginx = 60
    assert configuration(None, "127.0.0.1", 0).timeout_keep_alive > max(ours, nginx)


async def test_it_waits_for_its_database_and_stops_while_it_waits(start: Start, urls: Urls, run: Run) -> None:
    host, _, port = address(run.admin_url).rpartition(":")
    line, late = Line(host, int(port)), free_port()
    given = {
        name: url.replace(address(url), f"127.0.0.1:{late}")
        for name, url in (("DATABASE_URL", urls.api), ("WORKER_DATABASE_URL", urls.worker))
    }
    running, stopped = await start("serve", **given), await start("run", **given)
    for each in (running, stopped):
        await each.until_said("database_waits")
    code, seconds = await stopped.end()
    assert (code, seconds < 5) == (0, True)
    await line.open(late)
    await running.until("/health/ready", 200)
    await running.end()
    await line.close()


async def test_it_stops_well_while_a_server_that_accepted_says_nothing(start: Start, urls: Urls) -> None:
    asked = asyncio.Event()
    async with await asyncio.start_server(lambda *_: asked.set(), "127.0.0.1", 0) as deaf:
        port = deaf.sockets[0].getsockname()[1]
        running = await start("run", DATABASE_URL=urls.api.replace(address(urls.api), f"127.0.0.1:{port}"))
        await asyncio.wait_for(asked.wait(), 30)
        code, seconds = await running.end()
    assert (code, seconds < 5) == (0, True)


async def test_without_nats_it_serves_says_that_it_does_not_consume_and_stops_at_once(start: Start) -> None:
    running = await start("run")
    await running.until("/health/ready", 200)
    assert await running.status("/health/live") == 200
    assert await running.status("/health/consuming") == 503
    code, seconds = await running.end()
    assert code == 0
    assert seconds < 4


async def test_what_was_said_is_relayed_by_the_process_that_said_it(
    start: Start, nats_server: NatsServer, urls: Urls, tenants: dict[UUID, Municipality]
) -> None:
    running = await start("run", nats_server.url)
    await running.until("/health/consuming", 200)
    async with httpx.AsyncClient(timeout=10) as client:
        await client.post(f"{running.url}/things/{uuid7()}")
    database = await connect(urls.worker, size=1, tenants=tenants)
    for _ in range(100):
        if await ask(database, "SELECT count(*) FROM outbox WHERE published_at IS NOT NULL") == [1]:
            break
        await asyncio.sleep(0.05)
    assert await ask(database, "SELECT count(*) FROM outbox WHERE published_at IS NOT NULL") == [1]
    await database.close()
    assert (await running.end())[0] == 0


async def said(running: Running) -> tuple[int | None, str]:
    """Return the exit code of a process that ends by itself, and what it said."""
    output, _ = await asyncio.wait_for(running.process.communicate(), 30)
    return running.process.returncode, output.decode()


async def test_a_missing_setting_is_named_in_one_sentence(start: Start) -> None:
    code, text = await said(await start("serve", NATS_SEED_FILE=""))
    assert code == 1
    assert "cards: a setting is missing or wrong" in text
    assert "nats_seed_file" in text
    assert "Traceback" not in text


async def test_migrate_says_what_it_did(start: Start) -> None:
    code, text = await said(await start("migrate"))
    assert (code, text.splitlines()[-1]) == (0, "cards: up to date")


async def test_a_service_whose_rows_are_facts_is_not_emptied(start: Start) -> None:
    code, text = await said(await start("rebuild"))
    assert code != 0
    assert "NothingToEmpty" in text
