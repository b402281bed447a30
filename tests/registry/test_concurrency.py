"""Two people at the same moment: one of them is told, nothing is done twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import msgspec

from services.kit import vault
from services.kit.db import Context, Database, Transaction, connect
from services.kit.errors import Stale
from services.kit.settings import Municipality, Settings
from services.registry.cases import applications, assignments
from services.registry.cases.applications import NewApplication
from services.registry.cases.assignments import Assigning, TakingNext
from services.registry.households import households
from services.registry.households.households import NewHousehold
from services.registry.people import persons
from services.registry.people.persons import NewPerson, PersonKnown
from tests.clients import person_id, tenant_named
from tests.databases import Urls
from tests.registry import factories


async def test_one_number_entered_at_two_desks_at_once_names_one_person(
    new_database: Callable[[str], Awaitable[Urls]],
    tenants: dict[UUID, Municipality],
    settings_of: Callable[..., Settings],
) -> None:
    urls = await new_database("registry")
    vault.unlock(settings_of("registry", urls).keyring)
    database = await connect(urls.api, size=4, tenants=tenants)
    person = msgspec.convert(factories.person(), NewPerson)

    async def enter(desk: str) -> str:
        context = Context(
            now=datetime(2026, 1, 12, 8, tzinfo=UTC),
            municipality_ids=(tenant_named(tenants, "paggaio").id,),
            actor_id=person_id(desk),
        )
        try:
            async with database.transaction(context) as transaction:
                await persons.register(transaction, person)
                await asyncio.sleep(0.05)
        except PersonKnown:
            return "known"
        except asyncpg.LockNotAvailableError:  # a busy machine: answered with 503, and the desk sends it again
            return await enter(desk)
        return "entered"

    try:
        outcomes = await asyncio.gather(*(enter(f"desk {number}") for number in range(4)))
    finally:
        await database.close()
    assert sorted(outcomes) == ["entered", "known", "known", "known"]


@asynccontextmanager
async def cases_of(
    urls: Urls, tenants: dict[UUID, Municipality], count: int
) -> AsyncIterator[tuple[Callable[..., Context], Database, list[UUID]]]:
    """So many free cases, a database of several connections, and the context of somebody at a desk."""
    database = await connect(urls.api, size=4, tenants=tenants)

    def desk(name: str) -> Context:
        return Context(
            now=datetime(2026, 1, 12, 8, tzinfo=UTC),
            municipality_ids=(tenant_named(tenants, "paggaio").id,),
            actor_id=person_id(name),
        )

    try:
        async with database.transaction(desk("maria")) as transaction:
            ids = [await submitted(transaction) for _ in range(count)]
        yield desk, database, ids
    finally:
        await database.close()


async def submitted(transaction: Transaction) -> UUID:
    """A case of a new household."""
    formed = await households.form(transaction, msgspec.convert(factories.couple_with_two_children(), NewHousehold))
    opened = await applications.open_new(transaction, NewApplication(household_id=formed.id, programme="gmi"))
    return (await applications.submit(transaction, opened.id, version=1)).id


async def test_people_who_take_the_next_case_at_once_take_different_ones(
    new_database: Callable[[str], Awaitable[Urls]],
    tenants: dict[UUID, Municipality],
    settings_of: Callable[..., Settings],
) -> None:
    urls = await new_database("registry")
    vault.unlock(settings_of("registry", urls).keyring)
    async with cases_of(urls, tenants, 4) as (desk, database, ids):

        async def take(name: str) -> UUID:
            async with database.transaction(desk(name)) as transaction:
                taken = await assignments.take_next(transaction, TakingNext())
                await asyncio.sleep(0.05)
                return taken.id

        taken = await asyncio.gather(*(take(f"desk {number}") for number in range(4)))
    assert sorted(taken) == sorted(ids)


async def test_of_two_people_who_take_one_case_at_once_one_is_told(
    new_database: Callable[[str], Awaitable[Urls]],
    tenants: dict[UUID, Municipality],
    settings_of: Callable[..., Settings],
) -> None:
    urls = await new_database("registry")
    vault.unlock(settings_of("registry", urls).keyring)
    async with cases_of(urls, tenants, 1) as (desk, database, (case,)):

        async def take(name: str) -> str:
            try:
                async with database.transaction(desk(name)) as transaction:
                    await assignments.assign(transaction, case, Assigning(assignee_id=person_id(name)), version=2)
                    await asyncio.sleep(0.05)
            except Stale:
                return "stale"
            return "taken"

        outcomes = await asyncio.gather(*(take(f"desk {number}") for number in range(4)))
        async with database.transaction(desk("maria")) as transaction:
            assert len(await assignments.of_application(transaction, case)) == 1
    assert sorted(outcomes) == ["stale", "stale", "stale", "taken"]
