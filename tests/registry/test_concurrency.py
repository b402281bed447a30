"""Two people at the same moment: one of them is told, nothing is done twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.db import Context, connect
from services.kit.settings import Municipality, Settings
from services.registry import persons
from services.registry.persons import NewPerson, PersonKnown
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
        return "entered"

    try:
        outcomes = await asyncio.gather(*(enter(f"desk {number}") for number in range(4)))
    finally:
        await database.close()
    assert sorted(outcomes) == ["entered", "known", "known", "known"]
