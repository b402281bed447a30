"""Cards with one command, which takes its time, as a process that a test can stop: `python -m tests.kit.slow run`."""

import asyncio
from collections.abc import AsyncGenerator
from uuid import UUID

import msgspec
from litestar import post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from services.kit.auth import public
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction
from services.kit.events import publish
from services.kit.service import Service, run
from tests.kit.things import ThingTicked


class Done(msgspec.Struct, frozen=True):
    """What was done."""

    thing_id: UUID


async def open_slowly(state: State) -> AsyncGenerator[Transaction, None]:
    """Open a transaction of the first tenant for whoever asks."""
    database: Database = state.database
    context = Context(now=wall_time(), municipality_ids=(next(iter(database.tenants)),))
    async with database.transaction(context) as transaction:
        yield transaction


@post("/things/{thing_id:uuid}", guards=[public], dependencies={"transaction": Provide(open_slowly)})
async def take_time(thing_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Done:
    """Say a tick and take a second before it is kept."""
    await publish(transaction, ThingTicked(thing_id=thing_id, number=1))
    await asyncio.sleep(1)
    return Done(thing_id)


service = Service(name="cards", routes=[take_time])

if __name__ == "__main__":
    run(service)
