"""Benefit runs: the job that credits every household, against a bare INSERT … SELECT of the same rows."""

import asyncio
import time
from uuid import UUID

from services.kit.db import uuid7
from services.kit.sql import load_queries
from tests.bench.measures import Figures, median
from tests.bench.sizes import SIZES
from tests.bench.town import PATIENCE_S, Town
from tests.bench.town import queries as town_queries

queries = load_queries(__file__)


async def credit(town: Town, month_back: int) -> tuple[float, float, float]:
    """Credit a month; return the seconds of the job, of the bare inserts, and of inserts and updates.

    The bare statements run first, on the same lines, and are rolled back.
    """
    run_id, proposal = await town.locked_run(town.month(month_back))
    inserts, updates = await bare(town, run_id)
    await town.approve(proposal)
    async with town.admin() as connection:
        deadline = time.perf_counter() + PATIENCE_S
        while (job := await connection.fetchrow(town_queries.finished_job, run_id)) is None:
            assert time.perf_counter() < deadline, "the run does not come to its end"
            await asyncio.sleep(0.1)
    assert job["state"] == "done"
    return job["seconds"], inserts, inserts + updates


async def bare(town: Town, run_id: str) -> tuple[float, float]:
    """Return the seconds that inserting a run's rows takes at least, and those of updating balances and lines."""
    run, line = UUID(run_id), UUID(town.line_id)
    async with town.admin() as connection:
        wallet = await connection.fetchval(queries.wallet_of_line, line)
        transaction = connection.transaction()
        await transaction.start()
        began, transfer = time.perf_counter(), uuid7()
        await connection.execute(queries.insert_transfer, transfer, town.tenant.id, run)
        await connection.execute(queries.insert_entries, transfer, run, line, wallet)
        await connection.execute(queries.insert_lots, run, line)
        inserted = time.perf_counter()
        await connection.execute(queries.update_wallets, run)
        await connection.execute(queries.update_lines, run)
        updated = time.perf_counter()
        await transaction.rollback()
    return inserted - began, updated - inserted


async def first(town: Town) -> None:
    """Credit one month, so that there is money to spend; not measured."""
    await credit(town, 0)


async def runs(town: Town, figures: Figures) -> None:
    """Credit a month in each round."""
    found = [await credit(town, place + 1) for place in range(SIZES.rounds)]
    job, inserts, whole = (median([each[place] for each in found]) for place in range(3))
    figures.keep(
        credit_run_s=job,
        credited_wallets_per_s=SIZES.households / job,
        credit_run_vs_insert_select=job / inserts,
        credit_run_vs_insert_and_update=job / whole,
    )
