"""Whoever was erased stays erased when a backup from before is put back."""

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest

from infra.embedded.processes import ROOT
from services.kit.restore import list_erasures, reapply_erasures
from services.kit.settings import Municipality, Settings
from services.registry.privacy import erasures
from tests.databases import Urls
from tests.registry import factories
from tests.registry.grievances.test_grievances import complained
from tests.registry.working import working

SUPERVISOR = "eleni supervisor"
BEFORE = datetime(2020, 1, 1, tzinfo=UTC)


async def test_a_dump_from_before_brings_nobody_back(
    new_database: Callable[[str], Awaitable[Urls]],
    tenants: dict[UUID, Municipality],
    settings_of: Callable[..., Settings],
    admin_of: Callable[[Urls], str],
) -> None:
    urls, restored = await new_database("registry"), await new_database("registry")
    async with working(urls, tenants, settings_of) as registry:
        client = registry.client
        person = await client.post("/persons", factories.person())
        receipt = await complained(client, complainant_id=person["id"])
        await copy(admin_of(urls), admin_of(restored))
        await client.post(f"/persons/{person['id']}/erase", by=SUPERVISOR, If_Match='"1"')
        lines = await list_erasures(registry.worker, BEFORE)
        assert [json.loads(line)["subject_id"] for line in lines] == [person["id"]]
    async with working(restored, tenants, settings_of) as registry:
        client = registry.client
        assert (await client.get(f"/persons/{person['id']}"))["fields"] != {}
        for _ in range(2):
            assert await reapply_erasures(registry.worker, lines, erasures.reapply) == 1
        shown = await client.get(f"/persons/{person['id']}")
        assert (shown["fields"], shown["erased_at"] is not None) == ({}, True)
        complaint = await client.get(f"/grievances/{receipt['id']}")
        assert [text["text"] for text in complaint["texts"]] == [None]
        connection = await asyncpg.connect(admin_of(restored))
        told = await connection.fetch("SELECT type FROM outbox WHERE type = 'registry.person_erased.v1'")
        await connection.close()
        assert len(told) == 1, "the other services may have been restored too"


async def copy(source: str, target: str) -> None:
    """Put every row of one database into another of the same schema, as a restored dump does."""
    there, here = await asyncpg.connect(source), await asyncpg.connect(target)
    try:
        await here.execute("SET session_replication_role = replica")
        tables = await there.fetch(
            "SELECT c.oid::regclass::text AS name FROM pg_class AS c JOIN pg_namespace AS n ON c.relnamespace = n.oid"
            " WHERE n.nspname = 'public' AND c.relkind = 'r'"
        )
        for table in tables:
            rows = await there.fetch(f"SELECT to_jsonb(t)::text AS row FROM {table['name']} AS t")
            for row in rows:
                await here.execute(
                    f"INSERT INTO {table['name']} OVERRIDING SYSTEM VALUE"
                    f" SELECT * FROM jsonb_populate_record(NULL::{table['name']}, $1::jsonb) ON CONFLICT DO NOTHING",
                    row["row"],
                )
    finally:
        await there.close()
        await here.close()


@pytest.mark.parametrize("command", ["erasures", "reapply-erasures"])
def test_the_operators_commands_are_there(command: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "services.registry", command],
        cwd=ROOT, capture_output=True, text=True, check=False, env={"PATH": ""},
    )  # fmt: skip
    assert "a setting is missing or wrong" in said.stderr
