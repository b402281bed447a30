"""Jobs and timers on real PostgreSQL: kept chunk by chunk, in one process at a time, nothing by who lost the lease."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from services.kit import jobs, ticker
from services.kit.db import Context, Database, Transaction, connect, uuid7
from services.kit.errors import Conflict
from services.kit.jobs import Job
from services.kit.settings import Municipality, Settings
from services.kit.ticker import Chunk, Jobs, Progress, Timer
from tests.databases import Urls

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
async def urls(new_database: Callable[[str], Awaitable[Urls]]) -> Urls:
    """A database of this test's own: jobs commit by themselves."""
    return await new_database("kit")


@pytest.fixture
async def worker(urls: Urls, tenants: dict[UUID, Municipality]) -> AsyncIterator[Database]:
    opened = await connect(urls.worker, size=4, tenants=tenants)
    yield opened
    await opened.close()


@pytest.fixture
async def api(urls: Urls, tenants: dict[UUID, Municipality]) -> AsyncIterator[Database]:
    opened = await connect(urls.api, size=2, tenants=tenants)
    yield opened
    await opened.close()


@pytest.fixture
def settings(settings_of: Callable[..., Settings], urls: Urls) -> Settings:
    return settings_of("cards", urls)


def context(database: Database, tenant: int = 0) -> Context:
    return Context(now=NOW, municipality_ids=(list(database.tenants)[tenant],), actor_id=uuid7())


async def start(api: Database, **arguments: Any) -> Job:
    async with api.transaction(context(api)) as transaction:
        return await jobs.start(transaction, "count", arguments)


async def look(api: Database, job: Job, tenant: int = 0) -> Job:
    async with api.transaction(context(api, tenant)) as transaction:
        return await jobs.get(transaction, job.id)


async def finished(api: Database, job: Job) -> None:
    while (await look(api, job)).state != "done":  # noqa: ASYNC110 - another connection's rows
        await asyncio.sleep(0.02)


async def work(runner: Jobs, worker: Database, settings: Settings) -> bool:
    return await runner.work_on_one(worker, settings, asyncio.Event())


async def count_to_three(transaction: Transaction, chunk: Chunk) -> Progress:
    """Leaves an audit row a chunk, so that what was kept can be counted."""
    await mark(transaction, chunk.job_id)
    done = chunk.done + 1
    return Progress(done=done, total=3, progress={"at": done}, finished=done == 3, result={"counted": done})


async def mark(transaction: Transaction, job_id: UUID) -> None:
    await transaction.execute(
        "INSERT INTO audit_entries (id, at, actor_id, action, object_type, object_id) VALUES ($1, $2, $3, $4, $4, $5)",
        uuid7(),
        transaction.now,
        transaction.actor_id,
        "chunk",
        job_id,
    )


async def marks(worker: Database, job: Job) -> int:
    async with worker.transaction(context(worker)) as transaction:
        found: int = await transaction.fetchval("SELECT count(*) FROM audit_entries WHERE object_id = $1", job.id)
    return found


async def test_a_job_is_worked_on_chunk_by_chunk_to_its_end(
    api: Database, worker: Database, settings: Settings
) -> None:
    job = await start(api)
    assert (await look(api, job)).state == "queued"
    assert await work(Jobs({"count": count_to_three}), worker, settings)
    done = await look(api, job)
    assert (done.state, done.done, done.total, done.result) == ("done", 3, 3, {"counted": 3})
    assert done.started_at == NOW
    assert await marks(worker, job) == 3
    assert not await work(Jobs({"count": count_to_three}), worker, settings)


