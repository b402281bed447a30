"""One person behind two entries, among 100,000: the search of the whole town, and an entry at a desk.

The town is generated from a seed that nothing was tuned on; what is found is compared with what was planted.
"""

import asyncio
import time
from collections import Counter
from random import Random
from uuid import UUID

from services.kit import vault
from services.kit.db import Transaction, uuid7
from services.kit.sql import load_queries
from services.registry.__main__ import jobs
from services.registry.duplicates import match_keys
from services.registry.people import persons
from tests.bench.alone import Alone
from tests.bench.measures import Figures, quantile
from tests.registry import doubles
from tests.registry.doubles import REPORTING_SEED, Town

queries = load_queries(__file__)

PEOPLE = 100_000
AT_ONCE = 2_000
ENTRIES = 200


async def measure(alone: Alone, figures: Figures) -> None:
    """Fill the town, search it, and enter people at a desk while it is as large as that."""
    town = doubles.town(PEOPLE, REPORTING_SEED)
    began = time.perf_counter()
    ids = await fill(alone, town)
    async with alone.admin() as connection:
        await connection.execute(queries.vacuum)
    figures.keep(duplicates_load_seconds_100k=time.perf_counter() - began)
    await search(alone, figures)
    await judge(alone, figures, town, ids)
    await enter(alone, figures, town)


async def fill(alone: Alone, town: Town) -> list[UUID]:
    """Seal everybody with the keys, as an import does, and look at nobody yet."""
    ids = [uuid7() for _ in town.entries]
    for start in range(0, len(ids), AT_ONCE):
        part = dict(zip(ids[start : start + AT_ONCE], town.entries[start : start + AT_ONCE], strict=True))
        async with alone.transaction("caseworker") as transaction:
            await seal(transaction, part)
    return ids


async def seal(transaction: Transaction, part: dict[UUID, doubles.Fields]) -> None:
    """Seal some people with their keys."""
    languages = ["el"] * len(part)
    await transaction.execute(
        persons.queries.insert_persons, list(part), languages, transaction.now, transaction.actor_id
    )
    await vault.seal_many(transaction, part, indexed=persons.INDEXED)
    await match_keys.note(transaction, part)


async def search(alone: Alone, figures: Figures) -> None:
    """Ask for a search and work on it as the service does, with its logins and its lease."""
    async with alone.client("eleni supervisor") as client:
        job = await client.post("/duplicate-searches")
        began, cpu = time.perf_counter(), time.process_time()
        async with alone.database(worker=True) as worker:
            assert await jobs.work_on_one(worker, alone.settings, asyncio.Event())
        seconds = time.perf_counter() - began
        done = await client.get(f"/jobs/{job['id']}")
    assert done["state"] == "done", done
    figures.keep(
        duplicates_batch_seconds_100k=seconds,
        duplicates_batch_cpu_seconds_100k=time.process_time() - cpu,
        duplicates_pairs_suspected=done["result"]["found"],
    )


async def judge(alone: Alone, figures: Figures, town: Town, ids: list[UUID]) -> None:
    """Compare what was found with what was planted, overall and by kind of error."""
    planted = {tuple(sorted((ids[one], ids[other]))): kind for (one, other), kind in town.doubles.items()}
    async with alone.admin() as connection:
        rows = await connection.fetch(queries.suspected)
    found = {(row["first_id"], row["second_id"]) for row in rows}
    right = found & planted.keys()
    all_of, of_kind = Counter(planted.values()), Counter(planted[pair] for pair in right)
    figures.keep(
        duplicates_recall=len(right) / len(planted),
        duplicates_precision=len(right) / len(found),
        duplicates_recall_by_kind={kind: of_kind[kind] / all_of[kind] for kind in all_of},
    )


async def enter(alone: Alone, figures: Figures, town: Town) -> None:
    """Enter people whom the town knows in another spelling, one by one over HTTP."""
    random, times = Random(REPORTING_SEED), []
    async with alone.client("maria caseworker") as client:
        for place, fields in enumerate(random.sample(town.entries, ENTRIES)):
            names = {name: doubles.in_latin(random, value) for name, value in fields.items() if name.endswith("_name")}
            body = names | {"born_on": fields["born_on"], "phone": f"69555{place:05d}"}
            began = time.perf_counter()
            entered = await client.post("/persons", body)
            times.append(time.perf_counter() - began)
            assert "suspected" in entered
    figures.keep(duplicates_entry_ms_p95=quantile(times, 0.95) * 1_000)
