"""The feed: an owner's events by HTTP, for readers that have a gap to fill or begin anew."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import date
from functools import cache
from typing import Annotated, TypeVar
from uuid import UUID

import httpx
import msgspec
from litestar import get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter

from contracts.envelope import PARTITIONS, Envelope, encode, source_service
from services.kit.auth import READER, reader_token, requires
from services.kit.clock import wall_time
from services.kit.db import Context, Database
from services.kit.events.batches import apply_together, lean
from services.kit.events.completeness import compare_day
from services.kit.events.inbox import Reader, apply
from services.kit.events.relay import envelope_of, queries
from services.kit.log import log
from services.kit.settings import Settings

Item = TypeVar("Item")

FEED_PAGE = 1000
"""Events of an answer: more would hold up whatever else its owner is asked meanwhile."""
PAGES_TOGETHER = 4
"""Pages that a reader applies in one transaction: what is summed is added once for all of them."""


class Part(msgspec.Struct, frozen=True):
    """Every so many-th partition of a log, from one on: what one of several processes reads."""

    first: int = 0
    step: int = 1


WHOLE = Part()


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A page of an event log, oldest first; `position` continues after it, absent on the last page."""

    events: list[Envelope]
    position: int | None = None


@get("/events", guards=[requires(READER)], tags=["events"])
async def read_feed(
    state: State,
    after: FromQuery[int] = 0,
    aggregate_id: FromQuery[UUID | None] = None,
    first: FromQuery[Annotated[int, QueryParameter(ge=0, lt=PARTITIONS)]] = 0,
    step: FromQuery[Annotated[int, QueryParameter(ge=1, le=PARTITIONS)]] = 1,
) -> Feed:
    """Return events after a position of the log, or after a sequence number of one aggregate.

    `first` and `step` name the partitions whose events are wanted, as by 0 and 2 every second one; all when not given.
    """
    async with state.worker_database.transaction(Context(now=wall_time())) as transaction:
        if aggregate_id is None:
            rows = await transaction.fetch(queries.feed, after, FEED_PAGE, first, step)
        else:
            rows = await transaction.fetch(queries.feed_of_aggregate, aggregate_id, after, FEED_PAGE)
    last = rows[-1]["position" if aggregate_id is None else "sequence"] if len(rows) == FEED_PAGE else None
    return Feed(events=[envelope_of(row) for row in rows], position=last)


def door(settings: Settings, service: str) -> httpx.AsyncClient:
    """Open a client of another service's feed."""
    return httpx.AsyncClient(base_url=settings.peers[service], timeout=30, verify=authorities())


@cache
def authorities() -> ssl.SSLContext:
    """Return the authorities that clients trust, read once: it takes 20 ms for each client that reads them itself."""
    return httpx.create_ssl_context()


async def ask(client: httpx.AsyncClient, settings: Settings, path: str, **parameters: str) -> bytes:
    """Ask a feed with a reader's token. Raises httpx.HTTPError when it does not answer with 200."""
    headers = {"Authorization": f"Bearer {reader_token(settings)}"}
    return (await client.get(path, params=parameters, headers=headers)).raise_for_status().content


async def missing_before(settings: Settings, envelope: Envelope, seen: int) -> list[bytes]:
    """Return the owner's events of an aggregate after the last one seen and before this one."""
    async with door(settings, source_service(envelope.type)) as client:
        answer = await ask(client, settings, "/events", aggregate_id=str(envelope.subject), after=str(seen))
    found = msgspec.json.decode(answer, type=Feed).events
    return [encode(earlier) for earlier in found if earlier.sequence < envelope.sequence]


async def pages(settings: Settings, source: str, part: Part = WHOLE) -> AsyncIterator[list[Envelope]]:
    """Yield the event log of a service, oldest first: one page, so that there is work soon, and then some at a time."""
    async with door(settings, source) as client:
        read = await read_pages(client, settings, 0, part, count=1)
        while read.position is not None:
            yield read.events
            read = await read_pages(client, settings, read.position, part, count=PAGES_TOGETHER)
        yield read.events


async def read_pages(client: httpx.AsyncClient, settings: Settings, after: int, part: Part, *, count: int) -> Feed:
    """Return the next pages of a log after a position, as one."""
    events: list[Envelope] = []
    position: int | None = after
    for _ in range(count):
        if position is not None:
            page = await read_page(client, settings, position, part)
            events += page.events
            position = page.position
    return Feed(events=events, position=position)


async def read_page(client: httpx.AsyncClient, settings: Settings, after: int, part: Part) -> Feed:
    """Return the page of a log after a position; it is read while the database applies those before."""
    wanted = {"after": str(after), "first": str(part.first), "step": str(part.step)}
    page = msgspec.json.decode(await ask(client, settings, "/events", **wanted), type=Feed)
    return Feed(events=[lean(envelope) for envelope in page.events], position=page.position)


async def read_all(
    database: Database, settings: Settings, reader: Reader, sources: Sequence[str], part: Part = WHOLE
) -> int:
    """Apply everything in these sources' logs that has not been applied, and return how many events they hold.

    What comes next is read while the database applies what was read. An event whose cause lies in another source
    (`NotYet`) is left to its durable consumer, which delivers it again.
    """
    total = 0
    async with aclosing(ahead(logs(settings, sources, part))) as read:
        async for source, envelopes in read:
            await apply_in_order(database, reader, envelopes)
            total += len(envelopes)
            log.info("log_read", source=source, count=total)
    return total


async def logs(settings: Settings, sources: Sequence[str], part: Part) -> AsyncIterator[tuple[str, list[Envelope]]]:
    """Yield the event logs of services, one after the other, each with its name."""
    for source in sources:
        async for envelopes in pages(settings, source, part):
            yield source, envelopes


async def ahead(items: AsyncIterator[Item]) -> AsyncGenerator[Item, None]:
    """Yield items, and get the next one while one is used."""
    following = asyncio.ensure_future(anext(items, None))
    try:
        while (item := await following) is not None:
            following = asyncio.ensure_future(anext(items, None))
            yield item
    finally:
        following.cancel()


async def apply_in_order(database: Database, reader: Reader, envelopes: Sequence[Envelope]) -> None:
    """Apply events in one transaction, or one by one where they cannot go together."""
    if not (reader.batch_handlers and await apply_together(database, reader, envelopes)):
        for envelope in envelopes:
            await apply(database, reader, encode(envelope))


async def check_day(database: Database, settings: Settings, reader: Reader, source: str, day: date) -> bool:
    """Compare a day with the owner's; where events are missing, read the log and compare again; say if it matched."""
    found = await compare_day(database, settings, source, day)
    if any(each.kind == "missing" for each in found):
        await read_all(database, settings, reader, [source])
        await compare_day(database, settings, source, day)
    return not found