async def test_arguments_and_business_time_reach_the_handler(
    api: Database, worker: Database, settings: Settings
) -> None:
    seen: list[tuple[Any, timedelta, UUID]] = []

    async def remember(transaction: Transaction, chunk: Chunk) -> Progress:
        seen.append((chunk.arguments, transaction.now - NOW, transaction.municipality_id))
        return Progress(done=1, finished=True)

    await start(api, run_id="r-1")
    await work(Jobs({"count": remember}), worker, settings)
    ((arguments, later, municipality_id),) = seen
    assert arguments == {"run_id": "r-1"}
    assert timedelta() < later < timedelta(minutes=1)
    assert municipality_id == next(iter(worker.tenants))


async def test_a_failing_chunk_keeps_nothing_and_is_tried_again(
    api: Database, worker: Database, settings: Settings
) -> None:
    async def fail_at_two(transaction: Transaction, chunk: Chunk) -> Progress:
        progress = await count_to_three(transaction, chunk)
        if chunk.done == 1:
            raise ValueError
        return progress

    job = await start(api)
    await work(Jobs({"count": fail_at_two}), worker, settings)
    waiting = await look(api, job)
    assert (waiting.state, waiting.done) == ("running", 1)
    assert await marks(worker, job) == 1
    assert not await work(Jobs({"count": count_to_three}), worker, settings), "the next try waits a second"
    await let_wait_end(worker)
    await work(Jobs({"count": count_to_three}), worker, settings)
    assert (await look(api, job)).state == "done"
    assert await marks(worker, job) == 3


async def test_a_job_that_always_fails_ends_as_failed(api: Database, worker: Database, settings: Settings) -> None:
    async def fail(transaction: Transaction, chunk: Chunk) -> Progress:
        raise ValueError

    job = await start(api)
    for _ in range(8):
        assert await work(Jobs({"count": fail}), worker, settings)
        await let_wait_end(worker)
    failed = await look(api, job)
    assert (failed.state, failed.problem) == ("failed", "internal-error")
    assert not await work(Jobs({"count": fail}), worker, settings)


async def test_a_refusal_by_rule_fails_the_job_at_once(api: Database, worker: Database, settings: Settings) -> None:
    async def refuse(transaction: Transaction, chunk: Chunk) -> Progress:
        raise Conflict("no")

    job = await start(api)
    await work(Jobs({"count": refuse}), worker, settings)
    assert ((await look(api, job)).state, (await look(api, job)).problem) == ("failed", "conflict")


async def let_wait_end(worker: Database) -> None:
    async with worker.transaction(context(worker)) as transaction:
        await transaction.execute("UPDATE jobs SET not_before = clock_timestamp(), leased_until = NULL")


async def test_who_lost_the_lease_keeps_nothing(api: Database, worker: Database, settings: Settings) -> None:
    """The first worker stalls between two chunks for longer than its lease; a second takes over and finishes."""
    first_chunk_done, second_has_finished = asyncio.Event(), asyncio.Event()

    class Stalled(Jobs):
        async def tick(self, database: Database, settings: Settings, stopping: asyncio.Event) -> None:
            first_chunk_done.set()
            await second_has_finished.wait()

    job = await start(api)
    stalled = asyncio.create_task(work(Stalled({"count": count_to_three}), worker, settings))
    await first_chunk_done.wait()
    assert not await work(Jobs({"count": count_to_three}), worker, settings), "the lease still runs"
    await let_wait_end(worker)
    assert await work(Jobs({"count": count_to_three}), worker, settings)
    second_has_finished.set()
    await stalled
    assert (await look(api, job)).state == "done"
    assert await marks(worker, job) == 3


async def test_a_process_killed_inside_a_chunk_keeps_nothing_of_it(
    api: Database, worker: Database, settings: Settings
) -> None:
    inside = asyncio.Event()

    async def hang_at_two(transaction: Transaction, chunk: Chunk) -> Progress:
        progress = await count_to_three(transaction, chunk)
        if chunk.done == 1:
            inside.set()
            await asyncio.Event().wait()
        return progress

    job = await start(api)
    dying = asyncio.create_task(work(Jobs({"count": hang_at_two}), worker, settings))
    await inside.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    assert ((await look(api, job)).done, await marks(worker, job)) == (1, 1)
    await let_wait_end(worker)
    assert await work(Jobs({"count": count_to_three}), worker, settings)
    assert ((await look(api, job)).state, await marks(worker, job)) == ("done", 3)


