"""What is asked for and shown of a job; `test_ticker.py` works on them."""

import asyncpg
import pytest

from services.kit import jobs
from services.kit.db import Database, Transaction, uuid7
from services.kit.errors import NotFound


async def test_a_job_waits_with_what_is_known_of_it(transaction: Transaction) -> None:
    job = await jobs.start(transaction, "credit_run", {"run_id": uuid7()}, total=100)
    assert await jobs.get(transaction, job.id) == job
    assert (job.state, job.done, job.total, job.started_at) == ("queued", 0, 100, transaction.now)


async def test_a_job_that_was_not_kept_is_never_worked_on(transaction: Transaction) -> None:
    with pytest.raises(NotFound):
        await jobs.get(transaction, uuid7())


async def test_another_tenant_sees_no_job(transaction: Transaction, database: Database) -> None:
    job = await jobs.start(transaction, "credit_run", {})
    await transaction.execute(f"SET LOCAL koinon.municipalities = '{{{list(database.tenants)[1]}}}'")
    with pytest.raises(NotFound):
        await jobs.get(transaction, job.id)


async def test_the_api_login_starts_jobs_and_reads_only_its_tenants(
    transaction: Transaction, api_database: Database
) -> None:
    async with api_database.transaction(transaction.context) as api:
        job = await jobs.start(api, "credit_run", {})
        assert (await jobs.get(api, job.id)).id == job.id
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await api.fetch("SELECT * FROM jobs")
