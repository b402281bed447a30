"""Completeness: each day of an owner's log is held against what was heard of it, and what differs is named.

A gap within an aggregate shows when its next event comes. That the last one is missing, that one was heard which the
owner never said, or under another place than it has there, shows only by comparing: first counts and a sum of
fingerprints, which cost one question a day, then, where these differ, event by event.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from uuid import UUID

import httpx
import msgspec
from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromQuery

from services.kit.auth import READER, bearer, reader_token, requires
from services.kit.clock import wall_time
from services.kit.db import Context, Database
from services.kit.log import log
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)

IDENTITIES_PAGE = 10_000
DAYS_BACK = 31
"""How far back a reader looks that was away, or that has never compared a day."""
SHOWN = 200

Kind = Literal["missing", "doubled", "unknown", "altered"]


class DaySum(msgspec.Struct, frozen=True, kw_only=True):
    """How many events carry a business time of a day (UTC), and what their fingerprints add up to."""

    day: date
    count: int
    checksum: str


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Which event it is, and its place in the history of its aggregate; never what it says."""

    event_id: UUID
    aggregate_id: UUID
    sequence: int
    type: str | None = None
    municipality: UUID | None = None


class Identities(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a day's events, in the log's order; `position` continues after it, absent on the last page."""

    events: list[Identity]
    position: int | None = None


class Difference(Identity, frozen=True, kw_only=True):
    """An event in which the two sides differ.

    `missing`: said and not heard. `doubled`: heard, though another event holds that place in its aggregate's history.
    `unknown`: heard and never said. `altered`: heard under another aggregate or in another order than it was said.
    """

    kind: Kind


class DayCompared(msgspec.Struct, frozen=True, kw_only=True):
    """A day of an owner's log beside what was heard of it."""

    source: str
    day: date
    said_count: int
    heard_count: int
    matched: bool
    compared_at: datetime


class DifferenceFound(msgspec.Struct, frozen=True, kw_only=True):
    """A difference that was found, and when the two sides agreed again. `type` is absent of what nobody said."""

    event_id: UUID
    source: str
    kind: Kind
    day: date
    type: str | None
    aggregate_id: UUID
    sequence: int
    found_at: datetime
    mended_at: datetime | None


class Comparisons(msgspec.Struct, frozen=True, kw_only=True):
    """The days that were compared, newest first, and the tenant's events in which they differed, open ones first."""

    days: list[DayCompared]
    differences: list[DifferenceFound]


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the instants at which a day begins and ends, UTC."""
    start = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    return start, start + timedelta(days=1)


@get("/events/count", guards=[requires(READER)], tags=["events"])
async def count_events(state: State, day: FromQuery[date]) -> DaySum:
    """Return the day's count and checksum, with which a reader sees that it has missed a last event."""
    async with state.worker_database.transaction(Context(now=wall_time())) as transaction:
        (row,) = await transaction.fetch(queries.sum_said, *day_bounds(day))
    return DaySum(day=day, count=row["count"], checksum=row["checksum"])


@get("/events/identities", guards=[requires(READER)], tags=["events"])
async def list_identities(state: State, day: FromQuery[date], after: FromQuery[int] = 0) -> Identities:
    """Return which events carry a business time of a day, after a position of the log."""
    async with state.worker_database.transaction(Context(now=wall_time())) as transaction:
        rows = await transaction.fetch(queries.identities_said, *day_bounds(day), after, IDENTITIES_PAGE)
    found = [msgspec.convert(dict(row), Identity) for row in rows]
    return Identities(events=found, position=rows[-1]["position"] if len(rows) == IDENTITIES_PAGE else None)


@get("/events/comparisons", guards=[requires("administrator", "auditor")], tags=["events"])
async def list_comparisons(request: Request[object, object, State], state: State) -> Comparisons:
    """Return how what was heard compares with what was said, and each event in which it does not."""
    tenant = (await bearer(request)).municipality_id
    context = Context(now=wall_time(), municipality_ids=(tenant,) if tenant else ())
    async with state.worker_database.transaction(context) as transaction:
        return Comparisons(
            days=await transaction.fetch_structs(DayCompared, queries.select_days, SHOWN),
            differences=await transaction.fetch_structs(DifferenceFound, queries.select_differences, SHOWN),
        )


def differences(said: Sequence[Identity], heard: Mapping[UUID, Identity]) -> list[Difference]:
    """Return every event in which two lists of a day differ."""
    ids = {event.event_id for event in said}
    places = {(event.aggregate_id, event.sequence) for event in said}
    found = []
    for event in said:
        other = heard.get(event.event_id)
        if other is None:
            found.append(Difference(kind="missing", **msgspec.structs.asdict(event)))
        elif (other.aggregate_id, other.sequence) != (event.aggregate_id, event.sequence):
            found.append(Difference(kind="altered", **msgspec.structs.asdict(event)))
    for other in heard.values():
        if other.event_id not in ids:
            kind: Kind = "doubled" if (other.aggregate_id, other.sequence) in places else "unknown"
            found.append(Difference(kind=kind, **msgspec.structs.asdict(other)))
    return found


async def said_on(client: httpx.AsyncClient, headers: Mapping[str, str], day: date) -> list[Identity]:
    """Return which events an owner has said on a day. Raises httpx.HTTPError when it does not answer."""
    found: list[Identity] = []
    after: int | None = 0
    while after is not None:
        asked = {"day": day.isoformat(), "after": str(after)}
        answer = await client.get("/events/identities", params=asked, headers=headers)
        page = msgspec.json.decode(answer.raise_for_status().content, type=Identities)
        found += page.events
        after = page.position
    return found


async def compare_day(database: Database, settings: Settings, source: str, day: date) -> list[Difference]:
    """Hold a day of an owner's log against what was heard of it, keep the answer and return what differs.

    Raises httpx.HTTPError when the owner does not answer.
    """
    headers = {"Authorization": f"Bearer {reader_token(settings)}"}
    found: list[Difference] = []
    async with httpx.AsyncClient(base_url=settings.peers[source], timeout=30) as client:
        answer = await client.get("/events/count", params={"day": day.isoformat()}, headers=headers)
        said = msgspec.json.decode(answer.raise_for_status().content, type=DaySum)
        async with database.transaction(Context(now=wall_time())) as transaction:
            (heard,) = await transaction.fetch(queries.sum_heard, source, *day_bounds(day))
        if (heard["count"], heard["checksum"]) != (said.count, said.checksum):
            found = await name_differences(database, source, day, await said_on(client, headers, day))
    compared = DayCompared(
        source=source,
        day=day,
        said_count=said.count,
        heard_count=heard["count"],
        matched=not found,
        compared_at=wall_time(),
    )
    await keep(database, compared, found)
    return found


async def name_differences(database: Database, source: str, day: date, said: Sequence[Identity]) -> list[Difference]:
    """Return what differs of a day, event by event, and write it to the log."""
    async with database.transaction(Context(now=wall_time())) as transaction:
        ids = [event.event_id for event in said]
        rows = await transaction.fetch(queries.identities_heard, source, *day_bounds(day), ids)
    found = differences(said, {row["event_id"]: msgspec.convert(dict(row), Identity) for row in rows})
    for each in found[:SHOWN]:
        log.warning(
            "event_differs", kind=each.kind, source=source, event_type=each.type, event_id=str(each.event_id),
            aggregate_id=str(each.aggregate_id), sequence=each.sequence,
        )  # fmt: skip
    return found


async def keep(database: Database, compared: DayCompared, found: Sequence[Difference]) -> None:
    """Keep what a comparison has shown; what it does not show any more is mended."""
    source, day, when = compared.source, compared.day, compared.compared_at
    async with database.transaction(Context(now=when)) as transaction:
        await transaction.execute(queries.mend, source, day, when, [each.event_id for each in found])
        rows = [msgspec.to_builtins(each) for each in found]
        await transaction.execute(queries.keep_differences, rows, source, day, when)
        await transaction.execute(
            queries.keep_day, source, day, compared.said_count, compared.heard_count, compared.matched, when
        )


async def days_to_compare(database: Database, source: str, until: date) -> list[date]:
    """Return the days, oldest first, from the first that did not match, or after the last one compared, until a day."""
    async with database.transaction(Context(now=wall_time())) as transaction:
        last: date | None = await transaction.fetchval(queries.last_matched, source)
    first = max((last or until - timedelta(days=1)) + timedelta(days=1), until - timedelta(days=DAYS_BACK))
    first = min(first, until)
    return [first + timedelta(days=number) for number in range((until - first).days + 1)]