async def test_many_workers_share_jobs_without_doing_any_twice(
    api: Database, worker: Database, settings: Settings
) -> None:
    started = [await start(api) for _ in range(12)]

    async def work_all() -> None:
        while await work(Jobs({"count": count_to_three}), worker, settings):
            pass

    await asyncio.gather(*(work_all() for _ in range(4)))
    assert [(await look(api, job)).state for job in started] == ["done"] * 12
    assert [await marks(worker, job) for job in started] == [3] * 12


async def test_a_stopping_process_lets_its_job_go(api: Database, worker: Database, settings: Settings) -> None:
    stopping = asyncio.Event()

    async def stop_after_one(transaction: Transaction, chunk: Chunk) -> Progress:
        stopping.set()
        return await count_to_three(transaction, chunk)

    job = await start(api)
    await Jobs({"count": stop_after_one}).work_on_one(worker, settings, stopping)
    assert (await look(api, job)).done == 1
    assert await work(Jobs({"count": count_to_three}), worker, settings)
    assert (await look(api, job)).state == "done"


async def test_a_timer_ticks_for_each_tenant_once_in_its_time(worker: Database, settings: Settings) -> None:
    ticks: list[UUID] = []

    async def tick(transaction: Transaction, settings: Settings) -> None:
        ticks.append(transaction.municipality_id)

    runner = Jobs(timers=[Timer("look", timedelta(hours=1), tick)])
    await runner.prepare(worker)
    await asyncio.gather(*(runner.tick(worker, settings, asyncio.Event()) for _ in range(3)))
    assert sorted(ticks) == sorted(worker.tenants)
    await runner.tick(worker, settings, asyncio.Event())
    assert len(ticks) == 2


async def test_a_failing_timer_keeps_nothing_and_does_not_stop_the_others(worker: Database, settings: Settings) -> None:
    ticks: list[str] = []

    async def fail(transaction: Transaction, settings: Settings) -> None:
        await mark(transaction, uuid7())
        raise ValueError

    async def lose(transaction: Transaction, settings: Settings) -> None:
        raise ConnectionResetError

    async def tick(transaction: Transaction, settings: Settings) -> None:
        ticks.append("tick")

    each = {"away": lose, "broken": fail, "whole": tick}
    runner = Jobs(timers=[Timer(name, timedelta(hours=1), handler) for name, handler in each.items()])
    await runner.prepare(worker)
    with capture_logs() as said:
        await runner.tick(worker, settings, asyncio.Event())
    assert {(line["job"], line["log_level"]) for line in said} == {("away", "warning"), ("broken", "error")}
    assert ticks == ["tick", "tick"]
    async with worker.transaction(context(worker)) as transaction:
        rows = await transaction.fetch("SELECT name, sum(failures) AS failures FROM timers GROUP BY name ORDER BY name")
        assert [tuple(row) for row in rows] == [("away", 2), ("broken", 2), ("whole", 0)]
        assert await transaction.fetchval("SELECT count(*) FROM audit_entries") == 0


async def test_the_loop_begins_a_job_when_it_is_asked_for_also_after_its_connection_was_lost_until_told_to_stop(
    api: Database, worker: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticker, "POLL_SECONDS", 3600)
    stopping = asyncio.Event()
    async with asyncio.timeout(30):
        loop = asyncio.create_task(Jobs({"count": count_to_three}).work(worker, settings, stopping))
        await finished(api, await start(api))
        await finished(api, await start(api))
        async with worker.transaction(context(worker)) as transaction:
            listening = "datname = current_database() AND query LIKE 'LISTEN%'"
            ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {listening}"
            assert await transaction.fetchval(ended)
        await finished(api, await start(api))
        stopping.set()
        await loop
