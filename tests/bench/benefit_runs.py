"""Benefit runs: the job that credits every household, against a bare INSERT … SELECT of the same rows."""

import asyncio
import time
from uuid import UUID

import msgspec

from services.kit.db import uuid7
from services.kit.sql import load_queries
from tests.bench import usage
from tests.bench.measures import Figures, median
from tests.bench.sizes import SIZES
from tests.bench.town import PATIENCE_S, Town
from tests.bench.town import queries as town_queries

queries = load_queries(__file__)


class Credited(msgspec.Struct, frozen=True, kw_only=True):
    """How long a month took: the job, the bare inserts, and the bare updates besides; and what was used for the job."""

    job_s: float
    inserts_s: float
    updates_s: float
    cpu_us: dict[str, float]
    """Processor time by process, for one wallet."""


async def credit(town: Town, month_back: int) -> Credited:
    """Credit a month.

    The bare statements run first, on the same lines, and are rolled back.
    """
    run_id, proposal = await town.locked_run(town.month(month_back))
    inserts, updates = await bare(town, run_id)
    before = usage.times(town.pids())
    await town.approve(proposal)
    async with town.admin() as connection:
        deadline = time.perf_counter() + PATIENCE_S
        while (job := await connection.fetchrow(town_queries.finished_job, run_id)) is None:
            assert time.perf_counter() < deadline, "the run does not come to its end"
            await asyncio.sleep(0.1)
    assert job["state"] == "done"
    used = usage.used(before, usage.times(town.pids()))
    return Credited(
        job_s=job["seconds"],
        inserts_s=inserts,
        updates_s=updates,
        cpu_us={name: used[name] / SIZES.households * 1e6 for name in ("cards", "postgres")},
    )


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
    figures.keep(
        credit_run_s=median([each.job_s for each in found]),
        credited_wallets_per_s=median([SIZES.households / each.job_s for each in found]),
        credit_run_vs_insert_select=median([each.job_s / each.inserts_s for each in found]),
        credit_run_vs_insert_and_update=median([each.job_s / (each.inserts_s + each.updates_s) for each in found]),
        cpu_us_per_credited_wallet={
            name: median([each.cpu_us[name] for each in found]) for name in ("cards", "postgres")
        },
    )
