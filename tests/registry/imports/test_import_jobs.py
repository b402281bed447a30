"""The work on imports on a database of its own: chunks that commit, a process that dies, two of them side by side."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.kit.db import Context, Database, Transaction, connect, uuid7
from services.kit.settings import Municipality, Settings
from services.kit.ticker import Chunk, Jobs, Progress
from services.registry.imports import import_jobs, imports
from services.registry.imports.imports import ENTER_JOB, Import, NewImport
from tests.databases import Urls
from tests.registry.importing import family, file_of

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
NEW = NewImport(kind="households", source="kyada")


@pytest.fixture
async def urls(new_database: Callable[[str], Awaitable[Urls]]) -> Urls:
    """A database of this test's own: jobs commit by themselves."""
    return await new_database("registry")


@pytest.fixture
async def worker(urls: Urls, tenants: dict[UUID, Municipality]) -> AsyncIterator[Database]:
    opened = await connect(urls.worker, size=4, tenants=tenants)
    yield opened
    await opened.close()


@pytest.fixture
async def api(urls: Urls, tenants: dict[UUID, Municipality]) -> AsyncIterator[Database]:
    opened = await connect(urls.api, size=4, tenants=tenants)
    yield opened
    await opened.close()


@pytest.fixture
def settings(settings_of: Callable[..., Settings], urls: Urls) -> Settings:
    return settings_of("registry", urls)


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each household is a chunk of its own."""
    monkeypatch.setattr(import_jobs, "ENTERED_UNITS", 1)
    monkeypatch.setattr(import_jobs, "CHECKED_UNITS", 1)


def context(database: Database) -> Context:
    return Context(now=NOW, municipality_ids=(next(iter(database.tenants)),), actor_id=uuid7())


async def uploaded(api: Database, content: bytes) -> Import:
    async with api.transaction(context(api)) as transaction:
        return await imports.upload(transaction, NEW, content)


async def work(worker: Database, settings: Settings, jobs: Jobs | None = None) -> None:
    runner = jobs or Jobs(import_jobs.HANDLERS)
    while await runner.work_on_one(worker, settings, asyncio.Event()):
        pass


async def confirmed(api: Database, worker: Database, settings: Settings, content: bytes) -> Import:
    """A file that was looked through and whose households are about to enter."""
    found = await uploaded(api, content)
    async with api.transaction(context(api)) as transaction:
        await imports.check(transaction, found.id, version=found.version)
    await work(worker, settings)
    looked = await look(api, found.id)
    async with api.transaction(context(api)) as transaction:
        return await imports.confirm(transaction, found.id, version=looked.version)


async def look(api: Database, import_id: UUID) -> Import:
    async with api.transaction(context(api)) as transaction:
        return await imports.find(transaction, import_id)


async def count(database: Database, table: str) -> int:
    async with database.transaction(context(database)) as transaction:
        found: int = await transaction.fetchval(f"SELECT count(*) FROM {table}")
    return found


async def let_wait_end(worker: Database) -> None:
    async with worker.transaction(context(worker)) as transaction:
        await transaction.execute("UPDATE jobs SET not_before = clock_timestamp(), leased_until = NULL")


async def test_a_process_that_dies_between_chunks_leaves_nothing_half_done(
    api: Database, worker: Database, settings: Settings
) -> None:
    content = file_of([*family("K-1"), *family("K-2"), *family("K-3")])
    found = await confirmed(api, worker, settings, content)
    chunks = 0

    async def die_in_the_second(transaction: Transaction, chunk: Chunk) -> Progress:
        nonlocal chunks
        progress = await import_jobs.enter_chunk(transaction, chunk)
        chunks += 1
        if chunks == 2:
            raise ConnectionResetError
        return progress

    await Jobs({ENTER_JOB: die_in_the_second}).work_on_one(worker, settings, asyncio.Event())
    assert (await look(api, found.id)).outcomes == {"imported": 1, "new": 2}
    assert (await count(api, "households"), await count(api, "persons")) == (1, 3)
    await let_wait_end(worker)
    await work(worker, settings)
    ended = await look(api, found.id)
    assert (ended.state, ended.outcomes) == ("imported", {"imported": 3})
    assert (await count(api, "households"), await count(api, "persons")) == (3, 9)


async def test_two_uploads_at_once_are_one_import(api: Database) -> None:
    content = file_of(family("K-1"))
    one, other = await asyncio.gather(uploaded(api, content), uploaded(api, content))
    assert one.id == other.id
    assert await count(api, "files") == 1


async def test_two_files_at_once_enter_a_household_once(api: Database, worker: Database, settings: Settings) -> None:
    rows = [*family("K-1"), *family("K-2")]
    one = await confirmed(api, worker, settings, file_of(rows))
    # The other one was looked through before the first had entered anything.
    other = await confirmed_beside(api, file_of(rows, separator=","))
    await asyncio.gather(work(worker, settings), work(worker, settings))
    outcomes = [(await look(api, each)).outcomes for each in (one.id, other)]
    assert sum(each.get("imported", 0) for each in outcomes) == 2
    assert sum(each.get("there", 0) for each in outcomes) == 2
    assert await count(api, "households") == 2


async def confirmed_beside(api: Database, content: bytes) -> UUID:
    """Another file, looked through and confirmed while the job of the first one waits."""
    found = await uploaded(api, content)
    async with api.transaction(context(api)) as transaction:
        checking = await imports.check(transaction, found.id, version=found.version)
    assert checking.job_id is not None
    for done in (0, 1):
        chunk = Chunk(
            job_id=checking.job_id,
            arguments={"import_id": str(found.id)},
            done=done,
            total=None,
            progress=None,
            now=NOW,
        )
        async with api.transaction(context(api)) as transaction:
            await import_jobs.check_chunk(transaction, chunk)
    looked = await look(api, found.id)
    async with api.transaction(context(api)) as transaction:
        await imports.confirm(transaction, found.id, version=looked.version)
    return found.id


async def test_a_job_that_was_replaced_does_nothing(api: Database, worker: Database, settings: Settings) -> None:
    found = await uploaded(api, file_of(family("K-1")))
    async with api.transaction(context(api)) as transaction:
        first = await imports.check(transaction, found.id, version=1)
    async with api.transaction(context(api)) as transaction:
        await imports.check(transaction, found.id, version=first.version)
    await work(worker, settings)
    assert (await look(api, found.id)).outcomes == {"new": 1}


async def test_files_are_destroyed_a_month_after_the_import_has_ended(
    api: Database, worker: Database, settings: Settings
) -> None:
    found = await confirmed(api, worker, settings, file_of(family("K-1")))
    await work(worker, settings)
    for days, shredded in ((29, False), (32, True)):
        later = Context(now=NOW + timedelta(days=days), municipality_ids=(next(iter(api.tenants)),))
        async with worker.transaction(later) as transaction:
            await import_jobs.shred_old(transaction, settings)
        assert ((await look(api, found.id)).shredded_at is not None) is shredded
    with pytest.raises(imports.FileGone):
        async with api.transaction(context(api)) as transaction:
            await imports.columns(transaction, found.id)
