"""The addresses that jobs and messages give to every service, over HTTP with signed tokens."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from services.kit import jobs, vault
from services.kit.clock import wall_time
from services.kit.db import Context, Database, connect, uuid7
from services.kit.service import Service, application
from services.kit.settings import Municipality, Settings
from tests.clients import open_http, signed_token, trust_issuer
from tests.databases import Urls
from tests.kit.factories import say


class Office:
    """Sends requests as a member of staff of a tenant."""

    def __init__(self, app: Any, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def get(self, path: str, role: str, tenant: int = 0) -> httpx.Response:
        municipality = str(list(self.settings.municipalities)[tenant])
        token = signed_token(self.settings.oidc_issuer, sub=str(uuid7()), roles=[role], municipality=municipality)
        async with open_http(self.app) as http:
            return await http.get(path, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
async def urls(new_database: Callable[[str], Awaitable[Urls]]) -> Urls:
    """A database of this test's own: its requests commit, under another keyring."""
    return await new_database("kit")


@pytest.fixture
async def database(urls: Urls, tenants: dict[UUID, Municipality]) -> AsyncIterator[Database]:
    opened = await connect(urls.worker, size=2, tenants=tenants)
    yield opened
    await opened.close()


@pytest.fixture
async def api_database(urls: Urls, tenants: dict[UUID, Municipality]) -> AsyncIterator[Database]:
    opened = await connect(urls.api, size=2, tenants=tenants)
    yield opened
    await opened.close()


@pytest.fixture
def office_of(
    database: Database, api_database: Database, urls: Urls, settings_of: Callable[..., Settings]
) -> Callable[[str], Office]:
    """Give an application of kit's own routes in an environment."""

    def give(environment: Any) -> Office:
        settings = msgspec.structs.replace(settings_of("registry", urls), environment=environment)
        app = application(Service(name="registry"), settings, api_database, database, None)
        trust_issuer(app)
        return Office(app, settings)

    return give


@pytest.fixture
def context(database: Database) -> Context:
    """The first tenant, by some person, now; what a test commits in it is of persons that no other test knows."""
    return Context(now=wall_time(), municipality_ids=(next(iter(database.tenants)),), actor_id=uuid7())


async def test_staff_of_the_tenant_see_how_far_a_job_is(
    office_of: Callable[[str], Office], api_database: Database, context: Context
) -> None:
    office = office_of("test")
    async with api_database.transaction(context) as transaction:
        job = await jobs.start(transaction, "credit_run", {"run_id": uuid7()}, total=7)
    answer = await office.get(f"/jobs/{job.id}", "finance_officer")
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["done"], answer.json()["total"]) == ("queued", 0, 7)
    assert (await office.get(f"/jobs/{job.id}", "finance_officer", tenant=1)).status_code == 404
    assert (await office.get(f"/jobs/{uuid7()}", "finance_officer")).status_code == 404
    assert (await office.get(f"/jobs/{job.id}", "founder")).status_code == 403


@pytest.mark.parametrize(("environment", "texts"), [("demo", 1), ("production", 0)])
async def test_only_a_demo_shows_the_texts_of_messages(
    office_of: Callable[[str], Office], database: Database, context: Context, environment: str, texts: int
) -> None:
    office = office_of(environment)
    vault.unlock(office.settings.keyring)
    async with database.transaction(context) as transaction:
        person_id: UUID = await say(transaction, "email")
    listed = await office.get("/messages?limit=1", "administrator")
    assert listed.status_code == 200
    (message,) = listed.json()["items"]
    assert message["person_id"] == str(person_id)
    assert listed.text.count("You receive") == texts
    assert (await office.get("/messages", "caseworker")).status_code == 403
    assert (await office.get("/messages?cursor=nonsense!", "administrator")).status_code == 400
