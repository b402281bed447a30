"""Jobs: work that takes longer than a request. The request answers 202 with a job; `GET /jobs/{id}` says how far it is.

    @post("/benefit-runs/{run_id:uuid}/credit", status_code=202, guards=[requires("finance_officer")])
    @idempotent(jobs.get)
    async def credit_run(transaction: NamedDependency[Transaction], run_id: FromPath[UUID]) -> jobs.Job:
        return await runs.start_crediting(transaction, run_id)     # … jobs.start(transaction, "credit_run", {…})

The service's `Jobs` (see `ticker.py`) works on it: one chunk, one transaction, until the handler says it is finished.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import get as http_get
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.kit.auth import requires
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.sql import load_queries

queries = load_queries(__file__)

JobState = Literal["queued", "running", "done", "failed"]
STAFF = (
    "administrator",
    "auditor",
    "card_desk",
    "caseworker",
    "finance_approver",
    "finance_officer",
    "incubator_officer",
    "merchant_officer",
    "programme_manager",
    "supervisor",
)


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """How far a job is. `done` of `total` counts whatever the job works through; `problem` is a problem's type."""

    id: UUID
    kind: str
    state: JobState
    done: int
    total: int | None
    result: Any = None
    problem: str | None = None
    started_at: datetime
    finished_at: datetime | None = None


async def start(transaction: Transaction, kind: str, arguments: Mapping[str, Any], *, total: int | None = None) -> Job:
    """Ask for work; it begins after the transaction is committed. `arguments` are ids and figures, nothing personal."""
    job = Job(id=uuid7(), kind=kind, state="queued", done=0, total=total, started_at=transaction.now)
    await transaction.execute(
        queries.insert_job,
        job.id,
        kind,
        msgspec.to_builtins(arguments),
        total,
        transaction.actor_id,
        transaction.now,
        transaction.context.traceparent,
    )
    return job


async def get(transaction: Transaction, job_id: UUID) -> Job:
    """Return how far a job is. Raises NotFound, also for another tenant's."""
    job = await transaction.fetch_struct(Job, queries.select_job, job_id)
    if job is None:
        raise NotFound(f"There is no job {job_id}.")
    return job


@http_get("/jobs/{job_id:uuid}", guards=[requires(*STAFF)], tags=["jobs"])
async def read_job(transaction: NamedDependency[Transaction], job_id: FromPath[UUID]) -> Job:
    """Return how far a job is."""
    return await get(transaction, job_id)
