"""Everybody against everybody: what entry could not see is found, in chunks, once."""

from typing import Any

import pytest
from litestar import Litestar

from services.kit.db import Connection
from services.registry.duplicates import duplicate_searches
from tests.clients import Client
from tests.registry import entered_twice, factories
from tests.registry.entered_twice import SUPERVISOR
from tests.registry.importing import Work, work

__all__ = ["work"]


async def search(client: Client, work: Work) -> Any:
    """Search and return the finished job."""
    job = await client.post("/duplicate-searches", by=SUPERVISOR)
    await work()
    return await client.get(f"/jobs/{job['id']}", by=SUPERVISOR)


async def unseen(connection: Connection) -> None:
    """Let the pairs be as if they had been entered at two desks at the same moment."""
    await connection.execute("RESET ROLE")
    await connection.execute("TRUNCATE duplicates, duplicate_holds")
    await connection.execute("SET LOCAL ROLE registry_api")


async def test_a_search_finds_in_chunks_what_entry_missed_and_nothing_twice(
    paggaio: Client, app: Litestar, work: Work, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicate_searches, "BLOCKS", 2)
    await factories.household(paggaio)
    first, second, _ = await entered_twice.households(paggaio)
    await unseen(connection)
    done = await search(paggaio, work)
    assert (done["state"], done["result"]) == ("done", {"found": 1})
    assert done["done"] == done["total"] == 6
    (pair,) = (await paggaio.get("/duplicates?status=suspected"))["items"]
    entered = {formed["members"][0]["person_id"] for formed in (first, second)}
    assert {pair["first_id"], pair["second_id"]} == entered
    held = await connection.fetch("SELECT household_id::text FROM duplicate_holds WHERE released_on IS NULL")
    assert {row["household_id"] for row in held} == {first["id"], second["id"]}
    assert (await search(paggaio, work))["result"] == {"found": 0}


async def test_a_search_leaves_a_row_for_itself_and_one_for_each_who_is_suspected(
    paggaio: Client, work: Work, connection: Connection
) -> None:
    await factories.household(paggaio)
    pair = await entered_twice.pair(paggaio)
    await unseen(connection)
    job = await search(paggaio, work)
    rows = await connection.fetch(
        "SELECT action, object_type, object_id::text FROM audit_entries "
        "WHERE object_type = 'duplicate_search' OR action = 'duplicate_suspected' ORDER BY id"
    )
    assert ("persons_compared", "duplicate_search", job["id"]) in [tuple(row) for row in rows]
    suspected = [row["object_id"] for row in rows if row["action"] == "duplicate_suspected"]
    assert set(suspected) == {pair["first_id"], pair["second_id"]}


async def test_a_caseworker_does_not_search_the_whole_town(paggaio: Client) -> None:
    assert (await paggaio.refused("POST", "/duplicate-searches"))[0] == 403
