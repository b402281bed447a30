"""The addresses that every service has: health, metrics, the problem catalogue, dead letters, the event feed."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.kit import audit, ground, jobs, messages, metrics, migrate
from services.kit.auth import bearer, public, requires
from services.kit.clock import wall_time
from services.kit.db import Context, Database
from services.kit.errors import NotFound, Problem, Unavailable, all_problems
from services.kit.events import completeness, feed, inbox
from services.kit.events.relay import queries as relay_queries


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to a probe."""

    status: str = "ok"


class ProblemType(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of refusal: its type URI, title and status."""

    type: str
    title: str
    status: int


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """An event that could not be applied."""

    id: UUID
    event_id: UUID | None
    aggregate_id: UUID | None
    sequence: int | None
    type: str | None
    reason: str
    problem: str
    buried_at: datetime
    replayed_at: datetime | None


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """Whether this service has heard an event of another one, and what became of it."""

    event_id: UUID
    outcome: Literal["applied", "passed", "dead"] | None = None
    """`passed`: nothing here depends on it. Absent: not heard yet."""
    reason: str | None = None
    """Why it is a dead letter."""
    replayed_at: datetime | None = None
    """When the dead letter was applied after all."""


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """How many events a replay applied: the dead letter and those of its aggregate that waited behind it."""

    count: int


def type_of(problem: type[Problem]) -> ProblemType:
    """Return what is said of a class; raised, it may ask for more than a detail."""
    return ProblemType(type=f"/problems/{problem.slug()}", title=problem.headline(), status=problem.status)


@get("/health/live", guards=[public], tags=["health"])
async def live() -> Health:
    """Answer as long as the event loop turns."""
    return Health()


@get("/health/ready", guards=[public], tags=["health"])
async def ready(state: State) -> Health:
    """Answer when the database is there and has this code's schema."""
    database: Database = state.database
    async with database.pool.acquire() as connection:
        applied = {row["name"] for row in await connection.fetch(migrate.queries.applied)}
    if missing := [name for name in state.migrations if name not in applied]:
        raise Unavailable(f"The database lacks {len(missing)} migrations; run migrate.")
    return Health()


@get("/health/consuming", guards=[public], tags=["health"])
async def consuming(state: State) -> Health:
    """Answer when NATS is there, no permission was refused and every partition's consumer was heard from lately."""
    if state.work is None or not state.work.healthy():
        raise Unavailable("Events are not being consumed now; sales and enrolment are not affected.")
    return Health()


@get("/metrics", guards=[public], media_type=MediaType.TEXT, include_in_schema=False)
async def read_metrics(state: State) -> Response[bytes]:
    """Return the measurements in the Prometheus text format."""
    tenants = tuple(state.worker_database.tenants)
    async with state.worker_database.transaction(Context(now=wall_time(), municipality_ids=tenants)) as transaction:
        for measure in state.gauges:
            await measure(transaction)
        await ground.measure(transaction, state.settings)
        waiting = await transaction.fetchrow(relay_queries.oldest_waiting)
        dead = await transaction.fetchrow(inbox.queries.count_dead_letters)
        differing = await transaction.fetchval(completeness.queries.count_differing)
    metrics.OUTBOX_WAITING.set(waiting["waiting"])
    metrics.OUTBOX_OLDEST.set(waiting["seconds"])
    metrics.DEAD_LETTERS.set(dead["dead_letters"])
    metrics.DEAD_LETTER_OLDEST.set(dead["seconds"])
    metrics.QUARANTINED.set(dead["quarantined"])
    metrics.DAYS_DIFFERING.set(differing)
    if state.work is not None:
        metrics.BROKER.set(state.work.broker.healthy())
        metrics.SILENCE.set(state.work.silence())
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@get("/problems", guards=[public], tags=["problems"])
async def list_problems() -> list[ProblemType]:
    """Return every kind of refusal that this service knows."""
    found = {problem.slug(): problem for problem in all_problems()}
    return [type_of(problem) for _, problem in sorted(found.items())]


@get("/problems/{slug:str}", guards=[public], tags=["problems"])
async def read_problem(slug: FromPath[str]) -> ProblemType:
    """Return one kind of refusal: where a problem document's `type` leads."""
    for problem in all_problems():
        if problem.slug() == slug:
            return type_of(problem)
    raise NotFound("No problem has this name.")


@get("/dead-letters", guards=[requires("administrator")], tags=["events"])
async def list_dead_letters(
    request: Request[Any, Any, State], state: State, replayed: FromQuery[bool] = False
) -> list[DeadLetter]:
    """Return the tenant's events that could not be applied, oldest first, and what is no event at all."""
    context = Context(now=wall_time(), municipality_ids=(await tenant_of(request),))
    async with state.worker_database.transaction(context) as transaction:
        rows = await transaction.fetch(inbox.queries.dead_letters, replayed, 200)
    return [msgspec.convert(dict(row), DeadLetter) for row in rows]


@post("/dead-letters/{dead_letter_id:uuid}/replay", guards=[requires("administrator")], tags=["events"])
async def replay_dead_letter(
    request: Request[Any, Any, State], state: State, dead_letter_id: FromPath[UUID]
) -> Replayed:
    """Apply a dead letter again, and with it what waited behind it. Repeating it finds nothing left to replay."""
    tenant = await tenant_of(request)
    return Replayed(
        count=await inbox.replay(state.worker_database, state.reader, dead_letter_id, municipality_id=tenant)
    )


@get("/inbox", guards=[requires("administrator", "auditor")], tags=["events"])
async def read_inbox(state: State, event_id: FromQuery[UUID]) -> Heard:
    """Return whether this service has heard an event, for those who trace one; never what the event says."""
    async with state.worker_database.transaction(Context(now=wall_time())) as transaction:
        heard = await transaction.fetch_struct(Heard, inbox.queries.heard, event_id)
    return heard or Heard(event_id=event_id)


async def tenant_of(request: Request[Any, Any, State]) -> UUID:
    """Return the tenant of a person's token; the guard has let in nobody without one."""
    municipality_id = (await bearer(request)).municipality_id
    assert municipality_id is not None
    return municipality_id


ROUTES = [
    live, ready, consuming, read_metrics, list_problems, read_problem, list_dead_letters, replay_dead_letter,
    read_inbox, feed.read_feed, completeness.count_events, completeness.list_identities, completeness.list_comparisons,
    jobs.read_job, messages.list_messages, audit.list_deeds,
]  # fmt: skip
