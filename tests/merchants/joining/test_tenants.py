"""Somebody without a token sees no tenant's rows until the right tenant is entered."""

from services.kit.clock import wall_time
from services.kit.db import Context, Database
from services.merchants.joining import tenants
from services.merchants.joining.merchants import queries
from tests.clients import Client
from tests.merchants import factories


async def test_a_visit_sees_nothing_before_it_enters(paggaio: Client, al_koura: Client, database: Database) -> None:
    async with database.transaction(Context(now=wall_time())) as visit:
        assert await visit.fetch(queries.select_merchants, None, None, None, None, 10) == []
        for client in (paggaio, al_koura):
            inside = await tenants.enter_by_slug(visit, client.tenant.slug)
            assert inside.municipality.slug == client.tenant.slug
            assert inside.today is not None


async def test_a_tenant_is_entered_by_its_name(paggaio: Client, al_koura: Client) -> None:
    merchant = await factories.accepted(paggaio)
    for client, seen in ((paggaio, [merchant["id"]]), (al_koura, [])):
        answer = await client.send("GET", f"/merchants?municipality={client.tenant.slug}", by="-")
        assert [each["id"] for each in answer.json()["items"]] == seen
